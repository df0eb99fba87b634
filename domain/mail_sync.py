"""Mail that comes into a connected mailbox becomes messages of the conversations with those who wrote it.

A page of mail is fetched outside any transaction, and kept together with the cursor behind it: whatever breaks in
between, the page is fetched again. A mail that is known is passed over, so it never stands there twice. Mail of people
who are no contacts is counted and forgotten.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError

from domain.companies import Companies
from domain.context import Actor, Beside, Company, Context, Ports
from domain.conversations import conversation_on, went_on
from domain.events import announce
from domain.listeners import hear
from domain.mailbox_keys import keys_of
from domain.mailboxes import PROVIDERS, Provider, mailbox_at, need_mailbox, provider_in
from domain.ports import AccessLost, Clock, Mail, MailFailed, MailPage, MailProvider
from domain.problems import Problem, Unavailable
from domain.roles import Role
from storage.contacts import Contact, mail_key
from storage.conversations import Message
from storage.database import Database
from storage.mailboxes import Mailbox
from storage.session import WITH_DELETED
from storage.types import new_id

BACK_TO = timedelta(days=30)
OVERLAP = timedelta(days=1)
MOST_PAGES = 4
LOOK_EVERY, CHECK_EVERY = 30.0, timedelta(minutes=3)
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came from a provider, from one cursor on; or why nothing did."""

    after: str | None = None
    pages: tuple[MailPage, ...] = ()
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Brought:
    """How many mails became messages, how many were of nobody known, and whether there is more to fetch."""

    kept: int = 0
    of_strangers: int = 0
    more: bool = False


async def fetch(ctx: Context, kind: Provider) -> Fetched | None:
    """What has come in since the last time, before anything is written; None where there is nothing to fetch from."""
    provider, mailbox = provider_in(ctx.ports, kind), await mailbox_at(ctx.session, kind)
    assert ctx.beside is not None
    opened = ctx.beside
    await ctx.session.close()  # a provider takes its time, and there are few connections to wait on it
    if provider is None or mailbox is None or mailbox.state != "connected":
        return None
    return await fetched(ctx.ports, provider, mailbox, ctx.clock, opened, MOST_PAGES)


async def fetched(
    ports: Ports, provider: MailProvider, mailbox: Mailbox, clock: Clock, opened: Beside, most: int
) -> Fetched:
    """The next few pages of a mailbox's mail."""
    since = max(clock() - BACK_TO, mailbox.checked_at - OVERLAP if mailbox.checked_at else clock() - BACK_TO)
    pages: list[MailPage] = []
    problem = None
    try:
        keys = keys_of(ports, mailbox.account_id, provider, clock, opened)
        access = await keys.access(mailbox.id)
        cursor = mailbox.cursor
        while len(pages) < most and (not pages or pages[-1].more):
            try:
                page = await provider.changes(access, cursor, since)
            except AccessLost:
                access = await keys.access(mailbox.id, instead_of=access)
                page = await provider.changes(access, cursor, since)
            pages.append(page)
            cursor = page.cursor
    except (MailFailed, Problem) as failure:
        problem = str(failure)
    return Fetched(mailbox.cursor, tuple(pages), problem)


async def bring_in(ctx: Context, kind: Provider) -> Brought:
    """Keep what was fetched for this call; raises `Problem` where nothing could be."""
    mailbox = await need_mailbox(ctx, kind)
    found = ctx.prepared
    if not isinstance(found, Fetched):
        raise Unavailable(f"{PROVIDERS[kind]} was connected just now; check it again.")
    if found.problem and not found.pages:
        raise Unavailable(found.problem)
    return await keep(ctx, mailbox, found)


async def keep(ctx: Context, mailbox: Mailbox, found: Fetched) -> Brought:
    """Make messages of the mails, and move the cursor along; nothing, if another was quicker."""
    if mailbox.cursor != found.after:
        return Brought()
    mails = {f"{mailbox.provider}/{each.id}": each for page in found.pages for each in page.mails}
    known = await _known(ctx, mails)
    contacts = await _contacts(ctx, mailbox, list(mails.values()))
    kept = 0
    for source, mail in sorted(mails.items(), key=lambda each: each[1].at):
        contact = next((contacts[each] for each in _others(mailbox, mail) if each in contacts), None)
        if contact is not None and source not in known:
            await _keep(ctx, contact, mail, source)
            kept += 1
    last = found.pages[-1]
    mailbox.cursor, mailbox.problem = last.cursor, None
    if not last.more:
        mailbox.checked_at = ctx.now()
    strangers = sum(not any(each in contacts for each in _others(mailbox, mail)) for mail in mails.values())
    return Brought(kept, strangers, last.more)


async def _known(ctx: Context, mails: Mapping[str, Mail]) -> set[str]:
    """Those that stand there already: brought in before, deleted since, or sent from here."""
    ours = {mail.ours: source for source, mail in mails.items() if mail.sent and mail.ours}
    there = select(Message.id, Message.source).where(or_(Message.source.in_(mails), Message.id.in_(ours)))
    rows = await ctx.session.execute(there, execution_options=WITH_DELETED)
    return {each for message_id, source in rows for each in (source, ours.get(message_id)) if each}


async def _contacts(ctx: Context, mailbox: Mailbox, mails: Sequence[Mail]) -> dict[str, Contact]:
    """The contacts with whom the mails were exchanged, by address; of several with one address, the first."""
    addresses = {each for mail in mails for each in _others(mailbox, mail)}
    if not addresses:
        return {}
    wanted = select(Contact).where(mail_key().in_(addresses)).order_by(Contact.id.desc())
    return {(each.email or "").lower(): each for each in await ctx.session.scalars(wanted)}


def _others(mailbox: Mailbox, mail: Mail) -> list[str]:
    """With whom a mail was exchanged: who wrote it, or to whom it went."""
    addresses = [each.lower() for each in (mail.to if mail.sent else (mail.sender,))]
    return [each for each in addresses if each and each != mailbox.address.lower()]


async def _keep(ctx: Context, contact: Contact, mail: Mail, source: str) -> None:
    conversation = await conversation_on(ctx, contact, "email")
    message = Message(
        id=new_id(),
        conversation=conversation,
        contact=contact,
        contact_id=contact.id,
        direction="out" if mail.sent else "in",
        subject=mail.subject or None,
        body=mail.body or "(no text)",
        at=mail.at,
        status="sent" if mail.sent else "received",
        source=source,
        mail_id=mail.mail_id,
        mail_thread=mail.thread,
    )
    ctx.session.add(message)
    if conversation.last_message_at is None or conversation.last_message_at <= mail.at:
        went_on(conversation, "out" if mail.sent else "in", mail.at)


@dataclass(frozen=True, slots=True)
class Collector:
    """Brings mail in by itself, every few minutes, of every company that has connected a mailbox."""

    database: Database
    companies: Companies
    ports: Ports
    clock: Clock

    async def run(self, stop: asyncio.Event) -> None:
        """Go around until told to stop."""
        while not stop.is_set():
            try:
                await self.go_around()
            except SQLAlchemyError as trouble:
                log.error("mailboxes_unreachable", kind=type(trouble).__name__, exc_info=trouble)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), LOOK_EVERY)

    async def go_around(self) -> int:
        """Look into every mailbox whose time has come, and tell how many mails became messages."""
        kinds = [kind for kind in PROVIDERS if provider_in(self.ports, kind)]
        companies = await self.companies.all() if kinds else []
        return sum([await self.collect(company, kind) for company in companies for kind in kinds])

    async def collect(self, company: Company, kind: Provider) -> int:
        """Bring one mailbox's mail in, page by page, each in a transaction of its own."""
        provider = provider_in(self.ports, kind)
        opened = partial(self.database.transaction, company.id, now=self.clock)
        kept, more, going_on = 0, True, False
        while more:
            async with opened(write=False) as session:
                mailbox = await mailbox_at(session, kind)
            if provider is None or mailbox is None or not (going_on or self._is_due(mailbox)):
                break
            found = await fetched(self.ports, provider, mailbox, self.clock, opened, 1)
            if not found.pages:
                log.warning("mail_not_fetched", account=company.id, provider=kind, problem=found.problem)
                break
            brought = await self._keep(company, kind, found)
            kept, more, going_on = kept + brought.kept, brought.more, True
        return kept

    def _is_due(self, mailbox: Mailbox) -> bool:
        checked: datetime | None = mailbox.checked_at
        return mailbox.state == "connected" and (checked is None or checked + CHECK_EVERY <= self.clock())

    async def _keep(self, company: Company, kind: Provider, found: Fetched) -> Brought:
        try:
            async with self.database.transaction(company.id, now=self.clock) as session:
                mailbox = await mailbox_at(session, kind)
                actor = Actor(company.id, Role.ADMIN, "Callout")
                ctx = Context(session, actor, company, self.clock, "system", self.ports)
                if mailbox is None:
                    return Brought()
                brought = await keep(ctx, mailbox, found)
                await session.flush()
                await hear(ctx, await announce(ctx, "sync_mailbox"))
                return brought
        except (StaleDataError, IntegrityError):
            return Brought()  # another has moved the cursor meanwhile
