"""The number that people say for a job or an invoice: "1042", "ten forty two", "two thousand five", "one oh four"."""

from __future__ import annotations

import re
from decimal import Decimal

UNITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
VALUES = {word: value for value, word in enumerate(UNITS + TEENS)}
VALUES |= {word: 10 * tens for tens, word in enumerate(TENS, start=2)} | {"oh": 0, "o": 0}
NAMING = frozenset(
    ("the", "a", "and", "number", "no", "job", "invoice", "quote", "estimate", "ticket", "purchase", "order", "po")
)
MOST, SHORT = 2**31, 99
ROUND = frozenset(str(tens) for tens in range(20, 100, 10))


def number(text: str) -> int | None:
    """The number that the text names and nothing else ("job 1042"); None if there is more to it."""
    said = [word for word in re.findall(r"[a-z]+|\d+", text.lower().replace(",", "")) if word not in NAMING]
    digits = "".join(said) if all(word.isdigit() for word in said) else "".join(map(str, _groups(said)))
    return int(digits) if digits and int(digits) < MOST else None


def with_figures(text: str) -> str:
    """The text with the numbers in it that are longer than two figures written as such: "the ten fifty one" → 1051."""
    said, figures = text.split(), list[str]()
    at = 0
    while at < len(said):
        end = next((end for end in range(len(said), at, -1) if (number(" ".join(said[at:end])) or 0) > SHORT), None)
        if end is None or said[at].lower() in NAMING:
            figures.append(said[at])
            at += 1
        else:
            figures.append(str(number(" ".join(said[at:end]))))
            at = end
    return " ".join(figures)


def _groups(said: list[str]) -> list[int]:
    """The numbers said one after the other: "ten forty two" is 10, 42. None at all if a word is no number."""
    groups: list[int] = []
    thousands = 0
    for word in said:
        if word == "hundred" and groups:
            groups[-1] *= 100
        elif word == "thousand" and groups:
            thousands, groups[-1] = groups[-1] * 1000, 0
        elif word not in VALUES:
            return []
        elif groups and 0 < VALUES[word] < (_room(groups[-1]) if groups[-1] or not thousands else 1000):
            groups[-1] += VALUES[word]
        else:
            groups.append(VALUES[word])
    return [thousands + groups[0], *groups[1:]] if thousands else groups


def _room(group: int) -> int:
    """What may still be added to a number: up to nine after forty, 99 after two hundred, nothing after ten or five."""
    if group < 20 or group % 100 == 10:
        return 0
    return next(size for size in (100, 10, 1) if group % size == 0)


def said(amount: Decimal) -> str:
    """A sum as people say it in short: five hundred, one eighty nine, twelve forty fifty."""
    whole, cents = divmod(int((abs(amount) * 100).to_integral_value()), 100)
    return " ".join(part for part in (_pairs(whole), _tens(cents) if cents else "") if part)


def _pairs(whole: int) -> str:
    thousands, rest = divmod(whole, 1000)
    if whole >= 10_000 or (thousands and rest < 100):
        return f"{_pairs(thousands)} thousand {_pairs(rest) if rest else ''}".strip()
    hundreds, rest = divmod(whole, 100)
    if not hundreds:
        return _tens(rest)
    return f"{_tens(hundreds)} {_tens(rest) if rest >= 10 else f'oh {UNITS[rest]}' if rest else 'hundred'}"


def _tens(number: int) -> str:
    if number < len(UNITS) + len(TEENS):
        return (UNITS + TEENS)[number]
    tens, unit = divmod(number, 10)
    return f"{TENS[tens - 2]} {UNITS[unit]}" if unit else TENS[tens - 2]


def with_sizes(text: str) -> str:
    """The text with each number from thirteen on in figures, as sizes stand on a shelf: "sixteen by twenty fives"."""
    figures: list[str] = []
    for word in text.lower().split():
        value = VALUES.get(word, VALUES.get(word.removesuffix("s")))
        if value and value < VALUES["ten"] and figures and figures[-1] in ROUND:
            figures[-1] = str(int(figures[-1]) + value)
        else:
            figures.append(str(value) if value and value >= len(UNITS) else word)
    return " ".join(figures)
