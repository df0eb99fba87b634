"""Erasing a person for good."""

from __future__ import annotations

from domain import erasure as rules
from domain.context import Context
from storage.contacts import Contact
from tools.contacts import contacts


@contacts.destructive(
    "POST /{contact}/erase",
    "erase everything we have on Maria Garcia",
    "Wei Zhang wants to be forgotten",
    may="contacts:erase",
    ask="Erase {contact.name} and everything that is kept about them, for good and without a way back?",
    done="Erased. Invoices keep their amounts; nothing else is left.",
    final=True,
    phrases=(
        r"(?:erase|wipe|forget) (?:everything|all) (?:that )?we (?:have|know|keep) (?:on|about|of) (?P<id>.+?)",
        r"(?:erase|forget) (?P<id>.+?) (?:for good|completely|altogether)",
        r"(?P<id>.+?) wants to be (?:forgotten|erased)",
    ),
)
async def erase_contact(ctx: Context, contact: Contact) -> None:
    """Erase a person and everything that is kept about them, for good."""
    await rules.erase(ctx, contact)
