"""Fills an operation's fields from what was said, driven by the operation's own types.

Typed values are found first (times, money, counts, phones, choices); the recogniser's tags say which of two fields of
one type a value is for, and where free text begins and ends. What is not found is left out: the door asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, get_args, get_origin

from pydantic import AwareDatetime

from agent.conversation import Conversation
from agent.knowledge import outside
from agent.planner import values
from agent.planner.beside import told_apart
from agent.planner.caller_words import told_untagged
from agent.planner.clearing import cleared, renamed
from agent.planner.contrast import made, told_instead
from agent.planner.descriptions import described
from agent.planner.draft import Draft
from agent.planner.earlier import told_earlier
from agent.planner.freetext import TEXTS, addition, free_text
from agent.planner.joining import joined
from agent.planner.lead_words import wanted_untagged
from agent.planner.line_words import DISCOUNT, marked
from agent.planner.lines import RECEIVED, grouped, lined, wholes_left_out
from agent.planner.numbered import numbered_apart
from agent.planner.ranges import ENDS, ends
from agent.planner.readers import IN_ANSWERS_TOO, read_their_own_way
from agent.planner.reading import Words
from agent.planner.recogniser import Recognition
from agent.planner.records import OUTSIDE, name_record
from agent.planner.signs import CHANGE, COUNTED, direction, signed
from agent.planner.sorts import SORT_OF
from agent.planner.spans import TaggedSpan, overlap
from agent.planner.subjects import with_subject
from agent.planner.sums import by_so_much
from agent.planner.synonyms import FLAGS, denied, denied_in, meant, spoken_in
from agent.planner.tagged import tag_names, tags_in, told_by_a_word
from agent.planner.timing import begun_by, ended_by, timed, without_terms
from agent.planner.without_saying import without_saying
from agent.speech import hear
from domain.account_settings import settings_of
from domain.roles import Role
from storage.contacts import ContactTag
from tools.operation import Operation, Parameter, parameter_at

NEVER_SAID = ("sort", "offset", "limit")
CALLED = ("title", "subject")
DELETES = re.compile(r"\b(?:delete|erase|get rid of|wipe(?: out)?|trash|remove|nuke)\b", re.IGNORECASE)
BEFORE = re.compile(r"\b(?:was|were|been|from|not|isn't|wasn't|instead of|supposed to be)(?: \w+){0,2} *$")
RENAMES = re.compile(
    r"\b(?:call|called|title|titled|subject|rename|retitle|name|named|label|make it say|change (?:it|that|the \w+) to|"
    r"should (?:say|read|be))\b",
    re.IGNORECASE,
)


async def filled(
    conversation: Conversation,
    operation: Operation[Any, Any],
    said: str,
    heard: Recognition,
    now: datetime | None = None,
) -> dict[str, Any]:
    """The arguments that the utterance gives for an operation, as on the wire; records by their words."""
    now = now or conversation.desk.clock().astimezone(conversation.company.timezone)
    staff = await conversation.staff()
    together = without_terms(said, joined(said, heard.spans, staff))
    own = read_their_own_way(_words(conversation, operation, said, together, now), operation)
    said_of = [each for each in operation.takes if not each.unsaid and each.wire not in own]
    choices = {choice for each in said_of for choice in _choices(each.annotation)}
    together = [tag for tag in together if not (tag.text.lower() == "one" and said[tag.end :].startswith(" line"))]
    tags = marked(operation, said, _counts(said_of, numbered_apart(operation, said, together, choices)))
    apart = told_apart(said_of, said, with_subject(said_of, said, tags))
    draft = Draft(conversation, operation, said, apart.tags, staff, now, apart.owners)
    draft.values |= {wire: value for wire, value in own.items() if value is not None}
    parameters = sorted(said_of, key=lambda each: (not each.in_path, not each.required))
    _lines(draft)
    _addition(draft)
    for each in parameters:
        if each.record is not None:
            name_record(draft, each)
    draft.values |= _times(draft, parameters)
    _addition(draft)
    _range(draft)
    for each in parameters:
        if each.record is None and each.wire not in draft.values and each.wire not in NEVER_SAID:
            _value(draft, each)
    if operation.name == "create_job" and not {"title", "description"} & set(draft.values):
        draft.values |= told_untagged(_words(conversation, operation, said, together, now))
        if outside(conversation) and "description" not in draft.values:
            draft.values |= told_earlier(conversation)
    if operation.noun == "lead" and "interest" not in draft.values:
        draft.values |= wanted_untagged(_words(conversation, operation, said, together, now))
    await _labels(draft)
    _change_unmarked(draft, parameters)
    without_saying(draft)
    return draft.values


async def value_for(
    conversation: Conversation, operation: Operation[Any, Any], wire: str, said: str, before: Mapping[str, Any]
) -> Any:
    """What was said in answer to the question for one field, as that field takes it; the words if nothing is read."""
    parameter = parameter_at(operation, wire)
    wire = parameter.wire
    if parameter.record is not None:
        return values.numbered(said, said) if hasattr(parameter.record, "number") else said
    if is_time(parameter):
        begins = before.get(begun_by(wire))
        return ended_by(said, begins) or _moment(said, from_day(conversation, before.get(wire) or begins))
    tags = [TaggedSpan(SORT_OF.get(wire, wire), 0, len(said), said, 1.0)]
    now = conversation.desk.clock().astimezone(conversation.company.timezone)
    own = (_choices(parameter.annotation) or wire in IN_ANSWERS_TOO) and read_their_own_way(
        _words(conversation, operation, said, tags, now), operation
    )
    found = (own or {}).get(wire) or _read(Draft(conversation, operation, said, tags, (), now), parameter)
    return said if found is None else found


def _moment(said: str, now: datetime) -> str:
    span = values.time_of(said, now)
    return span.start.isoformat() if span and span.start else said


def from_day(conversation: Conversation, told: Any) -> datetime:
    """From when the time is read: the beginning of the day that was spoken of, else now."""
    now = conversation.desk.clock().astimezone(conversation.company.timezone)
    if not isinstance(told, str):
        return now
    return max(now, datetime.fromisoformat(told).astimezone(conversation.company.timezone))


def _counts(parameters: Sequence[Parameter], tags: Sequence[TaggedSpan]) -> list[TaggedSpan]:
    """The tags; a plain number that was heard as a time is a count where no time can be given."""
    if any(is_time(each) for each in parameters):
        return list(tags)
    return [
        replace(tag, field="count") if tag.field == "time" and hear.count(tag.text) is not None else tag for tag in tags
    ]


def _lines(draft: Draft) -> None:
    """The lines of a document, each read from its own tags."""
    parameter = lined(draft.operation, draft.said)
    if parameter is None or parameter.lines is None:
        return
    told = []
    draft.tags = wholes_left_out(draft.said, draft.tags)
    for group in grouped(parameter, draft.operation, described(draft.operation, draft.said, draft.tags, parameter)):
        line = replace(draft, tags=list(group), values={})
        draft.tags = [tag for tag in draft.tags if not any(overlap(tag, each) for each in group)]
        for each in parameter.lines.members:
            name_record(line, each) if each.record else _value(line, each)
        told.append(line.values)
    if parameter.wire == RECEIVED:  # what came without a count is all that was ordered
        told = [line for line in told if len(line) > 1]
    if told := [line for line in told if line]:
        draft.values[parameter.wire] = told


def _addition(draft: Draft) -> None:
    """What is added to a text is not put in its place."""
    if any(each.wire == "addition" for each in draft.operation.takes) and (more := addition(draft.said, draft.tags)):
        draft.values["addition"] = more
        draft.tags = [tag for tag in draft.tags if tag.field not in TEXTS]


def _change_unmarked(draft: Draft, parameters: Sequence[Parameter]) -> None:
    """A change of which nothing is marked may be a choice that the words name: "reopen five oh two"."""
    if draft.operation.routes[0].method != "PATCH" or any(
        not each.in_path and each.wire in draft.values for each in draft.operation.takes
    ):
        return
    for each in parameters:
        if (choices := _choices(each.annotation)) and (told := spoken_in(draft.said, choices)):
            draft.values[each.wire] = told
            return
    draft.values |= {each.wire: None for each in parameters if cleared(draft, each)}
    if any(each.wire == "name" for each in parameters) and (name := renamed(draft)):
        draft.values["name"] = name


async def _labels(draft: Draft) -> None:
    """The labels of customers that are named in full; where a list is looked at, by their first word too."""
    several = any(each.wire == "tags" and each.record is None for each in draft.operation.takes)
    several = several and draft.operation.effect == "read"
    one = next((each.wire for each in draft.operation.takes if each.record is ContactTag and each.wire != "id"), None)
    if not several and one is None:
        return
    names = await tag_names(draft.conversation)
    told = tags_in(draft.said, names)
    if several and (told := told or told_by_a_word(draft.said, names)):
        draft.values["tags"] = told
        if draft.values.get("search", "").lower() in " ".join(told).lower():
            draft.values.pop("search", None)
    elif one and len(told) == 1:
        draft.values[one] = told[0]


def _words(
    conversation: Conversation, operation: Operation[Any, Any], said: str, tags: Sequence[TaggedSpan], now: datetime
) -> Words:
    makes = operation.routes[0].method == "POST"
    at_work = conversation.actor.role is Role.TECH
    return Words(said.lower(), tuple(tags), conversation.last_said, conversation.company, now, makes, at_work)


def _times(draft: Draft, parameters: Sequence[Parameter]) -> dict[str, str]:
    tagged = [tag for tag in draft.tags if tag.field == "time"]
    draft.tags = [tag for tag in draft.tags if tag.field != "time"]
    wires = [each.wire for each in draft.operation.takes if each in parameters and is_time(each)]
    days = [each.wire for each in draft.operation.takes if each.wire in wires and _is_day(each)]
    sums, whole = [tag for tag in draft.tags if tag.field == "money"], bool(draft.operation.options.get("whole_days"))
    return timed(wires, draft.said, tagged, draft.now, days=days, money=sums, whole_days=whole)


def _range(draft: Draft) -> None:
    """The two ends of what something may cost, where the operation takes a low and a high one."""
    if {each.wire for each in draft.operation.takes} >= set(ENDS):
        amounts = [tag for tag in draft.tags if tag.field == "money"]
        draft.tags = [tag for tag in draft.tags if tag.field != "money"]
        draft.values |= ends(draft.said, amounts)


def is_time(parameter: Parameter) -> bool:
    """Whether it takes a day or a moment."""
    return any(issubclass(kind, date | AwareDatetime) for kind in _classes(parameter.annotation))


def is_text(parameter: Parameter) -> bool:
    """Whether it takes any words: a note, a message, a name, and nothing that can be told from other words."""
    plain = parameter.record is None and not _choices(parameter.annotation) and not parameter.lines
    return plain and _classes(parameter.annotation) <= {str, type(None)}


def _is_day(parameter: Parameter) -> bool:
    """Whether it takes a day, and no time of day."""
    return _classes(parameter.annotation) <= {date, type(None)}


def _value(draft: Draft, parameter: Parameter) -> None:
    draft.reading = parameter.wire
    value = _read(draft, parameter)
    if value is not None:
        draft.values[parameter.wire] = value


def _read(draft: Draft, parameter: Parameter) -> Any:
    """One plain value by its type."""
    sort = SORT_OF.get(parameter.wire, parameter.wire)
    if choices := _choices(parameter.annotation):
        if draft.operation.effect != "read" and (instead := told_instead(draft.said, choices)):
            return instead
        tag = _last_told(draft, sort, choices) if sort in ("status", "priority") else _choice_tag(draft, choices)
        told = meant(tag.text, choices, denied=denied(draft.said[: tag.start])) if tag else None
        if told is None and _worth_searching(parameter):
            return spoken_in(draft.said, choices)
        if told is None and draft.operation.effect == "read":
            return spoken_in(draft.said, choices, by_name=True) or denied_in(draft.said, choices)
        if told is None and parameter.wire == "action" and DELETES.search(draft.said):
            return "delete" if "delete" in choices else None
        return told or (made(draft.said, choices) if sort in ("status", "priority") else None)
    kinds = _classes(parameter.annotation)
    if bool in kinds:
        return _flag(draft, parameter) if parameter.wire in FLAGS else values.switched(draft.said, parameter.said)
    if sort == "tag" and str in kinds:
        return [tag.text for tag in draft.tags if tag.field == "tag"] or None
    if _is_list(parameter.annotation):
        return None
    if sort in ("money", DISCOUNT) and Decimal in kinds:
        return None if by_so_much(parameter, draft.said) else values.money(draft.said, draft.take(sort))
    if parameter.wire in (COUNTED, CHANGE):
        return _moved(draft, parameter.wire)
    if int in kinds or float in kinds or Decimal in kinds:
        return values.count(draft.said, draft.take("count")) if sort == "count" and parameter.wire != "limit" else None
    if parameter.wire == "city":
        return _town(draft)
    if sort in ("phone", "email", "address"):
        return values.typed(sort, draft.take(sort), draft.said)
    if parameter.wire == "callerName" and draft.conversation.actor.role in OUTSIDE:
        tag = draft.take("name", "person")
        return tag.text if tag else None
    if parameter.wire == "name" and "itemId" in draft.values:
        return None  # what is on the shelf has its name
    if parameter.wire in CALLED and draft.operation.name.startswith("update_") and not RENAMES.search(draft.said):
        return None
    if str in kinds:
        named = ("person",) if parameter.wire == "name" else ()
        words = free_text(draft.operation, parameter, draft.take(parameter.wire, sort, *named), draft.said)
        return None if words in draft.values.values() else words
    return None


def _town(draft: Draft) -> str | None:
    """The town that is served and named, of somebody new or of an address; another town says who is meant."""
    if not draft.operation.name.startswith("create_") and "address" not in draft.values:
        return None
    towns = settings_of(draft.conversation.company).service_area
    return next((town for town in towns if re.search(rf"\b{re.escape(town.lower())}\b", draft.said.lower())), None)


def _moved(draft: Draft, wire: str) -> Any:
    """How many came or went, or were counted, as the words around the number tell; of an answer, those "
    "asked about."""
    earlier = [turn.text for turn in draft.conversation.turns if turn.text != draft.said]
    told = direction(draft.said, *reversed(earlier[-1:]))
    if (told == "counted") is not (wire == COUNTED):
        return None
    amount = values.count(draft.said, draft.take("count"))
    return None if amount is None else signed(amount, told)


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) is list or any(_is_list(part) for part in get_args(annotation))


def _last_told(draft: Draft, sort: str, choices: tuple[str, ...]) -> TaggedSpan | None:
    """What a record is from now on, where several states are told: "off hold, he's working on it now"."""
    tags = [tag for tag in draft.tags if tag.field == sort and meant(tag.text, choices)]
    now = [tag for tag in tags if not BEFORE.search(draft.said[: tag.start])]
    if draft.operation.effect == "read" or len(now) < 2 or len(now) != len(tags):
        return draft.take(sort)
    draft.tags = [tag for tag in draft.tags if tag not in now]
    return now[-1]


def _choice_tag(draft: Draft, choices: tuple[str, ...]) -> TaggedSpan | None:
    for tag in draft.tags:
        if tag.field == "choice" and meant(tag.text, choices):
            draft.tags.remove(tag)
            return tag
    return None


def _flag(draft: Draft, parameter: Parameter) -> bool | None:
    """A yes or no, by the words that people have for either; its no may stand untagged, as in "what's new"."""
    if parameter.wire not in FLAGS:
        return None
    yes, no = FLAGS[parameter.wire]
    tag = _choice_tag(draft, (yes, no))
    said = meant(tag.text, (yes, no)) if tag else spoken_in(draft.said, (no,))
    return None if said is None else said == yes


def _worth_searching(parameter: Parameter) -> bool:
    """Whether untagged words may set a choice: only where the call cannot do without, or it is how to send."""
    return parameter.required or parameter.wire in ("channel", "role", "method")


def _choices(annotation: Any) -> tuple[str, ...]:
    if get_origin(annotation) is Literal:
        return tuple(str(each) for each in get_args(annotation))
    return next((found for part in get_args(annotation) if (found := _choices(part))), ())


def _classes(annotation: Any) -> set[type]:
    """The plain classes that a type is made of."""
    if isinstance(annotation, type):
        return {annotation}
    if get_origin(annotation) is Literal:
        return set()
    return {kind for part in get_args(annotation) for kind in _classes(part)}
