"""Which operations are worth showing on this turn: about 210 are too many for any model to choose from well."""

from __future__ import annotations

from collections.abc import Collection

from agent.planner.recogniser import Recognition


def shortlist(recognition: Recognition, allowed: Collection[str], limit: int = 25) -> list[str]:
    """The likeliest of the allowed operations, best first."""
    return [operation for operation, _ in recognition.among(allowed).operations[:limit]]
