"""Server-sent events: what has happened, sent on as it is saved, for as long as whoever listens may know of it.

Nothing is kept for a listener: each reads the account's events itself, as fast as it takes them, so a slow one holds up
nobody and fills no memory, and is let go when it takes nothing at all. Events are read from the table, so those of
other processes come as well, and a listener that comes back goes on behind the last one that it got.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.requests import Request
from starlette.responses import Response

from api.auth import actor_of
from domain.context import Actor
from domain.problems import Busy, Unauthenticated
from storage.events import Event
from storage.faults import DatabaseUnavailable
from tools.call import dump
from tools.perform import Desk
from tools.realtime import RESET, Subscription, Told, news

LOOK_EVERY = 0.4
KNOWN_FOR = 0.3
LOOK_AT_LEAST = 10.0
HEARTBEAT = 15
TAKES_NOTHING_FOR = 20.0
COME_BACK_AFTER = 2000  # milliseconds, in which the listener tries again


@dataclass
class Pulse:
    """The number of each account's last event, looked up once for everybody who waits for the next."""

    desk: Desk
    _known: dict[str, tuple[int, float]] = field(default_factory=dict)

    async def beyond(self, account_id: str, last: int, within: float) -> bool:
        """Wait until there is an event after this one; False if there was none in that many seconds."""
        over = time.monotonic() + within
        while await self._latest(account_id) <= last:
            left = over - time.monotonic()
            if left <= 0:
                return False
            await asyncio.sleep(min(LOOK_EVERY, left))
        return True

    async def _latest(self, account_id: str) -> int:
        number, looked = self._known.get(account_id, (0, -LOOK_EVERY))
        if time.monotonic() - looked < KNOWN_FOR:
            return number
        async with self.desk.database.transaction(account_id, write=False) as session:
            number = await session.scalar(select(func.max(Event.seq))) or 0
        self._known[account_id] = number, time.monotonic()
        return number


def streamed(request: Request, pulse: Pulse, subscription: Subscription) -> Response:
    """The answer that goes on."""
    told = _told(request, pulse, subscription)
    unbuffered = {"X-Accel-Buffering": "no"}
    return EventSourceResponse(told, ping=HEARTBEAT, send_timeout=TAKES_NOTHING_FOR, headers=unbuffered)


async def _told(request: Request, pulse: Pulse, subscription: Subscription) -> AsyncIterator[ServerSentEvent]:
    last, over = int(subscription.last_event_id), _end_of(subscription)
    yield ServerSentEvent(id=str(last), retry=COME_BACK_AFTER)
    while (actor := await _still(request)) is not None:
        try:
            found = await news(pulse.desk, actor, last)
        except (DatabaseUnavailable, Busy):
            return
        if found.missed:
            yield _event(found.last, Told(event=RESET))
        for number, told in found.told:
            yield _event(number, told)
        if found.last > last and not found.told:
            yield ServerSentEvent(id=str(found.last))
        last = found.last
        left = over - time.monotonic()
        if found.more:
            continue
        if left <= 0:
            return
        await pulse.beyond(actor.account_id, last, min(left, LOOK_AT_LEAST))


def _end_of(subscription: Subscription) -> float:
    return float("inf") if subscription.wait is None else time.monotonic() + subscription.wait


async def _still(request: Request) -> Actor | None:
    """Who is listening, as they are by now; None once their session has ended."""
    try:
        return await actor_of(request)
    except Unauthenticated:
        return None


def _event(number: int, told: Told) -> ServerSentEvent:
    return ServerSentEvent(id=str(number), data=dump(told.model_dump(by_alias=True, exclude_none=True)).decode())
