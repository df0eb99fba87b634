"""What the staff wrote down about contacts: the gate code, the dog, how they like to be reached."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from domain.context import Context
from storage.contacts import Contact, ContactNote
from storage.users import User
from tools.card import Card, Page, through
from tools.listing import Listing
from tools.resource import Resource

Body = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5000)]


class ContactNoteCard(Card):
    """A note about a contact as it is shown."""

    contact_id: str
    body: str
    author_id: str | None
    author_name: str | None = through("author", "name")

    def spoken(self, now: datetime) -> str:
        return f"{self.body}, noted by {self.author_name}" if self.author_name else self.body


class NoteListing(Listing):
    """The filters of a list of notes."""

    author: Annotated[User | None, Field(description="Who wrote them.")] = None


contact_notes = Resource(ContactNote, ContactNoteCard, "/contacts", "contact note")


@contact_notes.read(
    "GET /{contact}/notes", "what notes do we have on Maria Garcia", "is there a gate code in the notes for Xavier"
)
async def list_contact_notes(ctx: Context, contact: Contact, listing: NoteListing) -> Page[ContactNoteCard]:
    """List what was noted about a contact, newest first."""
    return await contact_notes.page(ctx, listing, ContactNote.contact_id == contact.id)


@contact_notes.write(
    "POST /{contact}/notes",
    "make a note on Catherine Lee that the dog bites",
    "put in Bob Johnson's file that he wants a call before four",
    done="Noted that on {contact.name}'s file.",
)
async def create_contact_note(ctx: Context, contact: Contact, body: Body) -> ContactNote:
    """Note something about a contact."""
    note = ContactNote(contact=contact, contact_id=contact.id, author_id=ctx.actor.user_id, body=body)
    ctx.session.add(note)
    return note
