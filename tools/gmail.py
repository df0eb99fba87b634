"""The company's Gmail: connected, looked after, written from, and brought into the conversations."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from pydantic import Field

from domain.context import Context
from domain.mail_sync import bring_in, fetch
from domain.mailbox_sending import send_from_gmail
from storage.contacts import Contact
from storage.conversations import Conversation, Message
from tools.mailboxes import BroughtCard, ConsentCard, StandingCard, brought, consent, disconnected, gmail, standing
from tools.messages import Body, Subject
from tools.operation import Fields


class GmailFields(Fields):
    """To whom it goes, and what it says."""

    contact: Annotated[Contact | None, Field(description="The customer.")] = None
    conversation: Annotated[Conversation | None, Field(description="The e-mail thread to answer in.")] = None
    subject: Annotated[Subject | None, Field(description="Its subject; without one it answers the last mail.")] = None
    body: Annotated[Body, Field(description="The mail itself, as it is to be read.")]


@gmail.read(
    "GET /authorize",
    "connect our Gmail",
    "hook up our Google mail",
    may="mailboxes:connect",
)
async def authorize_gmail(ctx: Context) -> ConsentCard:
    """Get the link that connects the company's Gmail."""
    return consent(ctx, "gmail")


@gmail.read("GET /status", "is Gmail hooked up", "is our Google mail working", card=StandingCard)
async def get_gmail_status(ctx: Context) -> StandingCard:
    """See whether the company's Gmail is connected."""
    return await standing(ctx, "gmail")


@gmail.write(
    "POST /send",
    "email Maria Garcia from my Gmail that we'll be there at nine",
    "send Patel Dental a mail from our Gmail",
    may="mailboxes:send",
    done="Sent {it.contact_name} the mail from Gmail.",
)
async def send_gmail(ctx: Context, mail: GmailFields) -> Message:
    """Send a customer an e-mail from the company's Gmail."""
    given = mail.given()
    return await send_from_gmail(
        ctx, given.get("contact"), given.get("conversation"), given.get("subject"), given["body"]
    )


@gmail.write(
    "POST /sync",
    "check my Gmail",
    "check my mail",
    may="mailboxes:sync",
    told_by=(r"\bcheck (?:my|our|the) (?:gmail|g mail|google mail|mail|e-?mail|inbox)\b",),
    prepares=partial(fetch, kind="gmail"),
    done="{it.told}",
)
async def sync_gmail(ctx: Context) -> BroughtCard:
    """Bring new mail in from the company's Gmail."""
    return brought("gmail", await bring_in(ctx, "gmail"))


@gmail.destructive(
    "POST /disconnect",
    "disconnect our Gmail",
    "unhook the Google mail",
    may="mailboxes:connect",
    ask="Disconnect Gmail, so that none of its mail comes in until somebody signs in there again?",
    done="{it.name} is disconnected. What came in stays.",
    card=StandingCard,
    final=True,
    phrases=(r"(?:disconnect|unhook|unlink) (?:my|our|the) (?:gmail|g mail|google mail)(?: mailbox)?",),
)
async def disconnect_gmail(ctx: Context) -> StandingCard:
    """Disconnect the company's Gmail, so that no more of its mail comes in."""
    return await disconnected(ctx, "gmail")
