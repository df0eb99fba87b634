"""What happens, told as it happens: to each what their role and their own view let them see, and no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Annotated, Any

from pydantic import Field, PrivateAttr
from sqlalchemy import func, select

from domain.context import Actor, Context
from domain.roles import Role, allows
from storage.base import Record
from storage.events import Event
from storage.session import WITH_DELETED, kinds
from tools.call import Call
from tools.card import Card, Time, Wire
from tools.cards import card_of
from tools.operation import UNSAID
from tools.perform import Desk, surroundings
from tools.resource import Resource

AT_ONCE = 100
LONGEST_WAIT = 3600
RESET = "reset"
EVENT_STREAM = "text/event-stream"


class EventCard(Card):
    """An event as it is kept."""

    name: str


class Told(Wire):
    """One thing that has happened, as it is sent: to which record; the record itself is fetched by whoever wants it.

    The event `reset` says that too much was missed to be told one by one.
    """

    event: str
    record_type: str | None = None
    record_id: str | None = None
    at: Time | None = None


class Subscription(Wire):
    """What happens from here on: where it is told, and the last that is known."""

    url: str
    last_event_id: str
    _wait: float | None = PrivateAttr(None)

    @property
    def wait(self) -> float | None:
        """For how many seconds it goes on; None: until somebody hangs up."""
        return self._wait

    def spoken(self, now: datetime) -> str:
        return "The page shows by itself what changes, as it happens."


realtime = Resource(Event, EventCard, "/realtime", "event", permits="realtime")


@realtime.read(
    "GET /subscribe",
    "keep this screen up to date by itself",
    "show me changes live as they come in",
    phrases=(r"(?:keep this (?:screen|page|board) up to date|show me changes live)\b.*",),
    stream=Told,
    headers={"Last-Event-ID": "lastEventId"},
)
async def subscribe(
    ctx: Context,
    last_event: Annotated[
        int | None,
        Field(
            ge=0,
            le=2**62,
            alias="lastEventId",
            json_schema_extra=UNSAID,
            description="The last event known; those after it come first.",
        ),
    ] = None,
    wait: Annotated[
        int | None,
        Field(ge=0, le=LONGEST_WAIT, json_schema_extra=UNSAID, description="Seconds to go on for; else until hung up."),
    ] = None,
) -> Subscription:
    """Tell what changes, as it happens."""
    last = await latest(ctx) if last_event is None else last_event
    made = Subscription(url=f"/api/realtime/subscribe?lastEventId={last}", last_event_id=str(last))
    made._wait = wait
    return made


async def latest(ctx: Context) -> int:
    """The number of the account's last event; 0 if there was none."""
    return await ctx.session.scalar(select(func.max(Event.seq))) or 0


@dataclass(frozen=True, slots=True)
class News:
    """What has happened after an event: what of it somebody may see, up to where that goes, and whether there is more.

    `missed` if some of it is no longer known.
    """

    told: Sequence[tuple[int, Told]]
    last: int
    more: bool = False
    missed: bool = False


async def news(desk: Desk, actor: Actor, after: int) -> News:
    """What this person may know of what has happened after an event; after 0, of all that is kept."""
    async with surroundings(desk, Call("subscribe", {}, actor), write=False) as ctx:
        first, last = (await ctx.session.execute(select(func.min(Event.seq), func.max(Event.seq)))).one()
        if last is None or after > last or 0 < after < first - 1:
            return News((), last or 0, missed=after != (last or 0))
        following = select(Event).where(Event.seq > after).order_by(Event.seq).limit(AT_ONCE)
        events = list(await ctx.session.scalars(following))
        seen = await _seen(ctx, events)
        told = [(each.seq, _told(each)) for each in events if (each.record_type, each.record_id) in seen]
        return News(told, events[-1].seq if events else after, more=len(events) == AT_ONCE)


def _told(event: Event) -> Told:
    return Told(event=event.name, record_type=event.name.partition(".")[0], record_id=event.record_id, at=event.at)


async def _seen(ctx: Context, events: Sequence[Event]) -> set[tuple[str, str]]:
    """Those of the events' records that the person may see; of what was deleted, what they could have seen."""
    by_kind: dict[str, set[str]] = {}
    for event in events:
        by_kind.setdefault(event.record_type, set()).add(event.record_id)
    found: set[tuple[str, str]] = set()
    for table, ids in by_kind.items():
        kind = _by_table().get(table)
        if kind is None or not readable(ctx.actor.role, kind):
            continue
        theirs = await ctx.session.scalars(select(kind.id).where(kind.id.in_(ids)), execution_options=WITH_DELETED)
        found |= {(table, each) for each in theirs}
    return found


@cache
def _by_table() -> Mapping[str, type[Record]]:
    return {kind.__tablename__: kind for kind in kinds()}


@cache
def readable(role: Role, kind: type[Record]) -> bool:
    """Whether a role has an operation that shows records of this kind."""
    from tools.catalog import OPERATIONS

    card: Any = card_of(kind)
    shows = [each for each in OPERATIONS.values() if card is not None and each.card is card and each.effect == "read"]
    return any(allows(role, each.may) for each in shows)
