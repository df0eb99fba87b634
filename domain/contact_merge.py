"""Two cards of one customer made one: everything that hangs on the one moves to the other, and nothing is lost.

What points at a contact is read off the foreign keys, so a table that comes later is covered the day it is mapped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from domain.context import Context
from domain.problems import Candidate, Conflict, FieldError, Invalid
from domain.telling import told_apart
from domain.wording import counted, listed
from storage.base import Record
from storage.contacts import Contact, ContactNote, Tagging
from storage.links import Link, Only, links_to
from storage.session import whole

AT_ONCE = 200
ALONE = ("nickname", "company", "phone", "email")
PLACE = ("address", "city", "lat", "lng")
TOLD = ("name", *ALONE, "address", "city")
BEST_FIRST = ("customer", "lead", "inactive")
UNSAID = (Tagging,)
MOST_TOLD = 3


@dataclass(frozen=True, slots=True)
class Merging:
    """What merging two contacts comes to."""

    question: str
    binding: str


async def foreseen(ctx: Context, contact: Contact, duplicate: Contact) -> Merging:
    """What would move, as the question says it; raises `Invalid` for a contact and itself."""
    _must_differ(contact, duplicate)
    moving: Counter[type[Record]] = Counter()
    for link in links_to(Contact):
        moving[link.kind] += await _count(ctx, link, duplicate)
    told = [counted(count, _noun(kind)) for kind, count in moving.most_common() if count and kind not in UNSAID]
    kept, gone = (", ".join(filter(None, (each.label, each.detail))) for each in _told_apart(ctx, contact, duplicate))
    closed = f"{gone}," if "," in gone else gone
    parts = [*told[:MOST_TOLD], "more"] if len(told) > MOST_TOLD else told
    has = f"{closed} has {listed(parts)}. " if parts else ""
    binding = " ".join(f"{kind.__tablename__}={count}" for kind, count in moving.items())
    return Merging(f"{has}Merge {closed} into {kept}?", binding)


def _told_apart(ctx: Context, *contacts: Contact) -> list[Candidate]:
    return told_apart(contacts, ctx.company.timezone)


async def _count(ctx: Context, link: Link, duplicate: Contact) -> int:
    counted = select(func.count()).select_from(link.kind).where(link.column == duplicate.id)
    return await ctx.session.scalar(counted) or 0


async def merge(ctx: Context, contact: Contact, duplicate: Contact) -> Contact:
    """Move all that hangs on the duplicate, take over what the contact lacks, note what differs, and bury the rest."""
    _must_differ(contact, duplicate)
    # whoever hangs something on the duplicate meanwhile waits, and finds it gone
    await ctx.session.execute(select(Contact.id).where(Contact.id == duplicate.id).with_for_update())
    for link in links_to(Contact):
        await _move(ctx, link, contact, duplicate)
    if left := _take_over(contact, duplicate):
        by = ctx.actor.user_id
        ctx.session.add(ContactNote(contact_id=contact.id, author_id=by, body=_noted(duplicate, left)))
    duplicate.deleted_at = ctx.now()
    await ctx.session.flush()
    await ctx.session.refresh(contact, attribute_names=["tags"])
    return contact


def _must_differ(contact: Contact, duplicate: Contact) -> None:
    if contact.id == duplicate.id:
        raise Invalid(
            f"{contact.name} cannot be merged into the same card; name the other one.",
            [FieldError("duplicateId", "is the same contact")],
        )


async def _move(ctx: Context, link: Link, contact: Contact, duplicate: Contact) -> None:
    """Let the rows of one table point at the contact; one that it has already is not wanted twice."""
    taken = {only: await _taken(ctx, link, only, contact) for only in link.only}
    while rows := await _some(ctx, link, duplicate):
        for row in rows:
            if clash := next(
                (only for only in link.only if _counts(row, only) and _values(row, only) in taken[only]), None
            ):
                _leave_out(ctx, row, clash, contact)
            setattr(row, link.name, contact.id)
            for only in link.only:
                if _counts(row, only):
                    taken[only].add(_values(row, only))
        await ctx.session.flush()


async def _some(ctx: Context, link: Link, duplicate: Contact) -> Sequence[Record]:
    """Some of the rows that still point at the duplicate; those deleted too, which may be brought back."""
    pointing = select(link.kind).where(link.column == duplicate.id).order_by(link.kind.id).limit(AT_ONCE)
    return (await ctx.session.scalars(pointing.options(whole(ctx.session)))).all()


async def _taken(ctx: Context, link: Link, only: Only, contact: Contact) -> set[tuple[Any, ...]]:
    """What the contact's own rows have in the columns that no two may share."""
    columns = [getattr(link.kind, name) for name in only.beside]
    mine = select(link.kind.id, *columns).where(link.column == contact.id)
    rows = await ctx.session.execute(mine if only.live else mine.options(whole(ctx.session)))
    return {tuple(row[1:]) for row in rows}


def _values(row: Record, only: Only) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in only.beside)


def _counts(row: Record, only: Only) -> bool:
    return not only.live or row.deleted_at is None


def _leave_out(ctx: Context, row: Record, only: Only, contact: Contact) -> None:
    if not only.live:
        raise Conflict(f"{contact.name} has a {_noun(type(row))} like that already; delete one of the two first.")
    row.deleted_at = ctx.now()


def _take_over(contact: Contact, duplicate: Contact) -> dict[str, Any]:
    """Fill what the contact lacks; answers what the duplicate says otherwise. Who said no to mailings has said no."""
    elsewhere = contact.address or (contact.city and _differs(contact, duplicate, "city"))
    for name in (*ALONE, *(() if elsewhere else PLACE)):
        if not getattr(contact, name):
            setattr(contact, name, getattr(duplicate, name))
    left = {name: getattr(duplicate, name) for name in TOLD if _differs(contact, duplicate, name)}
    if duplicate.opted_out_at and (contact.opted_out_at is None or duplicate.opted_out_at < contact.opted_out_at):
        contact.opted_out_at, contact.opted_out_by = duplicate.opted_out_at, duplicate.opted_out_by
    contact.status = min(contact.status, duplicate.status, key=BEST_FIRST.index)
    return left


def _differs(contact: Contact, duplicate: Contact, name: str) -> bool:
    other = getattr(duplicate, name)
    return bool(other) and str(other).lower() != str(getattr(contact, name) or "").lower()


def _noted(duplicate: Contact, left: dict[str, Any]) -> str:
    said = "; ".join(f"{'e-mail' if name == 'email' else name} {value}" for name, value in left.items())
    return f"From the merged card of {duplicate.name}: {said}."


def _noun(kind: type[Record]) -> str:
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in kind.__name__).strip()
