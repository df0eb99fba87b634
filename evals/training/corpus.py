"""The examples that the recogniser learns from: `tools/heard/*.tsv` and the dialogue data beside this file.

Each operation is one label. Aliases (`agent.planner.recogniser.ALIASES`) stay separate labels, since their wording does
differ ("on my way" against "mark it en route"), but each is taught a share of the others' and either counts as right.

Every utterance also has a dialogue act: `request` where it asks for an operation. A remark on gas or smoke inside a
booking has none, since it is an emergency as well. `not_emergency` rows and questions about other people's data are
requests: whether they are answered is for roles to say, not for words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from agent.planner.recogniser import FOR_CUSTOMERS
from evals.training.marked import Piece, Pieces, pieces

ROOT = Path(__file__).parents[2]
HEARD = ROOT / "tools" / "heard"
DATA = Path(__file__).parent / "data"

REQUEST = "request"
HAZARD = re.compile(
    r"\b(gas|carbon monoxide|c ?o alarm|smoke|smok\w+|fire|spark\w*|flood\w*|burn\w*|shock\w*|sewage)\b"
)
CALLER_ACTS = {"who_am_i": "identify", "callback": "human", "others_data": REQUEST}  # the others by their intent's name
ACTS = {"not_emergency": REQUEST}
HELD_OUT_EVERY = 7


@dataclass(frozen=True, slots=True)
class Example:
    """One utterance and what is known of it. What is empty or None is unknown, and is not taught."""

    source: str
    group: str
    requests: tuple[Pieces, ...]  # more than one where several things are asked for in one breath
    operations: tuple[str, ...] = ()
    act: str | None = REQUEST
    said_before: str | None = None
    marked: bool = True

    @property
    def of_an_outsider(self) -> bool:
        """Whether a customer or stranger says it, rather than one of the staff."""
        return self.source in {"callers", "symptoms"} or any(name in FOR_CUSTOMERS for name in self.operations)


@dataclass(frozen=True, slots=True)
class Split:
    """The examples to learn from, and those held out."""

    taught: list[Example]
    held_out: list[Example]


def corpus() -> list[Example]:
    """All examples, in the order of their files."""
    return [
        *_heard(),
        *_repairs(),
        *_compounds(),
        *_followups(),
        *_callers(),
        *_symptoms(),
        *_acts(),
    ]


def split(examples: list[Example]) -> Split:
    """Hold out the repairs, a kind that nothing else is like, and of each other group three in a row of every 21.

    Neighbours in a file are of one author and one train of thought, so a random draw would flatter.
    """
    seen: dict[str, int] = {}
    parts = Split([], [])
    for example in examples:
        place = seen.get(example.group, 0)
        seen[example.group] = place + 1
        apart = example.source == "repairs" or place // 3 % HELD_OUT_EVERY == 3
        (parts.held_out if apart else parts.taught).append(example)
    return parts


def rows(path: Path) -> Iterator[list[str]]:
    """The rows of a tab-separated file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        yield line.split("\t")


def _heard() -> Iterator[Example]:
    for path in sorted(HEARD.glob("*.tsv")):
        for operation, utterance in rows(path):
            yield Example("heard", operation, (pieces(utterance),), (operation,))


def _repairs() -> Iterator[Example]:
    for operation, utterance in rows(DATA / "repairs.tsv"):
        yield Example("repairs", "repairs", (pieces(utterance),), (operation,))


def _compounds() -> Iterator[Example]:
    for joined, utterance in rows(DATA / "compound.tsv"):
        operations = tuple(joined.split(" + "))
        requests = tuple(pieces(part) for part in utterance.split(" | "))
        yield Example("compound", "compound", requests, operations)
        for operation, request in zip(operations, requests, strict=True):
            yield Example("parts", "parts", (request,), (operation,))


def _followups() -> Iterator[Example]:
    for previous, operation, utterance in rows(DATA / "followups.tsv"):
        yield Example("followups", "followups", (pieces(utterance),), (operation,), said_before=_reported(previous))


def _reported(previous: str) -> str:
    """Words of the agent that the earlier operation may have ended in."""
    method, path, *value = previous.split(" ", 2)
    noun = [part for part in path.split("/") if part and not part.startswith("{")][-1].replace("-", " ")
    about = re.sub(r"[-=_,]|Id\b", " ", value[0]) if value else ""
    return f"{'Here you go' if method == 'GET' else 'Done'}: {noun} {about}.".replace(" .", ".")


def _callers() -> Iterator[Example]:
    for intent, operation, utterance in rows(DATA / "callers.tsv"):
        told = pieces(utterance)
        if operation == "-":
            yield Example("callers", intent, (told,), act=CALLER_ACTS.get(intent, intent))
        else:
            yield Example("callers", intent, (told,), (operation,), act=None if HAZARD.search(utterance) else REQUEST)


def _symptoms() -> Iterator[Example]:
    for symptom, _trade, priority, _title in rows(DATA / "symptoms.tsv"):
        told = (Piece(symptom, "description"),)
        act = None if priority == "emergency" or HAZARD.search(symptom) else REQUEST
        yield Example("symptoms", "symptoms", (told,), ("POST /api/jobs",), act=act)


def _acts() -> Iterator[Example]:
    for act, said_before, utterance, *_value in rows(DATA / "acts.tsv"):
        yield Example(
            "acts", act, ((Piece(utterance),),), act=ACTS.get(act, act), said_before=said_before or None, marked=False
        )
