"""Which few of an account's many names are worth comparing with what was heard.

Each stretch of heard words is looked up in the account's vocabulary by sound; the likeliest pairs of the words found
are looked up among the names; and where a word is rare, everybody who bears it is looked at.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sqlalchemy.ext.asyncio import AsyncSession

from domain.likeness import BY_NICKNAME, FILLING, LONGEST, Scores, closest, likeness
from domain.nicknames import also_called
from storage.base import Record
from storage.heard import called_by, called_with, words_like
from storage.sounds import asked_for, words

MOST_SPOKEN = 5
MOST_WORDS, MOST_PAIRS, MOST_NAMED, MOST_BEARERS = 200, 600, 1000, 300
FEW_CUTS = 3
LOOKED_INTO, CLEAR = 3, 0.85


@dataclass(frozen=True, slots=True)
class Stretch:
    """Heard words from one place to another, run together, and the words of the vocabulary that sound like them."""

    start: int
    end: int
    weight: float
    like: dict[str, float]

    @property
    def scores(self) -> Scores:
        """What each word found would add to a name's score."""
        return self.weight * np.fromiter(self.like.values(), np.float32)


async def recall(session: AsyncSession, kind: type[Record], heard: str, most: int) -> list[str]:
    """The ids of at most so many records of a kind that may be meant, likeliest first."""
    spoken = _telling(words(heard))
    stretches = await _stretches(session, kind, spoken)
    wanted = _likeliest_pairs(stretches) | _split_in_two(spoken)
    found: dict[str, float] = {}
    for pair, record_id in await called_by(session, kind, wanted, MOST_NAMED):
        found[record_id] = max(found.get(record_id, 0.0), wanted[pair])
    if max(found.values(), default=0.0) < CLEAR:
        for stretch, word in _clearest(stretches, spoken):
            for record_id, score in (await _bearers(session, kind, spoken, stretch, word)).items():
                found[record_id] = max(found.get(record_id, 0.0), score)
    return sorted(found, key=lambda record_id: (-found[record_id], record_id))[:most]


def _telling(spoken: list[str]) -> list[str]:
    """The words to go by. Of a few words, one that only fills may be part of a name: "for sworn"."""
    if len(spoken) > LONGEST:
        spoken = [word for word in spoken if word not in FILLING] or spoken
    return spoken[:MOST_SPOKEN]


async def _stretches(session: AsyncSession, kind: type[Record], spoken: list[str]) -> list[Stretch]:
    """Every stretch of what was heard, with the words it may be."""
    places = range(len(spoken) + 1)
    cuts = [(start, end) for start in places for end in places if start < end <= start + LONGEST]
    joined = {cut: " ".join(spoken[slice(*cut)]) for cut in cuts}
    if any(word not in FILLING for word in spoken):
        joined = {cut: word for cut, word in joined.items() if word not in FILLING}
    many = len(cuts) > FEW_CUTS
    keys = frozenset().union(*(asked_for(word, closely=many) for word in joined.values()))
    known = await words_like(session, kind, keys)
    most = MOST_WORDS // 2 if many else MOST_WORDS
    letters = _letters(spoken)
    stretches: list[Stretch] = []
    for (start, end), word in joined.items():
        like = dict.fromkeys(also_called(word), BY_NICKNAME) | closest(word, known, most)
        like = dict(sorted(like.items(), key=lambda found: -found[1]))
        stretches.append(Stretch(start, end, min(1.0, _letters(word.split()) / letters), like))
    return stretches


def _letters(spoken: list[str]) -> int:
    """How long words are, those that only fill left out unless there are no others."""
    telling = [word for word in spoken if word not in FILLING]
    return sum(len(word) for word in telling or spoken)


def _likeliest_pairs(stretches: list[Stretch]) -> dict[str, float]:
    """The pairs of words that account best for two stretches beside each other, each with its score."""
    tables = [
        (list(one.like), list(other.like), one.scores[:, None] + other.scores)
        for one in stretches
        for other in stretches
        if one.end <= other.start and one.like and other.like
    ]
    if not tables:
        return {}
    every = np.concatenate([scores.ravel() for *_, scores in tables])
    enough = np.partition(every, -MOST_PAIRS)[-MOST_PAIRS] if len(every) > MOST_PAIRS else 0.0
    pairs: dict[str, float] = {}
    for first, second, scores in tables:
        rows, columns = np.nonzero(scores >= enough)
        for row, column, score in zip(rows.tolist(), columns.tolist(), scores[rows, columns].tolist(), strict=True):
            pair = f"{first[row]} {second[column]}"
            pairs[pair] = max(pairs.get(pair, 0.0), score)
    return pairs


def _split_in_two(spoken: list[str]) -> dict[str, float]:
    """A single word may be two that were joined."""
    if len(spoken) != 1:
        return {}
    return {f"{spoken[0][:at]} {spoken[0][at:]}": 1.0 for at in range(2, len(spoken[0]) - 1)}


def _clearest(stretches: list[Stretch], spoken: list[str]) -> list[tuple[Stretch, str]]:
    """The few words that were heard most clearly, and are most of what was heard; of a lone word, its likeliest."""
    clear = [
        (stretch.weight * score, stretch, word)
        for stretch in stretches
        for word, score in list(stretch.like.items())[:LOOKED_INTO]
        if score >= CLEAR or len(spoken) == 1
    ]
    clear.sort(key=lambda each: -each[0])
    return [(stretch, word) for _, stretch, word in clear[:LOOKED_INTO]]


async def _bearers(
    session: AsyncSession, kind: type[Record], spoken: list[str], stretch: Stretch, word: str
) -> dict[str, float]:
    """Everybody called by a word, unless there is more to go by and they are too many to look at."""
    rest = " ".join(word for word in (*spoken[: stretch.start], *spoken[stretch.end :]) if word not in FILLING)
    bearers = await called_with(session, kind, word, MOST_BEARERS)
    if not bearers or (rest and len(bearers) == MOST_BEARERS):
        return {}
    others = [pair.partition(" ")[2] for pair, _ in bearers]
    beside = likeness([rest], others)[0].tolist() if rest else [0.0] * len(others)
    found: dict[str, float] = {}
    for (_, record_id), other in zip(bearers, beside, strict=True):
        total = stretch.weight * stretch.like[word] + (1 - stretch.weight) * other
        found[record_id] = max(found.get(record_id, 0.0), total)
    return found
