"""Which record is meant: words that name none are no name, so what else the sentence holds is tried on the data.

Tried in turn, by the same finding that the door uses: the words that were marked, a visit by its hour, whatever in the
sentence is a record's own, and what it points at. Where none of them tells, or two fit, the door asks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from agent.conversation import Conversation
from agent.memory import bare, points, stands_for_something
from agent.planner.freetext import TEXTS
from agent.planner.naming import LEAST_NUMBER
from agent.planner.recogniser import Recognition
from agent.planner.records import OUTSIDE, PRONOUN
from agent.planner.whose import is_staff
from agent.speech import when
from agent.visit_hour import VisitHour, visit_hour
from domain.context import Context
from domain.find import find
from domain.jobs import OVER
from domain.numbers import number, with_figures
from domain.problems import Ambiguous, Candidate, NotFound
from domain.roles import Role
from domain.spotting import Spotted, clearly, spot, telling
from storage.base import Record
from storage.contacts import Contact
from storage.jobs import Job
from storage.users import User
from tools.call import Call
from tools.operation import Operation, Parameter, spoken_noun
from tools.perform import surroundings

THIS = re.compile(r"\b(?:this one|that one|this job|that job|this (?:call|visit)|it|here)\b")
POINTING = re.compile(r"\b(?:this one|that one|this job|that job|this (?:call|visit))\b")
STANDS = re.compile(
    r"\b(?:one|job|visit|call)s?(?: that)?(?:'s| is|'re| are) (?P<status>on hold|in progress|unscheduled|cancelled|"
    r"under way|en route|done|finished)\b"
)
STATUS = {"under way": "in_progress", "done": "completed", "finished": "completed"}
THEY = re.compile(r"\b(?:he|she|they|him|her|them|his|their)(?:'s|'ve|'re|'d)?\b")
HERS = re.compile(r"\b(?:for|on) (?:him|her|them)\b|\b(?:on|to|off) (?:his|hers|theirs|her|their)\b")
SOMEBODYS = re.compile(r"\bmy (?:\w+ ){1,2}(?:lady|guy|man|woman|fella|customer|people|folks)\b")
TWO_WORDS, LATELY = 2, 7


@dataclass(frozen=True, slots=True)
class Ground:
    """A sentence and what it is tried on."""

    ctx: Context
    conversation: Conversation
    operation: Operation[Any, Any]
    said: str
    heard: Recognition
    near: Mapping[str, float]


async def grounded(
    conversation: Conversation,
    operation: Operation[Any, Any],
    said: str,
    heard: Recognition,
    arguments: Mapping[str, Any],
) -> dict[str, Any]:
    """The arguments, each record's words being such as mean one, as far as the sentence tells."""
    found = dict(arguments)
    wanted = [each for each in operation.takes if _to_be_grounded(each, arguments)]
    listed = operation.effect == "read" and any(each.record is Contact for each in operation.takes)
    if conversation.actor.role in OUTSIDE or not (wanted or listed) or operation.name not in conversation.operations:
        return found
    near = conversation.memory.near()
    call = Call(operation.name, {}, conversation.actor, "voice", near=near)
    async with surroundings(conversation.desk, call, write=False) as ctx:
        ground = Ground(ctx, conversation, operation, _without_texts(said, heard), heard, near)
        for each in wanted:
            if meant := await _meant(ground, each, found.get(each.wire)):
                found[each.wire] = meant
        found |= _theirs(ground, found)
        for each in wanted:
            if _is_beside(each) and await _names_another(ground, each, found):
                del found[each.wire]
    return found


def _theirs(ground: Ground, found: Mapping[str, Any]) -> dict[str, str]:
    """Whose a list is asked for, where only a pronoun says so: "what do they still owe"."""
    wires = [each.wire for each in ground.operation.takes if each.record is Contact and not each.required]
    memory = ground.conversation.memory
    if ground.operation.effect != "read" or any(each.in_path for each in ground.operation.takes) or len(wires) != 1:
        return {}
    told = wires[0] in found or memory.latest(Contact, User) is not Contact
    customer = memory.focus.get(Contact)
    return {wires[0]: customer} if customer and not told and THEY.search(ground.said.lower()) else {}


async def kindred_read(
    conversation: Conversation, operation: Operation[Any, Any], said: str, heard: Recognition, told: Mapping[str, Any]
) -> tuple[Operation[Any, Any], dict[str, Any]] | None:
    """The look at a record of another kind, where words name none of this one: "the tech on the one that's on hold"."""
    own = next((each for each in operation.takes if each.in_path), None)
    if operation.effect != "read" or own is None or own.record is None or len(operation.takes) != 1:
        return None
    if conversation.actor.role in OUTSIDE or (own.wire in told and _is_id(told[own.wire])):
        return None
    other = conversation.operations.get("get_job")
    if other is None or own.record is Job:
        return None
    near = conversation.memory.near()
    call = Call(other.name, {}, conversation.actor, "voice", near=near)
    async with surroundings(conversation.desk, call, write=False) as ctx:
        ground = Ground(ctx, conversation, other, said, heard, near)
        words = told.get(own.wire)
        named = words and not stands_for_something(words) and bare(words) != "one"
        if named and words and not await _is_unknown(ground, own.record, words):
            return None
        jobs = await _visits(ground)
    return (other, {"id": jobs[0].id}) if len(jobs) == 1 else None


async def mentioned(conversation: Conversation, heard: Recognition) -> str | None:
    """The customer who is named in words that lead to nothing about them, so that "him" is nobody else afterwards."""
    names = [span.text.removesuffix("'s") for span in heard.spans if span.field == "person"]
    staff = await conversation.staff()
    names = [each for each in names if not is_staff(each, staff)]
    if len(names) != 1 or conversation.actor.role in OUTSIDE or stands_for_something(names[0]):
        return None
    call = Call("get_contact", {}, conversation.actor, "voice")
    async with surroundings(conversation.desk, call, write=False) as ctx:
        try:
            return (await find(ctx, Contact, names[0], field="", near=conversation.memory.near())).id
        except (NotFound, Ambiguous):
            return None


def _is_id(words: Any) -> bool:
    return isinstance(words, str) and "-" in words


def _is_beside(parameter: Parameter) -> bool:
    return not (parameter.in_path or parameter.needed or parameter.instead)


async def _names_another(ground: Ground, parameter: Parameter, found: Mapping[str, Any]) -> bool:
    """Whether words that name nothing of this kind are part of the name of what the call is done to."""
    words, own = found.get(parameter.wire), next((each for each in ground.operation.takes if each.in_path), None)
    assert parameter.record is not None
    if not isinstance(words, str) or own is None or own.record is None or own.wire not in found:
        return False
    if stands_for_something(words) or not await _is_unknown(ground, parameter.record, words):
        return False
    named = await spot(ground.ctx, own.record, f"{found[own.wire]} {words}", ground.near)
    return bool(named) and set(telling(words)) <= set(named[0].said)


async def _is_unknown(ground: Ground, kind: type[Record], words: str) -> bool:
    try:
        await find(ground.ctx, kind, words, field="", near=ground.near)
    except NotFound:
        return True
    except Ambiguous:
        return False
    return False


def _to_be_grounded(parameter: Parameter, arguments: Mapping[str, Any]) -> bool:
    if parameter.record is None or parameter.several:
        return False
    told = arguments.get(parameter.wire)
    return isinstance(told, str) or (told is None and (parameter.in_path or parameter.needed))


def _without_texts(said: str, heard: Recognition) -> str:
    """The sentence without what is dictated in it."""
    for span in sorted(heard.spans, key=lambda span: -span.start):
        if span.field in TEXTS and len(span.text.split()) > TWO_WORDS:
            said = f"{said[: span.start]}{said[span.end :]}"
    return said


async def _meant(ground: Ground, parameter: Parameter, words: str | None) -> str | None:
    """Better words for a record, or its id; None leaves it as it is."""
    kind = parameter.record
    assert kind is not None
    if words and (number(words) or 0) >= LEAST_NUMBER and hasattr(kind, "number"):
        unknown = kind is Job and await _is_unknown(ground, kind, words)
        return await _otherwise(ground, kind) if unknown else None
    if words and (not stands_for_something(words) or bare(words) == "one"):
        found = await _by_words(ground, kind, words)
        if not isinstance(found, NotFound):
            return found
        told = await _otherwise(ground, kind)
        if ground.operation.effect == "destructive":
            return told
        told = told or await _spotted(ground, kind, words) or _pointed_at(ground, kind, words)
        return told or _numbered_before(ground, kind) or _named_at_length(ground, kind, words)
    if kind is Job and (theirs := await _job_of_whom(ground)):
        return theirs
    if kind not in ground.conversation.memory.focus and (numbered := _numbered_before(ground, kind)):
        return numbered
    if words and not _points_away(words):
        return None
    if words is None and (PRONOUN.search(ground.said.lower()) or THIS.search(ground.said.lower())):
        return await _otherwise(ground, kind)
    return await _otherwise(ground, kind) or await _spotted(ground, kind, words)


async def _job_of_whom(ground: Ground) -> str | None:
    """The only open job of the customer who was spoken of since any job was: "put two filters on hers"."""
    memory = ground.conversation.memory
    customer, job = memory.focus.get(Contact), memory.focus.get(Job)
    if customer is None or not HERS.search(ground.said.lower()):
        return None
    open_ones = select(Job.id).where(Job.contact_id == customer, Job.status.not_in(OVER))
    theirs = list(await ground.ctx.session.scalars(open_ones.limit(3)))
    return theirs[0] if len(theirs) == 1 and job not in theirs else None


def _points_away(words: str) -> bool:
    """Whether words point at a place, which a name beside them may tell better: "here at nguyen's"."""
    return bare(words) in ("here", "there", "this place")


async def _by_words(ground: Ground, kind: type[Record], words: str) -> str | NotFound | None:
    """Words that mean several records, told apart by the rest of the sentence; `NotFound` where they mean none."""
    try:
        await find(ground.ctx, kind, words, field="", near=ground.near)
    except NotFound as nothing:
        return nothing
    except Ambiguous as several:
        return await _told_apart(ground, kind, several.candidates)
    return None


async def _told_apart(ground: Ground, kind: type[Record], candidates: Sequence[Candidate]) -> str | None:
    among = {each.id for each in candidates}
    found = [each for each in await spot(ground.ctx, kind, ground.said, {}) if each.id in among]
    best = [each for each in found if set(each.said) >= set(found[0].said)]
    told = len(best) == 1 and len(found[0].said) > max((len(each.said) for each in found[1:]), default=0)
    return found[0].id if told and len(found) > 1 else None


async def _otherwise(ground: Ground, kind: type[Record]) -> str | None:
    """A visit, or its customer or technician, by the hour or by how it stands: "my ten o'clock", "the one on hold"."""
    if kind not in (Job, Contact, User):
        return None
    jobs = await _visits(ground)
    if len(jobs) != 1:
        return None
    return {Job: jobs[0].id, Contact: jobs[0].contact_id, User: None}[kind]


async def _visits(ground: Ground) -> list[Job]:
    if called := visit_hour(ground.said):
        return await _at(ground, called)
    if stands := STANDS.search(ground.said.lower()):
        status = STATUS.get(stands["status"], stands["status"].replace(" ", "_"))
        return list(await ground.ctx.session.scalars(select(Job).where(Job.status == status).limit(2)))
    return []


async def _at(ground: Ground, called: VisitHour) -> list[Job]:
    """The visits that begin at an hour of the day that is spoken of: of whoever is named, else of all that one sees."""
    ctx, now = ground.ctx, ground.ctx.now()
    rest = f"{ground.said[: called.start]} {ground.said[called.end :]}"
    days = [each.span.start for each in when.find(rest, now) if each.span.start and each.span.grain == "day"]
    start = ctx.at((days[0] if days else now).date())
    wanted = [Job.scheduled_start >= start, Job.scheduled_start < start + timedelta(days=1), Job.status.not_in(OVER)]
    people = clearly(await spot(ctx, User, ground.said, {}))
    if len(people) == 1:
        wanted.append(Job.tech_id == people[0].id)
    jobs = await ctx.session.scalars(select(Job).where(*wanted))
    zone = ctx.company.timezone
    return [each for each in jobs if each.scheduled_start and called.fits(each.scheduled_start.astimezone(zone))]


async def _spotted(ground: Ground, kind: type[Record], words: str | None) -> str | None:
    """The record that the sentence names besides; the words that it shares with another, for the door to ask which."""
    found = clearly(await spot(ground.ctx, kind, ground.said, ground.near))
    if words is None and kind is not Job:
        found = [each for each in found if each.named]
    if not found and kind is Contact and (words or SOMEBODYS.search(ground.said.lower())):
        return await _customer_of(ground)
    if found and words and _is_another_name(words, found[0]):
        return None
    if len(found) == 1:
        return found[0].id
    return _shared(found) if found and words else None


def _is_another_name(words: str, found: Spotted) -> bool:
    """Whether several words that name nothing have nothing to do with what the rest of the sentence names."""
    told = telling(words)
    return len(told) >= TWO_WORDS and not set(told) & set(found.said)


async def _customer_of(ground: Ground) -> str | None:
    """A customer by what is done for them: "my sink lady"."""
    jobs = clearly(await spot(ground.ctx, Job, ground.said, ground.near))
    ids = [each.id for each in jobs]
    customers = set(await ground.ctx.session.scalars(select(Job.contact_id).where(Job.id.in_(ids))))
    return customers.pop() if len(customers) == 1 else None


def _shared(found: Sequence[Spotted]) -> str | None:
    return " ".join(found[0].said) if all(each.said == found[0].said for each in found) else None


def _numbered_before(ground: Ground, kind: type[Record]) -> str | None:
    """The one number of this kind that was said by either side, where it is spoken of again: "send him that quote"."""
    noun = spoken_noun(kind.__name__)
    pointing = re.search(rf"\b(?:the|that|this) {noun}\b|\b(?:it|that|this|that one|this one)\b", ground.said.lower())
    at_hand = kind is Job and ground.conversation.actor.role is Role.TECH
    if not hasattr(kind, "number") or not pointing or at_hand:
        return None
    lately = " ".join(with_figures(text.lower()) for _, text in ground.conversation.lines[-LATELY:])
    numbers = set(re.findall(rf"\b{noun} (\d{{3,}})\b", lately))
    return numbers.pop() if len(numbers) == 1 else None


def _named_at_length(ground: Ground, kind: type[Record], words: str) -> str | None:
    """Words that are rather somebody's name than those that were marked first: what was not found is told by them."""
    names = [span.text.removesuffix("'s") for span in ground.heard.spans if span.field in ("person", "record", "name")]
    longer = [name for name in names if len(name.split()) >= TWO_WORDS > len(words.split())]
    return longer[0] if longer and kind is Contact else None


def _pointed_at(ground: Ground, kind: type[Record], words: str) -> str | None:
    """What the sentence points at beside words that are something else: "wrong cartridge, put this one on hold"."""
    pointing = POINTING.search(ground.said.lower())
    alone = len(telling(words)) < TWO_WORDS and not points(words)
    return pointing[0] if pointing and kind is Job and alone else None
