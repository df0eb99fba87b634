"""A resource is to operations what a router is to routes: a noun, its card, its path, and the usual five."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, cast, get_type_hints

from pydantic import Field, create_model
from sqlalchemy import ColumnElement, func, select

from domain.context import Context
from storage import catalog
from storage.base import Record
from tools.card import Card, Page, card_in
from tools.listing import Listing, Order, filters_of, listed, narrowed
from tools.operation import Effect, Fields, Operation, Route, input_model, parameters, spoken_noun

assert catalog.TABLES  # an operation reads off a record what it takes and shows, so every table is mapped by now
P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound=Record)
Function = Callable[Concatenate[Context, P], Awaitable[R]]
FORMS = {
    "list": "List the {plural}.",
    "get": "Look up one {noun}.",
    "create": "Make a {noun}.",
    "update": "Change a {noun}.",
    "delete": "Delete a {noun}.",
}
DEED: dict[Effect, str] = {"read": "read", "write": "write", "destructive": "delete"}


@dataclass(frozen=True, slots=True)
class Resource(Generic[M]):
    """Operations on one noun. `time` is the column that dateStart and dateEnd look at, `search` the text columns."""

    record: type[M]
    card: type[Card]
    path: str
    noun: str
    time: str | None = None
    search: tuple[str, ...] = ()
    sort: str = "-createdAt"
    permits: str | None = None

    @property
    def plural(self) -> str:
        """The noun for many: contacts, time entries."""
        return f"{self.noun[:-1]}ies" if self.noun.endswith("y") else f"{self.noun}s"

    @property
    def prefix(self) -> str:
        """What permissions on this noun begin with."""
        return self.permits or self.plural.replace(" ", "-")

    def operation(
        self, effect: Effect, route: str, said: tuple[str, ...], **facts: Any
    ) -> Callable[[Callable[Concatenate[Context, P], Awaitable[R]]], Operation[P, R]]:
        """Define an operation on this noun: the decorator behind read, write and destructive."""

        def define(function: Callable[Concatenate[Context, P], Awaitable[R]]) -> Operation[P, R]:
            return self._define(function, effect, route, said, **facts)

        return define

    def _define(
        self,
        function: Callable[..., Awaitable[Any]],
        effect: Effect,
        route: str,
        said: tuple[str, ...],
        *,
        may: str | None = None,
        ask: str | None = None,
        done: str | None = None,
        also: tuple[str, ...] = (),
        card: type[Any] | None = None,
        name: str | None = None,
        **options: Any,
    ) -> Operation[Any, Any]:
        if (effect == "destructive") is not (ask is not None):
            raise TypeError(f"{function.__name__}: a destructive operation asks, and no other does")
        method, _, path = route.partition(" ")
        takes, groups = parameters(function, path)
        wires = {each.name: each.wire for each in takes}
        home = Route(method, _fill(f"/api{self.path}{path}", wires))
        others = tuple(Route(m, _fill(f"/api{p}", wires)) for m, _, p in (each.partition(" ") for each in also))
        returns = get_type_hints(function, include_extras=True).get("return", type(None))
        return Operation(
            function=function,
            routes=(home, *others),
            effect=effect,
            may=may or f"{self.prefix}:{DEED[effect]}",
            said=said,
            ask=ask,
            done=done,
            takes=takes,
            returns=returns,
            card=card or card_in(returns) or (self.card if _is_record(returns) else None),
            groups=groups,
            input=input_model(name or function.__name__, takes),
            noun=self.noun,
            options=options,
            renamed=name,
        )

    def read(self, route: str, *said: str, **facts: Any) -> Callable[[Function[P, R]], Operation[P, R]]:
        """An operation that changes nothing."""
        return self.operation("read", route, said, **facts)

    def write(self, route: str, *said: str, **facts: Any) -> Callable[[Function[P, R]], Operation[P, R]]:
        """An operation that can be taken back."""
        return self.operation("write", route, said, **facts)

    def destructive(
        self, route: str, *said: str, ask: str, **facts: Any
    ) -> Callable[[Function[P, R]], Operation[P, R]]:
        """An operation that nothing takes back: asked about first."""
        return self.operation("destructive", route, said, ask=ask, **facts)

    def list(self, *said: str, filters: type[Fields] = Fields, **facts: Any) -> Operation[Any, Page[Any]]:
        """`GET` of many: equality on the record's links and status, `filters` beyond them, search, dates, sort."""
        resource = self
        listing = self.listing(filters)

        async def find_many(ctx: Context, listing: Listing) -> Page[Any]:
            return await resource.page(ctx, listing)

        hints = {"listing": listing, "return": Page[self.card]}  # type: ignore[name-defined]
        return self._usual("list", find_many, hints, "read", "GET ", said, facts)

    async def page(
        self, ctx: Context, listing: Listing, *extra: ColumnElement[bool], order: Order | None = None
    ) -> Page[Any]:
        """The page of this noun that the filters and any criteria beyond them leave, in `order` or the usual one."""
        return await listed(ctx, self.record, self.card, listing, self.time, self.search, order or self.sort, *extra)

    async def total(
        self, ctx: Context, listing: Listing, amount: ColumnElement[Decimal], *extra: ColumnElement[bool]
    ) -> Decimal:
        """What an amount comes to over all that the filters and criteria leave, whatever page is shown."""
        wanted = narrowed(ctx, self.record, listing, self.time, self.search, *extra)
        return await ctx.session.scalar(select(func.sum(amount)).where(*wanted)) or Decimal(0)

    def listing(self, filters: type[Fields] = Fields) -> type[Listing]:
        """The filters of this noun's list, for a list that is a function of its own."""
        return _listing(self, filters)

    def get(self, *said: str, **facts: Any) -> Operation[Any, M]:
        """`GET` of one."""

        async def get_one(ctx: Context, record: M) -> M:
            return record

        return self._usual("get", get_one, self._one(), "read", "GET /{record}", said, facts)

    def create(self, *said: str, fields: type[Fields], **facts: Any) -> Operation[Any, M]:
        """`POST`: a new record of the fields given."""
        record = self.record

        async def make(ctx: Context, fields: Fields) -> M:
            made = record(**fields.given())
            ctx.session.add(made)
            return made

        return self._usual("create", make, {"fields": fields, "return": record}, "write", "POST ", said, facts)

    def update(self, *said: str, fields: type[Fields], **facts: Any) -> Operation[Any, M]:
        """`PATCH`: changes just the fields that are given."""

        async def change(ctx: Context, record: M, fields: Fields) -> M:
            for name, value in fields.given().items():
                setattr(record, name, value)
            return record

        hints = {**self._one(), "fields": optional(fields)}
        return self._usual("update", change, hints, "write", "PATCH /{record}", said, facts)

    def delete(self, *said: str, ask: str, **facts: Any) -> Operation[Any, None]:
        """`DELETE`: a tombstone, for 30 days."""

        async def bury(ctx: Context, record: M) -> None:
            record.deleted_at = ctx.now()

        hints = {**self._one(), "return": type(None)}
        facts["ask"] = ask
        return self._usual("delete", bury, hints, "destructive", "DELETE /{record}", said, facts)

    def _one(self) -> dict[str, Any]:
        return {"record": self.record, "return": self.record}

    def _usual(
        self,
        form: str,
        function: Callable[..., Awaitable[Any]],
        hints: dict[str, Any],
        effect: Effect,
        route: str,
        said: tuple[str, ...],
        facts: dict[str, Any],
    ) -> Operation[Any, Any]:
        noun = self.noun.replace(" ", "_")
        function.__annotations__ = {"ctx": Context, **hints}
        function.__name__ = f"{form}_{self.plural.replace(' ', '_') if form == 'list' else noun}"
        function.__doc__ = facts.pop("about", FORMS[form].format(noun=self.noun, plural=self.plural))
        return self._define(function, effect, route, said, **facts)


def optional(fields: type[Fields]) -> type[Fields]:
    """The same fields, none of them demanded: what a PATCH takes. Null stays refused where it was."""
    hints = get_type_hints(fields, include_extras=True)
    spread: dict[str, Any] = {
        name: (hints[name], Field(None, alias=info.alias, description=info.description))
        for name, info in fields.model_fields.items()
    }
    return create_model(f"{fields.__name__}Changed", __base__=fields, **spread)


def _listing(resource: Resource[Any], filters: type[Fields]) -> type[Listing]:
    bases: Any = (Listing, filters)
    made: Any = create_model(
        f"{resource.record.__name__}Listing",
        __base__=bases,
        **filters_of(resource.record, resource.card, dated=resource.time is not None, searched=bool(resource.search)),
    )
    return cast(type[Listing], made)


def _fill(path: str, wires: dict[str, str]) -> str:
    for name, wire in wires.items():
        path = path.replace("{" + name + "}", "{" + wire + "}")
    return path


def _is_record(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Record)


__all__ = ["Fields", "Resource", "optional", "spoken_noun"]
