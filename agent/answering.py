"""An answer to an open question: a yes or a no, one of the offered, or the missing word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

from agent.choose import chosen
from agent.confirm import judged
from agent.pending import Pending

Kind = Literal["yes", "no", "filled", "none"]
ALL = re.compile(r"\b(?:both|all of (?:them|it)|all (?:three|four|two)|everything|the lot|to (?:all|both))\b")
NEVER_MIND = re.compile(
    r"^(?:(?:um+|uh+|oh|actually|no|okay|ok|ah)\s+)*"
    r"(?:never ?mind|forget (?:it|about it|that)|cancel that|scratch that|"
    r"leave it|drop it|skip it|stop|don'?t bother|no thanks?|nope|no|none of (?:them|those)|neither)\b"
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What an utterance says to a question; `none` if it is no answer to it."""

    kind: Kind
    value: Any = None
    all: bool = False


def answered(asked: Pending, said: str) -> Answer:
    """Read an utterance as the answer to a question."""
    text = said.strip().lower()
    if asked.kind == "confirmation":
        verdict = judged(text, asked.question)
        kind: Kind = "yes" if verdict == "yes" else "no" if verdict == "no" else "none"
        return Answer(kind, all=bool(ALL.search(text)))
    if asked.kind == "choice":
        found = chosen(text, asked.candidates)
        if found is None and len(asked.candidates) == 1 and judged(text, asked.question) == "yes":
            found = asked.candidates[0]
        if found is not None:
            return Answer("filled", found.id)
    if NEVER_MIND.match(text):
        return Answer("no")
    return Answer("filled", said.strip()) if text and (asked.kind == "input" or asked.any) else Answer("none")
