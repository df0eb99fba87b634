"""Which records a whole sentence names, where no words of it are known to be the name.

`find` asks how well a record accounts for the words that name it; here the words around them say something else, so it
is asked the other way round: which words of the sentence are a record's own, and how few others they could mean.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.context import Context
from domain.find import relevant
from domain.likeness import FILLING, Named, likeness
from domain.nicknames import also_called
from domain.stems import STOP
from storage.base import Record
from storage.sounds import words

ALIKE, SHORT_ALIKE, SHORT = 0.86, 0.93, 3
MOST_WORDS = 40
LEAST, CLEAR, CLOSE = 0.3, 0.2, 0.4
SAYS_NOTHING = FILLING | STOP | frozenset(("first", "second", "third", "last", "next", "other", "north", "south"))
NUMBERS = re.compile(r"^(?:\d+|\w+teen|\w+ty|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)$")


@dataclass(frozen=True, slots=True)
class Spotted:
    """A record that a sentence may speak of: by which words, how telling they are, and how near it is to the talk.

    It is `named` if one of them is of its name, and not only of where it is or of what else it hangs on.
    """

    id: str
    said: tuple[str, ...]
    weight: float
    near: float
    named: bool


async def spot(ctx: Context, kind: type[Record], said: str, near: Mapping[str, float]) -> list[Spotted]:
    """The records of a kind that words of a sentence belong to, best first."""
    spoken = telling(said)
    if not spoken:
        return []
    named = await relevant(ctx, kind, " ".join(spoken), near)
    return spotted(spoken, named)


def telling(said: str) -> list[str]:
    """The words of a sentence that may be part of a name."""
    found = (word for word in words(said)[:MOST_WORDS] if len(word) > 1 and not NUMBERS.match(word))
    return list(dict.fromkeys(word for word in found if word not in SAYS_NOTHING))


def spotted(spoken: Sequence[str], named: Sequence[Named]) -> list[Spotted]:
    """The named things that some of the words belong to, best first; a word of many says little of each."""
    forms = [_forms(each) for each in named]
    places = {form: at for at, form in enumerate(dict.fromkeys(form for each in forms for form in each))}
    if not places:
        return []
    said = [*spoken, *(word[:-1] for word in spoken if word.endswith("s"))]
    alike = likeness(said, list(places))
    close = {(word, form) for row, word in enumerate(said) for form, at in places.items() if _is(word, alike[row, at])}
    mine = [
        tuple(word for word in spoken if any({(word, form), (word.removesuffix("s"), form)} & close for form in each))
        for each in forms
    ]
    shared = Counter(word for each in mine for word in each)
    found = [
        Spotted(each.id, own, sum(1 / shared[word] for word in own), each.near, _is_named(each, own, close))
        for each, own in zip(named, mine, strict=True)
        if own
    ]
    return sorted(found, key=lambda each: (-each.weight, -each.near, each.id))


def clearly(found: Sequence[Spotted]) -> list[Spotted]:
    """The one that is clearly meant; several if neither words nor nearness decide; none if nothing is told."""
    if not found or found[0].weight < LEAST:
        return []
    alike = [each for each in found if found[0].weight - each.weight < CLEAR]
    nearest = max(each.near for each in alike)
    return [each for each in alike if nearest - each.near < CLOSE]


def _is(word: str, alike: float) -> bool:
    return alike >= (SHORT_ALIKE if len(word) <= SHORT else ALIKE)


def _is_named(named: Named, said: Sequence[str], close: Collection[tuple[str, str]]) -> bool:
    own = frozenset(_of_names(named)) - SAYS_NOTHING
    return any(form in own for word, form in close if word in said or f"{word}s" in said)


def _forms(named: Named) -> frozenset[str]:
    details = (word for text in named.details for word in words(text) if not NUMBERS.match(word))
    return frozenset((*_of_names(named), *details)) - SAYS_NOTHING


def _of_names(named: Named) -> Iterable[str]:
    for text in named.names:
        for word in words(text):
            yield word
            yield from also_called(word)
