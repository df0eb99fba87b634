"""Whom campaigns go to, and how far each of them is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from domain import campaign_recipients as rules
from domain.campaign_recipients import Wanted
from domain.context import Context
from domain.wording import people
from storage.campaigns import Campaign, CampaignRecipient
from storage.contacts import Contact
from tools.card import Card, Page, Time, Wire, through
from tools.confirmation import MANY
from tools.listing import Listing
from tools.operation import Fields
from tools.resource import Resource

RecipientStatus = Literal["waiting", "sending", "sent", "skipped", "failed", "unsubscribed"]
HOW: dict[str, str] = {
    "waiting": "still to come",
    "sending": "on its way",
    "sent": "has it",
    "skipped": "left out",
    "failed": "not reached",
    "unsubscribed": "unsubscribed",
}


class RecipientCard(Card):
    """Somebody a campaign goes to; `problem` says why they did not get it."""

    campaign_id: str
    contact_id: str
    contact_name: str | None = through("contact", "name")
    email: str | None = through("contact", "email")
    status: RecipientStatus
    problem: str | None
    sent_at: Time | None

    def spoken(self, now: datetime) -> str:
        why = f": {self.problem.rstrip('.')}" if self.problem else ""
        return f"{self.contact_name or 'somebody deleted since'}, {HOW[self.status]}{why}"

    def listed(self, now: datetime) -> str:
        return self.contact_name or "somebody deleted since" if self.status == "waiting" else self.spoken(now)


class RecipientListing(Listing):
    """Which of them."""

    contact: Contact | None = None
    status: RecipientStatus | None = None


recipients = Resource(CampaignRecipient, RecipientCard, "/campaigns", "recipient", permits="campaigns")


@recipients.read(
    "GET /{campaign}/recipients",
    "who's getting the spring campaign",
    "is Maria Garcia on the spring mailing",
)
async def list_campaign_recipients(ctx: Context, campaign: Campaign, listing: RecipientListing) -> Page[RecipientCard]:
    """List whom a campaign goes to, and how far each of them is."""
    return await recipients.page(ctx, listing, CampaignRecipient.campaign_id == campaign.id)


class Named(Fields):
    """Who is to get it, too."""

    contact: Annotated[Contact | None, Field(description="One more person.")] = None
    contacts: Annotated[list[Contact], Field(description="Several people.")] = []  # noqa: RUF012
    tags: Annotated[list[str], Field(max_length=50, description="Everybody who carries one of these tags.")] = []  # noqa: RUF012
    everyone: Annotated[bool, Field(description="Every customer.")] = False

    def wanted(self) -> Wanted:
        """The same as the rules take it."""
        given = self.given()
        one = [given["contact"]] if given.get("contact") else []
        return Wanted([*one, *given.get("contacts", ())], given.get("tags", ()), given.get("everyone", False))


class Outcome(Wire):
    """How many were added, and why others were not."""

    added: int
    already: int
    without_address: int
    opted_out: int
    summary: str


async def _how_many(ctx: Context, values: Mapping[str, Any]) -> Mapping[str, Any]:
    wanted = Wanted(values["contacts"], values["tags"], values["everyone"])
    return {"count": len(await rules.named(ctx, wanted))}


def _many(values: Mapping[str, Any]) -> str | None:
    return f"Add {people(values['count'])} to {{campaign.name}}?" if values["count"] >= MANY else None


@recipients.write(
    "POST /{campaign}/recipients",
    "add Linh Nguyen to the spring campaign",
    "everybody tagged commercial should get the newsletter",
    asks_when=_many,
    blanks=_how_many,
    done="{campaign.name}: {it.summary}.",
)
async def add_campaign_recipients(ctx: Context, campaign: Campaign, named: Named) -> Outcome:
    """Have a campaign go to more people: by name, by tag, or to every customer."""
    added = await rules.add_recipients(ctx, campaign, named.wanted())
    return Outcome(
        added=added.added,
        already=added.already,
        without_address=added.without_address,
        opted_out=added.opted_out,
        summary=str(added),
    )


@recipients.destructive(
    "DELETE /{campaign}/recipients/{contact}",
    "take Maria Garcia off the spring campaign",
    "the church shouldn't get the newsletter",
    may="campaigns:write",
    ask="Take {contact.name} off the campaign {campaign.name}?",
    done="{contact.name} does not get {campaign.name}.",
)
async def remove_campaign_recipient(ctx: Context, campaign: Campaign, contact: Contact) -> None:
    """Leave somebody out of a campaign."""
    await rules.remove_recipient(ctx, campaign, contact)
