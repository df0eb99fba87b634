"""The operation beside the one that was heard: the same deed on what was spoken of, a change of what is there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from agent.conversation import Conversation
from agent.memory import PEOPLE, THAT, bare, stands_for_something
from agent.planner.naming import beside, is_its_number, pointed_at
from agent.planner.recogniser import Recognition
from agent.planner.values import listed_numbers
from agent.planner.whose import may_be_staff
from domain.wording import many
from storage.base import Record
from storage.contacts import Contact
from storage.users import User
from tools.operation import Operation, spoken_noun

WHETHER = re.compile(
    r"\b(?:is|are|was|were|did|does|do|has|have|isn't|aren't|didn't|hasn't|haven't)"
    r" (?:he|she|it|they|we|that|this|you|\w+) (?:already|still|even|ever|yet)\b(?! (?:so|and|but|then)\b)"
)
ASKS_OF_IT = re.compile(
    r"(?:^|, )(?:(?:and|so|okay|ok|um|uh|well|wait) )*(?:what|when|where|who|whose|which|how much|how many|how long)"
    r"(?:'s| is| are| was| were| do| does| did) "
    r"(?!.*\b(?:please|can you|could you|go ahead|mark|set|change|send|text)\b)"
)
WHETHER_ANY = re.compile(
    r"^(?:(?:and|so|okay|ok|um|uh|well|hey) )*"
    r"(?:do we (?:already )?have|have we got|is there|are there|did we (?:ever )?set up)\b"
)
STARTED = re.compile(
    r"^(?:(?:ok|okay|so|and|i'm|i am|we're|we are) )*(?:start|starting|begin|beginning) (?:on )?(?:the|my) "
)
NOT_DELETED = re.compile(
    r"\b(?:don'?t|do not|not|without|rather than)(?: \w+){0,2} (?:delet\w+|remov\w+|eras\w+|get rid)\b"
)
# By what else than its own name people call who, or what, is new.
NEW = {
    "contact": re.compile(r"\b(?:customers?|clients?|contacts?|homeowners?)\b"),
    "user": re.compile(
        r"\b(?:users?|techs?|technicians?|dispatchers?|hire[ds]?|hiring|staff|"
        r"employees?|colleagues?|apprentices?|admins?)\b"
    ),
    "lead": re.compile(r"\b(?:leads?|prospects?)\b"),
    "supplier": re.compile(r"\b(?:suppliers?|vendors?)\b"),
}
THEIRS = re.compile(
    r"\b(?:over there|out there|(?:their|his|her) (?!day\b|week\b|calendar\b|schedule\b|time\b)"
    r"\w+|them|to him|to her|for (?:him|her|them))\b"
)
LOOKED_BACK = 3
REOPENED = re.compile(r"\b(?:reopen|open (?:it|that|this) (?:back )?up|(?:it|that|this)(?: back)? open again)\b")
PUSHED = re.compile(r"\bpush \w+(?: \w+)? (?:that|saying)\b")


def at_hand(
    conversation: Conversation, operation: Operation[Any, Any], arguments: Mapping[str, Any]
) -> Operation[Any, Any] | None:
    """The same deed on the kind of record that was spoken of last, if the words only point at something.

    "Bump it up" sounds like a job; after a ticket, where no job was mentioned, it is the ticket.
    """
    own = next((each for each in operation.takes if each.wire == "id" and each.record is not None), None)
    words = arguments.get("id")
    if own is None or own.record is None or not isinstance(words, str) or not stands_for_something(words):
        return None
    if own.record in PEOPLE and not THAT.match(bare(words)):
        return None  # "him" is nobody's visit
    spoken_of = conversation.memory.kinds()
    if own.record in spoken_of:
        return None
    siblings = (_on(conversation, operation, own.record, kind) for kind in spoken_of)
    return next((each for each in siblings if each is not None), None)


def by_its_noun(conversation: Conversation, operation: Operation[Any, Any], said: str) -> Operation[Any, Any] | None:
    """The same deed on what the words point at by its noun: "turn that quote into a job" converts no lead."""
    own = next((each.record for each in operation.takes if each.wire == "id" and each.record is not None), None)
    if own is None or pointed_at(own, said):
        return None
    others = [kind for kind in conversation.memory.kinds() if kind is not own and pointed_at(kind, said)]
    return next((each for kind in others if (each := _on(conversation, operation, own, kind))), None)


def made_by_its_noun(
    conversation: Conversation, operation: Operation[Any, Any], said: str
) -> Operation[Any, Any] | None:
    """The new record of the kind that is named: "a brand new customer on the line, set him up" makes no user."""
    noun = operation.noun
    if not operation.name.startswith("create_") or noun not in NEW or NEW[noun].search(said.lower()):
        return None
    named = [f"create_{other}" for other, way in NEW.items() if way.search(said.lower())]
    return conversation.operations.get(named[0]) if len(named) == 1 else None


def on_what_was_made(
    conversation: Conversation, operation: Operation[Any, Any], arguments: Mapping[str, Any]
) -> tuple[Operation[Any, Any], str] | None:
    """The change of what was just made, where more of it is told: "phone's seven two oh…" is the new lead's.

    Only where nobody else is named, and the record takes all that is told.
    """
    told = {wire for wire in arguments if wire != "id"}
    if not operation.name.startswith("update_") or not told or not _points(arguments.get("id")):
        return None
    for turn in reversed(conversation.turns[:-1][-LOOKED_BACK:]):
        for step in reversed(turn.steps):
            if not step.wrote or not step.operation.name.startswith("create_") or step.outcome is None:
                continue
            change = conversation.operations.get(step.operation.name.replace("create_", "update_", 1))
            made = getattr(step.outcome.value, "id", None)
            takes = change is not None and told <= {each.wire for each in change.takes}
            return (change, made) if change and made and takes and change is not operation else None
    return None


def _points(words: Any) -> bool:
    return words is None or (isinstance(words, str) and stands_for_something(words))


def of_whom_was_spoken(
    conversation: Conversation, operation: Operation[Any, Any], said: str
) -> Operation[Any, Any] | None:
    """The list of what is somebody's, where "who's going over there this week" asks for no whole calendar."""
    other = operation.options.get("of_a_customer")
    spoken_of = conversation.memory.latest(User, Contact) is Contact and Contact in conversation.memory.focus
    return conversation.operations.get(other) if other and spoken_of and THEIRS.search(said.lower()) else None


async def to_a_customer(
    conversation: Conversation, operation: Operation[Any, Any], heard: Recognition
) -> Operation[Any, Any] | None:
    """The message, where who is to be let know is none of the staff: "let Harold Simmons know it'll be Mike"."""
    named = [span.text for span in heard.spans if span.field == "person"]
    if operation.name != "create_notification" or not named:
        return None
    staff = await conversation.staff()
    return None if any(may_be_staff(each, staff) for each in named) else conversation.operations.get("send_message")


def by_its_verb(conversation: Conversation, operation: Operation[Any, Any], said: str) -> Operation[Any, Any] | None:
    """The deed that a verb tells: what is reopened is changed, "push Mike that the truck is blocked" is on a device.

    And the visit that is begun, where workflows are not one's own to run: "start the water heater replacement".
    """
    if REOPENED.search(said.lower()) and not operation.name.startswith("update_"):
        return conversation.operations.get(f"update_{operation.noun.replace(' ', '_')}")
    if operation.name == "create_notification" and PUSHED.search(said.lower()):
        return conversation.operations.get("send_push")
    workflow = operation.name == "trigger_workflow" and operation.name not in conversation.operations
    return conversation.operations.get("update_job_status") if workflow and STARTED.match(said.lower()) else None


def but_not_deleted(conversation: Conversation, said: str, heard: Recognition) -> Recognition:
    """What was heard, without what deletes where that is denied: "shut it off, don't delete it"."""
    if not NOT_DELETED.search(said.lower()):
        return heard
    gone = {str(route) for each in conversation.desk.operations.values() if _deletes(each) for route in each.routes}
    kept = [(name, p) for name, p in heard.operations if name not in gone]
    whole = sum(p for _, p in kept) or 1.0
    return replace(heard, operations=tuple((name, p / whole) for name, p in kept))


def _deletes(operation: Operation[Any, Any]) -> bool:
    return operation.routes[0].method == "DELETE"


def only_asked(conversation: Conversation, operation: Operation[Any, Any], said: str) -> Operation[Any, Any] | None:
    """The look at a record that is only asked about: "is he already inactive", "and the church, when's theirs due"."""
    if operation.effect == "read":
        return None
    if operation.name.startswith("create_") and WHETHER_ANY.search(said.lower()):
        return conversation.operations.get(f"list_{many(operation.noun.replace(' ', '_'))}")
    on_a_record = any(each.in_path and each.record is not None for each in operation.takes)
    if on_a_record and (WHETHER.search(said.lower()) or ASKS_OF_IT.search(said.lower())):
        return conversation.operations.get(f"get_{operation.noun.replace(' ', '_')}")
    return None


def on_many(conversation: Conversation, operation: Operation[Any, Any], said: str) -> Operation[Any, Any] | None:
    """The same deed on all that are named by their numbers: "make ten fifty one and ten fifty two urgent"."""
    mine = conversation.operations.values()
    bulk = next((each for each in mine if operation.name in each.options.get("many_of", ())), None)
    return bulk if bulk and listed_numbers(said) else None


def on_what_is_there(
    conversation: Conversation, operation: Operation[Any, Any], said: str, heard: Recognition
) -> Operation[Any, Any] | None:
    """The change of a record that is named by its number, where it sounds as if another one were to be made.

    "Add a trip fee to quote three oh one" makes no quote.
    """
    kind = operation.returns
    if not operation.name.startswith("create_") or not hasattr(kind, "number"):
        return None
    named = any(is_its_number(kind, tag) and beside(said, tag, kind) for tag in heard.spans)
    return conversation.operations.get(operation.name.replace("create_", "update_", 1)) if named else None


def _on(
    conversation: Conversation, operation: Operation[Any, Any], kind: type[Record], other: type[Record]
) -> Operation[Any, Any] | None:
    """`update_job` on tickets is `update_ticket`, where this person may do that."""
    here, there = (spoken_noun(each.__name__).replace(" ", "_") for each in (kind, other))
    if not operation.name.endswith(f"_{here}"):
        return None
    return conversation.operations.get(f"{operation.name.removesuffix(here)}{there}")
