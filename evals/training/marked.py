"""Utterances with their values marked: `put [two](quantity) [filters](itemId) on it`."""

from __future__ import annotations

import re
from dataclasses import dataclass

MARK = re.compile(r"\[([^\]]*)\]\((\w+)\)")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of an utterance, and the wire name of the field that they fill, if any."""

    words: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A value, by its place in the plain text."""

    field: str
    start: int
    end: int


Pieces = tuple[Piece, ...]


def pieces(utterance: str) -> Pieces:
    """A marked utterance, cut at its marks."""
    found: list[Piece] = []
    at = 0
    for mark in MARK.finditer(utterance):
        found += [Piece(utterance[at : mark.start()]), Piece(mark[1], mark[2])]
        at = mark.end()
    found.append(Piece(utterance[at:]))
    return tuple(piece for piece in found if piece.words)


def plain(utterance: Pieces) -> tuple[str, tuple[Mark, ...]]:
    """The text as spoken, and where its values stand."""
    text = ""
    marks: list[Mark] = []
    for piece in utterance:
        if piece.field:
            marks.append(Mark(piece.field, len(text), len(text) + len(piece.words)))
        text += piece.words
    return text, tuple(marks)


def normal(text: str) -> str:
    """The text as utterances are compared: letters, digits and apostrophes in lower case."""
    return " ".join(re.sub(r"[^a-z0-9']", " ", text.lower()).split())
