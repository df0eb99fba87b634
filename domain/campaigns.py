"""Campaigns: what state a mailing may go to from which, what it needs to be sent, and whom it would reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, NoReturn

from sqlalchemy import func, select

from domain.context import Context
from domain.email_templates import parts
from domain.outbox import begin_work
from domain.problems import Conflict, FieldError, Invalid
from domain.quiet_hours import quiet_until
from domain.rendering import unknown
from domain.template_data import KNOWN
from storage.campaigns import Campaign, CampaignRecipient, counts
from storage.contacts import Contact
from storage.email_templates import EmailTemplate
from storage.outbox import Parcel

Status = Literal["draft", "scheduled", "sending", "paused", "sent"]
WORK = "send_campaign"
UNDER_WAY = ("scheduled", "sending", "paused")
SAID: Mapping[str, str] = {
    "draft": "a draft",
    "scheduled": "scheduled",
    "sending": "being sent",
    "paused": "paused",
    "sent": "sent already",
}


async def add_campaign(ctx: Context, facts: Mapping[str, Any]) -> Campaign:
    """A new mailing, as a draft; with a time, one that goes out then."""
    campaign = Campaign(name=facts["name"], status="draft", run=0)
    ctx.session.add(campaign)
    _give_template(campaign, facts.get("template"))
    if facts.get("scheduled_at"):
        await ctx.session.flush()
        await _schedule(ctx, campaign, facts["scheduled_at"])
    return campaign


async def change_campaign(ctx: Context, campaign: Campaign, facts: Mapping[str, Any]) -> Campaign:
    """Change just what is given; a time schedules it, no time makes it a draft again."""
    campaign.name = facts.get("name") or campaign.name
    if "template" in facts:
        _must_be(campaign, ("draft", "scheduled", "paused"), "changed", "pause it first")
        _give_template(campaign, facts["template"])
    if facts.get("scheduled_at"):
        await _schedule(ctx, campaign, facts["scheduled_at"])
    elif "scheduled_at" in facts:
        await _unschedule(ctx, campaign)
    if facts.get("status") not in (None, campaign.status):
        await _stand(ctx, campaign, facts["status"])
    return campaign


def _give_template(campaign: Campaign, template: EmailTemplate | None) -> None:
    campaign.template, campaign.template_id = template, template.id if template else None


async def _stand(ctx: Context, campaign: Campaign, status: Status) -> None:
    """Set a status by its name, where that is not a deed of its own."""
    if status == "draft":
        await _unschedule(ctx, campaign)
    elif status == "paused":
        await pause(ctx, campaign)
    elif status == "scheduled":
        raise Invalid("Say when it is to go out.", [FieldError("scheduledAt", "must be given")])
    else:
        raise Conflict(f"{campaign.name} is {SAID[campaign.status]}; to have it sent, send it or resume it.")


async def _schedule(ctx: Context, campaign: Campaign, at: datetime) -> None:
    _must_be(campaign, ("draft", "scheduled", "paused"), "scheduled", "pause it first")
    if at <= ctx.now():
        raise Invalid("That time has passed; give one to come.", [FieldError("scheduledAt", "has passed")])
    await call_back(ctx, campaign)
    campaign.scheduled_at, campaign.status = at, "scheduled"
    begin(ctx, campaign)


async def _unschedule(ctx: Context, campaign: Campaign) -> None:
    _must_be(campaign, ("draft", "scheduled", "paused"), "taken back to a draft", "pause it first")
    await call_back(ctx, campaign)
    campaign.scheduled_at, campaign.status, campaign.problem = None, "draft", None


async def send(ctx: Context, campaign: Campaign) -> Campaign:
    """Send it now, whenever it was planned for; raises `Conflict` with what is missing."""
    _must_be(campaign, ("draft", "scheduled"), "sent", "resume it" if campaign.status == "paused" else "copy it")
    await _must_be_ready(ctx, campaign)
    await call_back(ctx, campaign)
    campaign.status, campaign.scheduled_at, campaign.problem = "sending", None, None
    begin(ctx, campaign)
    return campaign


async def pause(ctx: Context, campaign: Campaign) -> Campaign:
    """Hold it; what has not left yet stays."""
    _must_be(campaign, ("scheduled", "sending"), "paused", "there is nothing to hold")
    await call_back(ctx, campaign)
    campaign.status = "paused"
    return campaign


async def resume(ctx: Context, campaign: Campaign) -> Campaign:
    """Let it go on, with the template as it is by now; one whose time is still to come waits for that."""
    _must_be(campaign, ("paused",), "resumed", "only a paused one can be")
    await _must_be_ready(ctx, campaign)
    waits = campaign.scheduled_at is not None and campaign.scheduled_at > ctx.now()
    campaign.status, campaign.problem = "scheduled" if waits else "sending", None
    begin(ctx, campaign)
    return campaign


async def remove(ctx: Context, campaign: Campaign) -> None:
    """Delete it; raises `Conflict` while it is being sent."""
    if campaign.status == "sending":
        _refuse(campaign, "deleted", "pause it first")
    await call_back(ctx, campaign)
    campaign.deleted_at = ctx.now()


def begin(ctx: Context, campaign: Campaign) -> None:
    """Have its sending begun, at its time if it has one."""
    campaign.run += 1
    campaign.subject = campaign.body = None
    told = {"account": ctx.company.id, "campaign": campaign.id, "run": str(campaign.run)}
    begin_work(ctx, WORK, told, campaign, not_before=campaign.scheduled_at)


async def call_back(ctx: Context, campaign: Campaign) -> None:
    """Keep back everything of it that has not left: its beginning, and the mails that were handed over."""
    beginnings = select(Parcel).where(Parcel.record_id == campaign.id, Parcel.kind == "work", Parcel.state == "waiting")
    for parcel in await ctx.session.scalars(beginnings.with_for_update(skip_locked=True)):
        parcel.state = "cancelled"
    on_their_way = select(CampaignRecipient).where(
        CampaignRecipient.campaign_id == campaign.id, CampaignRecipient.status == "sending"
    )
    recipients = {each.id: each for each in await ctx.session.scalars(on_their_way)}
    held = select(Parcel).where(Parcel.record_id.in_(recipients), Parcel.state == "waiting")
    for parcel in await ctx.session.scalars(held.with_for_update(skip_locked=True)):
        assert parcel.record_id is not None
        parcel.state = "cancelled"
        recipient = recipients[parcel.record_id]
        recipient.status, recipient.address = "waiting", None


async def restored(ctx: Context, campaign: Campaign) -> None:
    """Make what an undo has put back true: one that goes on is sent on, one that does not is held."""
    if campaign.status not in ("scheduled", "sending"):
        await call_back(ctx, campaign)
        return
    begun = select(Parcel.id).where(Parcel.record_id == campaign.id, Parcel.kind == "work", Parcel.state == "waiting")
    if await ctx.session.scalar(begun.limit(1)) is None:
        campaign.run -= 1
        begin(ctx, campaign)


async def _must_be_ready(ctx: Context, campaign: Campaign) -> None:
    """Refuse to send what nobody would get, or what could not be filled in."""
    template = await ctx.session.scalar(select(EmailTemplate).where(EmailTemplate.id == campaign.template_id))
    if template is None:
        raise Conflict(f"{campaign.name} has no e-mail template; give it one first.")
    if not template.subject.strip() or not template.body.strip():
        lacking = "body" if template.subject.strip() else "subject"
        raise Conflict(f"The template {template.name} has no {lacking}; write one first.")
    if fault := next(unknown(parts(template), KNOWN), None):
        raise Conflict(f"The template {template.name} cannot be sent. {fault}.")
    if not await reach(ctx, campaign):
        raise Conflict(f"{campaign.name} has nobody left to go to; add recipients first.")


async def reach(ctx: Context, campaign: Campaign) -> int:
    """How many people would still get it: who waits, has an address and takes marketing; an address counts once."""
    reached = (
        select(func.count(func.distinct(func.lower(Contact.email))))
        .select_from(CampaignRecipient)
        .join(CampaignRecipient.contact)
        .where(CampaignRecipient.campaign_id == campaign.id, CampaignRecipient.status.in_(("waiting", "sending")))
        .where(Contact.email.is_not(None), Contact.opted_out_at.is_(None))
    )
    return await ctx.session.scalar(reached) or 0


async def with_progress(ctx: Context, campaign: Campaign) -> Campaign:
    """The campaign with how far it is, and until when quiet hours hold it if they do."""
    await ctx.session.flush()
    campaign.progress = (await counts(ctx.session, [campaign.id]))[campaign.id]
    begins = campaign.scheduled_at or ctx.now()
    campaign.held_until = quiet_until(ctx.company, begins) if campaign.status in ("scheduled", "sending") else None
    return campaign


async def must_be_unused(ctx: Context, template: EmailTemplate) -> None:
    """Raises `Conflict` if a mailing that is under way needs the template."""
    using = select(Campaign.name).where(Campaign.template_id == template.id, Campaign.status.in_(UNDER_WAY))
    if name := await ctx.session.scalar(using.limit(1)):
        raise Conflict(f"The campaign {name} needs the template {template.name}; give it another first.")


def _must_be(campaign: Campaign, states: Sequence[Status], done: str, instead: str) -> None:
    if campaign.status not in states:
        _refuse(campaign, done, instead)


def _refuse(campaign: Campaign, done: str, instead: str) -> NoReturn:
    raise Conflict(f"{campaign.name} is {SAID[campaign.status]} and cannot be {done}; {instead}.")
