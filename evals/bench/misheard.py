"""Names as a recogniser gets them wrong: words of its dictionary that sound near, split, or run together.

Nothing here is shared with the index that is measured: sounds are the dictionary's phones, and how far two of them are
apart comes from where and how they are spoken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from random import Random

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from evals.bench.dictionary import Dictionary, Phones

# Height and backness of the tongue.
VOWELS = {
    "IY": (0.0, 0.0), "IH": (0.3, 0.2), "EY": (0.4, 0.1), "EH": (0.6, 0.2), "AE": (0.9, 0.2), "AA": (1.0, 0.7),
    "AH": (0.6, 0.5), "AO": (0.8, 0.9), "OW": (0.5, 1.0), "UH": (0.3, 0.8), "UW": (0.0, 1.0), "ER": (0.5, 0.5),
    "AY": (0.8, 0.4), "AW": (0.8, 0.7), "OY": (0.6, 0.7),
}  # fmt: skip
# Place from lips to throat, manner from stop to glide, voice.
CONSONANTS = {
    "P": (0.0, 0.0, 0), "B": (0.0, 0.0, 1), "T": (2.0, 0.0, 0), "D": (2.0, 0.0, 1), "K": (4.0, 0.0, 0),
    "G": (4.0, 0.0, 1), "F": (0.5, 1.0, 0), "V": (0.5, 1.0, 1), "TH": (1.5, 1.0, 0), "DH": (1.5, 1.0, 1),
    "S": (2.0, 1.2, 0), "Z": (2.0, 1.2, 1), "SH": (3.0, 1.2, 0), "ZH": (3.0, 1.2, 1), "HH": (5.0, 1.0, 0),
    "CH": (3.0, 0.6, 0), "JH": (3.0, 0.6, 1), "M": (0.0, 2.0, 1), "N": (2.0, 2.0, 1), "NG": (4.0, 2.0, 1),
    "L": (2.0, 3.0, 1), "R": (3.0, 3.0, 1), "W": (0.5, 3.5, 1), "Y": (3.5, 3.5, 1),
}  # fmt: skip
FAINT = frozenset({"HH", "Y", "W"})
DROPPED_AT_THE_END = frozenset({"T", "D", "K", "G", "P", "B", "S", "Z"})
CODES = {phone: chr(ord("A") + place) for place, phone in enumerate((*VOWELS, *CONSONANTS))}
# Set so that a name is as far off, on average, as in evals/spoken/names.tsv.
FARTHEST, TYPICAL, FARTHEST_SPLIT = 1.5, 0.35, 1.2
ONE_WORD, BOTH_WORDS, SPLIT, JOINED = 0.35, 0.6, 0.8, 0.9


@dataclass(frozen=True, slots=True)
class Misheard:
    """What was written down for a name, and how far off its sound is (a vowel lost is 0.6, a wrong voice 0.35)."""

    heard: str
    distance: float


def apart(one: str, other: str) -> float:
    """How far two phones are apart."""
    if one == other:
        return 0.0
    if one in VOWELS and other in VOWELS:
        (height, back), (height2, back2) = VOWELS[one], VOWELS[other]
        return 0.15 + 0.5 * (abs(height - height2) + abs(back - back2))
    if one in VOWELS or other in VOWELS:
        return 0.9 if {one, other} & (FAINT | {"R"}) else 1.4
    (place, manner, voice), (place2, manner2, voice2) = CONSONANTS[one], CONSONANTS[other]
    return min(1.3, 0.15 + 0.15 * abs(place - place2) + 0.3 * abs(manner - manner2) + 0.2 * abs(voice - voice2))


APART = {(one, other): apart(one, other) for one in CODES for other in CODES}


def lost(phone: str, *, last: bool) -> float:
    """What leaving a phone out, or putting one in, costs."""
    if phone in VOWELS:
        return 0.6
    return 0.5 if phone in FAINT or (last and phone in DROPPED_AT_THE_END) else 0.9


def distance(one: Phones, other: Phones) -> float:
    """How far two pronunciations are apart: the cheapest way from one to the other."""
    gaps = [lost(phone, last=place == len(other) - 1) for place, phone in enumerate(other)]
    before = [0.0]
    for gap in gaps:
        before.append(before[-1] + gap)
    for place, phone in enumerate(one):
        mine = lost(phone, last=place == len(one) - 1)
        row = [before[0] + mine]
        for at, (theirs, gap) in enumerate(zip(other, gaps, strict=True)):
            row.append(min(before[at] + APART[phone, theirs], before[at + 1] + mine, row[at] + gap))
        before = row
    return before[-1]


def coded(phones: Sequence[str]) -> str:
    """A pronunciation as a string of one character a phone."""
    return "".join(CODES[phone] for phone in phones)


class Recogniser:
    """Mishears names, with the words of a dictionary."""

    def __init__(self, dictionary: Dictionary, random: Random) -> None:
        self._said, self._common, self._random = dictionary.said, dictionary.common, random
        self._words: dict[str, list[str]] = {}
        self._plain: dict[str, list[str]] = {}
        self._phones: dict[str, Phones] = {}
        for word, ways in dictionary.said.items():
            if not word.replace("'", "").isalpha():
                continue
            for phones in ways:
                code = coded(phones)
                self._phones[code] = phones
                self._words.setdefault(code, []).append(word)
                if word in dictionary.common:
                    self._plain.setdefault(code, []).append(word)

    def mishear(self, given: str, surname: str) -> Misheard:
        """The name as it might be written down: one word or both taken for others, split, or run together."""
        draw = self._random.random()
        if draw < ONE_WORD:
            if self._random.random() < 0.4:
                near = self._near(given)
                return Misheard(f"{near.heard} {surname}", near.distance)
            near = self._near(surname)
            return Misheard(f"{given} {near.heard}", near.distance)
        if draw < BOTH_WORDS:
            first, last = self._near(given), self._near(surname)
            return Misheard(f"{first.heard} {last.heard}", first.distance + last.distance)
        if draw < SPLIT:
            last = self._split(surname)
            return Misheard(f"{given} {last.heard}", last.distance)
        if draw < JOINED:
            return Misheard(given + surname, 0.0)
        first, last = self._near(given, farthest=0.0), self._near(surname, farthest=0.0)
        return Misheard(f"{first.heard} {last.heard}", 0.0)

    def _near(self, word: str, farthest: float = FARTHEST) -> Misheard:
        """Another word that sounds near, the nearer the likelier; the word itself if there is none."""
        phones = self._random.choice(self._said[word])
        found = process.extract(
            coded(phones),
            self._words.keys(),
            scorer=Levenshtein.distance,
            score_cutoff=2 if len(phones) > 3 else 1,
            limit=None,
        )
        options = [
            Misheard(other, off)
            for code, _, _ in found
            if (off := distance(phones, self._phones[code])) <= farthest
            for other in self._words[code]
            if other != word
        ]
        if not options:
            return Misheard(word, 0.0)
        return self._random.choices(options, [exp(-option.distance / TYPICAL) for option in options])[0]

    def _split(self, word: str) -> Misheard:
        """Two common words that together sound like it; the word itself if there are none."""
        phones = self._random.choice(self._said[word])
        best = (FARTHEST_SPLIT, Misheard(word, 0.0))
        for at in range(2, len(phones) - 1):
            first, second = self._plainest(phones[:at]), self._plainest(phones[at:])
            if first and second:
                off = first[1].distance + second[1].distance
                best = min(
                    best, (first[0] + second[0], Misheard(f"{first[1].heard} {second[1].heard}", off)), key=_cost
                )
        return best[1]

    def _plainest(self, phones: Phones) -> tuple[float, Misheard] | None:
        """The common word that sounds like these phones; commoner words are let to be a little farther off."""
        found = process.extract(
            coded(phones), self._plain.keys(), scorer=Levenshtein.distance, score_cutoff=1, limit=None
        )
        options = [
            (off - 3e-6 * self._common[word] - 0.3, Misheard(word, off))
            for code, _, _ in found
            for off in [distance(phones, self._phones[code])]
            for word in self._plain[code][:2]
        ]
        return min(options, key=_cost, default=None)


def _cost(option: tuple[float, Misheard]) -> float:
    return option[0]
