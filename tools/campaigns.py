"""Campaigns: one e-mail template to many customers; planned, sent, paused and resumed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, Field, StringConstraints

from domain import campaigns as rules
from domain.campaigns import Status
from domain.context import Context
from domain.wording import people, when
from storage.campaigns import Campaign, counts
from storage.email_templates import EmailTemplate
from tools.card import Card, Page, Time, Wire, through
from tools.operation import Fields
from tools.resource import Resource

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]


class Progress(Wire):
    """How many of its recipients are how far."""

    waiting: int = 0
    sending: int = 0
    sent: int = 0
    skipped: int = 0
    failed: int = 0
    unsubscribed: int = 0

    @property
    def all(self) -> int:
        """Everybody on it."""
        return self.waiting + self.sending + self.sent + self.skipped + self.failed + self.unsubscribed


class CampaignCard(Card):
    """A campaign as it is shown. `problem` says why it was paused, where nobody paused it."""

    name: str
    template_id: str | None
    template_name: str | None = through("template", "name")
    status: Status
    scheduled_at: Time | None
    sent_at: Time | None
    problem: str | None
    progress: Progress | None
    held_until: Time | None

    @property
    def sent(self) -> str:
        """How many have it, in words."""
        return people(self.progress.sent if self.progress else 0)

    def spoken(self, now: datetime) -> str:
        told = self.progress or Progress()
        using = f", with the template {self.template_name}" if self.template_name else ", without a template yet"
        match self.status:
            case "draft":
                return f"{self.name}, a draft to {people(told.all)}{using}"
            case "scheduled":
                at = when(self.scheduled_at, now) if self.scheduled_at else "later"
                return f"{self.name}, set for {at}, to {people(told.all)}{using}"
            case "sending":
                return f"{self.name}, being sent: {told.sent} of {people(told.all)} have it"
            case "paused":
                why = f": {self.problem.rstrip('.')}" if self.problem else ""
                return f"{self.name}, paused{why}; {told.sent} of {people(told.all)} have it"
        return f"{self.name}, sent to {people(told.sent)}{_missed(told)}"


def _missed(told: Progress) -> str:
    parts = [(told.failed, "could not be reached"), (told.skipped, "left out"), (told.unsubscribed, "unsubscribed")]
    said = [f"{count} {what}" for count, what in parts if count]
    return f"; {', '.join(said)}" if said else ""


class CampaignFields(Fields):
    """What can be said of a campaign."""

    name: Annotated[Name, Field(description="What it is called among us.")]
    template: Annotated[EmailTemplate | None, Field(description="The e-mail that it sends.")] = None
    scheduled_at: Annotated[AwareDatetime | None, Field(description="When it is to go out.")] = None


class CampaignChanges(Fields):
    """What of a campaign can be changed."""

    name: Name = ""
    template: EmailTemplate | None = None
    scheduled_at: Annotated[AwareDatetime | None, Field(description="When it is to go out; null: not yet.")] = None
    status: Annotated[Status | None, Field(description="draft takes it off the schedule, paused holds it.")] = None


campaigns = Resource(Campaign, CampaignCard, "/campaigns", "campaign", search=("name",), time="scheduled_at")


class CampaignListing(campaigns.listing()):  # type: ignore[misc]
    """Which campaigns."""


@campaigns.read("GET ", "what campaigns do we have", "which mailings are still drafts")
async def list_campaigns(ctx: Context, listing: CampaignListing) -> Page[CampaignCard]:
    """List the campaigns, by state or by when they go out."""
    page: Page[CampaignCard] = await campaigns.page(ctx, listing)
    counted = await counts(ctx.session, [card.id for card in page.items])
    for card in page.items:
        card.progress = Progress(**counted[card.id])
    return page


@campaigns.read("GET /{campaign}", "how is the spring tune-up campaign doing", "has the newsletter gone out yet")
async def get_campaign(ctx: Context, campaign: Campaign) -> Campaign:
    """Tell how a campaign stands and how far it is."""
    return await rules.with_progress(ctx, campaign)


@campaigns.write(
    "POST ",
    "start a campaign called fall furnace check",
    "set up an e-mail blast with the spring tune-up template for April first at nine",
    done="Made the campaign {it.name}[, to go out {it.scheduled_at}].",
)
async def create_campaign(ctx: Context, fields: CampaignFields) -> Campaign:
    """Make a campaign that sends an e-mail template to many people."""
    return await rules.with_progress(ctx, await rules.add_campaign(ctx, fields.given()))


@campaigns.write(
    "PATCH /{campaign}",
    "move the spring campaign to Friday at eight",
    "have the newsletter use the payment reminder template",
    done="Changed the campaign {it.name}[, to go out {it.scheduled_at}].",
)
async def update_campaign(ctx: Context, campaign: Campaign, changes: CampaignChanges) -> Campaign:
    """Change a campaign's name, template or time, or take it off the schedule."""
    return await rules.with_progress(ctx, await rules.change_campaign(ctx, campaign, changes.given()))


@campaigns.destructive(
    "DELETE /{campaign}",
    "delete the spring tune-up campaign",
    "we're not doing the duct special anymore, get rid of it",
    ask="Delete the campaign {campaign.name} for good?",
    done="Deleted the campaign {campaign.name}.",
)
async def delete_campaign(ctx: Context, campaign: Campaign) -> None:
    """Delete a campaign that is not just being sent."""
    await rules.remove(ctx, campaign)


async def _reach(ctx: Context, values: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"people": people(await rules.reach(ctx, values["campaign"]))}


@campaigns.destructive(
    "POST /{campaign}/send",
    "send the spring tune-up campaign",
    "fire off the newsletter",
    may="campaigns:send",
    ask="Send the campaign {campaign.name} to {people} now?",
    blanks=_reach,
    done="Sending {it.name}[; it is quiet hours, so the first leave {it.held_until}].",
)
async def send_campaign(ctx: Context, campaign: Campaign) -> Campaign:
    """Send a campaign to everybody on it."""
    return await rules.with_progress(ctx, await rules.send(ctx, campaign))


@campaigns.write(
    "POST /{campaign}/pause",
    "pause the spring campaign",
    "stop the newsletter, there's a typo in it",
    may="campaigns:send",
    done="Paused {it.name}; so far {it.sent} got it.",
)
async def pause_campaign(ctx: Context, campaign: Campaign) -> Campaign:
    """Hold a campaign, so that nobody else gets it for now."""
    return await rules.with_progress(ctx, await rules.pause(ctx, campaign))


@campaigns.write(
    "POST /{campaign}/resume",
    "go on with the spring campaign",
    "unpause the newsletter",
    may="campaigns:send",
    done="{it.name} goes on[; it is quiet hours, so the next leave {it.held_until}].",
)
async def resume_campaign(ctx: Context, campaign: Campaign) -> Campaign:
    """Let a paused campaign go on, with its template as it is now."""
    return await rules.with_progress(ctx, await rules.resume(ctx, campaign))
