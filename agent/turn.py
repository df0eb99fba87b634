"""What the user said once, and the calls that were made for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from agent.pending import Pending
from domain.call_logs import Urgency
from domain.problems import Problem
from tools.call import Outcome
from tools.operation import Operation

if TYPE_CHECKING:
    from agent.planner.recogniser import Recognition


@dataclass(slots=True)
class Step:
    """One call of a turn, and what came of it: an outcome, a problem, or a question that it left pending."""

    operation: Operation[Any, Any]
    arguments: Mapping[str, Any]
    outcome: Outcome | None = None
    problem: Problem | None = None
    asked: Pending | None = None

    @property
    def wrote(self) -> bool:
        """Whether it was done, and not only looked at: every deed has its entry in the audit."""
        return self.outcome is not None and self.outcome.audit_id is not None


@dataclass(slots=True)
class Turn:
    """What the user said once, and what was done about it."""

    id: str
    text: str
    said_before: str = ""
    steps: list[Step] = field(default_factory=list)
    note: str | None = None
    confidence: float = 1.0
    doubted: frozenset[str] = frozenset()
    shown: frozenset[str] = frozenset()
    answered: bool = False
    planned_locally: bool = False
    planned: bool = False
    secret: str | None = field(default=None, repr=False)
    concealed: str | None = None
    urgency: Urgency | None = None
    put_through: str | None = None
    refuses: bool = False  # a no that no rule reads, but the recogniser
    refused: Operation[Any, Any] | None = None  # what the role forbids
    heard: tuple[str, Recognition] | None = field(default=None, repr=False)  # what was read of which words
    aside: list[Pending] = field(default_factory=list)  # what was asked before, while something else is spoken of
    wanted: str | None = None  # the words of the request, where these only answer what was asked about it

    @property
    def request(self) -> str:
        """What is asked for: these words, or those that they complete."""
        return self.wanted or self.text
