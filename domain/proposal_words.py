"""A proposal in words: what it would do and what that gains, as a question; and what was done."""

from __future__ import annotations

from dataclasses import replace

from domain.context import Context
from domain.proposals import Left, Move, Proposal
from domain.travel import far
from domain.wording import clock, counted, day, length, listed, when

NAMED = 3
A_MINUTE = 60


def asked(ctx: Context, proposal: Proposal) -> Proposal:
    """The proposal with its question, where there is anything to ask."""
    if not proposal.moves:
        return proposal
    return replace(proposal, question=f"I can {_deeds(ctx, proposal)}{_gain(ctx, proposal)}. Apply it?")


def told(ctx: Context, proposal: Proposal, *, applied: bool) -> str:
    """What a proposal would do, or has done, and what is left."""
    if not proposal.moves:
        return f"I found nothing better for {_span(ctx, proposal)}.{_left(proposal)}"
    deeds = f"{_deeds(ctx, proposal)}{_gain(ctx, proposal)}"
    return f"Done: {deeds}.{_left(proposal)}" if applied else f"It would {deeds}.{_left(proposal)}"


def _deeds(ctx: Context, proposal: Proposal) -> str:
    placed, moved = proposal.placed, proposal.moved
    deeds = []
    if 0 < len(placed) <= NAMED:
        deeds.append(f"put {listed([_placed(ctx, each, alone=len(placed) == 1) for each in placed])}")
    elif placed:
        deeds.append(f"put {counted(len(placed), 'waiting job')} on the calendar")
    if 0 < len(moved) <= NAMED:
        deeds.append(f"move {listed([_moved(ctx, each) for each in moved])}")
    elif moved:
        deeds.append(f"move {counted(len(moved), 'visit')}")
    return " and ".join(deeds)


def _placed(ctx: Context, move: Move, *, alone: bool) -> str:
    what = f", {move.job.title}," if alone else ""
    return f"job {move.job.number}{what} with {move.tech.name} at {when(move.visit.start, ctx.now())}"


def _moved(ctx: Context, move: Move) -> str:
    """Where a visit goes: just what of it differs."""
    hands = "" if move.tech.id == move.job.tech_id else f" to {move.tech.name}"
    same_day = move.job.scheduled_start and (
        move.job.scheduled_start.astimezone(ctx.company.timezone).date()
        == move.visit.start.astimezone(ctx.company.timezone).date()
    )
    time = "" if move.job.scheduled_start == move.visit.start else f" to {_time(ctx, move, same_day=bool(same_day))}"
    return f"job {move.job.number}{hands}{',' if hands and time else ''}{time}"


def _time(ctx: Context, move: Move, *, same_day: bool) -> str:
    local = move.visit.start.astimezone(ctx.company.timezone)
    return clock(local) if same_day else when(local, ctx.now())


def _gain(ctx: Context, proposal: Proposal) -> str:
    """What it gains: less driving and fewer late arrivals; or what it costs to fit more in."""
    saved = proposal.before.seconds - proposal.after.seconds
    miles = far(ctx.company, abs(proposal.before.meters - proposal.after.meters))
    gains = []
    if saved >= A_MINUTE:
        gains.append(f", which saves {length(saved)} of driving, {miles}")
    elif -saved >= A_MINUTE:
        gains.append(f", for {length(-saved)} more of driving, {miles}")
    if proposal.before.late - proposal.after.late >= A_MINUTE:
        gains.append(f", and nobody is {length(proposal.before.late)} late any more" if not proposal.after.late else "")
    return "".join(gains)


def _span(ctx: Context, proposal: Proposal) -> str:
    zone = ctx.company.timezone
    return day(proposal.span.start.astimezone(zone).date(), ctx.now())


def _left(proposal: Proposal) -> str:
    if not proposal.left:
        return ""
    told = [_why(each) for each in proposal.left[:NAMED]]
    more = f", and {counted(len(proposal.left) - NAMED, 'other')}" if len(proposal.left) > NAMED else ""
    return f" Left as they are: {'; '.join(told)}{more}." if len(proposal.left) > 1 else f" Left as it is: {told[0]}."


def _why(left: Left) -> str:
    return f"job {left.job.number}, which {left.reason}"
