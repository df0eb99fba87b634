"""Each epoch sees another version of every utterance: other values, fillers, a word lost, digits, an agent's line."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from random import Random

from evals.training.corpus import DATA, REQUEST, Example, rows
from evals.training.digits import in_digits
from evals.training.marked import Piece, Pieces, normal, plain

VALUES = (
    "id jobId contactId techId userId itemId invoiceId supplierId tagId name signerName scheduledStart dateStart date "
    "start due scheduledAt quantity amount unitPrice total phone email address title body description reason search "
    "caption subject interest"
)
SWAPPED = frozenset(VALUES.split())
OF_PEOPLE = ("contactId", "techId", "userId", "name")
FILLERS = ("um", "uh", "so", "okay", "okay so", "hey", "alright", "look", "please", "listen", "hi", "like", "well")
JOINED = 0.08
JOINTS = ("and", "and", "and then", "then", "also", "and also", "plus", "after that", "oh and", "and please")
KEPT = {"no", "not", "don't", "never", "un", "off", "out", "in", "back", "on"}  # words that turn a meaning round
STATEMENTS = ("Anything else?", "What else can I do?", "Done.", "How can I help?", "Okay.", "Sure, go ahead.")


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an example, as text."""

    text: str
    marks: tuple[tuple[str, int, int], ...]
    breaks: tuple[int, ...]
    said_before: str | None


class Variation:
    """Draws versions of examples. What it puts in comes from the examples that it was made with."""

    def __init__(self, examples: list[Example], seed: int) -> None:
        self._random = Random(seed)
        self._pools = _pools(examples)
        self._lines = sorted({e.said_before for e in examples if e.source == "acts" and e.said_before})
        acts: dict[str, set[str | None]] = defaultdict(set)
        for example in examples:
            acts[_key(example)].add(example.act)
        self._joinable = [e for e in examples if e.source == "heard" and not e.of_an_outsider]
        self._needs_line = {text for text, meanings in acts.items() if len(meanings) > 1}

    def joined(self, example: Example) -> Example:
        """The example, at times with a second request behind it: people ask for several things in one breath."""
        if example.source != "heard" or example.of_an_outsider or self._random.random() > JOINED:
            return example
        second = self._random.choice(self._joinable)
        request = (Piece(self._random.choice(JOINTS) + " "), *second.requests[0])
        return replace(
            example,
            source="joined",
            requests=(*example.requests, request),
            operations=(*example.operations, *second.operations),
        )

    def version(self, example: Example) -> Version:
        """Another version of the example."""
        requests = [self._request(example, i, request) for i, request in enumerate(example.requests)]
        if self._random.random() < 0.12:
            requests[0] = (Piece(self._random.choice(FILLERS) + " "), *requests[0])
        return _version(requests, self._said_before(example))

    def as_written(self, example: Example) -> Version:
        """The example itself."""
        return _version(list(example.requests), example.said_before)

    def _request(self, example: Example, i: int, request: Pieces) -> Pieces:
        noun = _noun(example.operations[i]) if example.operations else ""
        changed = [self._swapped(noun, piece) for piece in request]
        if self._random.random() < 0.1:
            changed = self._one_word_lost(changed)
        if self._random.random() < 0.1:
            changed = [replace(piece, words=piece.words.replace("'", "")) for piece in changed]
        return tuple(changed)

    def _swapped(self, noun: str, piece: Piece) -> Piece:
        if not piece.field:
            return piece
        words = piece.words
        pool = self._pools.get(_pool(noun, piece), [])
        if pool and self._random.random() < 0.4:
            words = self._random.choice(pool)
        if self._random.random() < 0.2:
            words = in_digits(words)
        return Piece(words, piece.field)

    def _one_word_lost(self, request: list[Piece]) -> list[Piece]:
        places = [
            (i, word)
            for i, piece in enumerate(request)
            if not piece.field
            for word in piece.words.split()
            if word not in KEPT
        ]
        if len(places) < 4:
            return request
        i, word = self._random.choice(places)
        words = re.sub(rf"(?<!\S){re.escape(word)}(?!\S) ?", "", request[i].words, count=1)
        return [*request[:i], Piece(words), *request[i + 1 :]]

    def _said_before(self, example: Example) -> str | None:
        chance = self._random.random()
        if _key(example) in self._needs_line:
            return example.said_before
        if example.said_before:
            return example.said_before if chance < 0.7 else None
        if chance < 0.6:
            return None
        return self._random.choice(STATEMENTS if chance < 0.75 and example.act == REQUEST else self._lines)


def _version(requests: list[Pieces], said_before: str | None) -> Version:
    text = ""
    marks: list[tuple[str, int, int]] = []
    breaks: list[int] = []
    for i, request in enumerate(requests):
        if i:
            text += " "
            breaks.append(len(text))
        words, found = plain(request)
        marks += [(mark.field, mark.start + len(text), mark.end + len(text)) for mark in found]
        text += words
    return Version(text, tuple(marks), tuple(breaks), said_before)


def _key(example: Example) -> str:
    return normal(_version(list(example.requests), None).text)


def _noun(operation: str) -> str:
    return operation.split("/")[2]


def _pool(noun: str, piece: Piece) -> tuple[str, str, bool]:
    """Values take each other's place within a field, of one kind of record, if both or neither say "'s"."""
    field = piece.field or ""
    return (noun if field in {"id", "name", "title", "body"} else "", field, piece.words.endswith("'s"))


def _pools(examples: list[Example]) -> dict[tuple[str, str, bool], list[str]]:
    heard: dict[str, list[str]] = defaultdict(list)
    for recorded, words in rows(DATA / "names.tsv"):
        heard[recorded.lower()].append(words)
    pools: dict[tuple[str, str, bool], set[str]] = defaultdict(set)
    for example in examples:
        for operation, request in zip(example.operations, example.requests, strict=False):
            for piece in request:
                if piece.field in SWAPPED:
                    pool = pools[_pool(_noun(operation), piece)]
                    pool.add(piece.words)
                    if piece.field in OF_PEOPLE:
                        pool.update(heard.get(piece.words, ()))
    return {key: sorted(pool) for key, pool in pools.items() if len(pool) > 1}
