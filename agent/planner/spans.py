"""The values in an utterance, read from the recogniser's token tags."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SURE_OF_A_BREAK = 0.7  # at 0.5 one single request in twenty was cut in two
SURE_OF_A_SECOND = 10  # a word of the field before it begins another value if it does so that many times likelier
OUTSIDE = -1

Offsets = list[tuple[int, int]]  # where each word piece stands in the text
Rows = NDArray[np.float32]  # a row a word piece


@dataclass(frozen=True, slots=True)
class TaggedSpan:
    """Words that name a value: the sort of field they seem to fill, and how sure the tagger is of it."""

    field: str
    start: int
    end: int
    text: str
    p: float


def overlap(one: TaggedSpan, other: TaggedSpan) -> bool:
    """Whether two spans share a word."""
    return one.start < other.end and other.start < one.end


@dataclass(slots=True)
class Run:
    """Neighbouring words of one field. The field is `OUTSIDE` for words that name no value."""

    field: int
    words: list[list[int]]


def read_spans(text: str, offsets: Offsets, tags: Rows, fields: list[str]) -> tuple[TaggedSpan, ...]:
    """The spans of an utterance. The columns of `tags`: outside, then begin and inside of each field."""
    return tuple(_span(text, offsets, tags, fields, run) for run in _runs(offsets, tags) if run.field != OUTSIDE)


def read_breaks(text: str, offsets: Offsets, p: Rows) -> tuple[int, ...]:
    """Where, after its beginning, further requests seem to begin. `p` has one column."""
    starts = [word[0] for word in words(offsets)][1:]
    return tuple(offsets[i][0] for i in starts if p[i] > SURE_OF_A_BREAK)


def words(offsets: Offsets) -> list[list[int]]:
    """The word pieces, by word."""
    found: list[list[int]] = []
    for i, (start, _) in enumerate(offsets):
        if found and start == offsets[i - 1][1]:
            found[-1].append(i)
        else:
            found.append([i])
    return found


def _runs(offsets: Offsets, tags: Rows) -> list[Run]:
    """A word is of the field that its first piece is tagged with; the network is trained on first pieces alone."""
    runs: list[Run] = []
    for word in words(offsets):
        p = tags[word[0]]
        field = (int(p.argmax()) - 1) // 2 if p.argmax() else OUTSIDE
        goes_on = field == OUTSIDE or p[2 * field + 1] <= SURE_OF_A_SECOND * p[2 * field + 2]
        if runs and runs[-1].field == field and goes_on:
            runs[-1].words.append(word)
        else:
            runs.append(Run(field, [word]))
    return runs


def _span(text: str, offsets: Offsets, tags: Rows, fields: list[str], run: Run) -> TaggedSpan:
    begin = 2 * run.field + 1
    p = float(tags[[word[0] for word in run.words], begin : begin + 2].sum(axis=1).mean())
    start, end = offsets[run.words[0][0]][0], offsets[run.words[-1][-1]][1]
    return TaggedSpan(fields[run.field], start, end, text[start:end], p)
