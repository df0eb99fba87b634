"""How a record is named, what else people say of it, and what tells it apart from others that are called alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo

from num2words import num2words

from domain.numbers import said as said_in_short
from domain.problems import Candidate
from storage.base import Record
from storage.users import User

BEHIND = frozenset(
    ("completed", "cancelled", "paid", "void", "closed", "resolved", "declined", "expired", "lost", "inactive",
     "approved", "rejected")
)  # fmt: skip
ROLES: Mapping[str, str] = {
    "admin": "owner boss admin",
    "dispatcher": "dispatch dispatcher",
    "office": "office front desk",
    "tech": "technician tech",
}
Tell = Callable[[Any, ZoneInfo], str | None]


def _own(name: str) -> Tell:
    return lambda record, zone: str(value) if (value := getattr(record, name, None)) else None


def _linked(name: str) -> Tell:
    return lambda record, zone: getattr(loaded(record, name), "name", None)


def _number(record: Any, zone: ZoneInfo) -> str | None:
    return f"number {record.number}" if getattr(record, "number", None) else None


def _day(record: Any, zone: ZoneInfo) -> str | None:
    start: datetime | None = getattr(record, "scheduled_start", None) or getattr(record, "start", None) or _at(record)
    return f"{start.astimezone(zone):%A, %B %-d}" if start else None


def _at(record: Any) -> datetime | None:
    """When it came, of what comes one after another."""
    at: datetime | None = getattr(record, record.stream) if record.stream else None
    return at


def _clock(record: Any, zone: ZoneInfo) -> str | None:
    """The hour at which it came, as it is said: 420, 1620."""
    at = _at(record)
    return f"{at.astimezone(zone):%-I%M %H%M %-I %p}" if at else None


def _status(record: Any, zone: ZoneInfo) -> str | None:
    return str(record.status).replace("_", " ") if getattr(record, "status", None) else None


def _amount(record: Any, zone: ZoneInfo) -> str | None:
    """A sum of money as it is spoken: one eighty nine."""
    amount = next(
        (value for name in ("amount", "total") if isinstance(value := getattr(record, name, None), Decimal)), None
    )
    return said_in_short(amount) if amount else None


def _received(record: Any, zone: ZoneInfo) -> str | None:
    """The day of a payment or an invoice, in words: March sixth."""
    day: date | None = getattr(record, "received", None) or getattr(record, "issued", None)
    return f"{day:%B} {num2words(day.day, to='ordinal')}" if isinstance(day, date) else None


# What people tell things apart by, most telling first.
FACTS: tuple[Tell, ...] = (
    _own("company"), _own("address"), _own("city"), _linked("contact"), _number, _day, _status, _own("role"),
    _own("sku"), _own("email"), _own("phone"), _own("method"), _amount, _received,
)  # fmt: skip
ABOUT = ("name", "title", "subject", "company", "address", "city", "sku", "interest")
# Beside names that differ, only these are worth saying.
TELLING_ALONE = 6


def loaded(record: Record, relation: str) -> Record | None:
    """A linked record, if it was loaded."""
    linked: Record | None = record.__dict__.get(relation)
    return linked


def label(record: Record) -> str:
    """What the record is called in a question."""
    own = (getattr(record, name, None) for name in ("name", "title", "subject"))
    number = getattr(record, "number", None)
    numbered = f"{type(record).__name__.lower()} {number}" if number else None
    return next((str(each) for each in (*own, *record.heard_as(), numbered) if each), record.id)


def called(record: Record, links: Sequence[str]) -> tuple[str, ...]:
    """What a record goes by: its own names, and those of the customer it hangs on."""
    contact = loaded(record, "contact") if "contact" in links else None
    return (*record.heard_as(), *(contact.heard_as() if contact else ()))


def known(record: Record, links: Sequence[str], zone: ZoneInfo) -> tuple[str, ...]:
    """What else people may mention of a record: street, town, number, day, state, who does it."""
    facts = [tell(record, zone) for tell in FACTS]
    others = [loaded(record, name) for name in links]
    numbers = [getattr(each, "number", None) for each in others]
    facts += [way for number in numbers if number for way in (said_in_short(Decimal(number)), str(number))]
    about = [getattr(each, name, None) for each in others if each for name in ("name", "title", "address", "city")]
    role = ROLES.get(getattr(record, "role", ""))
    return tuple(
        str(each) for each in (*facts, _clock(record, zone), *about, role, *getattr(record, "skills", ())) if each
    )


def about(record: Record, links: Sequence[str]) -> tuple[str, ...]:
    """What says where a record is, for whom and about what; neither how it stands nor when."""
    linked = [loaded(record, name) for name in links]
    others = [record, *(each for each in linked if each is not None and not isinstance(each, User))]
    facts = (getattr(each, name, None) for each in others for name in ABOUT)
    return tuple(str(each) for each in facts if each)


def behind(record: Record) -> bool:
    """Whether it is over and done with, so that people seldom speak of it."""
    return getattr(record, "status", None) in BEHIND or getattr(record, "active", True) is False


def told_apart(records: Sequence[Record], zone: ZoneInfo) -> list[Candidate]:
    """The records as choices, each with the one or two facts that tell it from the others."""
    facts = [[tell(record, zone) for record in records] for tell in FACTS]
    if len({label(record) for record in records}) == len(records):
        facts = facts[:TELLING_ALONE]
    facts = [each for each in facts if len(set(each)) > 1] or [each for each in facts if any(each)]
    chosen = next((each for size in (1, 2) for each in combinations(facts, size) if _all_differ(each)), facts[:1])
    details = [", ".join(fact[place] or "" for fact in chosen).strip(", ") for place in range(len(records))]
    more = [tuple(fact for tell in FACTS if (fact := tell(record, zone))) for record in records]
    told = zip(records, details, more, strict=True)
    return [Candidate(record.id, label(record), detail, known) for record, detail, known in told]


def _all_differ(facts: Sequence[Sequence[str | None]]) -> bool:
    told = list(zip(*facts, strict=True))
    return len(set(told)) == len(told) and all(any(each) for each in told)
