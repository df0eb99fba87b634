"""What a list reads for its cards: columns alone, at half the cost of loading whole records, where a card allows it."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Result, Select, inspect, select
from sqlalchemy.orm import aliased, joinedload

from storage.base import Record
from storage.worked_out import WorkedOut
from tools.card import Card


def cards_of(card: type[Card], rows: Result[Any]) -> list[Card]:
    """The cards of the rows that a statement made by `shown_by` has found."""
    fields = tuple(rows.keys())
    if len(fields) == 1:
        return [card.model_validate(record) for record in rows.unique().scalars()]
    return _several(card).validate_python([dict(zip(fields, row, strict=True)) for row in rows])


@cache
def _several(card: type[Card]) -> TypeAdapter[list[Card]]:
    return TypeAdapter(list[card])  # type: ignore[valid-type]


@cache
def shown_by(record: type[Record], card: type[Card]) -> Select[Any]:
    """What to select for a card: its columns; or the records, with their relations, where it shows more than columns.

    Written once for each card, since SQLAlchemy takes longer to write a statement than SQLite to answer it.
    """
    related: dict[str, Any] = {}
    columns = [_column(record, path, related) for path in card.paths().values()]
    if any(column is None for column in columns):
        return select(record).options(*(joinedload(getattr(record, name)) for name in card.relations()))
    labelled = (_under(field, column, record) for field, column in zip(card.paths(), columns, strict=True))
    shown = select(*labelled).select_from(record)
    for name, kind in related.items():
        shown = shown.outerjoin(getattr(record, name).of_type(kind))
    return shown


def _column(record: type[Record], path: tuple[str, ...], related: dict[str, Any]) -> Any:
    """The column at the end of a path, of the record or of one that it points at; None if there is no column there."""
    source: Any = record
    if len(path) == 2:
        relation = inspect(record).relationships.get(path[0])
        if relation is None or relation.uselist:
            return None
        source = related.setdefault(path[0], aliased(relation.mapper.class_))
    if len(path) == 1 and isinstance(fact := vars(record).get(path[0]), WorkedOut):
        return fact
    known = len(path) < 3 and path[-1] in inspect(source).mapper.columns
    return getattr(source, path[-1]) if known else None


def _under(field: str, column: Any, record: type[Record]) -> Any:
    """What is selected, under the name of the card's field."""
    return column.read_from(field, record) if isinstance(column, WorkedOut) else column.label(field)
