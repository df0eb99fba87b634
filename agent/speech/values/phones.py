"""Phone numbers as they are spoken: "seven twenty triple five oh two eleven", "plus four four twenty …"."""

from typing import NamedTuple

import phonenumbers

from agent.speech.cues import CUES
from agent.speech.numbers import Words, digit_readings, is_number
from agent.speech.tokens import Lexicon, tokenise
from agent.speech.values.codes import as_numbers

CALLER = "caller"
"""Stands for the number that somebody is calling from, which only the telephone line knows."""

_NATIONAL = 10
_MOST_WORDS = 20


def phone(text: str, region: str = "US") -> str | None:
    """The number in E.164, or CALLER for "the number i'm calling from"."""
    written = next(iter(phonenumbers.PhoneNumberMatcher(text, region)), None)
    if written:
        return phonenumbers.format_number(written.number, phonenumbers.PhoneNumberFormat.E164)
    words = as_numbers(tokenise(text).words)
    runs = [run.words for run in number_runs(words)]
    if len(runs) > 1 and not CUES["amended"].isdisjoint(words):
        amended = _put_right(runs, region)
        if amended:
            return amended
    whole = [number for run in runs if (number := dialled(run, region))]
    joined = [word for run in runs for word in run]
    return (whole[-1] if whole else dialled(joined, region)) or (CALLER if _is_own(words) else None)


class Run(NamedTuple):
    """Numbers said in a row, with a plus before them if one was said, and where they stand."""

    first: int
    after: int
    words: list[str]


def number_runs(words: Words) -> list[Run]:
    """The numbers said; dashes, "area code" and the like do not end one."""
    runs: list[Run] = []
    going = False
    for at, word in enumerate(words):
        if is_number(word) or word in ("plus", "+"):
            said = "+" if word == "plus" else word
            earlier = runs.pop() if going else Run(at, at, [])
            runs.append(Run(earlier.first, at + 1, [*earlier.words, said]))
            going = True
        elif word not in CUES["in_phones"]:
            going = False
    return runs


def dialled(run: list[str], region: str = "US") -> str | None:
    """The reading of the words that is a phone number, one that is in use before one that could be."""
    numbers = [number for digits in _readings(run) if (number := _parsed(digits, region))]
    in_use = (number for number in numbers if phonenumbers.is_valid_number(number))
    best = next(in_use, next(iter(numbers), None))
    return phonenumbers.format_number(best, phonenumbers.PhoneNumberFormat.E164) if best else None


def _readings(run: list[str]) -> list[str]:
    said = [word for word in run if word != "+"]
    if not 0 < len(said) <= _MOST_WORDS:
        return []
    return [f"+{digits}" if run[0] == "+" else digits for digits in digit_readings(said)]


def _parsed(digits: str, region: str) -> phonenumbers.PhoneNumber | None:
    """A possible number with its area code."""
    abroad = digits.startswith(("+", "011"))
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_possible_number(number) and (abroad or len(digits) >= _NATIONAL) else None


def _put_right(runs: list[list[str]], region: str) -> str | None:
    """A number whose end was said again: "… oh three oh one no wait oh three oh two"."""
    whole = next((number for run in runs[:-1] if (number := dialled(run, region))), None)
    ending = next(iter(digit_readings(runs[-1])), "")
    return whole[: -len(ending)] + ending if whole and 0 < len(ending) < _NATIONAL else None


_OWN = Lexicon(
    dict.fromkeys(("this number", "this one", "calling from", "called in", "calling on", "calling you on"), True)
    | dict.fromkeys(("caller id", "i'm on right now", "talking on"), True)
)


def _is_own(words: Words) -> bool:
    """Whether the number meant is that of the line itself."""
    return any(_OWN.at(words, at) for at in range(len(words)))
