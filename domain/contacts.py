"""Contacts: who may be deleted, what moving house means, and which tags they carry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from domain.consent import opt_in, opt_out
from domain.context import Context
from domain.find import find
from domain.problems import Conflict, FieldError, Invalid, Missing, NotFound
from storage.contacts import Contact, ContactTag, Tagging
from storage.jobs import Job

Status = Literal["lead", "customer", "inactive"]
Deed = Literal["update", "delete", "tag", "untag"]
MOST_AT_ONCE = 200
MOST_TOLD = 10
CLOSED = ("completed", "cancelled")


async def add_contact(ctx: Context, facts: dict[str, Any]) -> Contact:
    """A new contact; a company without a person's name goes by its own."""
    name, tags = facts.pop("name", None) or facts.get("company"), facts.pop("tags", ())
    if not name:
        raise Missing(["name"])
    takes = facts.pop("accepts_marketing", True)
    contact = Contact(name=name, **facts)
    _hear(ctx, contact, takes)
    ctx.session.add(contact)
    await ctx.session.flush()
    await _set_tags(ctx, contact, tags)
    return contact


async def reached_at(ctx: Context, phone: str | None, email: str | None) -> list[Contact]:
    """The contacts with this number; where there is none, those with this address."""
    for column, value in ((Contact.phone, phone), (Contact.email, email)):
        same = select(Contact).where(column.in_({value or "", (value or "").lower()})).order_by(Contact.id)
        if value and (found := list(await ctx.session.scalars(same.limit(MOST_TOLD)))):
            return found
    return []


async def change_contact(ctx: Context, contact: Contact, facts: dict[str, Any]) -> Contact:
    """Change just what is given; tags are then exactly those given."""
    tags = facts.pop("tags", None)
    _hear(ctx, contact, facts.pop("accepts_marketing", None))
    _change(contact, facts)
    if tags is not None:
        await _set_tags(ctx, contact, tags)
    return contact


def _hear(ctx: Context, contact: Contact, takes_marketing: bool | None) -> None:
    if takes_marketing is False:
        opt_out(contact, ctx.now(), "staff")
    elif takes_marketing:
        opt_in(contact)


def _change(contact: Contact, facts: dict[str, Any]) -> None:
    """A new address makes the old place on the map wrong, so that goes."""
    moved = any(name in facts and facts[name] != getattr(contact, name) for name in ("address", "city"))
    if moved and "lat" not in facts and "lng" not in facts:
        contact.lat = contact.lng = None
    for name, value in facts.items():
        setattr(contact, name, value)


async def remove_contacts(ctx: Context, contacts: Sequence[Contact]) -> None:
    """Delete contacts; raises `Conflict` naming the work that still hangs on one of them."""
    await _must_have_no_open_job(ctx, contacts)
    for contact in contacts:
        contact.deleted_at = ctx.now()


async def _must_have_no_open_job(ctx: Context, contacts: Sequence[Contact]) -> None:
    names = {contact.id: contact.name for contact in contacts}
    job = await ctx.session.scalar(
        select(Job).where(Job.contact_id.in_(names), Job.status.not_in(CLOSED)).order_by(Job.number).limit(1)
    )
    if job:
        raise Conflict(
            f"{names[job.contact_id]} has open job {job.number}, {job.title}; complete or cancel it before deleting."
        )


def several(contacts: Sequence[Contact]) -> list[Contact]:
    """Each contact once; raises `Invalid` for none, or for more than are changed at once."""
    once = list({contact.id: contact for contact in contacts}.values())
    if not once:
        raise Invalid("Say which contacts.", [FieldError("contactIds", "must name at least one")])
    if len(once) > MOST_AT_ONCE:
        raise Invalid(
            f"That is {len(once)} contacts; give at most {MOST_AT_ONCE} at once.",
            [FieldError("contactIds", "too many")],
        )
    return once


async def tag_contacts(ctx: Context, contacts: Sequence[Contact], tag: ContactTag) -> None:
    """Give contacts a tag; those that carry it already keep it."""
    ids = [contact.id for contact in contacts]
    carried = set(
        await ctx.session.scalars(
            select(Tagging.contact_id).where(Tagging.tag_id == tag.id, Tagging.contact_id.in_(ids))
        )
    )
    for contact in contacts:
        if contact.id not in carried:
            ctx.session.add(Tagging(contact=contact, contact_id=contact.id, tag=tag, tag_id=tag.id))
    await _read_tags_anew(ctx, ids)


async def untag_contacts(ctx: Context, contacts: Sequence[Contact], tag: ContactTag) -> None:
    """Take a tag off contacts; raises `NotFound` if one of them does not carry it."""
    ids = [contact.id for contact in contacts]
    rows = await ctx.session.scalars(select(Tagging).where(Tagging.tag_id == tag.id, Tagging.contact_id.in_(ids)))
    taggings = {tagging.contact_id: tagging for tagging in rows}
    for contact in contacts:
        if contact.id not in taggings:
            raise NotFound(f"{contact.name} does not carry the tag {tag.name}.", field="tagId")
        taggings[contact.id].deleted_at = ctx.now()
    await _read_tags_anew(ctx, ids)


async def tags_dropped(ctx: Context, contact: Contact, names: Sequence[str]) -> list[str]:
    """The names of the tags that a contact carries and these are not among."""
    wanted = await tags_called(ctx, names)
    carried = select(ContactTag).join(Tagging, Tagging.tag_id == ContactTag.id).where(Tagging.contact_id == contact.id)
    return [tag.name for tag in await ctx.session.scalars(carried.order_by(ContactTag.name)) if tag.id not in wanted]


async def _set_tags(ctx: Context, contact: Contact, names: Sequence[str]) -> None:
    wanted = await tags_called(ctx, names)
    rows = await ctx.session.scalars(select(Tagging).where(Tagging.contact_id == contact.id))
    carried = {tagging.tag_id: tagging for tagging in rows}
    for tag_id in carried.keys() - wanted:
        carried[tag_id].deleted_at = ctx.now()
    for tag_id in wanted - carried.keys():
        ctx.session.add(Tagging(contact=contact, contact_id=contact.id, tag_id=tag_id))
    await _read_tags_anew(ctx, [contact.id])


async def _read_tags_anew(ctx: Context, ids: Sequence[str]) -> None:
    await ctx.session.flush()
    again = select(Contact).where(Contact.id.in_(ids)).options(joinedload(Contact.tags), joinedload(Contact.leads))
    (await ctx.session.scalars(again, execution_options={"populate_existing": True})).unique().all()


async def carrying(ctx: Context, names: Sequence[str]) -> list[ColumnElement[bool]]:
    """The criteria for contacts that carry every one of these tags."""
    tags = await tags_called(ctx, names)
    return [Contact.id.in_(select(Tagging.contact_id).where(Tagging.tag_id == tag_id)) for tag_id in tags]


async def tags_called(ctx: Context, names: Sequence[str]) -> set[str]:
    """The tags of these names or ids; `VIP,Commercial` are two."""
    wanted = dict.fromkeys(name.strip() for given in names for name in given.split(",") if name.strip())
    return {await _tag_called(ctx, name) for name in wanted}


async def _tag_called(ctx: Context, name: str) -> str:
    one_or_many = (name.lower(), name.lower().removesuffix("s"))
    exactly = select(ContactTag.id).where((ContactTag.id == name) | func.lower(ContactTag.name).in_(one_or_many))
    if found := await ctx.session.scalar(exactly.limit(1)):
        return found
    return (await find(ctx, ContactTag, name, field="tags")).id


def carried_by(contact: Contact) -> ColumnElement[bool]:
    """The criterion for the tags that a contact carries."""
    return ContactTag.id.in_(select(Tagging.tag_id).where(Tagging.contact_id == contact.id))


async def do_to_all(
    ctx: Context, deed: Deed, contacts: Sequence[Contact], tag: ContactTag | None, facts: dict[str, Any]
) -> None:
    """Do one thing to each contact; what cannot be done to one is done to none."""
    if deed == "delete":
        await remove_contacts(ctx, contacts)
    elif deed == "update":
        _change_all(contacts, facts)
    elif tag is None:
        raise Missing(["tagId"])
    elif deed == "tag":
        await tag_contacts(ctx, contacts, tag)
    else:
        await untag_contacts(ctx, contacts, tag)


def _change_all(contacts: Sequence[Contact], facts: dict[str, Any]) -> None:
    if not facts:
        raise Invalid("Say what to change: their status, city, address, company, phone or e-mail.")
    for contact in contacts:
        _change(contact, facts)
