"""Mailboxes: how one is connected, what state it is in, and what is sent from it.

Connecting goes by OAuth 2 with PKCE. The state that travels along is sealed and says who asked, for which company and
provider, with which verifier and until when; so nothing is kept until somebody comes back with it, and then the hash of
its verifier is, for it is good once.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.by_link import write_down
from domain.companies import Companies
from domain.context import Company, Context, Ports
from domain.mailbox_keys import CANNOT_KEEP, keys_of
from domain.ports import Clock, Grant, MailFailed, MailProvider
from domain.problems import Conflict, Malformed, Unavailable
from domain.roles import Role, allows
from domain.sealing import Sealer
from storage import replays
from storage.database import Database
from storage.mailboxes import Mailbox
from storage.users import User

Provider = Literal["gmail", "microsoft"]
State = Literal["not_set_up", "not_connected", "connected", "lost"]
PROVIDERS: dict[Provider, str] = {"gmail": "Gmail", "microsoft": "Outlook"}
CONNECT = "mailboxes:connect"
BACK_AT = "/api/integrations/{provider}/callback"
GOOD_FOR = timedelta(minutes=10)
SETTINGS = {kind: (f"CALLOUT_{kind.upper()}_CLIENT_ID", f"CALLOUT_{kind.upper()}_CLIENT_SECRET") for kind in PROVIDERS}
NOT_OURS = "This way in is not good any more. Go back to Callout and choose Connect once more."
AGAIN = "Go back to Callout and choose Connect once more."


@dataclass(frozen=True, slots=True)
class Standing:
    """How a company stands with a provider, and its mailbox there if it has one."""

    provider: Provider
    state: State
    mailbox: Mailbox | None = None


def provider_in(ports: Ports, kind: Provider) -> MailProvider | None:
    """The provider, if it is set up here."""
    return ports.gmail if kind == "gmail" else ports.microsoft


async def mailbox_at(session: AsyncSession, kind: Provider) -> Mailbox | None:
    """The company's mailbox at a provider."""
    found: Mailbox | None = await session.scalar(select(Mailbox).where(Mailbox.provider == kind))
    return found


async def standing(ctx: Context, kind: Provider) -> Standing:
    """Whether the company's mail comes in from there."""
    mailbox = await mailbox_at(ctx.session, kind)
    if provider_in(ctx.ports, kind) is None:
        return Standing(kind, "not_set_up", mailbox)
    state: Any = mailbox.state if mailbox else "not_connected"
    return Standing(kind, state, mailbox)


def need_provider(ctx: Context, kind: Provider) -> MailProvider:
    """The provider, or a sentence that says that it is not set up, and to a program, how it is."""
    provider = provider_in(ctx.ports, kind)
    if provider is None:
        told = f"set {' and '.join(SETTINGS[kind])}" if ctx.channel == "rest" else "whoever runs Callout can do that"
        raise Unavailable(f"{PROVIDERS[kind]} is not set up here yet; {told}.")
    return provider


async def need_mailbox(ctx: Context, kind: Provider) -> Mailbox:
    """The connected mailbox, or a sentence that says what to do."""
    provider = need_provider(ctx, kind)
    mailbox = await mailbox_at(ctx.session, kind)
    if mailbox is None:
        raise Conflict(f"{provider.name} is not connected yet; connect it first.")
    if mailbox.state == "lost":
        raise Conflict(f"{provider.name} lets us in no longer; connect it again first.")
    return mailbox


def disconnecting(kind: Provider) -> str:
    """The operation that disconnects a mailbox there."""
    return f"disconnect_{kind}"


async def disconnect(ctx: Context, kind: Provider) -> None:
    """Let nothing more come in from a mailbox, and throw its keys away; what came in before stays."""
    mailbox = await mailbox_at(ctx.session, kind)
    if mailbox is None:
        raise Conflict(f"{PROVIDERS[kind]} is not connected, so there is nothing to disconnect.")
    mailbox.sealed_access = mailbox.sealed_refresh = ""
    mailbox.cursor, mailbox.deleted_at = None, ctx.now()


def consent(ctx: Context, kind: Provider) -> str:
    """The address at which somebody lets us in to their mailbox, good for ten minutes."""
    provider = need_provider(ctx, kind)
    if ctx.ports.sealer is None:
        raise Unavailable(CANNOT_KEEP)
    redirect = back_at(ctx.ports.need_links().address, kind)
    verifier = secrets.token_urlsafe(48)
    told = {
        "account": ctx.actor.account_id,
        "user": ctx.actor.user_id or "",
        "verifier": verifier,
        "redirect": redirect,
        "until": (ctx.clock() + GOOD_FOR).isoformat(),
    }
    return provider.consent_url(ctx.ports.sealer.seal("", _purpose(kind), json.dumps(told)), verifier, redirect)


def back_at(address: str, kind: Provider) -> str:
    """Where the provider sends people back to: registered with it, to the letter."""
    return address.rstrip("/") + BACK_AT.format(provider=kind)


@dataclass(frozen=True, slots=True)
class Came:
    """What somebody came back with who was sent to a provider."""

    account: str
    user: str
    verifier: str
    redirect: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Connecting:
    """What is done for somebody who comes back from a provider: in nobody's session, on the strength of the state."""

    database: Database
    companies: Companies
    ports: Ports
    clock: Clock

    async def finish(self, kind: Provider, state: str, code: str) -> tuple[Company, Mailbox]:
        """Connect the mailbox; raises `Problem`, and then nothing is kept but that the state was used."""
        provider, came = self._came(kind, state)
        if not code:
            raise Malformed(f"{provider.name} was not connected. {AGAIN}")
        company = await self.companies.of(came.account)
        await self._use_up(came)
        try:
            grant = await provider.exchange(code, came.verifier, came.redirect)
            address = await provider.address(grant.access)
        except MailFailed as failure:
            raise Malformed(f"{failure} {AGAIN}") from failure
        return company, await self._keep(kind, provider, company, came, grant, address)

    def _came(self, kind: Provider, state: str) -> tuple[MailProvider, Came]:
        provider, sealer = provider_in(self.ports, kind), self.ports.sealer
        if provider is None or sealer is None:
            raise Malformed(NOT_OURS)
        came = _read(sealer, kind, state)
        expected = back_at(self.ports.need_links().address, kind)
        if came is None or came.until <= self.clock() or came.redirect != expected:
            raise Malformed(NOT_OURS)
        return provider, came

    async def _use_up(self, came: Came) -> None:
        """The state is good once, and only while whoever asked still may connect a mailbox."""
        async with self.database.transaction(came.account, now=self.clock) as session:
            user = await session.scalar(select(User).where(User.id == came.user, User.active))
            if user is None or not allows(Role(user.role), CONNECT):
                raise Malformed(NOT_OURS)
            key = replays.digest("oauth state", came.verifier)
            if await replays.claim(session, key, key) is not None:
                raise Malformed(NOT_OURS)

    async def _keep(
        self, kind: Provider, provider: MailProvider, company: Company, came: Came, grant: Grant, address: str
    ) -> Mailbox:
        opened = partial(self.database.transaction, came.account, now=self.clock)
        keys = keys_of(self.ports, came.account, provider, self.clock, opened)
        async with opened() as session:
            mailbox = await mailbox_at(session, kind)
            if grant.refresh is None and (mailbox is None or mailbox.address != address):
                raise Malformed(f"{provider.name} let us in for an hour only. {AGAIN}")
            mailbox = mailbox or Mailbox(provider=kind, address=address)
            if mailbox.address != address:
                mailbox.cursor = mailbox.checked_at = None
            mailbox.address, mailbox.user_id, mailbox.state, mailbox.problem = address, came.user, "connected", None
            mailbox.connected_at = self.clock()
            keys.keep(mailbox, grant)
            session.add(mailbox)
            await write_down(session, company, came.user, f"connect_{kind}", mailbox, self.clock(), "system")
        return mailbox


def _read(sealer: Sealer, kind: Provider, state: str) -> Came | None:
    """What a state says, if it is one of ours for this provider."""
    try:
        told = json.loads(sealer.open("", _purpose(kind), state))
        return Came(**{**told, "until": datetime.fromisoformat(told["until"])})
    except (Unavailable, ValueError):
        return None


def _purpose(kind: Provider) -> str:
    return f"oauth-state:{kind}"
