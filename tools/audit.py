"""The audit trail: who did what, when, through which door, and what it was before."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, field_validator
from sqlalchemy import or_

from domain.audit import kind_said, record_said
from domain.context import Context
from storage.audit import AuditEntry
from tools.card import Card, Page, Time, through
from tools.cards import noun_of
from tools.operation import Fields
from tools.resource import Resource


class AuditCard(Card):
    """One thing that was done."""

    at: Time
    actor_id: str | None
    actor_name: str | None = through("actor", "name")
    channel: str
    operation: str
    record_type: str | None
    record_id: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    heard: str | None
    conversation_id: str | None
    undoes: str | None

    @field_validator("record_type")
    @classmethod
    def _one(cls, table: str | None) -> str | None:
        """The noun for one, rather than the table's name."""
        return noun_of(table)

    def spoken(self, now: datetime) -> str:
        deed, _, noun = self.operation.partition("_")
        what = self.after or self.before or {}
        name = what.get("number") or what.get("name") or what.get("title") or ""
        about = " ".join(str(part) for part in (noun.replace("_", " "), name) if part)
        when = self.at.astimezone(now.tzinfo)
        day = "today" if when.date() == now.date() else f"{when:%A, %B %-d}"
        return f"{self.actor_name or 'somebody'}, {deed} {about}, {day} at {when:%-I:%M %p}"


class AuditFilters(Fields):
    """What of the trail to look at, beyond whose and which channel."""

    deed: Annotated[
        str | None, Field(alias="operation", max_length=80, description="An operation, or how one begins: delete.")
    ] = None
    about: Annotated[
        str | None, Field(alias="recordType", max_length=60, description="A kind of record: job, invoice.")
    ] = None
    which: Annotated[
        str | None, Field(alias="recordId", max_length=200, description="One record, by its id, number or name.")
    ] = None


audit = Resource(AuditEntry, AuditCard, "/audit", "entry", time="at", sort="-at", permits="audit")


class AuditListing(audit.listing(AuditFilters)):  # type: ignore[misc]
    """What the trail takes."""


@audit.read("GET ", "who changed job ten forty three", "show me the audit log")
async def list_audit(ctx: Context, listing: AuditListing) -> Page[AuditCard]:
    """Look through the audit trail: who did what, when, and what it was before."""
    wanted = []
    kind = kind_said(listing.about) if listing.about else None
    if listing.about:
        wanted.append(AuditEntry.record_type == (kind.__tablename__ if kind else listing.about))
    if listing.which:
        named = listing.which if ctx.channel == "rest" else await record_said(ctx, listing.which, kind)
        wanted.append(AuditEntry.record_id == named)
    if listing.deed:
        began = AuditEntry.operation.startswith(f"{listing.deed}_", autoescape=True)
        wanted.append(or_(AuditEntry.operation == listing.deed, began))
    return await audit.page(ctx, listing, *wanted)
