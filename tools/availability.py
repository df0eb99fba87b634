"""Who is free, in words: everybody at an hour, the gaps of a day, the first openings of a week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time, timedelta

from domain.context import Context
from domain.hours import working
from domain.periods import Period
from domain.schedule import Day
from domain.stretches import Stretch
from domain.wording import clock, counted, day, hours, listed, when

MOST = 3


def span_told(ctx: Context, span: Stretch) -> str:
    """A span as people say it: today, this week, tomorrow 12 to 5 PM."""
    now, zone = ctx.now(), ctx.company.timezone
    start, end = span.start.astimezone(zone), span.end.astimezone(zone)
    one_day = (end - timedelta(microseconds=1)).date() == start.date()
    if start.time() == end.time() == time():
        return day(start.date(), now) if one_day else Period(start.date(), end.date()).said(now.date())
    return f"from {when(start, now)}" if end.time() == time() and one_day else hours(start, end, now)


def free_told(ctx: Context, span: Stretch, days: Sequence[Day], *, point: bool) -> str:
    """Who has time in a span, or at the moment that it starts with."""
    if not working(ctx.company, span):
        return f"That is outside working hours {span_told(ctx, span)}." if span.end > ctx.now() else "That is over."
    if point:
        return _at(ctx, span, days)
    if len({each.day for each in days}) > 1:
        return _openings(ctx, days)
    return _in_a_day(ctx, span, days)


def _at(ctx: Context, span: Stretch, days: Sequence[Day]) -> str:
    now, zone = ctx.now(), ctx.company.timezone
    here = {each.tech.name: free for each in days for free in each.free if free.start <= span.start < free.end}
    if here:
        told = [f"{name} until {clock(free.end.astimezone(zone))}" for name, free in here.items()]
        return f"Free at {when(span.start, now)}: {listed(told)}."
    nobody = f"Nobody is free at {when(span.start, now)}"
    later = sorted((free, each.tech.name) for each in days for free in each.free if free.start > span.start)
    if not later:
        return f"{nobody}."
    gap, name = later[0]
    return f"{nobody}; the first after that is {name}, {hours(gap.start, gap.end, now)}."


def _in_a_day(ctx: Context, span: Stretch, days: Sequence[Day]) -> str:
    now = ctx.now()
    whole = [each.tech.name for each in days if each.free and not each.taken and len(each.free) == len(each.hours)]
    partly = [each for each in days if each.free and each.tech.name not in whole]
    told = [f"{each.tech.name} {_gaps(ctx, each)}" for each in partly]
    parts = [f"{'everybody' if not partly and len(whole) > MOST else listed(whole)} all of it"] if whole else []
    parts += told[:MOST] + ([f"{len(told) - MOST} more in between"] if len(told) > MOST else [])
    said = span_told(ctx, Stretch(max(span.start, now), span.end) if span.start <= now < span.end else span)
    return f"Free {said}: {'; '.join(parts)}." if parts else f"Nobody has any time {span_told(ctx, span)}."


def _gaps(ctx: Context, whole: Day) -> str:
    noon = ctx.at(whole.day, time(12))
    return listed([hours(each.start, each.end, noon) for each in whole.free])


def _openings(ctx: Context, days: Sequence[Day]) -> str:
    """The first openings: one technician's by the clock, of several on the same day the longest."""
    now = ctx.now()
    names = {each.tech.name for each in days}
    alone = len(names) == 1
    free = [(each.day, gap.start if alone else -gap.length, gap, each.tech.name) for each in days for gap in each.free]
    if not free:
        return "There are no openings then."
    told = [(name, hours(gap.start, gap.end, now)) for _, _, gap, name in sorted(free)[:MOST]]
    if alone:
        return f"{names.pop()} has {counted(len(free), 'opening')}, first {'; '.join(span for _, span in told)}."
    return f"{counted(len(free), 'opening')}, first {'; '.join(f'{name}, {span}' for name, span in told)}."
