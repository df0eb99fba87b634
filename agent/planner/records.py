"""Which records were named in an utterance: by their tagged words, by a number, by a pronoun."""

from __future__ import annotations

import re

from agent.planner import values, whose
from agent.planner.draft import Draft
from agent.planner.in_stead import people
from agent.planner.naming import likely, pointed_at
from agent.planner.takeovers import taking_over
from domain.numbers import number
from domain.roles import Role
from storage.base import Record
from storage.contacts import Contact, ContactTag
from storage.estimates import Estimate
from storage.inventory import InventoryItem
from storage.invoices import Invoice
from storage.jobs import Job
from storage.leads import Lead
from storage.payments import Payment
from storage.purchase_orders import PurchaseOrder
from storage.quotes import Quote
from storage.suppliers import Supplier
from storage.users import User
from tools.operation import Parameter

BY_KIND: dict[type[Record], tuple[str, ...]] = {
    Job: ("job", "record"),
    Contact: ("person", "record", "name"),
    User: ("person", "record", "name"),
    InventoryItem: ("item", "record", "name"),
    ContactTag: ("tag", "record"),
    Supplier: ("person", "record"),
    Lead: ("record", "person", "name"),
    PurchaseOrder: ("record", "job", "invoice"),
    Estimate: ("record", "person", "name", "title"),
    Quote: ("record", "person", "name"),
    Invoice: ("invoice", "record", "job"),
    Payment: ("record", "invoice"),
}
OUTSIDE = (Role.CUSTOMER, Role.CALLER)  # they speak for themselves, and of nobody else's records
PRONOUN = re.compile(
    r"\b(it|that one|this one|that job|this job|that|this|him|her|them|here|the same (?:one|job|guy)|"
    r"the (?:first|second|third|last)(?: one)?)\b"
)
FROM = re.compile(r"\b(?:from|by|through|with|at|supplier|vendor|carries)(?: the)?\s*$", re.IGNORECASE)
SOMEBODY = re.compile(r"\b(?:him|her|them)\b")


def name_record(draft: Draft, parameter: Parameter) -> None:
    """Fill a record in by the words that name it, or that only point at it."""
    kind = parameter.record
    assert kind is not None
    if kind is Contact and draft.conversation.actor.role in OUTSIDE:
        return
    sorts = BY_KIND.get(kind, ("record",))
    words = _own_words(draft, parameter, sorts)
    if words is None and hasattr(kind, "number") and (parameter.required or parameter.in_path):
        words = values.job_number(draft.said)
    if whose.told_by_customer(parameter, draft.operation) and (words is None or number(words) is None):
        more = whose.besides(draft.tags, draft.operation, draft.staff)
        draft.tags = [tag for tag in draft.tags if tag not in more]
        words = whose.with_customer(words, more)
    if words is None and kind is Job and parameter.in_path:
        words = _by_customer(draft)
    if words is None and (parameter.in_path or parameter.required) and (pronoun := PRONOUN.search(draft.said.lower())):
        words = pronoun.group(1)
    if words is None and not parameter.in_path and pointed_at(kind, draft.said):
        words = "that"
    if words is None and kind is User and parameter.required:
        words = whose.colleague_named(draft.said, draft.staff)
    if words is None and parameter.instead and (somebody := SOMEBODY.search(draft.said.lower())):
        words = somebody.group(0)
    if words is not None:
        words = re.sub(r"'s?$", "", words.strip())
        words = re.sub(r"(?<=\w\w)s$", "", words) if kind is ContactTag else words  # "the vips" carry the tag VIP
        words = values.numbered(words, draft.said, whole=kind is not Job) if hasattr(kind, "number") else words
        draft.values[parameter.wire] = [words] if parameter.several else words


def _own_words(draft: Draft, parameter: Parameter, sorts: tuple[str, ...]) -> str | None:
    """The tagged words that name this parameter's record: a colleague's name for staff, others for customers."""
    if parameter.record is Contact and not parameter.required and whose.named_anew(draft.operation):
        return None
    if whose.names_the_owner(parameter, draft.operation, draft.said):
        return None
    tagged = [tag for sort in sorts for tag in draft.tags if tag.field == sort]
    if hasattr(parameter.record, "number"):
        tagged.sort(key=lambda tag: number(tag.text) is None)
    elif parameter.record is Contact:
        tagged = [tag for tag in tagged if number(tag.text) is None]
    if parameter.record in (User, Contact) and whose.both_people(draft.operation):
        staff = parameter.record is User
        tagged = [tag for tag in tagged if (whose.like_staff(tag.text, draft.staff) >= whose.LIKE_STAFF) is staff]
    tagged = likely(draft.operation, parameter, draft.said, tagged)
    if parameter.record is not Job and not parameter.in_path:
        tagged = people(draft.operation, parameter, tagged)
        tagged = [tag for tag in tagged if tag.field != "record"] or tagged
    if parameter.record is User:
        tagged = taking_over(draft.said, tagged, draft.staff)
    if parameter.record is Supplier and draft.operation.effect == "read" and not parameter.in_path:
        tagged = [tag for tag in tagged if FROM.search(draft.said[: tag.start])]
    if not tagged:
        return None
    draft.tags.remove(tagged[0])
    return tagged[0].text


def _by_customer(draft: Draft) -> str | None:
    """A job by whose it is, where nothing else names it: "bob johnson wants to move his drain to friday"."""
    people = [tag for tag in draft.tags if tag.field == "person" and not whose.is_staff(tag.text, draft.staff)]
    if len(people) != 1 or whose.HANDED_ON.search(draft.said):
        return None
    draft.tags.remove(people[0])
    owner = people[0].text.removesuffix("'s")
    thing = whose.THEIRS.search(draft.said[people[0].end :])
    return f"{owner}'s {thing[1]}" if thing else owner
