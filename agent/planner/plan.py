"""What a planner proposes for one turn: calls to make, or a sentence to say. It executes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Planned:
    """A call that is proposed. One that is not `sure` is asked about first."""

    operation: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """The proposal for a turn."""

    calls: list[Planned] = field(default_factory=list)
    note: str | None = None
