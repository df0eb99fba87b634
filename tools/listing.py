"""Lists: equality on links and status, dates, search, sort and pages, derived from the record's columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Annotated, Any

from pydantic import AwareDatetime, Field
from pydantic.alias_generators import to_camel, to_snake
from sqlalchemy import ColumnElement, Integer, Select, Text, and_, bindparam, cast, func, inspect, or_, select
from sqlalchemy.ext.hybrid import hybrid_property

from domain.context import Context
from domain.problems import FieldError, Invalid
from storage.base import Record
from tools.card import Card, Page
from tools.columns import cards_of, shown_by
from tools.operation import Fields

Moment = AwareDatetime | date
EQUAL = ("status", "priority", "channel", "direction", "role", "read", "enabled")
ESCAPE = "\\"
Order = str | Sequence[Any]
LIMIT, OFFSET = bindparam("most", type_=Integer), bindparam("skipped", type_=Integer)
HIDDEN = ("account_id", "deleted_at", "version")


class Listing(Fields):
    """What every list takes."""

    limit: Annotated[int, Field(ge=1, le=200, description="How many to give.")] = 50
    offset: Annotated[int, Field(ge=0, le=1_000_000_000, description="How many to skip.")] = 0
    sort: Annotated[str | None, Field(max_length=40, description="A field, or -field for the last first.")] = None


def filters_of(record: type[Record], card: type[Card], *, dated: bool, searched: bool) -> dict[str, Any]:
    """The filters that a record's columns give: its links, its status and the like, dates and search."""
    fields: dict[str, Any] = {}
    links = inspect(record).relationships
    for relation in links:
        if f"{relation.key}_id" in inspect(record).columns:
            fields[relation.key] = (relation.mapper.class_ | None, None)
    for name in EQUAL:
        if name in values_of(record):
            shown = card.model_fields.get(name)
            kind = shown.annotation if shown else inspect(record).columns[name].type.python_type
            fields[name] = (kind | None, None)  # type: ignore[operator]
    if dated:
        told = "From this date or time on.", "Up to this date (all of it) or time (just before it)."
        fields["date_start"] = (Annotated[Moment | None, Field(description=told[0])], None)
        fields["date_end"] = (Annotated[Moment | None, Field(description=told[1])], None)
    if searched:
        fields["search"] = (Annotated[str | None, Field(max_length=200, description="Words to look for.")], None)
    return fields


@cache
def values_of(record: type[Record]) -> frozenset[str]:
    """What a record can be filtered and sorted by: its columns, and what is worked out from them in SQL."""
    every = inspect(record).all_orm_descriptors
    worked_out = {name for name, each in every.items() if isinstance(each, hybrid_property)}
    return frozenset({*inspect(record).columns.keys(), *worked_out} - set(HIDDEN))


async def listed(
    ctx: Context,
    record: type[Record],
    card: type[Card],
    listing: Listing,
    time: str | None,
    search: tuple[str, ...],
    order: Order,
    *extra: ColumnElement[bool],
) -> Page[Any]:
    """The page of records that the filters leave."""
    wanted, by = narrowed(ctx, record, listing, time, search, *extra), listing.sort or order
    if wanted or not isinstance(by, str):
        counting, page = _counted(record).where(*wanted), _sorted(shown_by(record, card).where(*wanted), record, by)
        page = page.limit(LIMIT).offset(OFFSET)
    else:
        counting, page = _whole(record, card, by)
    count = await ctx.session.scalar(counting)
    rows = await ctx.session.execute(page, {"most": listing.limit, "skipped": listing.offset})
    items = cards_of(card, rows)
    return Page[card](items=items, count=count or 0, limit=listing.limit, offset=listing.offset)  # type: ignore[valid-type]


@cache
def _counted(record: type[Record]) -> Select[Any]:
    return select(func.count()).select_from(record)


@cache
def _whole(record: type[Record], card: type[Card], order: str) -> tuple[Select[Any], Select[Any]]:
    """How to count and to read a list that nothing narrows, written once: it is what is asked for most."""
    return _counted(record), _sorted(shown_by(record, card), record, order).limit(LIMIT).offset(OFFSET)


def narrowed(
    ctx: Context,
    record: type[Record],
    filters: Fields,
    time: str | None,
    search: tuple[str, ...],
    *extra: ColumnElement[bool],
) -> list[ColumnElement[bool]]:
    """The criteria for the records that the filters leave."""
    given = {name: value for name, value in filters.given().items() if value is not None}
    wanted = [*extra, *_equal(record, given)]
    if time:
        wanted += _between(ctx, getattr(record, time), given)
    if words := given.get("search"):
        wanted.append(_all_words(record, str(words), search))
    return wanted


def _equal(record: type[Record], given: dict[str, Any]) -> list[ColumnElement[bool]]:
    return [
        getattr(record, f"{name}_id") == value.id if isinstance(value, Record) else getattr(record, name) == value
        for name, value in given.items()
        if (name in values_of(record) and not isinstance(value, list)) or isinstance(value, Record)
    ]


def _between(ctx: Context, column: Any, given: dict[str, Any]) -> list[ColumnElement[bool]]:
    start, end = given.get("date_start"), given.get("date_end")
    if column.type.python_type is date:
        return _between_days(ctx, column, start, end)
    bounds = [] if start is None else [column >= moment(ctx, start)]
    return bounds if end is None else [*bounds, column < moment(ctx, end, whole_day=True)]


def _between_days(
    ctx: Context, column: Any, start: date | datetime | None, end: date | datetime | None
) -> list[ColumnElement[bool]]:
    """For a column that knows only days: those of the account's calendar that the bounds touch."""
    bounds = [] if start is None else [column >= _local_day(ctx, start)]
    if end is None:
        return bounds
    cut = not isinstance(end, datetime) or end.astimezone(ctx.company.timezone).time() != time()
    return [*bounds, column <= _local_day(ctx, end) if cut else column < _local_day(ctx, end)]


def _local_day(ctx: Context, value: date | datetime) -> date:
    return value.astimezone(ctx.company.timezone).date() if isinstance(value, datetime) else value


def moment(ctx: Context, value: date | datetime, *, whole_day: bool = False) -> datetime:
    """A filter's bound as a moment; a plain date is that day in the account's zone, as an end all of it."""
    if isinstance(value, datetime):
        return value
    return ctx.at(value + timedelta(days=1) if whole_day else value)


def _all_words(record: type[Record], words: str, columns: tuple[str, ...]) -> ColumnElement[bool]:
    """Every word stands in one of the columns."""
    return and_(*(or_(*(_has(getattr(record, name), word) for name in columns)) for word in words.lower().split()[:10]))


def _has(column: Any, word: str) -> ColumnElement[bool]:
    for special in (ESCAPE, "%", "_"):
        word = word.replace(special, ESCAPE + special)
    return func.lower(cast(column, Text)).like(f"%{word}%", escape=ESCAPE)


def _sorted(statement: Select[Any], record: type[Record], order: Order) -> Select[Any]:
    if not isinstance(order, str):
        return statement.order_by(*order, record.id)
    name = to_snake(order.removeprefix("-"))
    if name not in values_of(record):
        fields = ", ".join(sorted(map(to_camel, values_of(record))))
        raise Invalid(f"Lists can be sorted by {fields}.", [FieldError("sort", "is not a field to sort by")])
    column: Any = getattr(record, name)
    direction = column.desc() if order.startswith("-") else column.asc()
    return statement.order_by(direction.nulls_last(), record.id)
