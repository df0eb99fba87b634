"""E-mail templates: written once, filled in for each reader, and looked over before anybody gets one."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, StringConstraints, computed_field

from domain import email_templates as rules
from domain.campaigns import must_be_unused
from domain.context import Context
from storage.contacts import Contact
from storage.email_templates import EmailTemplate
from storage.invoices import Invoice
from tools.card import Card, Wire
from tools.operation import Fields
from tools.resource import Resource, optional

BLANK = re.compile(r"\{\{\s*(?:\w+\.)*(\w+)[^}]*\}\}")
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Subject = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300, pattern=r"^[^\r\n]*$")]


class EmailTemplateCard(Card):
    """A template as it is shown, with what will go wrong when it is filled in."""

    name: str
    subject: str
    body: str

    @computed_field(description="Blanks that there is nothing for, each with its line.")  # type: ignore[prop-decorator]
    @property
    def problems(self) -> list[str]:
        """What will go wrong."""
        return rules.doubts(self.subject, self.body)

    @property
    def problem(self) -> str | None:
        """The first of what will go wrong."""
        return next(iter(self.problems), None)

    def spoken(self, now: datetime) -> str:
        said = ": ".join(_aloud(words) for words in (self.subject, self.body) if words)
        return f"{self.name}. {said}" if said else f"{self.name}, which is empty"

    def listed(self, now: datetime) -> str:
        return self.name


def _aloud(words: str) -> str:
    """The words with each blank by its name: "Hi first name"."""
    return BLANK.sub(lambda blank: re.sub(r"(?<=[a-z])(?=[A-Z])", " ", blank[1]).lower(), words)


class TemplateFields(Fields):
    """What an e-mail template is made of."""

    name: Annotated[Name, Field(description="What it is called.")]
    subject: Annotated[Subject, Field(description="The subject line; blanks as in the body.")] = ""
    body: Annotated[
        str, Field(max_length=50_000, description="The text, with blanks such as {{ contact.firstName }}.")
    ] = ""


if TYPE_CHECKING:
    TemplateChanges = TemplateFields
else:
    TemplateChanges = optional(TemplateFields)


email_templates = Resource(
    EmailTemplate,
    EmailTemplateCard,
    "/email-templates",
    "email template",
    search=("name", "subject", "body"),
    sort="name",
)

list_email_templates = email_templates.list("which email templates have we written", "show me the canned e-mails")
get_email_template = email_templates.get(
    "read me the payment reminder template", "what's the subject of the spring tune-up template"
)


@email_templates.write(
    "POST ",
    "make a template called welcome",
    "save a form letter named parts on order that says your part is here",
    done="Saved the template {it.name}[. Note: {it.problem}].",
)
async def create_email_template(ctx: Context, fields: TemplateFields) -> EmailTemplate:
    """Write an e-mail template."""
    return rules.add_template(ctx, fields.given())


@email_templates.write(
    "PATCH /{template}",
    "change the subject of the spring tune-up template to beat the heat",
    "call the payment reminder template friendly nudge from now on",
    done="Changed the template {it.name}[. Note: {it.problem}].",
)
async def update_email_template(ctx: Context, template: EmailTemplate, changes: TemplateChanges) -> EmailTemplate:
    """Change an e-mail template's name, subject or text."""
    return rules.change_template(template, changes.given())


@email_templates.destructive(
    "DELETE /{template}",
    "delete the spring tune-up template",
    "throw out that form letter",
    ask="Delete the e-mail template {email_template.name}?",
    done="Deleted the e-mail template {email_template.name}.",
)
async def delete_email_template(ctx: Context, template: EmailTemplate) -> None:
    """Delete an e-mail template that no mailing under way needs."""
    await must_be_unused(ctx, template)
    template.deleted_at = ctx.now()


class Preview(Wire):
    """How a template reads when it is filled in, and for whom; what is made up is named."""

    subject: str
    body: str
    contact_id: str | None
    invoice_id: str | None
    made_up: list[str]

    def spoken(self, now: datetime) -> str:
        return f"Subject: {self.subject}. {self.body}"


@email_templates.read(
    "POST /{template}/preview",
    "show me how the spring tune-up template reads for Maria Garcia",
    "preview the payment reminder template",
)
async def preview_email_template(
    ctx: Context,
    template: EmailTemplate,
    contact: Annotated[Contact | None, Field(description="For whom; somebody made up, if left out.")] = None,
    invoice: Annotated[Invoice | None, Field(description="With which invoice; else the one owed longest.")] = None,
) -> Preview:
    """Show how an e-mail template reads with a customer's or an invoice's data in its blanks."""
    return Preview.model_validate(await rules.preview(ctx, template, contact, invoice))
