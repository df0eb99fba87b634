"""What the agent has asked and waits to hear: a yes, which one, or a missing word. Questions lapse."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from agent.memory import points
from domain.problems import Candidate
from storage.types import new_id
from tools.operation import Operation

LAPSES_AFTER = 60.0
Kind = Literal["confirmation", "choice", "input"]


@dataclass(slots=True)
class Pending:
    """A call that waits for a word. `asked_in` is the user's turn that led to the question.

    A confirmation carries the token of the exact question; `meant` marks a call that was not made yet because it was
    not understood well enough. A choice or an input names the field that it `wants`; `any` other value will do as well.
    `about` are the ids of the records that a confirmation is about.
    """

    kind: Kind
    operation: str
    arguments: Mapping[str, Any]
    question: str
    asked_in: str
    token: str | None = None
    wants: str | None = None
    candidates: tuple[Candidate, ...] = ()
    meant: bool = False
    any: bool = False
    played: bool = False
    about: frozenset[str] = frozenset()
    then: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)  # calls about what it is answered with
    id: str = field(default_factory=new_id)
    asked_at: float = field(default_factory=time.monotonic)

    @property
    def lapsed(self) -> bool:
        """Whether the question is too old for an answer to count."""
        return time.monotonic() - self.asked_at > LAPSES_AFTER

    def heard_by(self, said: str) -> None:
        """Note what was really played; a question that was cut off was not asked, and no yes answers it."""
        if squeezed(self.question)[:-8] in squeezed(said):
            self.played = True

    def holds_up(self, turn_id: str, operation: Operation[Any, Any], arguments: Mapping[str, Any]) -> bool:
        """Whether a call of the same breath points at what is asked about: "start the smith job and text him"."""
        if self.asked_in != turn_id or self.kind == "confirmation" or operation.effect == "read":
            return False
        told = (arguments.get(each.wire) for each in operation.takes if each.record is not None)
        return any(isinstance(words, str) and points(words) for words in told)

    def freed(self, asked: Pending | None, outcome: object) -> list[tuple[str, Mapping[str, Any]]]:
        """The calls that waited for the answer, once it led to an outcome; where more is asked, they wait for that."""
        if asked is not None and asked is not self:
            asked.then = self.then
        return self.then if outcome is not None else []


def squeezed(text: str) -> str:
    """Letters and digits alone: how two renderings of one sentence are compared."""
    return "".join(letter for letter in text.lower() if letter.isalnum())
