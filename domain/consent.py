"""Consent: who takes marketing, since when not, and how they said so. Nobody is asked twice to be left alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from domain.by_link import write_down
from domain.companies import Companies
from domain.links import Links
from domain.ports import Clock
from storage.campaigns import CampaignRecipient
from storage.contacts import Contact
from storage.database import Database
from storage.outbox import Parcel

PURPOSE = "unsubscribe"
How = Literal["staff", "link"]


def opt_out(contact: Contact, at: datetime, how: How) -> None:
    """Send no marketing any more; what was said first, and when, is kept."""
    if contact.opted_out_at is None:
        contact.opted_out_at, contact.opted_out_by = at, how


def opt_in(contact: Contact) -> None:
    """Send marketing again."""
    contact.opted_out_at = contact.opted_out_by = None


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """What somebody who follows the link in a mail may do: be told whose mail it is, and leave."""

    database: Database
    companies: Companies
    clock: Clock
    links: Links

    async def whose(self, token: str) -> str | None:
        """The name of the company whose mail the link was in; None if the link is none of ours."""
        told = self.links.read(PURPOSE, token)
        return (await self.companies.of(told[0])).name if told else None

    async def leave(self, token: str) -> str | None:
        """Unsubscribe whom the mail went to, from all of the company's marketing; the company's name."""
        told = self.links.read(PURPOSE, token)
        if told is None:
            return None
        company, recipient_id = await self.companies.of(told[0]), told[1]
        async with self.database.transaction(company.id, now=self.clock) as session:
            wanted = select(CampaignRecipient).where(CampaignRecipient.id == recipient_id)
            recipient = await session.scalar(wanted.options(joinedload(CampaignRecipient.contact)))
            if recipient and recipient.contact:
                opt_out(recipient.contact, self.clock(), "link")
                await _leave_campaigns(session, recipient)
                await write_down(session, company, recipient.contact.id, "unsubscribe", recipient.contact, self.clock())
        return await self.whose(token)


async def _leave_campaigns(session: AsyncSession, recipient: CampaignRecipient) -> None:
    """Note it where the link was, and keep back what is on its way from other campaigns."""
    recipient.status = "unsubscribed"
    on_their_way = select(CampaignRecipient).where(
        CampaignRecipient.contact_id == recipient.contact_id, CampaignRecipient.status.in_(("waiting", "sending"))
    )
    theirs = {each.id: each for each in await session.scalars(on_their_way)}
    held = select(Parcel).where(Parcel.record_id.in_(theirs), Parcel.state == "waiting").with_for_update()
    for parcel in await session.scalars(held):
        parcel.state = "cancelled"
        assert parcel.record_id is not None
        theirs[parcel.record_id].status = "unsubscribed"
    for each in theirs.values():
        each.status = "unsubscribed" if each.status == "waiting" else each.status
