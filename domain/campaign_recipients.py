"""Whom a campaign goes to: added by name or by tag, each once, and nobody who cannot or will not be written to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select

from domain.campaigns import SAID
from domain.contacts import tags_called
from domain.context import Context
from domain.problems import Conflict, Missing, NotFound
from domain.wording import people
from storage.campaigns import Campaign, CampaignRecipient
from storage.contacts import Contact, Tagging

OPEN = ("draft", "scheduled", "paused")
MOST_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who is named: some by themselves, others by the tags that they carry, or every customer."""

    contacts: Sequence[Contact] = ()
    tags: Sequence[str] = ()
    everyone: bool = False


@dataclass(frozen=True, slots=True)
class Added:
    """What came of adding: how many are new, were there before, have no address, and take no marketing."""

    added: int
    already: int
    without_address: int
    opted_out: int

    def __str__(self) -> str:
        left_out = [
            (self.already, "on it already"),
            (self.without_address, "without an e-mail address"),
            (self.opted_out, "unsubscribed"),
        ]
        told = [f"{people(count)} {why}" for count, why in left_out if count]
        return f"{people(self.added)} added" + (f"; {', '.join(told)}" if told else "")


async def add_recipients(ctx: Context, campaign: Campaign, wanted: Wanted) -> Added:
    """Have it go to more people; raises `Conflict` if none of them can be added."""
    if campaign.status not in OPEN:
        instead = "pause it first" if campaign.status == "sending" else "make another for them"
        raise Conflict(f"{campaign.name} is {SAID[campaign.status]}; {instead}.")
    if not (wanted.contacts or wanted.tags or wanted.everyone):
        raise Missing(["contactIds"])
    found = await named(ctx, wanted)
    there = set(
        await ctx.session.scalars(
            select(CampaignRecipient.contact_id).where(CampaignRecipient.campaign_id == campaign.id)
        )
    )
    new = [each for each in found if each.id not in there]
    reachable = [each for each in new if each.email and not each.opted_out_at]
    for contact in reachable:
        recipient = CampaignRecipient(campaign=campaign, campaign_id=campaign.id, status="waiting")
        recipient.contact, recipient.contact_id = contact, contact.id
        ctx.session.add(recipient)
    without = sum(not each.email for each in new)
    added = Added(len(reachable), len(found) - len(new), without, len(new) - len(reachable) - without)
    if not reachable:
        _nobody(found, added)
    return added


async def named(ctx: Context, wanted: Wanted) -> list[Contact]:
    """Everybody named, each once."""
    criteria: list[ColumnElement[bool]] = [Contact.id.in_([each.id for each in wanted.contacts])]
    if wanted.tags:
        carrying = select(Tagging.contact_id).where(Tagging.tag_id.in_(await tags_called(ctx, wanted.tags)))
        criteria.append(Contact.id.in_(carrying))
    if wanted.everyone:
        criteria.append(Contact.status == "customer")
    found = select(Contact).where(or_(*criteria)).order_by(Contact.name, Contact.id).limit(MOST_AT_ONCE)
    return list(await ctx.session.scalars(found))


def _nobody(found: Sequence[Contact], added: Added) -> None:
    if not found:
        raise Conflict("Nobody carries that tag; name people, or another tag.")
    if len(found) > 1:
        raise Conflict(f"There is nobody to add: {str(added).partition('; ')[2]}.")
    if added.already:
        raise Conflict(f"{found[0].name} is on it already.")
    why = "has unsubscribed" if found[0].email else "has no e-mail address"
    raise Conflict(f"{found[0].name} {why} and cannot be added.")


async def remove_recipient(ctx: Context, campaign: Campaign, contact: Contact) -> None:
    """Leave somebody out; raises `Conflict` for who has got it or is just getting it."""
    wanted = select(CampaignRecipient).where(
        CampaignRecipient.campaign_id == campaign.id, CampaignRecipient.contact_id == contact.id
    )
    recipient = await ctx.session.scalar(wanted)
    if recipient is None:
        raise NotFound(f"{contact.name} is not on {campaign.name}.", field="contactId")
    if recipient.sent_at or recipient.status == "sending":
        told = "has it already" if recipient.sent_at else "is just getting it; pause the campaign to hold it"
        raise Conflict(f"{contact.name} {told}.")
    recipient.deleted_at = ctx.now()
