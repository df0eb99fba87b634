"""Payment card numbers in what people say and type: found in any of the ways they are told, and taken out.

A number is one that passes Luhn's check, of 13 to 19 digits, and begins as cards do. What stands between its parts
(spaces, dashes, "um", "and then") does not hide it, nor do other scripts' digits, nor words for digits.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

REMOVED = "[card number removed]"
FEWEST, MOST = 13, 19
CARDS_BEGIN = "23456"
# What may be a part of a longer run, by how the networks number their cards.
NETWORKS = re.compile(r"4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2[2-7]\d{14}|6\d{15}|35\d{14}|3[47]\d{13}|3[0689]\d{12}")
PIECE = re.compile(r"[^\W\d_]+|\d+|[²³¹⁰-⁹₀-₉①-⑨⓪]+")
LONGEST_GAP = 16  # characters that are neither letters nor digits
MOST_APART = 12
MOST_BETWEEN = 6  # words between two parts, where a card is spoken of
DIGITS: Mapping[str, str] = {
    word: str(digit)
    for digit, words in enumerate(
        (
            "zero oh o nought naught nil cero null nulle zéro",
            "one un uno una eins ein",
            "two dos deux zwei zwo",
            "three tres trois drei",
            "four cuatro quatre vier",
            "five cinco cinq fünf fuenf",
            "six seis sechs",
            "seven siete sept sieben",
            "eight ocho huit acht",
            "nine niner nueve neuf neun",
        )
    )
    for word in words.split()
}
TEENS = {"ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15",
         "sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19"}  # fmt: skip
TENS = {"twenty": "2", "thirty": "3", "forty": "4", "fourty": "4", "fifty": "5", "sixty": "6", "seventy": "7",
        "eighty": "8", "ninety": "9"}  # fmt: skip
SOUNDS_LIKE = {"to": "2", "too": "2", "for": "4", "fore": "4", "ate": "8", "won": "1", "tree": "3", "fife": "5"}
REPEATS = {"double": 2, "triple": 3, "treble": 3, "quadruple": 4, "doble": 2, "doppel": 2}
POWERS = {"hundred": 100, "thousand": 1000}
WORDS_BETWEEN = (
    "um uh er erm ah eh hm hmm and then dash hyphen minus space slash dot point period comma colon underscore next so "
    "like okay ok yeah well again followed by y luego guion guión espacio punto coma este et puis tiret espace virgule "
    "euh und dann strich leerzeichen punkt komma äh"
)
BETWEEN = frozenset(WORDS_BETWEEN.split())
SPOKEN_OF = re.compile(
    r"\b(?:cards?|visa|master ?card|amex|american express|discover|credit|debit|tarjeta|carte|karte|cc)\b",
    re.IGNORECASE,
)
COUNTED = re.compile(
    r"\b(?:first|next|last|final|other|second|third|middle|remaining)\s+(?:four|4|few|six|five|ones?)\b"
    r"(?=\s+(?:are|is|digits|numbers|of|\d{3}))|\b(?:four|4|sixteen|16)\s+(?:digits|numbers|of them)\b",
    re.IGNORECASE,
)
UUID = re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to take the words: whether "to" is two and "sixty eight hundred seven" one number, and which of those
    like "thirty three" are two.
    """

    sounds: bool = False
    composed: bool = True
    apart: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Some digits of a text: where they are, and which."""

    start: int
    end: int
    digits: str


def without_cards(text: str) -> tuple[str, bool]:
    """The text with every card number taken out, and whether there was one."""
    found = cards_in(text)
    for start, end in reversed(found):
        text = text[:start] + REMOVED + text[end:]
    return text, bool(found)


def cards_in(text: str) -> list[tuple[int, int]]:
    """Where card numbers are, in order, each from its first digit to behind its last."""
    if not _may_have_one(text):
        return []
    skipped = [found.span() for found in UUID.finditer(text)]
    gaps = (0, MOST_BETWEEN) if SPOKEN_OF.search(text) else (0,)
    found: list[tuple[int, int]] = []
    for start, end in _stretches(text):
        stretch = text[start:end]
        if _may_have_one(stretch):
            left_out = [(first - start, last - start) for first, last in skipped]
            found += [(first + start, last + start) for first, last in _cards_in_one(stretch, gaps, left_out)]
    return found


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """The text in parts that no number reaches across, so that a long one takes no longer than its parts."""
    begins = last = words = 0
    for each in PIECE.finditer(text):
        word = each.group().lower()
        if each.start() - last > LONGEST_GAP:
            words = MOST_BETWEEN + 1
        if _is_told(word):
            if words > MOST_BETWEEN:
                yield begins, last
                begins = last
            words = 0
        else:
            words += word not in BETWEEN
        last = each.end()
    yield begins, len(text)


def _is_told(word: str) -> bool:
    """Whether a word may tell a digit, in some reading."""
    return any(word in each for each in (DIGITS, TEENS, TENS, REPEATS, POWERS, SOUNDS_LIKE)) or bool(_plain(word))


def _cards_in_one(text: str, gaps: Sequence[int], skipped: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for most in gaps:
        for reading in _readings(text):
            for run in _runs(text, most, reading):
                if not any(_overlaps(each, (*found, *skipped)) for each in run):
                    found += _cards(run, text)
    return sorted(found)


def _readings(text: str) -> Iterator[Reading]:
    """The ways to take a text, the likely ones first."""
    words = [each.group().lower() for each in PIECE.finditer(text)]
    yield Reading()
    if any(word in POWERS for word in words):
        yield Reading(composed=False)
    if any(word in SOUNDS_LIKE for word in words):
        yield Reading(sounds=True)
    pairs = sum(one in TENS and other in DIGITS for one, other in pairwise(words))
    for place in range(min(pairs, MOST_APART)):
        yield Reading(composed=False, apart=place)


@cache
def _number_words() -> re.Pattern[str]:
    words = (*DIGITS, *TEENS, *TENS, *REPEATS)
    return re.compile(rf"\b(?:{'|'.join(sorted(words, key=len, reverse=True))})\b", re.IGNORECASE)


def _may_have_one(text: str) -> bool:
    """A quick look, for nearly every text has none."""
    digits = sum(letter.isnumeric() for letter in text)
    return digits >= FEWEST or 2 * digits + 4 * sum(1 for _ in _number_words().finditer(text)) >= FEWEST


def _overlaps(part: Part, spans: Sequence[tuple[int, int]]) -> bool:
    return any(part.start < end and start < part.end for start, end in spans)


def _runs(text: str, most_between: int, reading: Reading) -> Iterator[list[Part]]:
    """Digits with nothing between them but what people put between the parts of one number."""
    pieces = _pieces(text, most_between)
    told = _Told(pieces, reading)
    run: list[Part] = []
    between = at = 0
    while at < len(pieces):
        word, start, _ = pieces[at]
        gap = start - pieces[at - 1][2] if at else 0
        digits, after = told.read(at, within=bool(run))
        between = 0 if digits else between + (word not in BETWEEN)
        if run and (gap > LONGEST_GAP or between > most_between):
            yield run
            run, between = [], 0
        if digits:
            run.append(Part(start, pieces[after - 1][2], digits))
        at = after
    if run:
        yield run


def _pieces(text: str, most_between: int) -> list[tuple[str, int, int]]:
    """The words and the figures; "the next four are" tells of no digit where a card is spoken of."""
    counted = [found.span() for found in COUNTED.finditer(text)] if most_between else []
    found = ((each.group().lower(), *each.span()) for each in PIECE.finditer(text))
    return [each for each in found if not any(start <= each[1] < end for start, end in counted)]


@dataclass(slots=True)
class _Told:
    """The digits that pieces tell, in one reading."""

    pieces: Sequence[tuple[str, int, int]]
    reading: Reading
    pairs: int = 0

    def word(self, at: int) -> str:
        """The piece at a place; nothing behind the last."""
        return self.pieces[at][0] if at < len(self.pieces) else ""

    def read(self, at: int, *, within: bool) -> tuple[str, int]:
        """The digits that are told here, and where it goes on; none, if nothing is."""
        word = self.word(at)
        if plain := _plain(word):
            return plain, at + 1
        if word in REPEATS:
            again = DIGITS.get(self.word(at + 1)) or _plain(self.word(at + 1))
            return (again * REPEATS[word], at + 2) if len(again) == 1 else ("", at + 1)
        value, after = self._small(at)
        if value and self.word(after) in POWERS:
            return self._large(after, int(value))
        if not value and within and self.reading.sounds and word in SOUNDS_LIKE and self._goes_on(after):
            return SOUNDS_LIKE[word], after
        return value, after

    def _goes_on(self, at: int) -> bool:
        word = self.word(at)
        return word in DIGITS or word in SOUNDS_LIKE or bool(_plain(word))

    def _small(self, at: int) -> tuple[str, int]:
        """A number below a hundred, in words."""
        word, unit = self.word(at), DIGITS.get(self.word(at + 1), "0")
        if word in TENS and unit != "0":
            self.pairs += 1
            apart = self.pairs - 1 == self.reading.apart
            return (TENS[word] + "0", at + 1) if apart else (TENS[word] + unit, at + 2)
        return (TENS[word] + "0" if word in TENS else DIGITS.get(word) or TEENS.get(word, "")), at + 1

    def _large(self, at: int, value: int) -> tuple[str, int]:
        """ "Forty two hundred", "four thousand two hundred forty two": from its first power on."""
        total = 0
        while (power := POWERS.get(self.word(at))) is not None:
            total, at = total + value * power, at + 1
            value, after = 0, at
            if self.reading.composed and DIGITS.get(self.word(at)) != "0":
                told, after = self._small(at)
                value = int(told or 0)
            at = after if value else at
        return str(total + value), at


def _plain(word: str) -> str:
    """Figures of any script as the usual ones."""
    told = [unicodedata.numeric(letter, -1) for letter in word]
    return "".join(str(int(each)) for each in told) if told and all(each in range(10) for each in told) else ""


def _cards(run: Sequence[Part], text: str) -> list[tuple[int, int]]:
    """The card numbers among the digits of a run: the whole of it, else a part of it that a network gives out."""
    digits = "".join(each.digits for each in run)
    if len(digits) < FEWEST:
        return []
    if is_card(digits) and not _is_phone(run[0], text):
        return [(run[0].start, run[-1].end)]
    typed = all(len(each.digits) > 1 for each in run)
    for first in range(len(run)):
        for last in range(len(run), first, -1):
            at_an_end = first == 0 or last == len(run)
            told = "".join(each.digits for each in run[first:last])
            if (typed or at_an_end) and NETWORKS.fullmatch(told) and is_card(told) and not _is_phone(run[first], text):
                before, after = _cards(run[:first], text), _cards(run[last:], text)
                return [*before, (run[first].start, run[last - 1].end), *after]
    return []


def _is_phone(part: Part, text: str) -> bool:
    """Whether it is written as a phone number is: with a plus and its country."""
    return text[: part.start].endswith("+")


def is_card(digits: str) -> bool:
    """Whether these digits are a card's number."""
    if not FEWEST <= len(digits) <= MOST or digits[0] not in CARDS_BEGIN or len(set(digits)) == 1:
        return False
    told = [int(each) for each in digits]
    doubled = [digit * 2 - 9 * (digit > 4) if place % 2 else digit for place, digit in enumerate(reversed(told))]
    return sum(doubled) % 10 == 0
