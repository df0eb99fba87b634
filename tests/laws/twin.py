"""A second account in which everything of the first stands again, marked: what must never be seen or touched."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Boolean, Connection, Table, create_engine, insert, select

from storage import base
from storage.session import kinds

OURS, THEIRS = "ridgeline", "lakeshore"
MARK = "Shoreline"
NOT_TWINNED = ("audit", "replays")


def furnish(file: Path) -> None:
    """Give the other account a twin of every record, and one made up of every kind that the first has none of."""
    engine = create_engine(f"sqlite:///{file}")
    tables = {str(kind.__table__) for kind in kinds()} - set(NOT_TWINNED)
    with engine.begin() as connection:
        for table in base.Table.metadata.sorted_tables:
            if table.name in tables:
                _twin(connection, table)
    engine.dispose()


def _twin(connection: Connection, table: Table) -> None:
    there = set(connection.scalars(select(table.c.id).where(table.c.account_id == THEIRS)))
    ours = connection.execute(select(table).where(table.c.account_id == OURS)).mappings().all()
    worked_out = {each.name for each in table.columns if each.computed is not None}
    twins = [_twin_of({name: value for name, value in row.items() if name not in worked_out}) for row in ours]
    twins = [row for row in twins if row["id"] not in there]
    if not twins and not there:
        twins = [_made_up(connection, table)]
    if twins:
        connection.execute(insert(table), twins)


def _twin_of(row: dict[str, Any]) -> dict[str, Any]:
    marked = {name: _marked(name, value) for name, value in row.items()}
    return {**marked, "account_id": THEIRS, "id": f"lk-{row['id']}"}


def _marked(name: str, value: Any) -> Any:
    if name.endswith("_id") and value is not None:
        return f"lk-{value}"
    return f"{value} {MARK}" if isinstance(value, str) and " " in value else value


def _made_up(connection: Connection, table: Table) -> dict[str, Any]:
    """A row of a kind that the demo world has none of: links to what is there, plain values in the rest."""
    links = {key.parent.name: key.column for each in table.foreign_key_constraints for key in each.elements}
    row: dict[str, Any] = {}
    for column in table.columns:
        if column.name in links and column.name != "account_id":
            target = links[column.name]
            row[column.name] = connection.scalar(select(target).where(target.table.c.account_id == THEIRS).limit(1))
        elif not column.nullable:
            row[column.name] = _plain(column)
    return {**row, "account_id": THEIRS, "id": f"lk-{table.name}", "deleted_at": None}


def _plain(column: Any) -> Any:
    default = column.default
    if default is not None and default.is_scalar:
        return default.arg
    if isinstance(column.type, JSON):
        return []
    if isinstance(column.type, Boolean):
        return True
    kind = column.type.python_type
    if kind is datetime:
        return datetime(2026, 3, 10, 12, tzinfo=UTC)
    if kind is date:
        return date(2026, 3, 10)
    return MARK if kind is str else kind(1)
