"""Which card shows which record: read off the operations that return it."""

from __future__ import annotations

from functools import cache

from storage.base import Record
from tools.card import Card


@cache
def card_of(kind: type[Record]) -> type[Card] | None:
    """The card that the record's own get or list shows; None for records never shown."""
    from tools.catalog import OPERATIONS
    from tools.operation import Operation

    def shows(operation: Operation) -> bool:  # type: ignore[type-arg]
        return operation.returns is kind and operation.card is not None

    return next((each.card for each in OPERATIONS.values() if shows(each)), None)
