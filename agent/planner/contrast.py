"""What a choice is to be where the old one is told too: "from on hold to in progress", "a transfer, not a check"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agent.planner.synonyms import phrases_of

ARTICLE = r"(?: (?:a|an|the|just|still|only|as|being|on|by|at|set|marked|listed))*"
# What stands before the choice that holds no more; after the last of them the new one was said already.
OLD = re.compile(
    r"(?:\bfrom|\boff(?: of)?|(?:\bis|\bwent|'s) down as|"
    r"\b(?:marked|listed|recorded|logged|entered|flagged|put in|went in|put down) (?:as|at)|"
    r"\b(?:used to be|was|were|thought it was|says?|said|no longer|stop(?:ped)? being|quit being))"
    rf"{ARTICLE} $"
)
SET_ASIDE = re.compile(rf"\b(?:not|isn't|wasn't|ain't|instead of|rather than|and not|never){ARTICLE} $")


@dataclass(frozen=True, slots=True)
class _Told:
    choice: str
    at: int
    old: bool
    aside: bool


def told_instead(said: str, choices: Sequence[str]) -> str | None:
    """The choice that is to be, where another is told that is not to be; None where nothing is set against another."""
    told = _told(f" {_plain(said)} ", choices)
    aside = next((each for each in told if each.aside), None)
    old = aside or next((each for each in told if each.old), None)
    if old is None:
        return None
    new = [each for each in told if not (each.aside if aside else each.old) and each.choice != old.choice]
    before = [each for each in new if each.at < old.at]
    after = [each for each in new if each.at > old.at]
    ranked = [*before[-1:], *after[:1]] if aside else [*after[:1], *before[-1:]]
    return ranked[0].choice if ranked else None


def made(said: str, choices: Sequence[str]) -> str | None:
    """The choice that something is to be made by a word that says so: "mark them as customers", "set it to high"."""
    plain = f" {_plain(said)} "
    ways = sorted(phrases_of(choices), key=lambda pair: -len(pair[0]))
    return next((choice for phrase, choice in ways if _is_made(phrase, plain)), None)


def _is_made(phrase: str, plain: str) -> bool:
    words = re.escape(phrase)
    return (
        re.search(rf" (?:as|into) (?:an? |the )?{words} | to (?:an? |be )?{words}(?: please| now| then)* $", plain)
        is not None
    )


def _told(said: str, choices: Sequence[str]) -> list[_Told]:
    """Every choice that is spoken of, in order; of phrases that share words, the longest."""
    taken: list[tuple[int, int]] = []
    found: list[_Told] = []
    for phrase, choice in sorted(phrases_of(choices), key=lambda pair: -len(pair[0])):
        for match in re.finditer(rf"(?<= ){re.escape(phrase)}(?= )", said):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            taken.append(match.span())
            before = said[: match.start()]
            old, aside = OLD.search(before), SET_ASIDE.search(before)
            found.append(_Told(choice, match.start(), old is not None, aside is not None))
    return sorted(found, key=lambda each: each.at)


def _plain(said: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"[^a-z0-9' -]", " ", said.lower()))
