"""The tags that contacts carry: which, one more, one less, and the same one for many."""

from __future__ import annotations

from datetime import datetime

from domain import contacts as rules
from domain.context import Context
from storage.contacts import Contact, ContactTag
from tools.card import Card, Page
from tools.contacts import ContactCard, contacts, many_asked, page_of
from tools.listing import Listing
from tools.resource import Resource


class ContactTagCard(Card):
    """A tag as it is shown."""

    name: str
    color: str | None

    def spoken(self, now: datetime) -> str:
        return self.name


contact_tags = Resource(ContactTag, ContactTagCard, "/contacts", "contact tag", sort="name")


@contact_tags.read("GET /{contact}/tags", "what tags are on Maria Garcia", "is Xavier Dubois a VIP")
async def list_tags_of_contact(ctx: Context, contact: Contact, listing: Listing) -> Page[ContactTagCard]:
    """List the tags that a contact carries."""
    return await contact_tags.page(ctx, listing, rules.carried_by(contact))


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
