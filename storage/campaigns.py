"""Campaigns: one template to many contacts, and how far each of them is."""

from datetime import datetime

from sqlalchemy import Index, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Record, link, points_at
from storage.contacts import Contact
from storage.email_templates import EmailTemplate

LIVE = text("deleted_at IS NULL")


class Campaign(Record):
    """A mailing. States: draft, scheduled, sending, paused, sent.

    `run` counts how often its sending was begun, so that work begun for an earlier one knows that it is over; `subject`
    and `body` are the template's words as this run sends them.
    """

    __tablename__ = "campaigns"
    __table_args__ = points_at(("template_id", "email_templates"))
    passing = frozenset({"sending", "sent"})

    name: Mapped[str]
    template_id: Mapped[str | None] = mapped_column(index=True)
    status: Mapped[str] = mapped_column(default="draft")
    scheduled_at: Mapped[datetime | None]
    run: Mapped[int] = mapped_column(default=0)
    subject: Mapped[str | None]
    body: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    problem: Mapped[str | None]
    template: Mapped[EmailTemplate | None] = link("Campaign.template_id", "EmailTemplate")

    # worked out when it is shown, and kept nowhere
    progress = None  # type: dict[str, int] | None
    held_until = None  # type: datetime | None

    def heard_as(self) -> tuple[str, ...]:
        return (self.name,)


class CampaignRecipient(Record):
    """Somebody a campaign goes to. States: waiting, sending, sent, skipped, failed, unsubscribed.

    The address is written when the mail is handed over, and no campaign hands one over to the same address twice.
    """

    __tablename__ = "campaign_recipients"
    __table_args__ = (
        Index(
            "uq_campaign_recipients_contact",
            "account_id",
            "campaign_id",
            "contact_id",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
        Index("uq_campaign_recipients_address", "account_id", "campaign_id", "address", unique=True),
        Index("ix_campaign_recipients_status", "account_id", "campaign_id", "status"),
        *points_at(("campaign_id", "campaigns"), ("contact_id", "contacts")),
    )

    campaign_id: Mapped[str]
    contact_id: Mapped[str] = mapped_column(index=True)
    status: Mapped[str] = mapped_column(default="waiting")
    address: Mapped[str | None]
    problem: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    campaign: Mapped[Campaign] = link("CampaignRecipient.campaign_id", "Campaign")
    contact: Mapped[Contact] = link("CampaignRecipient.contact_id", "Contact")


async def counts(session: AsyncSession, campaign_ids: list[str]) -> dict[str, dict[str, int]]:
    """How many recipients of each campaign are how far."""
    counted = (
        select(CampaignRecipient.campaign_id, CampaignRecipient.status, func.count())
        .where(CampaignRecipient.campaign_id.in_(campaign_ids))
        .group_by(CampaignRecipient.campaign_id, CampaignRecipient.status)
    )
    found: dict[str, dict[str, int]] = {each: {} for each in campaign_ids}
    for campaign_id, status, count in await session.execute(counted):
        found[campaign_id][status] = count
    return found
