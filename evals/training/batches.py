"""Versions of examples as the numbers that the network is taught with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import numpy as np
import torch  # type: ignore[import-not-found, unused-ignore]
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor

from agent.planner.recogniser import FOR_CUSTOMERS, FOR_OUTSIDERS, OTHER_NAMES, read
from agent.planner.sorts import SORT_OF, TAGS
from agent.planner.spans import words
from evals.training.corpus import Example
from evals.training.vary import Variation, Version

SIZE = 32
NOT_TAUGHT = -100
ALIAS_SHARE = 0.3
SMOOTHING = 0.05
IDLE_WEIGHT = 0.3
NARROWED = 0.7  # how often an utterance is taught among what its speaker may ask for, as it is recognised
# Acts that ask for no operation at all: taught as no operation in particular, so that confidence is low on them.
IDLE_ACTS = (
    "abuse back consent emergency goodbye greet help human identify inject language more out_of_scope pause repeat "
    "resume silence_check smalltalk thanks vague wrong_number"
)
IDLE = frozenset(IDLE_ACTS.split())

Row = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Labels:
    """The names of the network's outputs, in their order."""

    operations: list[str]
    acts: list[str]

    @classmethod
    def of(cls, examples: list[Example]) -> Labels:
        """All that the examples use."""
        return cls(
            sorted({operation for example in examples for operation in example.operations}),
            sorted({example.act for example in examples if example.act}),
        )


@dataclass(frozen=True, slots=True)
class Batch:
    """Inputs and targets of some utterances."""

    ids: Tensor
    types: Tensor
    mask: Tensor
    offered: Tensor  # the operations chosen from
    operations: Tensor  # a share an operation; a row of zeroes teaches none
    acts: Tensor
    tags: Tensor
    breaks: Tensor


def batches(
    examples: list[Example], variation: Variation, tokenizer: Tokenizer, labels: Labels, seed: int
) -> Iterator[Batch]:
    """One epoch. Utterances of like length go together, in an order of chance."""
    random = Random(seed)
    joined = [variation.joined(example) for example in examples]
    drawn = [(example, variation.version(example)) for example in joined]
    random.shuffle(drawn)
    drawn.sort(key=lambda pair: len(pair[1].text) + len(pair[1].said_before or "") + random.randint(0, 5))
    groups = [drawn[i : i + SIZE] for i in range(0, len(drawn), SIZE)]
    random.shuffle(groups)
    for group in groups:
        offered = [_offered(example, labels, narrowed=random.random() < NARROWED) for example, _ in group]
        yield _batch(group, offered, tokenizer, labels)


def _batch(group: list[tuple[Example, Version]], offered: list[Row], tokenizer: Tokenizer, labels: Labels) -> Batch:
    readings = [read(tokenizer, version.text, version.said_before) for _, version in group]
    shape = (len(group), max(len(reading.ids) for reading in readings))
    ids, types, mask = (np.zeros(shape, np.int64) for _ in range(3))
    tags, breaks = (np.full(shape, NOT_TAUGHT, np.int64) for _ in range(2))
    for row, ((example, version), reading) in enumerate(zip(group, readings, strict=True)):
        length = len(reading.ids)
        ids[row, :length], types[row, :length], mask[row, :length] = reading.ids, reading.types, 1
        for word in words(reading.offsets):
            start = reading.offsets[word[0]][0]
            if example.marked:
                tags[row, word[0] + 1] = _tag(version, start)
                breaks[row, word[0] + 1] = int(start in version.breaks)
    acts = [labels.acts.index(example.act) if example.act else NOT_TAUGHT for example, _ in group]
    shares = [_shares(example, labels, among) for (example, _), among in zip(group, offered, strict=True)]
    arrays = (ids, types, mask, np.stack(offered), np.stack(shares), np.array(acts), tags, breaks)
    return Batch(*map(torch.from_numpy, arrays))


def _tag(version: Version, start: int) -> int:
    for field, first, end in version.marks:
        if first <= start < end:
            return 2 * TAGS.index(SORT_OF[field]) + (1 if start == first else 2)
    return 0


def _offered(example: Example, labels: Labels, narrowed: bool) -> Row:
    if not narrowed or not example.operations:
        return np.ones(len(labels.operations), np.float32)
    own = [
        (name in FOR_OUTSIDERS) if example.of_an_outsider else (name not in FOR_CUSTOMERS) for name in labels.operations
    ]
    return np.array(own, np.float32)


def _shares(example: Example, labels: Labels, offered: Row) -> Row:
    even: Row = offered / offered.sum()
    if not example.operations:
        return even * np.float32(IDLE_WEIGHT if example.act in IDLE else 0.0)
    shares: Row = np.zeros_like(offered)
    for operation in example.operations:
        others = OTHER_NAMES.get(operation, ())
        shares[labels.operations.index(operation)] += 1 - (ALIAS_SHARE if others else 0)
        for other in others:
            shares[labels.operations.index(other)] += ALIAS_SHARE / len(others)
    shares *= (1 - SMOOTHING) / len(example.operations)
    return shares + np.float32(SMOOTHING) * even
