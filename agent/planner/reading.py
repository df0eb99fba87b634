"""An utterance as a reader of one field gets it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from agent.planner.spans import TaggedSpan
from domain.context import Company


@dataclass(frozen=True, slots=True)
class Words:
    """What was said, how the recogniser tags it, what had been said before, for whom, and when."""

    said: str
    tags: Sequence[TaggedSpan]
    before: str
    company: Company
    now: datetime
    makes: bool  # whether a new record is made of it
    at_work: bool = False  # whether it is said by who does the work

    def tagged(self, *fields: str) -> list[str]:
        """The words tagged as one of these fields, in order."""
        return [tag.text for tag in self.tags if tag.field in fields]
