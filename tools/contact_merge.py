"""Merging: two cards of one customer made one."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from domain import contact_merge as rules
from domain.contact_merge import Merging
from domain.context import Context
from storage.contacts import Contact
from tools.contacts import contacts

Duplicate = Annotated[Contact, Field(description="The other card of the same customer, which goes.")]


async def _foreseen(ctx: Context, contact: Contact, duplicate: Contact) -> Merging:
    return await rules.foreseen(ctx, contact, duplicate)


def _question(values: dict[str, Any]) -> str:
    return "{prepared.question}"


@contacts.write(
    "POST /{contact}/merge",
    "merge Jon Smyth into John Smith",
    "Maria Garza and Maria Garcia are the same person",
    may="contacts:merge",
    prepares=_foreseen,
    asks_when=_question,
    done="Merged {duplicate.name} into {it.name}; everything is on one card now.",
    phrases=(
        r"merge (?P<duplicateId>.+?) (?:into|in with) (?P<id>.+?)",
        r"(?:merge|combine) (?P<id>.+?) (?:and|with) (?P<duplicateId>.+?)",
        r"(?P<id>.+?) and (?P<duplicateId>.+?) are (?:really )?(?:the same|one and the same)(?: \w+)?",
        r"(?P<duplicateId>.+?) is (?:just )?(?:a|the) (?:duplicate|double) of (?P<id>.+?)",
        r"(?:merge|combine) (?:the two|both) (?P<id>(?P<duplicateId>.+?))s",
    ),
)
async def merge_contacts(ctx: Context, contact: Contact, duplicate: Duplicate) -> Contact:
    """Merge a duplicate contact into another, with all that hangs on it."""
    return await rules.merge(ctx, contact, duplicate)
