"""What is shown of mailboxes at Gmail and Microsoft: how they stand, where they are connected, what has come in."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from domain import mailboxes as rules
from domain.context import Context
from domain.mail_sync import Brought
from domain.mailboxes import PROVIDERS, SETTINGS, Provider, State, back_at
from domain.wording import counted, when
from storage.conversations import Message
from tools.card import Time, Wire
from tools.messages import MessageCard
from tools.resource import Resource


class StandingCard(Wire):
    """How the company stands with a mail provider."""

    provider: Provider
    name: str = Field(description="The provider, as people call it.")
    state: State = Field(description="lost: the provider lets us in no longer, and it has to be connected again.")
    address: str | None = Field(description="The mailbox's own address.")
    connected_at: Time | None
    checked_at: Time | None = Field(description="When its mail was last brought in.")
    problem: str | None
    needs: list[str] = Field(description="What the installation has to be set to, where it is not set up.")
    redirect_url: str | None = Field(description="The address to register with the provider, to the letter.")

    def spoken(self, now: datetime) -> str:
        match self.state:
            case "not_set_up":
                return f"No, {self.name} is not set up here yet; whoever runs Callout can do that."
            case "not_connected":
                return f"No, {self.name} is not connected yet. Say connect {self.name} to do it."
            case "lost":
                return f"No, {self.name} lets us in to {self.address} no longer. Connect it again."
        checked = f"; its mail was last looked at {when(self.checked_at, now)}" if self.checked_at else ""
        return f"Yes, {self.name} is connected as {self.address}{checked}."


class ConsentCard(Wire):
    """Where somebody lets us in to their mailbox: an address to open in a browser, good for ten minutes."""

    name: str
    title: str = Field(description="What opening it does.")
    url: str = Field(description="The provider's own page; it sends people back to this installation.")

    def spoken(self, now: datetime) -> str:
        return f"I've put the link on the page: open it within ten minutes to connect {self.name}."


class BroughtCard(Wire):
    """What came in: mails that are messages now, and mails of people who are no contacts, which are not kept."""

    name: str
    kept: int = Field(description="How many mails came into conversations.")
    of_strangers: int = Field(description="How many were of nobody known, and were not kept.")
    more: bool = Field(description="Whether there is more, which comes in by itself.")

    @property
    def told(self) -> str:
        """The same in a sentence."""
        more = " There is more, and it comes in by itself." if self.more else ""
        if not self.kept:
            return f"{'Nothing yet' if self.more else 'Nothing new'} from customers in {self.name}.{more}"
        return f"{counted(self.kept, 'mail')} came in from {self.name}.{more}"


gmail = Resource(Message, MessageCard, "/integrations/gmail", "mailbox", permits="mailboxes")
microsoft = Resource(Message, MessageCard, "/integrations/microsoft", "mailbox", permits="mailboxes")


async def standing(ctx: Context, kind: Provider) -> StandingCard:
    """How the company stands with a provider."""
    told = await rules.standing(ctx, kind)
    mailbox, links = told.mailbox, ctx.ports.links
    return StandingCard(
        provider=kind,
        name=PROVIDERS[kind],
        state=told.state,
        address=mailbox.address if mailbox else None,
        connected_at=mailbox.connected_at if mailbox else None,
        checked_at=mailbox.checked_at if mailbox else None,
        problem=mailbox.problem if mailbox else None,
        needs=list(SETTINGS[kind]) if told.state == "not_set_up" else [],
        redirect_url=back_at(links.address, kind) if links else None,
    )


async def disconnected(ctx: Context, kind: Provider) -> StandingCard:
    """How the company stands with a provider once its mailbox there is disconnected."""
    await rules.disconnect(ctx, kind)
    await ctx.session.flush()
    return await standing(ctx, kind)


def consent(ctx: Context, kind: Provider) -> ConsentCard:
    """Where the company's mailbox at a provider is connected."""
    return ConsentCard(name=PROVIDERS[kind], title=f"Connect {PROVIDERS[kind]}", url=rules.consent(ctx, kind))


def brought(kind: Provider, found: Brought) -> BroughtCard:
    """What came in from a provider."""
    return BroughtCard(name=PROVIDERS[kind], kept=found.kept, of_strangers=found.of_strangers, more=found.more)
