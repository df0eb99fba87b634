"""What is said about what was done: the answer first, short, and never "done" before it is.

Written as on a page (digits and clock times); `agent.speech.say` makes sounds of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pydantic.alias_generators import to_snake

from agent import knowledge
from agent.conversation import Declined
from agent.planner.sorts import SORT_OF
from agent.questions import asked_field, own_answer
from agent.told import Told, filled
from agent.turn import Step, Turn
from agent.visit_hour import singled_out
from tools.card import Card, Page
from tools.operation import Operation, Parameter, spoken_noun

if TYPE_CHECKING:
    from agent.conversation import Conversation

AT_ONCE = 3
CHANGED = "Changed "
FEW, SHORT_ENOUGH = 6, 170  # so many are said at once, where each is said in a few words
NOTHING = "I didn't catch what you'd like me to do. Tell me in a few words, or ask what you can say."
MORE = "Want the rest?"
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def composed(conversation: Conversation, turn: Turn) -> str:
    """The reply to a turn: what was done, what was found, then what is asked."""
    now = conversation.desk.clock().astimezone(conversation.company.timezone)
    parts = [turn.note] if turn.note else []
    parts += [said for step in turn.steps if (said := about(conversation, step, turn, now))]
    parts += [each.question for each in conversation.asked_together()]
    return " ".join(dict.fromkeys(part.strip() for part in parts if part)) or NOTHING


def about(conversation: Conversation, step: Step, turn: Turn, now: datetime) -> str:
    """What one call gave, in a sentence."""
    if step.problem is not None:
        return step.problem.sentence
    if step.outcome is None:
        return ""
    if step.wrote:
        return done(step, now)
    return _shown(conversation, step, turn, now)


def done(step: Step, now: datetime) -> str:
    """A write in the past tense: the operation's own sentence, else its description turned round."""
    assert step.outcome is not None
    operation = step.operation
    template = operation.done or f"Done: {operation.description.rstrip('.').lower()}."
    blanks: dict[str, Any] = {to_snake(name): value for name, value in step.outcome.arguments.items()}
    blanks |= {each.name: step.arguments.get(each.wire) for each in operation.takes if each.record is None}
    for name, record in step.outcome.records.items():
        blanks[name] = record
        blanks.setdefault(spoken_noun(type(record).__name__).replace(" ", "_"), record)
    blanks["it"] = step.outcome.value
    blanks.setdefault(operation.noun.replace(" ", "_"), step.outcome.value)
    told = filled(template, {name: Told(value, now) for name, value in blanks.items()})
    return _with_what_changed(told, step, now) if told.startswith(CHANGED) else told


def _with_what_changed(told: str, step: Step, now: datetime) -> str:
    """The sentence with the plain values that were changed, but for those that it tells already."""
    plain = [each for each in step.operation.takes if not each.in_path and each.record is None and not each.lines]
    given = [(each, step.arguments.get(each.wire)) for each in plain if each.wire in step.arguments]
    worded = [(each, str(Told(value, now))) for each, value in given if isinstance(value, str | int | Decimal)]
    parts = [_part(each, value) for each, value in worded if value and value.lower() not in told.lower()]
    parts = [each for each in parts if len(each) <= SHORT_ENOUGH]
    return f"{told.rstrip('.')}: {', '.join(parts)}." if parts else told


def _part(parameter: Parameter, value: str) -> str:
    name = to_snake(parameter.wire).replace("_", " ")
    if isinstance(parameter.annotation, type) and issubclass(parameter.annotation, bool):
        return name if value == "True" else f"not {name}"
    return f"{name} {'$' if is_money(parameter) else ''}{value}"


def is_money(parameter: Parameter) -> bool:
    """Whether it takes a sum."""
    return SORT_OF.get(parameter.wire) == "money"


def _shown(conversation: Conversation, step: Step, turn: Turn, now: datetime) -> str:
    assert step.outcome is not None
    value = step.outcome.value
    if quote := knowledge.told(conversation, value, turn.text):
        return quote
    if isinstance(value, Page):
        if (one := singled_out(value.items, turn.request, now)) is not None:
            return asked_field(one, turn.request, now) or f"{_sentence(one.spoken(now))}."
        asked = asked_field(value, turn.request, now)
        return asked or _listed(conversation, step, value.items, value.count, turn.request, now, value.lead(now))
    if isinstance(value, list):
        return _listed(conversation, step, value, len(value), turn.request, now)
    answers = getattr(value, "answering", None)
    if callable(answers) and (answer := answers(turn.request, now)):
        return str(answer)
    if isinstance(value, Card):
        return asked_field(value, turn.request, now) or f"{_sentence(value.spoken(now))}."
    spoken = getattr(value, "spoken", None)
    return own_answer(value, turn.request, now) or (str(spoken(now)) if callable(spoken) else "Done.")


def _listed(
    conversation: Conversation,
    step: Step,
    items: Sequence[Any],
    count: int,
    said: str,
    now: datetime,
    lead: str | None = None,
) -> str:
    """A list: how many, the first few, and whether the rest is wanted."""
    noun = step.operation.noun
    if count == 0:
        like_that = " like that" if _narrowed(step, said) else ""
        return lead or f"There are no {plural(noun)}{like_that}."
    if count == 1:
        given = [to_snake(name) for name in step.arguments]
        only = f"{lead} {_sentence(items[0].spoken(now))}." if lead else f"Just one: {items[0].spoken(now)}."
        return asked_field(items[0], said, now, given) or only
    told = [_one_of_several(each, now) for each in items]
    most = len(told) if count == len(told) <= FEW and len("; ".join(told)) <= SHORT_ENOUGH else AT_ONCE
    conversation.more = list(items[most:])
    first = "; ".join(told[:most])
    rest = f" {MORE}" if count > most else ""
    return f"{lead} {_sentence(first)}.{rest}" if lead else f"{count} {plural(noun)}: {first}.{rest}"


def _one_of_several(item: Any, now: datetime) -> str:
    return str(getattr(item, "listed", item.spoken)(now))


def next_few(conversation: Conversation, now: datetime) -> str:
    """The next items of the list that was being read out."""
    if not conversation.more:
        return "That was all of them."
    items, conversation.more = conversation.more[:AT_ONCE], conversation.more[AT_ONCE:]
    rest = f" {MORE}" if conversation.more else ""
    return f"{_sentence('; '.join(_one_of_several(each, now) for each in items))}.{rest}"


def _narrowed(step: Step, said: str) -> bool:
    return len(said.split()) > 3 and any(value is not None for value in step.arguments.values())


def plural(noun: str) -> str:
    """The noun for many."""
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"


def intention(operation: Operation[Any, Any], arguments: Mapping[str, Any]) -> str:
    """The question that checks a call that was not understood well enough to be made."""
    what = re.split(r"[:,;]", operation.description.rstrip("."))[0]
    what = (
        re.sub(r"\ban own\b|\btheir own\b|\btheir\b", "your", what) if operation.may.startswith("customer:") else what
    )
    short = [str(value) for value in arguments.values() if isinstance(value, str | int) and len(str(value)) < 60]
    named = [words for words in short if not ID.fullmatch(words)]
    about_what = f": {', '.join(named[:3])}" if named else ""
    return f"Did you want me to {what[:1].lower()}{what[1:]}{about_what}?"


QUESTIONS: Mapping[str, str] = {
    "contactId": "Which customer?",
    "techId": "Which technician?",
    "jobId": "Which job?",
    "itemId": "Which item?",
    "title": "What's the job?",
    "body": "What should it say?",
    "name": "What name?",
    "quantity": "How many?",
    "unitPrice": "At what price?",
    "unitCost": "At what price?",
    "supplierId": "From which supplier?",
    "invoiceId": "Which invoice?",
    "amount": "How much?",
    "description": "What for?",
    "subject": "What's it about?",
    "status": "What status should it be?",
    "scheduledStart": "When should it be?",
    "start": "When should it start?",
    "end": "Until when?",
    "caption": "What does the picture show?",
    "signerName": "Who is signing?",
    "resolution": "How was it resolved?",
    "callerName": "What's your name?",
    "callerPhone": "What number can we call you back at?",
    "tagId": "Which tag?",
    "q": "What should I look for?",
    "email": "What's the e-mail address?",
    "phone": "What's the phone number?",
    "role": "What role will they have?",
    "trigger": "When should it happen?",
    "action": "What should I do with them?",
}


def question_for(operation: Operation[Any, Any], field: str) -> str:
    """The question that asks for one missing field."""
    if field == "id":
        kinds = {each.wire: each.record for each in operation.takes if each.record is not None}
        return f"Which {spoken_noun(kinds[field].__name__) if field in kinds else operation.noun}?"
    if field == "type" and operation.noun == "report":
        return "What should it be about: the whole business, jobs, revenue, technicians, customers or receivables?"
    field = field.rsplit(".", 1)[-1]
    if own := operation.options.get("asks", {}).get(field):
        return str(own)
    if field == "title" and operation.noun != "job":
        return f"What should the {operation.noun} be called?"
    if field in QUESTIONS:
        return QUESTIONS[field]
    words = re.sub(r"Ids?$", "", field)
    return f"What {to_snake(words).replace('_', ' ')}?"


def declined(step: Step) -> bool:
    """Whether the person said no to it."""
    return isinstance(step.problem, Declined)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
