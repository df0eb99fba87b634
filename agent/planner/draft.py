"""An utterance that is being read for an operation's fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from agent.conversation import Conversation
from agent.planner.spans import TaggedSpan
from tools.operation import Operation


@dataclass(slots=True)
class Draft:
    """An utterance being read: its tags not used yet, and the values found so far."""

    conversation: Conversation
    operation: Operation[Any, Any]
    said: str
    tags: list[TaggedSpan]
    staff: tuple[str, ...]
    now: datetime
    owners: Mapping[TaggedSpan, str] = field(default_factory=dict)
    reading: str = ""
    values: dict[str, Any] = field(default_factory=dict)

    def take(self, *sorts: str) -> TaggedSpan | None:
        """The first unused tag of these sorts, in the order of the sorts, that is not another field's."""
        tag = self.waiting(*sorts)
        if tag is not None:
            self.tags.remove(tag)
        return tag

    def waiting(self, *sorts: str) -> TaggedSpan | None:
        """The tag that would be taken."""
        mine = [tag for tag in self.tags if self.owners.get(tag, self.reading) == self.reading]
        return next((tag for sort in sorts for tag in mine if tag.field == sort), None)
