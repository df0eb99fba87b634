"""Which card shows which record: read off the operations that return it."""

from __future__ import annotations

from functools import cache

from sqlalchemy import inspect

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


@cache
def record_of(card: type[Card]) -> type[Record] | None:
    """The record that a card shows."""
    from storage.session import kinds

    return next((kind for kind in kinds() if card_of(kind) is card), None)


@cache
def links_of(kind: type[Record]) -> dict[str, type[Record]]:
    """The records that a record points at, by relation: job → contact, tech."""
    return {relation.key: relation.mapper.class_ for relation in inspect(kind).relationships}


def noun_of(table: str | None) -> str | None:
    """The noun for one of a table's records: jobs → job; the table's name for what is no record."""
    from storage.session import kinds
    from tools.operation import spoken_noun

    return next((spoken_noun(kind.__name__) for kind in kinds() if kind.__tablename__ == table), table)
