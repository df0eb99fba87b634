"""Domain events: what a write did to each record, in one word, read off the rows that it changed.

`job.completed`, `invoice.paid`, `lead.created`: the noun, and the state that the record came to, or that it was
created, updated, deleted or restored. They are kept in the transaction of the write itself, so none is lost and none is
told of what was not saved.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import delete, select

from domain.context import Context
from storage.base import Kept, Record
from storage.counters import next_numbers
from storage.events import Event
from storage.images import Change, image
from storage.invoices import Invoice
from storage.outbox import Parcel
from storage.session import whole

COUNTER = "event"
CREATED, UPDATED, DELETED, RESTORED = "created", "updated", "deleted", "restored"
AS_A_DEED = {"open": "opened"}
KEPT_FOR = timedelta(days=7)
SWEPT_EVERY = 256
UNAUDITED = {"unaudited": "an event only tells of what the audit keeps"}
FRESH = {"populate_existing": True}
CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


async def announce(ctx: Context, operation: str) -> list[Event]:
    """Keep what this transaction's write has done, and tell it."""
    told = [(record, deed) for record, earlier in await _touched(ctx) for deed in deeds(record, earlier)]
    if not told:
        return []
    numbers = await next_numbers(ctx.session, COUNTER, len(told))
    events = [
        Event(
            seq=seq,
            name=f"{noun_of(type(record))}.{deed}",
            record_type=record.__tablename__,
            record_id=record.id,
            at=ctx.now(),
            actor_id=ctx.actor.id,
            operation=operation,
            causes=list(ctx.causes),
        )
        for seq, (record, deed) in zip(numbers, told, strict=True)
    ]
    ctx.session.add_all(events)
    await ctx.session.flush()
    if numbers.stop // SWEPT_EVERY > numbers.start // SWEPT_EVERY:
        stale = delete(Event).where(Event.at < ctx.now() - KEPT_FOR)
        await ctx.session.execute(stale, execution_options=UNAUDITED)
    return events


def noun_of(kind: type[Record]) -> str:
    """What a kind of record is called in its events: job, job_photo."""
    return CAPITAL.sub("_", kind.__name__).lower()


def told_of(kind: type[Record]) -> bool:
    """Whether there are events about records of this kind: not about lines of others, nor about the workings."""
    return getattr(kind, "audited", True) and not kind.part and kind is not Parcel


def deeds(record: Record, earlier: Record | None) -> Iterator[str]:
    """What was done to a record that was as `earlier` before; a new one comes to its first state too."""
    status = getattr(record, "status", None)
    if record.gone:
        if earlier is not None and not earlier.gone:
            yield DELETED
    elif earlier is None:
        yield CREATED
        if status is not None:
            yield deed_of(status)
    elif earlier.gone:
        yield RESTORED
    elif status != getattr(earlier, "status", None):
        yield deed_of(status)
    else:
        yield UPDATED


def deed_of(status: str | None) -> str:
    """The word for coming to a state: completed, opened."""
    return AS_A_DEED.get(status or "", status or UPDATED)


async def _touched(ctx: Context) -> Sequence[tuple[Record, Record | None]]:
    """Every record that the write changed, beside itself as it was before."""
    info = ctx.session.info
    paid: dict[str, Decimal] = info.pop("paid", {})
    changes: dict[str, Change] = {each.record.id: each for each in info.get("changes", {}).values() if _counts(each)}
    invoices = select(Invoice).where(Invoice.id.in_(paid)).options(whole(ctx.session))
    for invoice in await ctx.session.scalars(invoices, execution_options=FRESH) if paid else ():
        changes.setdefault(invoice.id, Change(invoice, image(invoice)))
    return [(_record(each.record), _earlier(each, paid)) for each in changes.values()]


def _counts(change: Change) -> bool:
    return isinstance(change.record, Record) and told_of(type(change.record))


def _earlier(change: Change, paid: dict[str, Decimal]) -> Record | None:
    earlier = change.earlier()
    if isinstance(earlier, Invoice):
        earlier.paid -= paid.get(change.record.id, Decimal(0))
    return None if earlier is None else _record(earlier)


def _record(row: Kept) -> Record:
    assert isinstance(row, Record)
    return row
