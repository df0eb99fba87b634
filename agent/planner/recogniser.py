"""The recogniser: from an utterance to the operations, the dialogue act and the values that it speaks of.

One small network, trained by `evals.training`, quantised to int8 and run by onnxruntime on one thread. It proposes;
what may run is decided by `tools.perform`, and whether its confidence suffices by the planner.

Aliases are operations that are the same deed for different roles or screens, such as the two status operations.
They share one entry of a ranking, with the probability of all of them, under the likeliest one that is allowed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Self

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from agent.planner.spans import TaggedSpan, read_breaks, read_spans

MODEL = Path(__file__).parent / "model"
LONGEST = 72  # word pieces of an utterance that are read; longer ones are long stories, told at their beginning
LONGEST_BEFORE = 24  # word pieces of the agent's last words that are read: the question stands at their end

# Punctuation says nothing that a speech recogniser would hear; inside "2:30", "$1,240.50" and an email it stays.
PUNCTUATION = re.compile(r'[;!?…"“”()\[\]—–-]|[.,:](?!\S)|,(?!\d)|(?<!\d):|:(?!\d)')

# The same deed under two addresses. What else lies close (a list and its search, a record and its list) stays apart.
ALIASES = (
    ("PATCH /api/jobs/{id}/status", "PATCH /api/tech/jobs/{id}/status"),
    ("PATCH /api/jobs/{id}/assign", "POST /api/dispatch/assign", "POST /api/dispatch/reassign"),
    ("POST /api/job-photos", "POST /api/jobs/{id}/upload-photo"),
    ("POST /api/schedule/optimize", "POST /api/dispatch/optimize"),
)
OTHER_NAMES = {name: tuple(n for n in group if n != name) for group in ALIASES for name in group}

# What people outside the company may ask for. They and the staff say many things in the same words ("cancel the duct
# cleaning"), so who is speaking decides, and what only the other side could mean does not count as something else.
FOR_CUSTOMERS = (
    "GET /api/customer/jobs",
    "GET /api/customer/invoices",
    "POST /api/customer/schedule",
    "POST /api/customer/payment",
)
FOR_OUTSIDERS = (
    *FOR_CUSTOMERS,
    "POST /api/jobs",
    "POST /api/leads",
    "POST /api/tickets",
    "GET /api/knowledge-base",
    "GET /api/knowledge-base/{id}",
)

Ranking = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """An utterance as the network takes it: word pieces, of which the first `length` are the utterance's own."""

    ids: list[int]
    types: list[int]
    length: int
    offsets: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Recognition:
    """What an utterance may mean. Rankings are best first; probabilities are calibrated."""

    operations: Ranking
    acts: Ranking
    spans: tuple[TaggedSpan, ...]
    breaks: tuple[int, ...]  # where, in characters, a further request seems to begin
    share: float = 1.0  # how much of the probability lay on the operations that `among` left

    def among(self, allowed: Collection[str]) -> Recognition:
        """The same, of the allowed operations only. A low `share` says that something else was meant."""
        ranked: dict[str, float] = {}
        of_others = 0.0
        for operation, p in self.operations:
            name = next((n for n in (operation, *OTHER_NAMES.get(operation, ())) if n in allowed), None)
            if name is not None:
                ranked[name] = p
            elif operation in FOR_CUSTOMERS:
                of_others += p
        total = sum(ranked.values())
        operations = tuple((name, p / total) for name, p in ranked.items()) if total else ()
        is_staff = any(name not in FOR_OUTSIDERS for name in ranked)
        share = total / (1 - of_others) if is_staff and of_others < 1 else total
        return Recognition(operations, self.acts, self.spans, self.breaks, min(share, 1.0))


class Recogniser:
    """The trained model, loaded. It keeps no state between utterances."""

    def __init__(self, folder: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(folder / "recogniser.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        labels = json.loads((folder / "labels.json").read_text())
        self._operations: list[str] = labels["operations"]
        self.knows = frozenset(self._operations)
        self._acts: list[str] = labels["acts"]
        self._fields: list[str] = labels["fields"]
        self._temperature: dict[str, float] = labels["temperature"]

    @classmethod
    @cache
    def load(cls) -> Self:
        """The model that the project ships, read once."""
        return cls(MODEL)

    def recognise(self, text: str, said_before: str | None = None) -> Recognition:
        """What `text` may mean, said in answer to `said_before`, the agent's last words."""
        reading = read(self._tokenizer, text, said_before)
        feed = {
            "ids": np.array([reading.ids], np.int64),
            "types": np.array([reading.types], np.int64),
            "mask": np.ones((1, len(reading.ids)), np.int64),
        }
        operations, acts, tags, breaks = (output[0] for output in self._session.run(None, feed))
        inner = slice(1, reading.length - 1)  # between the two marks that stand around the utterance
        return Recognition(
            operations=pooled(ranking(self._operations, softmax(operations / self._temperature["operations"]))),
            acts=ranking(self._acts, softmax(acts / self._temperature["acts"])),
            spans=read_spans(text, reading.offsets, softmax(tags[inner]), self._fields),
            breaks=read_breaks(text, reading.offsets, softmax(breaks[inner])[:, 1]),
        )


def level(text: str) -> str:
    """The text without punctuation, every other character in its place."""
    return PUNCTUATION.sub(" ", text.replace("’", "'"))


def read(tokenizer: Tokenizer, text: str, said_before: str | None) -> Reading:
    """The word pieces of an utterance, then those of what the agent had said before it."""
    first, last = tokenizer.encode("").ids  # the marks at a text's beginning and end
    heard = tokenizer.encode(level(text), add_special_tokens=False)
    own = [first, *heard.ids[:LONGEST], last]
    before: list[int] = []
    if said_before:
        before = [*tokenizer.encode(level(said_before), add_special_tokens=False).ids[-LONGEST_BEFORE:], last]
    return Reading(own + before, [0] * len(own) + [1] * len(before), len(own), heard.offsets[:LONGEST])


def softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scores as probabilities, along the last axis."""
    powers: NDArray[np.float32] = np.exp(scores - scores.max(axis=-1, keepdims=True))
    total: NDArray[np.float32] = powers.sum(axis=-1, keepdims=True)
    return powers / total


def ranking(names: list[str], p: NDArray[np.float32]) -> Ranking:
    """The names with their probabilities, likeliest first."""
    return tuple((names[i], float(p[i])) for i in np.argsort(-p, kind="stable"))


def pooled(ranked: Ranking) -> Ranking:
    """The ranking with each group of aliases under its likeliest name, with the probability of all."""
    entries: dict[str, float] = {}
    for name, p in ranked:
        leader = next((n for n in OTHER_NAMES.get(name, ()) if n in entries), name)
        entries[leader] = entries.get(leader, 0.0) + p
    return tuple(sorted(entries.items(), key=lambda entry: -entry[1]))
