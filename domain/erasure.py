"""Erasing a person: their card, all that hangs on it, and their name wherever else it was written.

What hangs on a contact is read off the foreign keys, and every column of words there is emptied unless it is known to
say how something stands; so a table that comes later is covered the day it is mapped. Invoices and payments keep what
the law asks for: numbers, days, amounts and what was done. Nothing brings the rest back.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, ColumnElement, String, Text, cast, inspect, null, or_, select, update

from domain.context import Context
from storage.audit import AuditEntry
from storage.base import Record
from storage.call_logs import CallLog
from storage.contacts import Contact
from storage.erasure import knows_no_more, let_the_audit_forget, scrubbed_after
from storage.leads import Lead
from storage.links import links_to
from storage.outbox import Parcel
from storage.pending import PendingCall
from storage.replays import Replay
from storage.reports import Report
from storage.session import kinds, whole
from storage.tickets import Ticket
from storage.webhook_events import WebhookEvent

ERASE = "erase_contact"
ERASED, NOBODY = "erased", "Erased contact"
AT_ONCE = 200
# How something stands, in words that are no one's: these stay, whomever the row is about.
STANDING = frozenset(
    ("status", "priority", "channel", "direction", "kind", "type", "format", "currency", "method", "unit")
) | {"written_by", "sku", "state", "role", "link_id", "record_type", "record_id", "operation"}
LISTED = ("skills",)
TOLD = frozenset(("body", "subject", "signer_name"))  # columns that may not be empty and are only words
NAMED = ("contacts", "leads")  # whose name is the person's
FILED = ("url", "recording_url")
TRANSIENT: tuple[type[Record], ...] = (Replay, PendingCall)
# Who called or asked without being known stands under their number or address alone.
STRAYS = {"phone": (CallLog.phone, Lead.phone, Ticket.caller_phone), "email": (Lead.email,)}
NAMES_CUSTOMERS = ("revenue", "receivables")
SHORTEST = 3
BY_THE_WAY = {"unaudited": "erasing leaves one entry of its own, which says nothing of whom"}


@dataclass(frozen=True, slots=True)
class Person:
    """What a person is known by: patterns for the database to look with, and for what is found to be taken out."""

    like: tuple[str, ...]
    whole: re.Pattern[str]
    parts: re.Pattern[str]

    @classmethod
    def of(cls, contact: Contact, shared: Iterable[str] = ()) -> Person:
        """Of a contact; what is `shared` with somebody else in the address book is theirs as well, and stays there."""
        left = set(shared)
        words = [getattr(contact, each) for each in ("name", "email", "address") if each not in left]
        told = [each for each in words if each]
        phone = contact.phone if "phone" not in left else None
        like = [f"%{_escaped(each)}%" for word in told for each in {word, json.dumps(word)[1:-1]}]
        patterns = [r"\W+".join(map(re.escape, re.findall(r"\w+", each))) for each in told]
        if phone:
            figures = [phone[-10:-7], phone[-7:-4], phone[-4:]]
            like.append(f"%{'%'.join(figures)}%")
            patterns.append(rf"(?:\+?\d{{1,3}}[\s.-]*)?\(?{figures[0]}\)?[\s.-]*{figures[1]}[\s.-]*{figures[2]}")
        names = (*contact.name.split(), *(contact.nickname or "").split(), *(contact.company or "").split())
        parts = [re.escape(each) for each in names if len(each) >= SHORTEST]
        return cls(tuple(like), _any(patterns), _any([*patterns, *parts]))


def _escaped(word: str) -> str:
    return re.sub(r"([%_\\])", r"\\\1", word)


def _any(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns) or '(?!)'})(?!\w)", re.IGNORECASE)


async def erase(ctx: Context, contact: Contact) -> None:
    """Erase a person for good."""
    shared = await _shared(ctx, contact)
    person, narrow = Person.of(contact, shared), Person.of(contact)
    reached_at = [each for each in (contact.phone, contact.email) if each]
    await knows_no_more(ctx.session, ctx.actor.account_id, contact.id, reached_at)
    strays = await _strays(ctx, contact, shared)
    hanging = [*strays, *[each async for each in _hanging(ctx, [contact, *strays])]]
    hanging += await _telling_of(ctx, [contact.id, *(each.id for each in hanging)])
    addresses = [url for each in hanging for url in _files(each)]
    for each in (contact, *hanging):
        _emptied(each, narrow)
    await ctx.session.flush()
    addresses += await _without_reports(ctx)
    for kind in kinds():
        if kind is not AuditEntry and kind is not Contact:
            await _swept(ctx, kind, person)
    await _forgotten(ctx, person, [contact.id, *(each.id for each in hanging)])
    for url in addresses:
        await ctx.ports.need_files().remove(ctx.actor.account_id, url.rpartition("/")[2])
    ctx.session.info.pop("changes", None)
    ctx.heard = None
    scrubbed_after(ctx.session)


async def _shared(ctx: Context, contact: Contact) -> list[str]:
    """What somebody else in the address book has as well: a household's phone, a namesake's name."""
    found = []
    for name in ("name", "phone", "email", "address"):
        value, column = getattr(contact, name), getattr(Contact, name)
        others = select(Contact.id).where(column == value, Contact.id != contact.id).limit(1)
        if value and await ctx.session.scalar(others) is not None:
            found.append(name)
    return found


async def _strays(ctx: Context, contact: Contact, shared: Sequence[str]) -> list[Record]:
    """What came from them before they were known: of no contact, under a number or address of theirs alone."""
    found: list[Record] = []
    for name, columns in STRAYS.items():
        value = getattr(contact, name)
        for column in columns if value and name not in shared else ():
            kind = column.class_
            theirs = select(kind).where(column == value, kind.contact_id.is_(None)).options(whole(ctx.session))
            found += [each for each in await ctx.session.scalars(theirs) if each not in found]
    return found


async def _hanging(ctx: Context, roots: Sequence[Record]) -> AsyncIterator[Record]:
    """Every row that hangs on one of these, or on one that does; those deleted too."""
    found: dict[type[Record], set[str]] = {}
    for root in roots:
        found.setdefault(type(root), set()).add(root.id)
    todo: list[tuple[type[Record], list[str]]] = [(kind, sorted(ids)) for kind, ids in found.items()]
    while todo:
        kind, ids = todo.pop()
        for link in links_to(kind):
            seen = found.setdefault(link.kind, set())
            fresh: list[str] = []
            for start in range(0, len(ids), AT_ONCE):
                wanted = select(link.kind).where(link.column.in_(ids[start : start + AT_ONCE]))
                for row in await ctx.session.scalars(wanted.options(whole(ctx.session))):
                    if row.id not in seen:
                        seen.add(row.id)
                        fresh.append(row.id)
                        yield row
            if fresh:
                todo.append((link.kind, fresh))


async def _telling_of(ctx: Context, ids: Sequence[str]) -> list[Record]:
    """What tells of one of these records without hanging on it: parcels on their way, notices to the staff."""
    found: list[Record] = []
    for kind in kinds():
        column = getattr(kind, "record_id", None)
        if column is not None and kind is not AuditEntry:
            for start in range(0, len(ids), AT_ONCE):
                wanted = select(kind).where(column.in_(ids[start : start + AT_ONCE])).options(whole(ctx.session))
                found += await ctx.session.scalars(wanted)
    return found


def _words(kind: type[Record]) -> list[tuple[str, Any]]:
    """The columns that hold words: no links, and nothing that only says how something stands."""
    mapper = inspect(kind)
    columns = [(mapper.get_property_by_column(each).key, each) for each in mapper.columns]
    return [(name, each) for name, each in columns if _is_told(name, each)]


def _is_told(name: str, column: Any) -> bool:
    if column.foreign_keys or column.primary_key:
        return False
    if isinstance(column.type, JSON):
        return name not in LISTED
    return isinstance(column.type, String) and name not in STANDING


def _files(row: Record) -> list[str]:
    """Where the files are kept that a row points at."""
    addresses = [getattr(row, name, None) for name in FILED]
    addresses += [each.get("url") for each in getattr(row, "attachments", None) or ()]
    return [each for each in addresses if each]


def _emptied(row: Record, person: Person) -> None:
    for name, column in _words(type(row)):
        value = getattr(row, name)
        if value is None:
            continue
        if column.nullable:
            setattr(row, name, None)
        elif isinstance(column.type, JSON):
            setattr(row, name, type(value)())
        elif name in TOLD or (name == "name" and row.__tablename__ in NAMED):
            setattr(row, name, ERASED if row.__tablename__ != Contact.__tablename__ else NOBODY)
        else:
            setattr(row, name, person.parts.sub(ERASED, value))
    if isinstance(row, Parcel) and row.state == "waiting":
        row.state = "cancelled"
    if isinstance(row, Contact):
        row.lat = row.lng = None
        row.deleted_at = row.deleted_at or row.updated_at


async def _without_reports(ctx: Context) -> list[str]:
    """Take away the reports that name customers, which can be made anew; answers where their files are."""
    named = select(Report).where(Report.type.in_(NAMES_CUSTOMERS)).options(whole(ctx.session))
    found = list(await ctx.session.scalars(named))
    for each in found:
        await ctx.session.delete(each)
    return [each.url for each in found]


async def _swept(ctx: Context, kind: type[Record], person: Person) -> None:
    """Take the person out of what is written in rows that are not about them."""
    words = _words(kind)
    if not words or not person.like:
        return
    for row in await ctx.session.scalars(
        select(kind)
        .where(_mentions(words, person))
        .options(whole(ctx.session))
        .execution_options(populate_existing=True)
    ):
        if isinstance(row, TRANSIENT):
            await ctx.session.delete(row)
            continue
        if isinstance(row, WebhookEvent):  # what they said, word for word; that it came stays known
            row.payload, row.outcome = {}, None
            continue
        for name, column in words:
            value = getattr(row, name)
            if isinstance(value, str):
                setattr(row, name, person.whole.sub(ERASED, value))
            elif value is not None and isinstance(column.type, JSON):
                setattr(row, name, json.loads(person.whole.sub(ERASED, json.dumps(value, ensure_ascii=False))))
        if isinstance(row, Parcel) and row.state == "waiting":
            row.state = "cancelled"
    await ctx.session.flush()


def _mentions(words: Sequence[tuple[str, Any]], person: Person) -> ColumnElement[bool]:
    return or_(*(cast(column, Text).ilike(like, escape="\\") for _, column in words for like in person.like))


async def _forgotten(ctx: Context, person: Person, ids: Sequence[str]) -> None:
    """Empty what the audit keeps of these records, and wherever else it names the person."""
    await let_the_audit_forget(ctx.session)
    words = [
        (name, column)
        for name, column in _words(AuditEntry)
        if name in ("before", "after", "arguments", "changes", "heard")
    ]
    emptied = {"before": null(), "after": null(), "arguments": {}, "changes": [], "heard": None}
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        about = or_(
            AuditEntry.record_id.in_(some), *(cast(AuditEntry.changes, Text).contains(f'"{each}"') for each in some[:1])
        )
        entries = update(AuditEntry).where(about).values(**emptied)
        await ctx.session.execute(entries, execution_options=BY_THE_WAY)
    if person.like:
        entries = update(AuditEntry).where(_mentions(words, person)).values(**emptied)
        await ctx.session.execute(entries, execution_options=BY_THE_WAY)
