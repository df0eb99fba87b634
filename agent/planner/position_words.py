"""Degrees as people say them: "thirty nine point seven four", "minus one oh four point nine nine", "… west"."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from agent.planner.reading import Words

ONES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
VALUES = {word: str(value) for value, word in enumerate((*ONES, *TEENS))} | {"oh": "0", "o": "0"}
ROUND = {word: 10 * value for value, word in enumerate(TENS, 2)}
SPOKEN = "|".join((*VALUES, *ROUND, "hundred", "and"))
DEGREES = re.compile(
    rf"(?P<minus>minus |negative |- ?)?(?P<whole>\d+|(?:(?:{SPOKEN})[ -])+)\.?\s*(?:point |(?<=\d\.))"
    rf"(?P<part>\d+|(?:(?:{SPOKEN})[ -]?)+)(?:\s*degrees)?\s*(?P<side>north|south|east|west)?"
)


def degrees(said: str) -> list[float]:
    """The degrees that are told, in order; west and south are negative."""
    told = []
    for found in DEGREES.finditer(f"{said.lower()} "):
        value = float(f"{_whole(found['whole'])}.{_digits(found['part'])}")
        told.append(-value if found["minus"] or found["side"] in ("south", "west") else value)
    return told


def _whole(words: str) -> int:
    """A number below a thousand: "one oh four", "a hundred and five", "thirty nine"."""
    if words.strip().isdigit():
        return int(words)
    hundred, _, rest = words.rpartition("hundred")
    return int(_digits(rest or "zero")) + (100 * int(_digits(hundred) or 1) if hundred or "hundred" in words else 0)


def _digits(words: str) -> str:
    """The digits one after another: "seven four" is 74, "thirty nine" is 39."""
    if words.strip().isdigit():
        return words.strip()
    told = ""
    pieces = [each for each in re.split(r"[ -]+", words.strip()) if each != "and"]
    for place, piece in enumerate(pieces):
        following = pieces[place + 1] if place + 1 < len(pieces) else ""
        if piece in ROUND:
            told += str(ROUND[piece] // 10) + ("" if following in ONES[1:] else "0")
        else:
            told += VALUES.get(piece, "")
    return told


def _at(place: int) -> Callable[[Words], float | None]:
    def read(words: Words) -> float | None:
        told = degrees(words.said)
        return told[place] if len(told) == 2 else None

    return read


POSITIONS: Mapping[str, Callable[[Words], Any]] = {"lat": _at(0), "lng": _at(1)}
