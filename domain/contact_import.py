"""Contacts from a file: which column is what, which rows are good, and which people are there already.

Nothing in the file is lost: a column that a contact has no field for is kept in a note on the contact, and a row that
cannot be entered is given back as it came, with what is wrong with it.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from domain import tables
from domain.card_numbers import without_cards
from domain.consent import opt_out
from domain.contacts import Status
from domain.context import Context
from domain.problems import FieldError, Invalid, TooLarge
from domain.spreadsheets import unlisted
from storage.base import Record
from storage.contacts import Contact, ContactNote, ContactTag, Tagging, mail_key
from storage.types import new_id

MOST_ROWS, AT_ONCE, ASKED_AT_ONCE = 20_000, 200, 5_000
LONGEST_TAG = 100
CALLED: Mapping[str, str] = {
    word: meant
    for meant, words in {
        "name": "name fullname contactname customername customer client clientname displayname person",
        "first": "firstname first givenname forename",
        "last": "lastname last surname familyname",
        "nickname": "nickname nick knownas goesby",
        "company": "company companyname organization organisation organizationname business businessname employer",
        "phone": "phone phonenumber phoneno telephone telephonenumber tel mobile mobilephone mobilenumber cell"
        " cellphone primaryphone mainphone homephone workphone businessphone phone1 phone2 phone1value phone2value",
        "email": "email emailaddress mail email1 email2 email1value email2value primaryemail",
        "address": "address address1 addressline1 street streetaddress street1 serviceaddress mailingaddress"
        " billingaddress homestreet address1street",
        "unit": "address2 addressline2 street2 unit apt apartment suite",
        "city": "city town locality homecity address1city servicecity billingcity",
        "lat": "lat latitude",
        "lng": "lng lon long longitude",
        "status": "status",
        "tags": "tags tag labels label groups categories category",
        "note": "notes note comments comment remarks memo description",
        "takes": "acceptsmarketing marketing marketingconsent emailmarketing emailoptin optin subscribed acceptsemail",
        "refuses": "optout optedout emailoptout unsubscribed donotcontact donotemail dnc",
        "": "id createdat updatedat optedoutat leadids",
    }.items()
    for word in words.split()
}
STANDING: Mapping[str, Status] = {
    "active": "customer",
    "client": "customer",
    "prospect": "lead",
    "archived": "inactive",
}
YES, NO = frozenset(("yes", "y", "true", "t", "1", "x")), frozenset(("no", "n", "false", "f", "0"))
EXTENSION = re.compile(r"[\s,;]*(?:x|ext\.?|extension)\s*(\d{1,6})$", re.IGNORECASE)
WHO = ("name", "first", "last", "company")
Facts = dict[str, Any]
Checked = tuple[Facts, list[FieldError]]


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a row is not entered."""

    row: int
    field: str
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class Twin:
    """A row about somebody who is there already, in the address book or further up in the file."""

    row: int
    name: str
    field: str
    contact_id: str | None = None
    contact_name: str | None = None
    same_as_row: int | None = None


@dataclass(frozen=True, slots=True)
class Good:
    """A row that can be entered: the contact's fields, its tags, and what goes into a note."""

    row: int
    facts: Facts
    tags: tuple[str, ...]
    note: str


@dataclass(slots=True)
class Batch:
    """What a file comes to: the rows to enter, those that are wrong or there already, and what each column is."""

    columns: dict[str, str]
    total: int = 0
    good: list[Good] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    twins: list[Twin] = field(default_factory=list)
    rejected: list[str] = field(default_factory=list)

    @property
    def binding(self) -> str:
        """What a yes is about."""
        return f"{len(self.good)} {len(self.twins)}"


async def read(ctx: Context, data: bytes, status: Status, check: Callable[[Facts], Checked]) -> Batch:
    """Read a file, look each row over with `check`, and look up who is there already. Nothing is written."""
    table = await asyncio.to_thread(tables.table, data)
    if len(table.rows) > MOST_ROWS:
        raise TooLarge(f"That file has {len(table.rows):,} rows; send at most {MOST_ROWS:,} at once.")
    meanings = [CALLED.get(re.sub(r"[^a-z0-9]", "", column.lower())) for column in table.columns]
    if not set(WHO).intersection(filter(None, meanings)):
        raise Invalid(
            "None of the columns says who it is; call one Name, First Name or Company.",
            [FieldError("file", "has no column with names")],
        )
    batch = Batch(_told(table.columns, meanings), len(table.rows))
    good = await asyncio.to_thread(_looked_over, table, meanings, status, check, batch)
    await _without_twins(ctx, good, batch)
    return batch


def _told(columns: Sequence[str], meanings: Sequence[str | None]) -> dict[str, str]:
    return {
        column: "note" if meant is None else meant or "left out"
        for column, meant in zip(columns, meanings, strict=True)
    }


def _looked_over(
    table: tables.Table, meanings: Sequence[str | None], status: Status, check: Callable[[Facts], Checked], batch: Batch
) -> list[Good]:
    good: list[Good] = []
    for row in table.rows:
        found, wrong = _looked_at(table, row, meanings, status, check)
        if found is not None and not wrong:
            good.append(found)
            continue
        batch.wrong += wrong
        batch.rejected.append(row.text)
    if batch.rejected:
        batch.rejected.insert(0, table.head)
    return good


def _looked_at(
    table: tables.Table,
    row: tables.Row,
    meanings: Sequence[str | None],
    status: Status,
    check: Callable[[Facts], Checked],
) -> tuple[Good | None, list[Wrong]]:
    if row.wrong:
        return None, [Wrong(row.number, "", "", row.wrong)]
    if any(row.cells[len(meanings) :]):
        much = f"There are {len(row.cells)} cells in {len(meanings)} columns; put quotes around what has a comma in it."
        return None, [Wrong(row.number, "", row.cells[len(meanings)], much)]
    if strange := next((cell for cell in row.cells if tables.NOT_KEPT.search(cell)), None):
        return None, [Wrong(row.number, "", strange, "There is a character in this row that cannot be kept.")]
    cells = [
        cell if meant == "phone" else without_cards(cell)[0] for meant, cell in zip(meanings, row.cells, strict=False)
    ]
    told, note = _sorted_out(table.columns, meanings, cells)
    tags = tuple({tag.lower(): tag for tag in unlisted(told.pop("tags", ""))}.values())
    said = _facts(told, note, status)
    facts, errors = check(said)
    errors += [
        FieldError("tags", f"A tag has at most {LONGEST_TAG} letters.") for tag in tags if len(tag) > LONGEST_TAG
    ]
    wrong = [
        Wrong(row.number, each.field, str(told.get(each.field) or said.get(each.field, "")), each.message)
        for each in errors
    ]
    return Good(row.number, facts, tags, "\n".join(note)), wrong


def _sorted_out(
    columns: Sequence[str], meanings: Sequence[str | None], cells: Sequence[str]
) -> tuple[dict[str, str], list[str]]:
    """The cells by what they mean; the first of several that mean the same, and the rest for the note."""
    told: dict[str, str] = {}
    note: list[str] = []
    for column, meant, cell in zip(columns, meanings, cells, strict=False):
        if not cell or meant == "":
            continue
        if meant == "note":
            note.append(cell)
        elif meant is None or meant in told:
            note.append(f"{column}: {cell}")
        else:
            told[meant] = cell if meant == "note" else ", ".join(filter(None, map(str.strip, cell.splitlines())))
    return told, note


def _facts(told: dict[str, str], note: list[str], status: Status) -> Facts:
    """What a row says, as a contact's fields have it."""
    name = told.get("name") or " ".join(told[part] for part in ("first", "last") if part in told)
    facts: Facts = {each: told[each] for each in ("nickname", "company", "email", "city", "lat", "lng") if each in told}
    facts["name"] = name or told.get("company", "")
    if "address" in told or "unit" in told:
        facts["address"] = ", ".join(told[part] for part in ("address", "unit") if part in told)
    if phone := told.get("phone"):
        extension = EXTENSION.search(phone)
        facts["phone"] = EXTENSION.sub("", phone)
        if extension:
            note.append(f"Phone extension: {extension[1]}")
    if (takes := _takes_marketing(told)) is not None:
        facts["accepts_marketing"] = takes
    said = told.get("status", "").lower()
    facts["status"] = STANDING.get(said, said) or status
    return facts


def _takes_marketing(told: Mapping[str, str]) -> bool | str | None:
    """Whether they may be sent what they did not ask for; one no is enough, and what is neither is not understood."""
    answers: list[bool | str] = []
    for column, yes in (("takes", True), ("refuses", False)):
        said = told.get(column, "").lower()
        if said:
            answers.append(yes if said in YES else not yes if said in NO else said)
    return next((each for each in answers if isinstance(each, str)), all(answers) if answers else None)


async def _without_twins(ctx: Context, good: Iterable[Good], batch: Batch) -> None:
    """Set the rows aside whose phone or e-mail is in the address book, or further up in the file."""
    rows = list(good)
    known = await _known(ctx, rows)
    above: dict[str, int] = {}
    for each in rows:
        twin = next((twin for reach in _reach(each) if (twin := _twin(each, *reach, known, above))), None)
        if twin:
            batch.twins.append(twin)
            continue
        above |= {value: each.row for _, value in _reach(each)}
        batch.good.append(each)


def _reach(row: Good) -> list[tuple[str, str]]:
    phone, email = row.facts.get("phone"), row.facts.get("email")
    return [(name, value) for name, value in (("phone", phone), ("email", email and email.lower())) if value]


def _twin(
    row: Good, name: str, value: str, known: Mapping[str, tuple[str, str]], above: Mapping[str, int]
) -> Twin | None:
    if value in known:
        return Twin(row.row, row.facts["name"], name, *known[value])
    return Twin(row.row, row.facts["name"], name, same_as_row=above[value]) if value in above else None


async def _known(ctx: Context, rows: Sequence[Good]) -> dict[str, tuple[str, str]]:
    """Who in the address book is reached by any of the phones and e-mail addresses."""
    reaches = [reach for row in rows for reach in _reach(row)]
    known: dict[str, tuple[str, str]] = {}
    for name, column in (("phone", Contact.phone), ("email", mail_key())):
        values = list(dict.fromkeys(value for each, value in reaches if each == name))
        for start in range(0, len(values), ASKED_AT_ONCE):
            asked = select(column, Contact.id, Contact.name).where(column.in_(values[start : start + ASKED_AT_ONCE]))
            found = await ctx.session.execute(asked)
            known |= {value: (contact_id, called) for value, contact_id, called in found if value is not None}
    return known


async def enter(ctx: Context, batch: Batch) -> None:
    """Enter the good rows: the contacts, their tags, new ones made, and their notes."""
    good, batch.good = batch.good, []
    await _without_twins(ctx, good, batch)  # somebody may have entered one of them since the file was read
    entered = [(each, _contact(ctx, each.facts)) for each in batch.good]
    await _write(ctx, [contact for _, contact in entered])
    tags = await _tags(ctx, batch)
    by = ctx.actor.user_id
    carried = [Tagging(contact_id=it.id, tag_id=tags[name.lower()].id) for each, it in entered for name in each.tags]
    noted = [ContactNote(contact_id=it.id, author_id=by, body=each.note) for each, it in entered if each.note]
    await _write(ctx, [*carried, *noted])


def _contact(ctx: Context, facts: Facts) -> Contact:
    contact = Contact(id=new_id(), **{name: value for name, value in facts.items() if name != "accepts_marketing"})
    if not facts.get("accepts_marketing", True):
        opt_out(contact, ctx.now(), "staff")
    return contact


async def _write(ctx: Context, records: Sequence[Record]) -> None:
    """Write a few at a time, so that others are served in between."""
    for start in range(0, len(records), AT_ONCE):
        ctx.session.add_all(records[start : start + AT_ONCE])
        await ctx.session.flush()


async def _tags(ctx: Context, batch: Batch) -> dict[str, ContactTag]:
    """The account's tags by name, with those that the file has beyond them."""
    tags = {tag.name.lower(): tag for tag in await ctx.session.scalars(select(ContactTag))}
    for name in dict.fromkeys(name for row in batch.good for name in row.tags):
        if name.lower() not in tags:
            tags[name.lower()] = ContactTag(id=new_id(), name=name)
            ctx.session.add(tags[name.lower()])
    await ctx.session.flush()
    return tags
