"""The company's mailbox at Microsoft: connected, looked after, and brought into the conversations."""

from __future__ import annotations

from functools import partial

from domain.context import Context
from domain.mail_sync import bring_in, fetch
from tools.mailboxes import BroughtCard, ConsentCard, StandingCard, brought, consent, disconnected, microsoft, standing


@microsoft.read(
    "GET /authorize",
    "connect our Outlook",
    "hook up the Microsoft mail",
    may="mailboxes:connect",
)
async def authorize_microsoft(ctx: Context) -> ConsentCard:
    """Get the link that connects the company's Outlook."""
    return consent(ctx, "microsoft")


@microsoft.read("GET /status", "is Outlook hooked up", "is our Microsoft mail working", card=StandingCard)
async def get_microsoft_status(ctx: Context) -> StandingCard:
    """See whether the company's Outlook is connected."""
    return await standing(ctx, "microsoft")


@microsoft.write(
    "POST /sync",
    "check my Outlook",
    "bring in the mail from Outlook",
    may="mailboxes:sync",
    told_by=(r"\bcheck (?:my|our|the) (?:outlook|microsoft mail|office mail)\b",),
    prepares=partial(fetch, kind="microsoft"),
    done="{it.told}",
)
async def sync_microsoft(ctx: Context) -> BroughtCard:
    """Bring new mail in from the company's Outlook."""
    return brought("microsoft", await bring_in(ctx, "microsoft"))


@microsoft.destructive(
    "POST /disconnect",
    "disconnect our Outlook",
    "unhook the Microsoft mail",
    may="mailboxes:connect",
    ask="Disconnect Outlook, so that none of its mail comes in until somebody signs in there again?",
    done="{it.name} is disconnected. What came in stays.",
    card=StandingCard,
    final=True,
    phrases=(r"(?:disconnect|unhook|unlink) (?:my|our|the) (?:outlook|microsoft mail|office mail)(?: mailbox)?",),
)
async def disconnect_microsoft(ctx: Context) -> StandingCard:
    """Disconnect the company's Outlook, so that no more of its mail comes in."""
    return await disconnected(ctx, "microsoft")
