"""Corrections: "make it Wednesday", "no, Luis", "I meant three": what was just asked or done, with that changed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from rapidfuzz import fuzz

from agent.conversation import Conversation
from agent.memory import bare
from agent.planner.plan import Plan, Planned
from agent.planner.recogniser import Recogniser, Recognition
from agent.planner.slots import filled
from agent.planner.spans import TaggedSpan
from agent.speech import hear
from agent.turn import Turn
from storage.contacts import Contact
from tools.operation import Operation

SAID = re.compile(
    r"^(?:(?:no|oh|wait|um|uh|sorry|hang on|hold on|actually|well) )*"
    r"(?:make (?:it|that)|change (?:it|that) to|(?:no )?i meant|i mean|sorry i meant|not (?:\w+ ){1,3}(?:but )?|"
    r"actually make it|(?:no )?(?:it|that) should(?:'ve| have)? (?:be|been|gone to|gone)|"
    r"(?:it|that) was (?:supposed|meant) to (?:be|go to)|(?:it|that) was (?:meant )?for|rather|instead|correction)\b"
)
MAKE_IT = re.compile(r"^(?:[\w']+ ){0,6}(?:so )?make (?:it|that) (?:[\w']+ ?){1,6}$")
# With a reason before it, however long: "wait no tasha's got the dentist and she hates boilers, make it alvarez".
AFTER_ALL = re.compile(
    r"^(?:(?:oh|um|uh|hm+|and|so|you know what|well) )*(?:no|wait|sorry|actually|hang on|hold on|oops|scratch that)\b"
    r".*\bmake (?:it|that) (?P<told>(?:[\w']+ ?){1,6})$"
)
# What cannot be changed once it is out is sent once more, to whom it was meant for.
REDONE = re.compile(
    r"\b(?:it|that) (?:should(?:'ve| have)? (?:been|gone)|was (?:supposed|meant) to go)(?: (?:to|for))?\b|"
    r"\bsame (?:message|text) (?:to|for)\b"
)
ONE_OF_THE_NAME = re.compile(r"\b(?:the )?(?:other )?one (?:on|in|over on|over in|from|at|out on|out in) ")
NUMBERS_ALONE = re.compile(r"[a-z -]+(?: dollars| bucks)?")
SPELLS = re.compile(
    r"\b(?:spell(?:s|ed|t|ing)?(?: (?:it|that|his name|her name))?|(?:it's|that's|is)?) ?"
    r"(?:with|without) an? (?:[a-z]|\w+ [a-z])\b"
    r"|\bspell(?:s|ed|t|ing)\b"
)
LIKELY, ALIKE = 0.6, 60.0


async def corrected(conversation: Conversation, turn: Turn, heard: Recognition) -> Plan | None:
    """The corrected call, if the words correct the one before; None if they do not."""
    said = turn.text.lower()
    likely = dict(heard.acts).get("correct", 0.0)
    if not (
        SAID.match(said)
        or MAKE_IT.match(said)
        or AFTER_ALL.match(said)
        or SPELLS.search(said)
        or REDONE.search(said)
        or likely >= LIKELY
    ):
        return None
    target = _target(conversation, turn)
    if target is None:
        return None
    operation, arguments, made = target
    changes = _respelled(said, made) or await _changes(conversation, operation, arguments, turn.text, heard)
    if not changes:
        return None
    turn.aside = []
    if made is None:
        return Plan([Planned(operation.name, {**arguments, **changes})])
    return _on_what_was_made(conversation, operation, arguments, changes, getattr(made, "id", None))


def _target(conversation: Conversation, turn: Turn) -> tuple[Operation[Any, Any], Mapping[str, Any], Any] | None:
    """The call to correct: the one that waits for an answer, else the last one that wrote, and what it made."""
    if asked := conversation.asking or next(iter(turn.aside), None):
        return conversation.desk.operations[asked.operation], asked.arguments, None
    for earlier in reversed(conversation.turns[:-1][-3:]):
        for step in reversed(earlier.steps):
            if step.wrote and step.outcome is not None and not hasattr(step.outcome.value, "undone"):
                return step.operation, step.outcome.arguments, step.outcome.value
    return None


async def _changes(
    conversation: Conversation, operation: Operation[Any, Any], before: Mapping[str, Any], said: str, heard: Recognition
) -> dict[str, Any]:
    """What the words change; a bare hour is one of the day that was spoken of."""
    after_all = AFTER_ALL.match(said.lower())
    cleaned = after_all["told"] if after_all else SAID.sub("", said.lower()).strip() or said
    cleaned = re.sub(r"^.*\bmake (?:it|that) ", "", cleaned) if MAKE_IT.match(cleaned) else cleaned
    alone = Recogniser.load().recognise(cleaned) if cleaned != said else heard
    if any(tag.field == "money" for tag in alone.spans) and NUMBERS_ALONE.fullmatch(cleaned) and hear.money(cleaned):
        alone = replace(alone, spans=(TaggedSpan("money", 0, len(cleaned), cleaned, 1.0),))
    changeable = replace(operation, takes=tuple(each for each in operation.takes if each.wire != "id"))
    found = await filled(conversation, changeable, cleaned, alone, _that_day(conversation, before))
    return {name: value for name, value in found.items() if name != "id"}


def _respelled(said: str, made: Any) -> dict[str, Any]:
    """The name as it is put right, word by word: "he spells it with a k so markus webb"."""
    name, cue = getattr(made, "name", None), SPELLS.search(said)
    if cue is None or not isinstance(name, str):
        return {}
    told = [word for word in re.findall(r"[\w'-]+", said[cue.end() :]) if len(word) > 1]
    words = [
        max((fuzz.ratio(part.lower(), word), word) for word in told) if told else (0.0, part) for part in name.split()
    ]
    new = [word.title() if ratio >= ALIKE else part for part, (ratio, word) in zip(name.split(), words, strict=True)]
    return {"name": " ".join(new)} if " ".join(new) != name else {}


def _that_day(conversation: Conversation, before: Mapping[str, Any]) -> datetime | None:
    """The beginning of the day that the call was about, if it was about one to come."""
    told = before.get("scheduledStart") or before.get("start")
    if not told:
        return None
    day = datetime.fromisoformat(str(told)).astimezone(conversation.company.timezone)
    now = conversation.desk.clock().astimezone(conversation.company.timezone)
    return max(now, day.replace(hour=0, minute=0)) if day.date() >= now.date() else None


def _in_full(conversation: Conversation, words: Any) -> Any:
    """Of "the one on oak street" the name too: who was meant goes by the same one."""
    said = conversation.turn.text.lower()
    if not isinstance(words, str) or not ONE_OF_THE_NAME.search(said) or bare(words) not in said:
        return words
    for turn in reversed(conversation.turns[:-1]):
        for step in reversed(turn.steps):
            record = step.outcome and next(
                (each for each in step.outcome.records.values() if isinstance(each, Contact)), None
            )
            if record:
                return f"{record.name} on {ONE_OF_THE_NAME.sub('', words)}"
    return words


def _on_what_was_made(
    conversation: Conversation,
    operation: Operation[Any, Any],
    arguments: Mapping[str, Any],
    changes: Mapping[str, Any],
    made: str | None,
) -> Plan | None:
    """A record that exists is changed, not made again."""
    if "id" in arguments:
        return Plan([Planned(operation.name, {**arguments, **changes})])
    update = conversation.operations.get(f"update_{operation.noun.replace(' ', '_')}")
    known = {each.wire for each in update.takes} if update else set()
    if update is not None and made is not None and known.intersection(changes):
        return Plan([Planned(update.name, {"id": made, **{name: v for name, v in changes.items() if name in known}})])
    if REDONE.search(conversation.turn.text.lower()):
        anew = {name: _in_full(conversation, value) for name, value in changes.items()}
        return Plan([Planned(operation.name, {**arguments, **anew})])
    return None
