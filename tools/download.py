"""A file that an operation gives: written while it is sent, two hundred rows at a time, never whole in memory.

Every few rows are read in a transaction of their own, by id: nobody waits for a slow reader, and rows that come or go
meanwhile are neither given twice nor left out.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Self, get_type_hints
from urllib.parse import urlencode

from pydantic import Field, PrivateAttr, create_model
from sqlalchemy import ColumnElement, func, select

from domain.context import Context
from domain.spreadsheets import cell, line
from storage.base import Record
from tools.call import dump
from tools.card import Card, Wire
from tools.columns import cards_of, shown_by
from tools.listing import Listing, narrowed
from tools.operation import Fields
from tools.resource import Resource

Format = Literal["csv", "excel", "json"]
MIMES: Mapping[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "excel": "text/csv; charset=utf-8",
    "json": "application/json",
}
ACCEPTED: Mapping[str, Format] = {"text/csv": "csv", "application/json": "json"}
AT_ONCE = 200
MARK = "\ufeff"  # by which Excel knows that a CSV file is UTF-8
Reading = Callable[[], AbstractAsyncContextManager[Context]]


@dataclass(frozen=True, slots=True)
class Rows:
    """Which rows of which record, as which card."""

    record: type[Record]
    card: type[Card]
    wanted: Sequence[ColumnElement[bool]]

    async def count(self, ctx: Context) -> int:
        """How many there are."""
        return await ctx.session.scalar(select(func.count()).select_from(self.record).where(*self.wanted)) or 0

    async def after(self, ctx: Context, last: str) -> list[Card]:
        """The next few behind an id."""
        further = shown_by(self.record, self.card).where(*self.wanted, self.record.id > last)
        return cards_of(self.card, await ctx.session.execute(further.order_by(self.record.id).limit(AT_ONCE)))


class Download(Wire):
    """A file that is ready to be fetched: what is in it, and where."""

    name: str = Field(description="The file's name.")
    format: Format
    count: int = Field(description="How many records are in it.")
    what: str = Field(description="What they are, for one.")
    url: str = Field("", description="Where it is fetched by whoever is signed in.")
    _rows: Rows = PrivateAttr()

    def spoken(self, now: datetime) -> str:
        are = f"{self.what} is" if self.count == 1 else f"{self.what}s are"
        return f"{self.count:,} {are} ready to download as {self.name}."

    def at(self, path: str, arguments: Mapping[str, Any]) -> Self:
        """The same with its address: the operation's own, with what was asked for."""
        asked = {name: value for name, value in arguments.items() if value is not None} | {"format": self.format}
        self.url = f"{path}?{urlencode(asked, doseq=True)}"
        return self

    async def pieces(self, reading: Reading) -> AsyncIterator[bytes]:
        """The file's bytes, each piece read when the one before it has been sent."""
        write = _as_json if self.format == "json" else _as_csv
        yield _opening(self.format, self._rows.card)
        last, first = "", True
        while True:
            async with reading() as ctx:
                cards = await self._rows.after(ctx, last)
            if cards:
                yield write(cards, first)
                last, first = cards[-1].id, False
            if len(cards) < AT_ONCE:
                break
        if self.format == "json":
            yield b"\n]\n"


def _opening(format: Format, card: type[Card]) -> bytes:
    if format == "json":
        return b"["
    mark = MARK if format == "excel" else ""
    return (mark + line(columns(card))).encode()


def columns(card: type[Card]) -> list[str]:
    """The columns of a card's table, by their names on the wire."""
    return [info.serialization_alias or info.alias or name for name, info in card.model_fields.items()]


def _as_json(cards: Sequence[Card], first: bool) -> bytes:
    return b"".join((b"\n" if first and not place else b",\n") + dump(each) for place, each in enumerate(cards))


def _as_csv(cards: Sequence[Card], first: bool) -> bytes:
    rows = (each.model_dump(mode="json", by_alias=True) for each in cards)
    return "".join(line([cell(value) for value in row.values()]) for row in rows).encode()


async def download(
    ctx: Context, resource: Resource[Any], filters: Fields, format: Format | None, *extra: ColumnElement[bool]
) -> Download:
    """The file of those records of a noun that the filters leave."""
    form: Format = format or ("csv" if ctx.channel == "rest" else "excel")
    wanted = narrowed(ctx, resource.record, filters, resource.time, resource.search, *extra)
    rows = Rows(resource.record, resource.card, wanted)
    name = f"{resource.plural.replace(' ', '-')}-{ctx.now():%Y-%m-%d}.{'json' if form == 'json' else 'csv'}"
    made = Download(name=name, format=form, count=await rows.count(ctx), what=resource.noun)
    made._rows = rows
    return made


def filters_of(listing: type[Listing]) -> type[Fields]:
    """A list's filters without its pages: what an export takes."""
    types = get_type_hints(listing, include_extras=True)
    mine: dict[str, Any] = {
        name: (types[name], info) for name, info in listing.model_fields.items() if name not in Listing.model_fields
    }
    return create_model(listing.__name__.replace("Listing", "Filters"), __base__=Fields, **mine)
