"""Which records were named in an utterance: by their tagged words, by a number, by a pronoun."""

from __future__ import annotations

import re

from agent import memory
from agent.planner import values, whose
from agent.planner.draft import Draft
from agent.planner.in_stead import people
from agent.planner.naming import LEAST_NUMBER, likely, pointed_at
from agent.planner.takeovers import taking_over
from agent.speech import hear
from domain.numbers import number
from domain.roles import Role
from storage.approvals import Approval
from storage.base import Record
from storage.call_logs import CallLog
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
from storage.tickets import Ticket
from storage.users import User
from tools.operation import Parameter, spoken_noun

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
    Approval: ("record", "person"),
    CallLog: ("record", "person"),
    Ticket: ("record", "person"),
}
OUTSIDE = (Role.CUSTOMER, Role.CALLER)  # they speak for themselves, and of nobody else's records
PRONOUN = re.compile(
    r"\b(it|that one|this one|that job|this job|that|this|him|her|them|here|the same (?:one|job|guy)|"
    r"the (?:first|second|third|last)(?: one)?)\b"
)
WITHOUT_OWNER = re.compile(r"(?:(?:the|his|her|their) )?[a-z]+(?: [a-z]+)?")  # "her sink" says less than whose it is
OWNED_BY = re.compile(r"^(?:the|his|her|their) ")
FROM = re.compile(r"\b(?:from|by|through|with|at|supplier|vendor|carries)(?: the)?\s*$", re.IGNORECASE)
CALLED = "appointment|thing|one|block|rule|automation|template|campaign|article|supplier"
PEOPLE = (Contact, User)
OFF_IT = re.compile(r"\b(?:on|off|off of|from|to|out of|of) (?:it|that|this|there|that one|this one)\b|\bon there\b")
ON_IT = re.compile(
    r"\b(?:close|resolve|cancel|delete|void|send|approve|reject|mark|move|push|bump|finish|reopen|convert|accept|decline)"
    r" (?:it|that|this|that one|this one)\b"
)
FOR_IT = re.compile(r"\b(?:for|on) (?:it|this one|that one|this job|that job|this|that)(?: (?:too|now|please))*$")
DONE_TO = re.compile(
    r"\b(?:put|make|mark|set|move|change|take|turn|flip|bump|drop|close|reopen|send) (?:the |that |this )?$"
)
OF_THEM = re.compile(r"\b(?:of|more) (?:it|them|those|these|that|'?em)\b")
NAME_WORDS = 2
LIVING = re.compile(r"\b(?:in|over in|out in|down in|up in|over on|on) $")  # where one lives is nobody else
JOINT = re.compile(r"\b(?:at|in|on|of|the|for|from|with|by|group|church|cafe|dental|and|[a-z]*\d[a-z\d]*)\b")
THEY = re.compile(r"\b(?:they|he|she|them|their|theirs|his|her|hers|him|there)\b(?! (?:a|an|any|anything|anybody)\b)")
SOMEBODY = re.compile(r"\b(?:him|her|them)\b")


def name_record(draft: Draft, parameter: Parameter) -> None:
    """Fill a record in by the words that name it, or that only point at it."""
    kind = parameter.record
    assert kind is not None
    if kind is Contact and draft.conversation.actor.role in OUTSIDE:
        return
    sorts = BY_KIND.get(kind, ("record",))
    if parameter.several and hasattr(kind, "number") and (numbers := values.listed_numbers(draft.said)):
        draft.tags = [tag for tag in draft.tags if tag.field not in sorts or not hear.find_values(tag.text)]
        draft.values[parameter.wire] = [str(each) for each in numbers]
        return
    if _names_a_person(draft, parameter):
        draft.values[parameter.wire] = "that"
        return
    words = _own_words(draft, parameter, sorts)
    words = "that" if _done_to_it(draft, parameter, words) else words
    if words is None and hasattr(kind, "number") and (parameter.required or parameter.in_path):
        words = values.job_number(draft.said)
    if whose.told_by_customer(parameter, draft.operation) and (words is None or number(words) is None):
        more = whose.besides(draft.tags, draft.operation, draft.staff)
        draft.tags = [tag for tag in draft.tags if tag not in more]
        words = whose.with_customer(words, more)
    of_somebody = parameter.in_path or whose.clocks(draft.operation)
    if kind is Job and of_somebody and (words is None or number(words) is None):
        words = _by_customer(draft, words) or words
    if words is None and (parameter.in_path or parameter.needed) and (pronoun := PRONOUN.search(draft.said.lower())):
        words = pronoun.group(1)
    if words is None and not parameter.in_path and (pointed_at(kind, draft.said) or _for_it(draft, kind)):
        words = "that"
    if words is None and kind is Contact and _of_theirs(draft):
        words = "them"
    if words is None and kind is User and parameter.required:
        words = whose.colleague_named(draft.said, draft.staff)
    if words is None and kind is User and draft.operation.effect == "read":
        words = whose.colleague_owning(draft.said, draft.staff)
    if words is not None and kind is User and draft.operation.effect == "read" and not _fits(words, draft):
        words = whose.colleague_named(draft.said, draft.staff) or words
    if words is None and parameter.instead and (somebody := SOMEBODY.search(draft.said.lower())):
        words = somebody.group(0)
    if words is not None:
        others = _others(draft, parameter, sorts) if parameter.several else []
        named = [each for text in (words, *others) for each in (_names(text) if parameter.several else (text,))]
        told = [_bare(draft, parameter, each) for each in named]
        draft.values[parameter.wire] = list(dict.fromkeys(told)) if parameter.several else told[0]


def _fits(words: str, draft: Draft) -> bool:
    return whose.may_be_staff(words, draft.staff) or words.lower() in ("i", "me", "my", "mine", "myself")


def _names_a_person(draft: Draft, parameter: Parameter) -> bool:
    """Whether all that is named is somebody, who is taken off or put on what was spoken of: "take maria off of it"."""
    kind, takes = parameter.record, draft.operation.takes
    people = [each for each in takes if each.record in PEOPLE and each is not parameter and each.needed]
    if kind in PEOPLE or kind not in draft.conversation.memory.focus or not parameter.in_path or not people:
        return False
    named = [tag for tag in draft.tags if tag.field in ("record", "person", "name", "job", "invoice")]
    return len(named) == 1 and number(named[0].text) is None and OFF_IT.search(draft.said.lower()) is not None


def _for_it(draft: Draft, kind: type[Record]) -> bool:
    """Whether something is done for the job, or with the part, that was spoken of: "put me on the clock for it"."""
    points = {Job: FOR_IT, InventoryItem: OF_THEM}.get(kind)
    return points is not None and draft.operation.effect != "read" and points.search(draft.said.lower()) is not None


def _done_to_it(draft: Draft, parameter: Parameter, words: str | None) -> bool:
    """Whether the deed is on what was spoken of, whatever was told before it: "the second charge is gone, close it"."""
    if words is None or not parameter.in_path or parameter.record not in draft.conversation.memory.focus:
        return False
    said = draft.said.lower()
    found = ON_IT.search(said)
    named = (
        number(words) is not None
        or parameter.record in PEOPLE
        or said.find(words.lower()) > (found.start() if found else -1)
    )
    return found is not None and not named and next(reversed(draft.conversation.memory.focus)) is parameter.record


def _of_theirs(draft: Draft) -> bool:
    """Whether what is looked for is of the customer who was spoken of: "what do they still owe"."""
    focus = draft.conversation.memory
    asked = draft.operation.effect == "read" and THEY.search(draft.said.lower()) is not None
    return asked and Contact in focus.focus and focus.latest(User, Contact) is Contact


def _others(draft: Draft, parameter: Parameter, sorts: tuple[str, ...]) -> list[str]:
    """The other records of which an operation takes several: "siobhan and erin", "ten fifty two and ten "
    "fifty four"."""
    draft.tags = [tag for tag in draft.tags if tag.field not in sorts or not LIVING.search(draft.said[: tag.start])]
    found: list[str] = []
    while words := _own_words(draft, parameter, sorts):
        found.append(words)
    if hasattr(parameter.record, "number"):
        numbers = (each for each in hear.find_values(draft.said) if each.kind == "number")
        found += [str(each.value) for each in numbers if isinstance(each.value, int) and each.value >= LEAST_NUMBER]
    return found


def _names(words: str) -> list[str]:
    """The names that were run together, two words each: "siobhan murphy wei zhang"."""
    said = words.split()
    if len(said) < 2 * NAME_WORDS or len(said) % NAME_WORDS or JOINT.search(words.lower()):
        return [words]
    return [" ".join(said[at : at + NAME_WORDS]) for at in range(0, len(said), NAME_WORDS)]


def _bare(draft: Draft, parameter: Parameter, words: str) -> str:
    """The words as the record's name: no possessive, nothing that only points at it or says what it is."""
    kind = parameter.record
    assert kind is not None
    words = re.sub(r"'s?$", "", words.strip())
    noun = spoken_noun(kind.__name__).split()[-1]
    if re.fullmatch(rf"(?:(?:the|that|this|his|her|their|same) )?{noun}s?", words.lower()):
        return "that"
    words = re.sub(r"(?<=\w\w)s$", "", words) if kind is ContactTag else words  # "the vips" carry the tag VIP
    if kind in (Invoice, Payment):
        words = re.sub(rf"^(?:(?:that|this|the|our|my) )?(?:{noun} (?:on|for|of|from|to|by) )?", "", words)
    if hasattr(kind, "number"):
        return values.numbered(words, draft.said, whole=kind is not Job)
    bare = re.sub(rf"^(?:that|this|the|our|my|his|her|their) |(?: (?:{noun}|{CALLED}))+$", "", words.lower())
    return bare if bare != words.lower() and bare.split() and not memory.points(words) else words


def _own_words(draft: Draft, parameter: Parameter, sorts: tuple[str, ...]) -> str | None:
    """The tagged words that name this parameter's record: a colleague's name for staff, others for customers."""
    if parameter.record is Contact and not parameter.needed and whose.named_anew(draft.operation):
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
    if parameter.in_path and not any(number(tag.text) for tag in tagged):
        tagged.sort(key=lambda tag: DONE_TO.search(draft.said[: tag.start].lower()) is None)
    if parameter.record is not Job and not parameter.in_path:
        tagged = people(draft.operation, parameter, tagged)
        tagged = [tag for tag in tagged if tag.field != "record"] or tagged
    if parameter.record is User:
        tagged = taking_over(draft.said, tagged, draft.staff)
        if not (parameter.needed or parameter.in_path):
            fits = whose.is_staff if draft.conversation.actor.role is Role.TECH else whose.may_be_staff
            tagged = [tag for tag in tagged if fits(tag.text, draft.staff)]
    if parameter.record is Supplier and draft.operation.effect == "read" and not parameter.in_path:
        tagged = [tag for tag in tagged if FROM.search(draft.said[: tag.start])]
    if not tagged:
        return None
    draft.tags.remove(tagged[0])
    return tagged[0].text


def _by_customer(draft: Draft, words: str | None) -> str | None:
    """A job by whose it is, where no number names it: "bob johnson wants to move his drain to friday"."""
    people = [tag for tag in draft.tags if tag.field == "person" and not whose.is_staff(tag.text, draft.staff)]
    if len(people) != 1 or whose.HANDED_ON.search(draft.said):
        return None
    owner = people[0].text.removesuffix("'s")
    if words is not None and not WITHOUT_OWNER.fullmatch(words.lower()):
        return None
    draft.tags.remove(people[0])
    thing = whose.THEIRS.search(draft.said[people[0].end :])
    named = words or (thing[1] if thing else None)
    return f"{owner}'s {OWNED_BY.sub('', named)}" if named else owner
