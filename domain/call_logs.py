"""Call logs: what the staff writes down of a call, and what the agent writes down of its conversations by itself.

The agent's are kept turn by turn, so that a call that breaks off is there as far as it went.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.context import Context
from domain.notifications import at_the_desk, notify
from domain.problems import FieldError, Invalid
from domain.reach import national
from storage.call_logs import CallLog
from storage.session import whole

Kind = Literal["call", "voice", "chat"]
Direction = Literal["inbound", "outbound"]
Urgency = Literal["emergency", "person"]
URGENT: Mapping[Urgency, str] = {"emergency": "Emergency on the line", "person": "Wants to speak to a person"}
Outcome = Literal["done", "answered", "unresolved", "emergency", "abandoned"]
MOST_KEPT = 100_000  # characters of a transcript
CUT = "[…]"


@dataclass(frozen=True, slots=True)
class Told:
    """A conversation as far as it has gone."""

    id: str
    kind: Kind
    contact_id: str | None
    user_id: str | None
    phone: str | None
    began: datetime
    until: datetime
    outcome: Outcome
    summary: str
    transcript: str
    calls: list[dict[str, Any]] = field(default_factory=list)


def log_call(ctx: Context, facts: dict[str, Any]) -> CallLog:
    """Write down a call that somebody had: now, and by the speaker, unless said otherwise."""
    at = facts.pop("at", None) or ctx.now()
    log = CallLog(kind="call", user_id=ctx.actor.user_id, direction=facts.pop("direction", "inbound"), at=at)
    return change_call(ctx, log, facts)


def change_call(ctx: Context, log: CallLog, facts: Mapping[str, Any]) -> CallLog:
    """Put a call right; a summary that a person wrote is not overwritten by the agent."""
    for name, value in facts.items():
        setattr(log, name, value)
    if "contact" in facts:
        log.contact_id = log.contact.id if log.contact else None
    if "summary" in facts:
        log.written_by = "person"
    if log.at > ctx.now():
        raise Invalid("A call is written down once it has been made; give a time that has passed.", [AHEAD])
    ctx.session.add(log)
    return log


AHEAD = FieldError("at", "is still to come")


async def keep(ctx: Context, told: Told) -> None:
    """Write down a conversation as far as it has gone; one that was deleted meanwhile stays deleted."""
    found = select(CallLog).where(CallLog.id == told.id).with_for_update().options(whole(ctx.session))
    log: CallLog | None = await ctx.session.scalar(found)
    if log is None:
        log = CallLog(id=told.id, direction="inbound", at=told.began, written_by="agent")
        ctx.session.add(log)
    log.kind = told.kind
    log.contact_id, log.user_id, log.phone = log.contact_id or told.contact_id, told.user_id, told.phone
    log.duration_seconds = max(0, round((told.until - told.began).total_seconds()))
    log.outcome, log.calls = told.outcome, told.calls
    log.transcript = shortened(told.transcript)
    if log.written_by == "agent":
        log.summary = told.summary


async def tell_the_office(ctx: Context, told: Told, urgency: Urgency, text: str) -> None:
    """Let those who answer the phone know at once that somebody is in danger, or wants to speak to a person."""
    who = ctx.actor.name or other(None, told.phone)
    reached = f" ({national(told.phone)})" if told.phone and ctx.actor.name else ""
    title = f"{URGENT[urgency]}: {who}{reached}"
    for person in await at_the_desk(ctx):
        if note := notify(ctx, person, title, f"“{text}”"):
            note.record_type, note.record_id = CallLog.__tablename__, told.id


async def resummarise(session: AsyncSession, log_id: str, summary: str) -> None:
    """Put better words for a summary that the agent wrote; a person's own stay."""
    log: CallLog | None = await session.scalar(select(CallLog).where(CallLog.id == log_id).with_for_update())
    if log is not None and log.written_by == "agent":
        log.summary = summary


def other(name: str | None, phone: str | None) -> str:
    """Who was at the other end of a call."""
    return name or (f"somebody at {national(phone)}" if phone else "somebody unknown")


def shortened(transcript: str) -> str:
    """A transcript that can be kept: a very long one loses its middle."""
    if len(transcript) <= MOST_KEPT:
        return transcript
    half = MOST_KEPT // 2
    return f"{transcript[:half]}\n{CUT}\n{transcript[-half:]}"
