"""Words to a record: the one meant, or a question which, or nothing by that name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import and_, inspect, select, true
from sqlalchemy.orm import joinedload

from domain.context import Context
from domain.likeness import Named
from domain.numbers import number, with_figures, with_sizes
from domain.problems import Ambiguous, Candidate, NotFound
from domain.rank import Nothing, One, Ranked, Several, decide, rank
from domain.recall import recall
from domain.telling import about, behind, called, known, label, told_apart
from storage.base import Eye, Record
from storage.contacts import Contact
from storage.jobs import Job

FEW = 200
LATEST = re.compile(
    r"(?:the |my |that |our )?(?:last|latest|newest|most recent)(?: (?:phone )?(?:call|one|alert|notification|notice))?"
    r"(?: (?:i|we) (?:got|had))?"
)
THIS_DAY = ("today", "this morning")
RECENTLY = re.compile(r"\b(?:today|this morning|yesterday|last night)\b")
MOST_COMPARED, MOST_LINKED, MOST_TODAY = 60, 40, 200
OWN_TODAY, TODAY, OVER = 0.5, 0.25, -0.5


@dataclass(frozen=True, slots=True)
class Match:
    """A record that may have been meant, and how well it fits, from 0 to 1."""

    candidate: Candidate
    score: float


async def find(
    ctx: Context, kind: type[Record], words: str, *, field: str, near: Mapping[str, float] | None = None
) -> Candidate:
    """The one record of a kind that the words mean; raises `Ambiguous` or `NotFound`.

    `near` says by id how near records are to the talk, from 0 to 1: what was just spoken of is 1.
    """
    noun = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind.__name__).lower()
    said = number(words)
    if said is not None and hasattr(kind, "number"):
        numbered = (await _load(ctx, kind, kind.number == said)).values()
        if not numbered:
            raise NotFound(f"There is no {noun} {said}; say another number or a name.", field=field)
        return told_apart(list(numbered), ctx.company.timezone)[0]
    if kind.stream and LATEST.fullmatch(words.strip().lower()) and (newest := await _newest(ctx, kind)):
        return newest
    records, ranked = await _ranked(ctx, kind, words, near or {})
    verdict = decide(ranked)
    for otherwise in (_said_otherwise(ctx, kind, words), with_sizes(words)):
        if isinstance(verdict, Nothing) and otherwise not in (words, words.lower()):
            records, ranked = await _ranked(ctx, kind, otherwise, near or {})
            verdict = decide(ranked)
    match verdict:
        case One(best):
            return Candidate(best.named.id, label(records[best.named.id]))
        case Several(alike):
            raise Ambiguous(field, words, _told(ctx, records, alike), noun)
        case nothing:
            near_misses = _told(ctx, records, nothing.near)
            raise NotFound(f"I can't find any {noun} called {words}.", near_misses, field)


def _said_otherwise(ctx: Context, kind: type[Record], words: str) -> str:
    """The words with numbers in figures; for what comes one after another, also with the day that "yesterday" is."""
    otherwise = with_figures(words)
    if not kind.stream:
        return otherwise
    today = ctx.now().date()
    return RECENTLY.sub(lambda day: f"{today - timedelta(days=day[0] not in THIS_DAY):%A}", otherwise)


async def _newest(ctx: Context, kind: type[Record]) -> Candidate | None:
    """The last of what comes one after another."""
    came = await _load(ctx, kind, true(), most=1)
    return next((told_apart([record], ctx.company.timezone)[0] for record in came.values()), None)


async def ranked(ctx: Context, kind: type[Record], words: str) -> list[Match]:
    """Everything of a kind that the words may mean, best first."""
    records, found = await _ranked(ctx, kind, words, {})
    told = _told(ctx, records, found)
    return [Match(each, round(rated.score, 3)) for each, rated in zip(told, found, strict=True)]


def _told(ctx: Context, records: Mapping[str, Record], found: Sequence[Ranked]) -> list[Candidate]:
    return told_apart([records[each.named.id] for each in found], ctx.company.timezone)


async def _ranked(
    ctx: Context, kind: type[Record], words: str, near: Mapping[str, float]
) -> tuple[dict[str, Record], list[Ranked]]:
    links, zone = _links(kind), ctx.company.timezone
    today = await _today(ctx)
    records = await _candidates(ctx, kind, words, [*near, *today])
    named = [
        Named(each.id, called(each, links), known(each, links, zone), _nearness(each, near, today))
        for each in records.values()
    ]
    return records, rank(words, named)


async def relevant(ctx: Context, kind: type[Record], words: str, near: Mapping[str, float]) -> list[Named]:
    """What of a kind a sentence may speak of: what each is called, and what says where, for whom or what it is."""
    today = await _today(ctx)
    records = await _candidates(ctx, kind, words, [*near, *today])
    return [
        Named(each.id, called(each, _links(kind)), about(each, _links(kind)), _nearness(each, near, today))
        for each in records.values()
    ]


def _nearness(record: Record, near: Mapping[str, float], today: Mapping[str, float]) -> float:
    """How near a record is to the talk and to the day; what is over is farther."""
    return max(near.get(record.id, OVER), today.get(record.id, OVER if behind(record) else 0.0))


async def _candidates(ctx: Context, kind: type[Record], words: str, near: Sequence[str]) -> dict[str, Record]:
    """All of a kind while they are few; else those that sound right, hang on a customer who does, or are near."""
    if await ctx.session.scalar(select(kind.id).offset(FEW).limit(1)) is None:
        return await _load(ctx, kind, true())
    ids = [*await recall(ctx.session, kind, words, MOST_COMPARED), *near]
    found = await _load(ctx, kind, kind.id.in_(ids))
    if "contact" in _links(kind):
        customers = await recall(ctx.session, Contact, words, MOST_LINKED)
        theirs = kind.contact_id.in_(customers)  # type: ignore[attr-defined]
        found |= await _load(ctx, kind, theirs, most=MOST_COMPARED)
    return found


async def _load(ctx: Context, kind: type[Record], wanted: object, most: int = 2 * FEW) -> dict[str, Record]:
    """Records with what they are told by; newest first where there are too many."""
    joined = [joinedload(getattr(kind, name)) for name in _links(kind)]
    if kind.personal:
        wanted = and_(wanted, kind.seen_by(Eye(user_id=ctx.actor.user_id)))  # type: ignore[arg-type]
    newest = getattr(kind, kind.stream or "created_at")
    statement = select(kind).where(wanted).options(*joined).order_by(newest.desc(), kind.id.desc()).limit(most)  # type: ignore[arg-type]
    return {record.id: record for record in (await ctx.session.scalars(statement)).unique()}


def _links(kind: type[Record]) -> list[str]:
    """The relations to the one record, with a name of its own, that this one hangs on."""
    return [each.key for each in inspect(kind).relationships if not each.uselist]


async def _today(ctx: Context) -> dict[str, float]:
    """How near today's visits and their customers are to the talk: nearest, the speaker's own."""
    start = ctx.at(ctx.now().date())
    visits = select(Job.id, Job.contact_id, Job.tech_id).where(
        Job.scheduled_start >= start, Job.scheduled_start < start + timedelta(days=1)
    )
    near: dict[str, float] = {}
    for job_id, contact_id, tech_id in await ctx.session.execute(visits.limit(MOST_TODAY)):
        share = OWN_TODAY if tech_id == ctx.actor.user_id else TODAY
        near[job_id] = share
        near[contact_id] = max(near.get(contact_id, 0.0), share)
    return near
