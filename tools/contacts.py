"""Contacts: the address book, one by one and many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints

from domain import contacts as rules
from domain.contacts import Deed, Status
from domain.context import Context
from storage.contacts import Contact, ContactTag
from tools.card import Card, Page, Time
from tools.confirmation import MANY
from tools.listing import Listing, Moment
from tools.operation import Fields
from tools.reach import Email, Phone
from tools.resource import Resource, optional

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Ids = Annotated[list[str], BeforeValidator(lambda records: [record.id for record in records])]
Names = Annotated[list[str], BeforeValidator(lambda tags: [tag.name for tag in tags])]


class ContactCard(Card):
    """A contact as it is shown, tags by name."""

    name: str
    nickname: str | None
    company: str | None
    phone: str | None
    email: str | None
    address: str | None
    city: str | None
    lat: float | None
    lng: float | None
    status: Status
    tags: Names
    accepts_marketing: bool
    opted_out_at: Time | None
    lead_ids: Annotated[Ids, Field(validation_alias="leads", description="The leads that they came by, oldest first.")]

    @classmethod
    def relations(cls) -> tuple[str, ...]:
        return ("tags", "leads")

    def spoken(self, now: datetime) -> str:
        known_as = f"{self.name} of {self.company}" if self.company and self.company != self.name else self.name
        standing = None if self.status == "customer" else "a lead" if self.status == "lead" else "inactive"
        tagged = f"tagged {' and '.join(self.tags)}" if self.tags else None
        return ", ".join(part for part in (known_as, standing, self.address, self.city, tagged) if part)


class ContactFields(Fields):
    """What can be said of a contact."""

    name: Annotated[Line, Field(description="The person's name; a company alone may leave it out.")] = ""
    nickname: Annotated[Line | None, Field(description="What people call them.")] = None
    company: Line | None = None
    phone: Annotated[Phone | None, Field(description="With its area code.")] = None
    email: Email | None = None
    address: Annotated[Line | None, Field(description="Street and number.")] = None
    city: Line | None = None
    lat: Annotated[float | None, Field(ge=-90, le=90)] = None
    lng: Annotated[float | None, Field(ge=-180, le=180)] = None
    status: Status = "lead"
    tags: list[str] = Field([], description="The tags they carry, by name or id.")
    accepts_marketing: Annotated[bool, Field(description="Whether campaigns may be sent to them.")] = True


if TYPE_CHECKING:
    ContactChanges = ContactFields
else:
    ContactChanges = optional(ContactFields)


class ContactListing(Listing):
    """The filters of the address book."""

    search: Annotated[str | None, Field(max_length=200, description="Words of a name, number or address.")] = None
    tags: list[str] = Field([], description="Tags that they all carry, by name or id.")
    status: Status | None = None
    date_start: Annotated[Moment | None, Field(description="Added from this date or time on.")] = None
    date_end: Annotated[Moment | None, Field(description="Added up to this date, or before this time.")] = None


contacts = Resource(
    Contact,
    ContactCard,
    "/contacts",
    "contact",
    time="created_at",
    search=("name", "nickname", "company", "phone", "email", "address", "city"),
    sort="name",
)

get_contact = contacts.get("pull up Maria Garcia", "where does Catherine Lee live", "what's Bob Johnson's number")


@contacts.read("GET ", "who do we have in Lakewood", "show me our VIPs", "find me all the Smiths")
async def list_contacts(ctx: Context, listing: ContactListing) -> Page[ContactCard]:
    """List the contacts: all of them, or by words, tag, status or when they were added."""
    listing.search = as_kept(listing.search)
    return await contacts.page(ctx, listing, *await rules.carrying(ctx, listing.tags))


def as_kept(words: str | None) -> str | None:
    """A phone number as it was written, `(720) 555-0209`, stands in the address book as plain digits."""
    if not words:
        return None
    digits = "".join(letter for letter in words if letter.isdigit())
    return digits if len(digits) > 2 and not any(letter.isalpha() for letter in words) else words


@contacts.write(
    "POST ",
    "add a new customer Renata Kowalski",
    "start a file on the HOA",
    told_by=(
        r"^(?:(?:okay|ok|so|and|um|uh|please|can you|could you|let's|go ahead and|i need to|hey) )*"
        r"(?:add|create|set up|make|enter|start) (?:me |us )?(?:a |an |another |one more )?(?:brand )?(?:new )?"
        r"(?:contact|customer|client) (?!note|tag|label|to |portal|user|account)"
        r"(?!.*\b(?:campaign|blast|mailing|list)\b)",
        r"\bnew (?:customer|client)\b.* set (?:him|her|them) up\b|\bset up a (?:brand )?new (?:customer|client)\b",
    ),
    done="Added {it.name}.",
)
async def create_contact(ctx: Context, fields: ContactFields) -> Contact:
    """Add a contact to the address book."""
    return await rules.add_contact(ctx, fields.given())


async def _tags_that_go(ctx: Context, values: Mapping[str, Any]) -> dict[str, Any]:
    """Which tags a new list of them takes off: as much of a question as taking off each by itself."""
    named = values.get("tags")
    return {} if named is None else {"dropped": " and ".join(await rules.tags_dropped(ctx, values["contact"], named))}


@contacts.write(
    "PATCH /{contact}",
    "Bob Johnson got a new number",
    "change Maria Garcia's e-mail",
    "Catherine Lee moved to Vine Street",
    blanks=_tags_that_go,
    asks_when=lambda values: "Take {dropped} off {contact.name}?" if values.get("dropped") else None,
    done="Changed {it.name}'s card.",
)
async def update_contact(ctx: Context, contact: Contact, changes: ContactChanges) -> Contact:
    """Change a contact's name, number, e-mail, address or status."""
    return await rules.change_contact(ctx, contact, changes.given())


@contacts.destructive(
    "DELETE /{contact}",
    "delete Walter Krause from the customer list",
    "get rid of that contact",
    ask="Delete {contact.name} from the address book for good?",
    done="Deleted {contact.name}.",
)
async def delete_contact(ctx: Context, contact: Contact) -> None:
    """Delete a contact on whom no open job hangs."""
    await rules.remove_contacts(ctx, [contact])


class BulkFields(Fields):
    """What is done to many contacts: one deed, and what it needs."""

    action: Annotated[Deed | None, Field(description="What to do; may be left out where the rest says it.")] = None
    contacts: list[Contact] = Field(description="Which contacts, at most 200.")
    tag: Annotated[ContactTag | None, Field(description="The tag to give or take off.")] = None
    status: Annotated[Status, Field(description="What they all become.")] = "customer"
    company: Line | None = None
    phone: Phone | None = None
    email: Email | None = None
    address: Line | None = None
    city: Line | None = None


SPOKEN: dict[Deed | None, str] = {"delete": "Delete", "tag": "Tag", "untag": "Take that tag off"}


def many_asked(deed: Deed | None, count: int) -> str | None:
    """The question before a deed to many contacts, naming the first; deleting asks however few there are."""
    if not count or (count < MANY and deed != "delete"):
        return None
    first = [f"{{contacts[{place}].name}}" for place in range(min(count, 2))]
    named = " and ".join(first) if count < 3 else f"{', '.join(first)} and {count - 2} more"
    return f"{SPOKEN.get(deed, 'Change')} {named}?"


def page_of(found: Sequence[Contact]) -> Page[ContactCard]:
    """Contacts that were changed together, as a list."""
    cards = [ContactCard.model_validate(each) for each in found]
    return Page[ContactCard](items=cards, count=len(cards), limit=len(cards), offset=0)


@contacts.write(
    "POST /bulk",
    "set John Smith, Jon Smyth and Maria Garza to inactive",
    "delete these three contacts",
    asks_when=lambda values: many_asked(values["action"], len(values["contacts"])),
    done="Changed {it.count} contacts.",
)
async def bulk_change_contacts(ctx: Context, bulk: BulkFields) -> Page[ContactCard]:
    """Change, delete, tag or untag many contacts, all of them or none."""
    facts = bulk.given()
    found, tag = rules.several(facts.pop("contacts")), facts.pop("tag", None)
    deed: Deed = facts.pop("action", None) or ("tag" if tag else "update")
    await rules.do_to_all(ctx, deed, found, tag, facts)
    return page_of(found)
