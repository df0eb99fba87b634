"""E-mail templates: what may stand in their blanks, what is wrong with them, and how they read for one customer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.context import Company, Context
from domain.rendering import Data, Fault, filled, must_read, unknown
from storage.contacts import Contact
from storage.email_templates import EmailTemplate

KNOWN: Mapping[str, Sequence[str]] = {
    "contact": ("firstName", "lastName", "name", "company", "phone", "email", "address", "city"),
    "company": ("name", "phone"),
}
SOMEBODY = {
    "firstName": "Jordan",
    "lastName": "Rivera",
    "name": "Jordan Rivera",
    "company": "",
    "phone": "+17205550123",
    "email": "jordan.rivera@mail.example",
    "address": "12 Main Street",
    "city": "Denver",
}


@dataclass(frozen=True, slots=True)
class Preview:
    """A template filled in, for whom, and what of it was made up because nobody was named."""

    subject: str
    body: str
    contact_id: str | None
    made_up: list[str]


def add_template(ctx: Context, facts: Mapping[str, Any]) -> EmailTemplate:
    """A new template; raises `Invalid` with the line if it cannot be read."""
    template = EmailTemplate(**{"subject": "", "body": "", **facts})
    must_read(parts(template))
    ctx.session.add(template)
    return template


def change_template(template: EmailTemplate, facts: Mapping[str, Any]) -> EmailTemplate:
    """Change just what is given; raises `Invalid` with the line if it can then not be read."""
    for name, value in facts.items():
        setattr(template, name, value)
    must_read(parts(template))
    return template


def parts(template: EmailTemplate) -> dict[str, str]:
    """What of a template is filled in."""
    return {"subject": template.subject, "body": template.body}


def doubts(subject: str, body: str) -> list[str]:
    """What will go wrong when it is filled in: blanks that there is nothing for."""
    return [str(fault) for fault in unknown({"subject": subject, "body": body}, KNOWN)]


async def preview(ctx: Context, template: EmailTemplate, contact: Contact | None) -> Preview:
    """How a template reads for a customer, or for somebody made up; raises `Invalid` with the line that fails."""
    told = parts(template)
    if fault := next(unknown(told, KNOWN), None):
        fault.refuse()
    data = {"company": about_company(ctx.company), "contact": about_contact(contact) if contact else SOMEBODY}
    await ctx.session.close()  # filling in takes a while, and there are few connections to wait on it
    [done] = await filled(told, [data])
    if isinstance(done, Fault):
        done.refuse()
    return Preview(**done, contact_id=contact.id if contact else None, made_up=[] if contact else ["contact"])


def about_contact(contact: Contact) -> Data:
    """What templates may say of a customer; what is not known is empty. A company is called by its name."""
    called = contact.name == contact.company
    first, _, last = (contact.name, "", "") if called else contact.name.partition(" ")
    columns = ("name", "company", "phone", "email", "address", "city")
    return {"firstName": first, "lastName": last, **{name: getattr(contact, name) or "" for name in columns}}


def about_company(company: Company) -> Data:
    """What templates may say of ourselves."""
    return {"name": company.name, "phone": company.business_line or ""}
