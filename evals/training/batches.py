"""Versions of examples as the numbers that the network is taught with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import numpy as np
import torch  # type: ignore[import-not-found, unused-ignore]
from tokenizers import Tokenizer
from torch import Tensor

from agent.planner.recogniser import OTHER_NAMES, read
from agent.planner.sorts import SORT_OF, TAGS
from agent.planner.spans import words
from evals.training.corpus import Example
from evals.training.vary import Variation, Version

SIZE = 32
NOT_TAUGHT = -100
ALIAS_SHARE = 0.3
SMOOTHING = 0.05
IDLE_WEIGHT = 0.3
# Acts that ask for no operation at all: taught as no operation in particular, so that confidence is low on them.
IDLE_ACTS = (
    "abuse back consent emergency goodbye greet help human identify inject language more out_of_scope pause repeat "
    "resume silence_check smalltalk thanks vague wrong_number"
)
IDLE = frozenset(IDLE_ACTS.split())


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
    operations: Tensor  # a share an operation; a row of zeroes teaches none
    acts: Tensor
    tags: Tensor
    breaks: Tensor


def batches(
    examples: list[Example], variation: Variation, tokenizer: Tokenizer, labels: Labels, seed: int
) -> Iterator[Batch]:
    """One epoch. Utterances of like length go together, in an order of chance."""
    random = Random(seed)
    drawn = [(example, variation.version(example)) for example in examples]
    random.shuffle(drawn)
    drawn.sort(key=lambda pair: len(pair[1].text) + len(pair[1].said_before or "") + random.randint(0, 5))
    groups = [drawn[i : i + SIZE] for i in range(0, len(drawn), SIZE)]
    random.shuffle(groups)
    for group in groups:
        yield _batch(group, tokenizer, labels)


def _batch(group: list[tuple[Example, Version]], tokenizer: Tokenizer, labels: Labels) -> Batch:
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
    operations = np.stack([_shares(example, labels) for example, _ in group])
    return Batch(*map(torch.from_numpy, (ids, types, mask, operations, np.array(acts), tags, breaks)))


def _tag(version: Version, start: int) -> int:
    for field, first, end in version.marks:
        if first <= start < end:
            return 2 * TAGS.index(SORT_OF[field]) + (1 if start == first else 2)
    return 0


def _shares(example: Example, labels: Labels) -> np.ndarray:
    count = len(labels.operations)
    shares = np.zeros(count, np.float32)
    if not example.operations:
        return shares + IDLE_WEIGHT / count if example.act in IDLE else shares
    for operation in example.operations:
        others = OTHER_NAMES.get(operation, ())
        shares[labels.operations.index(operation)] += 1 - (ALIAS_SHARE if others else 0)
        for other in others:
            shares[labels.operations.index(other)] += ALIAS_SHARE / len(others)
    return (1 - SMOOTHING) * shares / len(example.operations) + SMOOTHING / count
