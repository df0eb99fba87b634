"""Tags: the labels themselves, and which contact carries which."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, StringConstraints

from domain import contact_tags as tag_rules
from domain import contacts as rules
from domain.context import Context
from storage.contacts import Contact, ContactTag
from tools.card import Card, Page
from tools.checked import checked
from tools.contacts import ContactCard, contacts, many_asked, page_of
from tools.listing import Listing
from tools.operation import Fields
from tools.resource import Resource, optional

Color = Annotated[str, Field(max_length=40), checked(tag_rules.color)]


class ContactTagCard(Card):
    """A tag as it is shown."""

    name: str
    color: str | None

    def spoken(self, now: datetime) -> str:
        return f"{self.name}, in {self.color}" if self.color else self.name


class TagFields(Fields):
    """What can be said of a tag."""

    name: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=60),
        Field(description="What the label says."),
    ]
    color: Annotated[Color | None, Field(description="A color's name, or like #cc3300.", examples=["teal"])] = None


if TYPE_CHECKING:
    TagChanges = TagFields
else:
    TagChanges = optional(TagFields)


contact_tags = Resource(ContactTag, ContactTagCard, "/contact-tags", "contact tag", search=("name",), sort="name")
on_contacts = Resource(ContactTag, ContactTagCard, "/contacts", "contact tag", sort="name")

list_contact_tags = contact_tags.list("what tags do we use", "show me every label we can put on a customer")
get_contact_tag = contact_tags.get("what color is the VIP tag", "look up the slow payer label")


@contact_tags.write(
    "POST ", "make a tag called landlord", "set up a blue label named senior discount", done="Made the tag {it.name}."
)
async def create_contact_tag(ctx: Context, fields: TagFields) -> ContactTag:
    """Make a tag that contacts can carry."""
    return await tag_rules.add_tag(ctx, fields.given())


@contact_tags.write(
    "PATCH /{tag}",
    "rename the slow payer tag to payment watch",
    "make the VIP label gold",
    done="The tag is {it.name} now[, in {it.color}].",
)
async def update_contact_tag(ctx: Context, tag: ContactTag, changes: TagChanges) -> ContactTag:
    """Change a tag's name or color, on everybody who carries it."""
    return await tag_rules.change_tag(ctx, tag, changes.given())


async def _carriers(ctx: Context, values: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"carriers": await tag_rules.carriers(ctx, values["record"])}


delete_contact_tag = contact_tags.delete(
    "get rid of the dog on property tag",
    "we don't use the commercial label anymore, drop it",
    ask="Delete the tag {contact_tag.name}, which {carriers}?",
    blanks=_carriers,
    done="Deleted the tag {contact_tag.name}.",
)


@on_contacts.read("GET /{contact}/tags", "what tags are on Maria Garcia", "is Xavier Dubois a VIP")
async def list_tags_of_contact(ctx: Context, contact: Contact, listing: Listing) -> Page[ContactTagCard]:
    """List the tags that a contact carries."""
    return await on_contacts.page(ctx, listing, rules.carried_by(contact))


@contacts.write(
    "POST /{contact}/tags",
    "tag Bob Johnson as a slow payer",
    "make Catherine Lee a VIP",
    done="Tagged {contact.name} {contact_tag.name}.",
)
async def tag_contact(ctx: Context, contact: Contact, tag: ContactTag) -> Contact:
    """Give a contact a tag."""
    await rules.tag_contacts(ctx, [contact], tag)
    return contact


@contacts.destructive(
    "DELETE /{contact}/tags/{tag}",
    "take the VIP tag off Maria Garcia",
    "Bob isn't a slow payer anymore",
    may="contacts:write",
    ask="Take the tag {contact_tag.name} off {contact.name}?",
    done="Took the tag {contact_tag.name} off {contact.name}.",
)
async def untag_contact(ctx: Context, contact: Contact, tag: ContactTag) -> None:
    """Take a tag off a contact."""
    await rules.untag_contacts(ctx, [contact], tag)


@contacts.write(
    "POST /bulk-tag",
    "tag Erin, Lynn and Siobhan with dog on property",
    "put VIP on all of these people",
    asks_when=lambda values: many_asked("tag", len(values["contacts"])),
    done="Tagged {it.count} contacts {contact_tag.name}.",
)
async def bulk_tag_contacts(ctx: Context, contacts: list[Contact], tag: ContactTag) -> Page[ContactCard]:
    """Give many contacts the same tag."""
    found = rules.several(contacts)
    await rules.tag_contacts(ctx, found, tag)
    return page_of(found)
