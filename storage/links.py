"""Which columns point at a kind of record: read off the foreign keys, so that a new table is known by being mapped."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Column, ForeignKeyConstraint, Index, Table, UniqueConstraint, inspect
from sqlalchemy.orm import InstrumentedAttribute

from storage.base import Record
from storage.view import kinds

ACCOUNT = "account_id"


@dataclass(frozen=True, slots=True)
class Only:
    """Columns that no two rows may share beside the link; `live`: no two that are not deleted."""

    beside: tuple[str, ...]
    live: bool


@dataclass(frozen=True, slots=True)
class Link:
    """A column of a kind of record that points at another record."""

    kind: type[Record]
    name: str
    only: tuple[Only, ...]

    @property
    def column(self) -> InstrumentedAttribute[Any]:
        """The column as statements name it."""
        return getattr(self.kind, self.name)  # type: ignore[no-any-return]


@cache
def links_to(kind: type[Record]) -> tuple[Link, ...]:
    """Every column that points at this kind of record."""
    by_name = sorted(kinds(), key=lambda each: str(each.__tablename__))
    return tuple(link for each in by_name for link in _of(each, kind))


def _of(kind: type[Record], other: type[Record]) -> list[Link]:
    table, mapper = inspect(kind).local_table, inspect(kind)
    assert isinstance(table, Table)
    columns = [column for each in table.foreign_key_constraints for column in _pointing(each, other)]
    return [
        Link(kind, mapper.get_property_by_column(column).key, _only(table, column))
        for column in sorted(columns, key=lambda column: column.name)
    ]


def _pointing(constraint: ForeignKeyConstraint, other: type[Record]) -> list[Column[Any]]:
    if constraint.referred_table is not inspect(other).local_table:
        return []
    return [element.parent for element in constraint.elements if element.parent.name != ACCOUNT]


def _only(table: Table, column: Column[Any]) -> tuple[Only, ...]:
    """Among which rows the column must be the only one of its value."""
    unique: list[Index | UniqueConstraint] = [each for each in table.indexes if each.unique]
    unique += [each for each in table.constraints if isinstance(each, UniqueConstraint)]
    return tuple(
        Only(tuple(each.name for each in rule.columns if each.name not in (ACCOUNT, column.name)), _of_the_live(rule))
        for rule in unique
        if column.name in rule.columns
    )


def _of_the_live(rule: Index | UniqueConstraint) -> bool:
    return isinstance(rule, Index) and rule.dialect_options["sqlite"]["where"] is not None
