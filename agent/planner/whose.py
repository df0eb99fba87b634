"""What hangs on a customer is often told by them: "the furnace bill … Maria", "a hundred from Linh"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from rapidfuzz import fuzz

from agent.conversation import Conversation
from agent.planner.spans import TaggedSpan
from domain.roles import Role
from storage.base import Record
from storage.contacts import Contact
from storage.invoices import Invoice
from storage.jobs import Job
from storage.payments import Payment
from storage.users import User
from tools.operation import Operation, Parameter

FOR_A_JOB = re.compile(r"\b(?:jobs?|work order|visit)\b", re.IGNORECASE)
LIKE_STAFF = 78.0
NEAR_STAFF = 60.0
OF_A_CUSTOMER: tuple[type[Record], ...] = (Invoice, Payment)
OWNED: tuple[type[Record], ...] = (Invoice, Payment, Job)
THEIRS = re.compile(
    r"\b(?:his|her|their)\s+((?:[a-z']+ )?[a-z']+?)(?:\s+(?:job|visit|appointment))?"
    r"(?=\s+(?:to|for|from|on|at|by|till|until)\b|$)",
    re.IGNORECASE,
)
WHOSE_TIME = "Whose time should I block?"
MINE = re.compile(r"\b(?:me|my|mine|myself|i|i'm|i'll|i've)\b", re.IGNORECASE)
HANDED_ON = re.compile(r"\b(?:over to|switch|instead|belongs? to|reassign|meant for|should be for)\b", re.IGNORECASE)


def like_staff(words: str, staff: Sequence[str]) -> float:
    """How well the words fit a colleague's name, whole or first."""
    said = words.lower().removesuffix("'s")
    names = [name.lower() for name in staff] + [name.split()[0].lower() for name in staff]
    return max((fuzz.ratio(said, name) for name in names), default=0.0)


def is_staff(words: str, staff: Sequence[str]) -> bool:
    """Whether the words are a colleague's name."""
    return like_staff(words, staff) >= LIKE_STAFF


def may_be_staff(words: str, staff: Sequence[str]) -> bool:
    """Whether the words may be a colleague's name as it was misheard: one word of them is near one."""
    told = [like_staff(word, staff) for word in (words, *words.split())]
    return max(told) >= NEAR_STAFF


def colleague_named(said: str, staff: Sequence[str]) -> str | None:
    """The one colleague who is named in an utterance, whole or by first name; None if none or several are."""
    words = set(re.findall(r"[\w']+", said.lower().replace("'s", "")))
    named = [name for name in staff if name.lower() in said.lower()]
    named = named or [name.split()[0] for name in staff if name.split()[0].lower() in words]
    if len(set(named)) > 1:
        given = [
            name
            for name in named
            if re.search(rf"\b(?:to|on|have|send|get|let) {re.escape(name.lower())}\b", said.lower())
        ]
        named = given[-1:] or named
    return named[0] if len(set(named)) == 1 else None


def colleague_owning(said: str, staff: Sequence[str]) -> str | None:
    """The one colleague whose something is: "export mike's jobs"; None if none or several are."""
    owners = {name.lower().removesuffix("'s") for name in re.findall(r"\b[a-z]+'s\b", said.lower())}
    named = {first for name in staff if (first := name.split()[0]).lower() in owners}
    return named.pop() if len(named) == 1 else None


def whose_time(conversation: Conversation, operation: Operation[Any, Any], said: str, told: Mapping[str, Any]) -> bool:
    """Whether it must be asked whose time is blocked: one's own only where one says so."""
    if operation.name != "create_block" or "userId" in told or conversation.actor.role is Role.TECH:
        return False
    return MINE.search(said) is None


def named_anew(operation: Operation[Any, Any]) -> bool:
    """Whether a name that is said is the name of what is made or changed: "new lead Gina Torres" is no customer."""
    return any(each.wire == "name" and each.record is None for each in operation.takes)


def both_people(operation: Operation[Any, Any]) -> bool:
    """Whether the operation takes a colleague and a customer, who must be told apart."""
    kinds = {each.record for each in operation.takes}
    return {User, Contact} <= kinds


def clocks(operation: Operation[Any, Any]) -> bool:
    """Whether it is done by somebody on a job, so that a customer's name says which: "punch me in for Dubois"."""
    kinds = {each.record for each in operation.takes}
    made = operation.effect == "write" and not any(each.in_path for each in operation.takes)
    return made and {User, Job} <= kinds and Contact not in kinds


def told_by_customer(parameter: Parameter, operation: Operation[Any, Any]) -> bool:
    """Whether a customer's name says which record this is: no other input must have it."""
    if parameter.record not in OF_A_CUSTOMER or not (parameter.needed or parameter.in_path):
        return False
    return not any(each.record is Contact and each.needed for each in operation.takes)


def besides(tags: Sequence[TaggedSpan], operation: Operation[Any, Any], staff: Sequence[str]) -> list[TaggedSpan]:
    """What else was named: customers and, where it can be nothing else, another record: "… on twenty oh three"."""
    alone = sum(each.record is not None for each in operation.takes) == 1
    people = [tag for tag in tags if tag.field == "person" and like_staff(tag.text, staff) < LIKE_STAFF]
    return [*people, *(tag for tag in tags if alone and tag.field in ("record", "invoice", "job"))]


def with_customer(words: str | None, people: Sequence[TaggedSpan]) -> str | None:
    """The record's words with the customers that were named besides."""
    said = (words or "").lower()
    named = [tag.text for tag in people if tag.text.lower().removesuffix("'s") not in said]
    return " ".join([*([words] if words else []), *named]) or None


def names_the_owner(parameter: Parameter, operation: Operation[Any, Any], said: str) -> bool:
    """Whether a customer or a job says which record is meant, and not whom or what it is for from now on."""
    of_a_customer = any(each.in_path and each.record in OWNED for each in operation.takes)
    if parameter.required or parameter.in_path or not of_a_customer:
        return False
    if parameter.record is Contact:
        return HANDED_ON.search(said) is None
    return parameter.record is Job and FOR_A_JOB.search(said) is None
