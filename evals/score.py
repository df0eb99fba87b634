"""Scoring: whether a turn and the state at the end are as the script says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from evals.script import Expected, ReplyCheck, TurnScript

# a call that ran: every name of its operation, its arguments (as some are called under another address, too), and
# whether it wrote
Made = Mapping[str, Any]


def failures(script: TurnScript, made: Sequence[Made], reply: str, asks: str | None) -> list[str]:
    """What is wrong with a turn, a sentence each."""
    return [*_call_failures(script, made), *_reply_failures(script.reply, reply, asks)]


def wrong_writes(script: TurnScript, made: Sequence[Made]) -> int:
    """Writes that ran and are neither expected nor allowed; none where the turn does not say."""
    if script.calls is None:
        return 0
    allowed = [*script.calls, *script.may]
    return sum(call["writes"] and not any(_one_fits(any_of, call) for any_of in allowed) for call in made)


def understood(script: TurnScript, made: Sequence[Made]) -> list[tuple[str, bool]]:
    """Of every expected call whether its operation ran, and if so whether each value is right, by its sort."""
    told: list[tuple[str, bool]] = []
    for any_of in script.calls or []:
        pairs = [(expected, call) for expected in any_of for call in made if expected.operation in call["names"]]
        told.append(("operation", bool(pairs)))
        if pairs:
            expected, call = max(pairs, key=lambda pair: sum(right for _, right in _values(*pair)))
            told += _values(expected, call)
    return told


def _values(expected: Expected, call: Made) -> list[tuple[str, bool]]:
    given = {**call["args"], **call.get("aliases", {})}
    return [(_sort(name, value), alike(value, given.get(name))) for name, value in expected.args.items()]


def _sort(name: str, value: Any) -> str:
    """What sort of value an argument is: a record, a time, a number, free text, or one of a few words."""
    told = value.get("near", value.get("matches")) if isinstance(value, Mapping) else value
    if re.search(r"(^id|Ids?)$", name):
        return "record"
    if isinstance(told, int | float) and not isinstance(told, bool):
        return "number"
    if re.match(r"\d{4}-\d\d-\d\d", str(told)):
        return "time"
    if re.fullmatch(r"[\d.]+", str(told)):
        return "number"
    is_text = (
        not isinstance(told, str | bool) or (isinstance(value, Mapping) and "matches" in value) or " " in str(told)
    )
    return "text" if is_text else "word"


def _call_failures(script: TurnScript, made: Sequence[Made]) -> list[str]:
    if script.calls is None:
        return []
    wrong: list[str] = []
    left = list(made)
    for any_of in script.calls:
        place = next((i for i, call in enumerate(left) if _one_fits(any_of, call)), None)
        if place is None:
            wrong.append(f"did not make {_named(any_of)}; made {[_short(call) for call in made]}")
        else:
            left = (
                left[:place] + left[place + 1 :]
                if not left[place]["writes"]
                else left[place + 1 :] + [call for call in left[:place] if call["writes"]]
            )
    unlisted = (call for call in left if call["writes"] and not any(_one_fits(any_of, call) for any_of in script.may))
    wrong += [f"wrote {_short(call)}, which the script does not list" for call in unlisted]
    return wrong


def _one_fits(any_of: Sequence[Expected], call: Made) -> bool:
    return any(_fits(expected, call) for expected in any_of)


def _fits(expected: Expected, call: Made) -> bool:
    if expected.operation not in call["names"]:
        return False
    given = {**call["args"], **call.get("aliases", {})}
    return all(alike(value, given.get(name)) for name, value in expected.args.items())


def alike(expected: Any, actual: Any) -> bool:
    """An exact value, `{near, within}` for numbers and times, `{matches}` for text, or a subset of an object."""
    if isinstance(expected, Mapping) and "near" in expected:
        return _near(expected, actual)
    if isinstance(expected, Mapping) and "matches" in expected:
        return re.search(str(expected["matches"]), str(actual or ""), re.IGNORECASE) is not None
    if isinstance(expected, Mapping) and isinstance(actual, Mapping):
        return all(alike(value, actual.get(name)) for name, value in expected.items())
    if isinstance(expected, list) and isinstance(actual, list):
        return len(expected) == len(actual) and all(map(alike, expected, actual))
    return bool(expected == actual or _same_moment(expected, actual) or _same_number(expected, actual))


def _near(expected: Mapping[str, Any], actual: Any) -> bool:
    wanted, within = _moment(expected["near"]), float(expected.get("within", 0))
    found = _moment(actual)
    if wanted and found:
        return abs((found - wanted).total_seconds()) <= within
    try:
        return abs(float(actual) - float(expected["near"])) <= within
    except (TypeError, ValueError):
        return False


def _same_moment(one: Any, other: Any) -> bool:
    first, second = _moment(one), _moment(other)
    return first is not None and first == second


def _same_number(one: Any, other: Any) -> bool:
    try:
        return float(one) == float(other)
    except (TypeError, ValueError):
        return False


def _moment(value: Any) -> datetime | None:
    if isinstance(value, datetime):
        return value if value.tzinfo else None
    if not isinstance(value, str) or not re.match(r"\d{4}-\d\d-\d\dT", value):
        return None
    moment = datetime.fromisoformat(value)
    return moment if moment.tzinfo else None


def _reply_failures(check: ReplyCheck, reply: str, asks: str | None) -> list[str]:
    wrong: list[str] = []
    for said in check.says:
        patterns = said if isinstance(said, list) else [said]
        if not any(re.search(pattern, reply, re.IGNORECASE) for pattern in patterns):
            wrong.append(f"the reply does not say {' or '.join(patterns)!r}: {reply!r}")
    wrong += [f"the reply says {never!r}: {reply!r}" for never in check.never if re.search(never, reply, re.IGNORECASE)]
    if check.asks and asks != check.asks:
        wrong.append(f"asked {asks or 'nothing'} instead of {check.asks}: {reply!r}")
    return wrong


def _named(any_of: Sequence[Expected]) -> str:
    return " or ".join(f"{each.operation} {each.args}" if each.args else each.operation for each in any_of)


def _short(call: Made) -> str:
    return f"{call['names'][0]} {dict(call['args'])}"
