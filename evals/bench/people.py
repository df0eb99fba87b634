"""People to be found, as many as wanted: common names as often as they are, rare ones from the dictionary's tail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random

from evals.bench.dictionary import Dictionary

DATA = Path(__file__).parent / "data"
# How unevenly names are spread: a thousand surnames cover 36 % of people (of the United States, 40 %), ten thousand 71.
GIVEN_SPREAD, SURNAME_SPREAD = (15, 0.9), (25, 0.85)
INFLECTED = re.compile(r"(s|ed|ing|ly|ness|er|ers|es|able|ment|d|tion|ity|ism|ist|al|ize|ized|izing)$")
SHORTEST, LONGEST = 3, 12


@cache
def _listed(name: str) -> list[str]:
    return (DATA / name).read_text(encoding="utf-8").split()


def people(dictionary: Dictionary, count: int, random: Random) -> Iterator[tuple[str, str]]:
    """So many given names and surnames, all of them words that the dictionary can say."""
    given = [name for name in _listed("given.txt") if name in dictionary.said]
    surnames = list(dict.fromkeys([*_listed("surnames.txt"), *_rare(dictionary, random)]))
    first = random.choices(given, _weights(len(given), *GIVEN_SPREAD), k=count)
    last = random.choices(surnames, _weights(len(surnames), *SURNAME_SPREAD), k=count)
    return zip(first, last, strict=True)


def _rare(dictionary: Dictionary, random: Random) -> list[str]:
    """Words that a dictionary of English sayings has and a model of English text lacks: mostly surnames."""
    rare = sorted(word for word in dictionary.said if word not in dictionary.common and _like_a_name(word, dictionary))
    random.shuffle(rare)
    return rare


def _like_a_name(word: str, dictionary: Dictionary) -> bool:
    stem = INFLECTED.sub("", word)
    inflected = stem != word and (stem in dictionary.said or f"{stem}e" in dictionary.said)
    return word.isalpha() and SHORTEST <= len(word) <= LONGEST and not inflected


def _weights(count: int, offset: int, power: float) -> list[float]:
    return [1 / (place + offset) ** power for place in range(count)]
