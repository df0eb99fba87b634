"""Digits that stand for a person, a PIN or a code, taken out of what was said before anything keeps it."""

from __future__ import annotations

import re

from domain.card_numbers import DIGITS, REPEATS, TEENS, TENS

HIDDEN = "[digits removed]"
SAID_UNASKED = re.compile(r"\b(?:pin|passcode|pass code|access code|security code|pincode)\b", re.IGNORECASE)
SHORTEST, LONGEST = 3, 8
BETWEEN = frozenset(["is", "s", "its", "it", "to", "as", "be", "number", "code", "um", "uh", "new", "now", "please"])


def without_digits(said: str, *, asked: bool) -> tuple[str, str | None]:
    """The text without the digits of a PIN or code, and these; where none was asked for, only what is called one."""
    words = placed(said)
    start = 0 if asked else _named(words)
    if start is None:
        return said, None
    runs = []
    at = start
    while at < len(words):
        end, digits = digit_run(words, at)
        if digits:
            runs.append((at, end, digits))
        at = max(end, at + 1)
    digits = "".join(each for _, _, each in runs)
    if not SHORTEST <= len(digits) <= LONGEST:
        return said, None
    if not asked and any(word.lower() not in BETWEEN for word, _, _ in words[start : runs[0][0]]):
        return said, None
    first, last = words[runs[0][0]][1], words[runs[-1][1] - 1][2]
    return said[:first] + HIDDEN + said[last:], digits


def _named(words: list[tuple[str, int, int]]) -> int | None:
    """The place after the word that calls what follows a PIN."""
    return next((place + 1 for place, (word, _, _) in enumerate(words) if SAID_UNASKED.fullmatch(word)), None)


def placed(said: str) -> list[tuple[str, int, int]]:
    """The words and numbers of a text, each with where it begins and ends."""
    return [(match.group(), match.start(), match.end()) for match in re.finditer(r"[A-Za-z]+|\d+", said)]


def digit_run(words: list[tuple[str, int, int]], start: int) -> tuple[int, str]:
    """The longest run of digit words from here, and its digits."""
    digits, index = "", start
    while index < len(words):
        word = words[index][0].lower()
        following = words[index + 1][0].lower() if index + 1 < len(words) else ""
        if word.isdigit():
            digits += word
        elif word in REPEATS and following in DIGITS:
            digits, index = digits + DIGITS[following] * REPEATS[word], index + 1
        elif word in TENS and following in DIGITS and following not in ("zero", "oh", "o"):
            digits, index = digits + TENS[word] + DIGITS[following], index + 1
        elif word in TENS:
            digits += TENS[word] + "0"
        elif word in DIGITS or word in TEENS:
            digits += DIGITS.get(word) or TEENS[word]
        elif not (digits and word in ("um", "uh", "and", "then", "dash", "space")):
            break
        index += 1
    return index, digits
