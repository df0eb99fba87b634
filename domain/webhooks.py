"""What comes in by webhook: proved, stored once, and answered; dealt with afterwards, by lasting work.

An event is kept in the account that it is about, or, where nobody can tell, in the installation's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import structlog
from sqlalchemy import select

from domain.by_link import write_down
from domain.companies import Companies
from domain.context import Actor, Company, Context, Ports
from domain.incoming import Outcome, dealt_with
from domain.news import Called, Event, News, NotGenuine, TakenBack, Webhooks
from domain.ports import Clock, Run
from domain.problems import Malformed, NotFound, Suspended, Unavailable
from domain.roles import Role
from storage import webhook_events
from storage.accounts import INSTALLATION
from storage.database import Database
from storage.outbox import Parcel
from storage.payments import Payment
from storage.session import WITH_DELETED
from storage.webhook_events import WebhookEvent

WORK = "webhook"
NOT_SET_UP = "Webhooks of {provider} are not set up here; set {secret} to the secret of its endpoint."
SECRETS = {"stripe": "STRIPE_WEBHOOK_SECRET", "elevenlabs": "ELEVENLABS_WEBHOOK_SECRET"}
REFUSED = "That is not genuine: {why}. Nothing was kept of it."
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Inbox:
    """Where providers' events come in; `wall` is the clock that they sign by, whatever day a demo has."""

    database: Database
    companies: Companies
    ports: Ports
    clock: Clock
    wall: Clock

    async def take(self, provider: str, body: bytes, signature: str) -> bool:
        """Store an event, and have it dealt with; False if that was done before.

        Raises `Malformed` for what is not genuine, and `Suspended` once the event of a suspended account is stored: it
        is dealt with when the account is let back in.
        """
        hooks = self.ports.webhooks.get(provider)
        if hooks is None:
            raise Unavailable(NOT_SET_UP.format(provider=provider, secret=SECRETS[provider]))
        try:
            event = hooks.read(body, signature, self.wall())
        except NotGenuine as why:
            log.warning("webhook_refused", provider=provider, reason=str(why))
            raise Malformed(REFUSED.format(why=why)) from None
        news = _understood(hooks, event.kind, event.payload)
        company = await self._about(event, news)
        stored = await self._stored(provider, event, news, company)
        if company is not None and company.suspended:
            raise Suspended
        return stored

    async def _stored(self, provider: str, event: Event, news: News | None, company: Company | None) -> bool:
        to_do = company is not None and news is not None
        account_id = company.id if company else INSTALLATION
        async with self.database.transaction(account_id, now=self.clock) as session:
            event_id = await webhook_events.keep(
                session,
                provider=provider,
                event_id=event.id,
                kind=event.kind,
                happened_at=event.happened_at,
                payload=dict(event.payload),
                state="waiting" if to_do else "kept",
            )
            if event_id and to_do:
                payload = {"work": WORK, "arguments": {"account": account_id, "event": event_id}}
                session.add(Parcel(kind="work", payload=payload, record_id=event_id, due_at=self.clock()))
        return event_id is not None

    async def _about(self, event: Event, news: News | None) -> Company | None:
        """Whose event it is: by what we put on the payment, by the payment, or by the line or agent that was called."""
        if event.account_id is not None:
            try:
                return await self.companies.even_suspended(event.account_id)
            except NotFound:
                return None
        if isinstance(news, Called):
            return await self._called(news)
        return await self._paid_by(news.reference) if isinstance(news, TakenBack) else None

    async def _called(self, call: Called) -> Company | None:
        if call.line and (reached := await self.companies.by_line(call.line)):
            return reached
        theirs = [each for each in await self.companies.hosted() if call.agent in _agents(each)]
        return theirs[0] if len(theirs) == 1 else None

    async def _paid_by(self, reference: str) -> Company | None:
        """Whose payment it was; Stripe says nothing more of one that is disputed, which is rare."""
        paid = select(Payment.id).where(Payment.reference == reference)
        for company in await self.companies.hosted():
            async with self.database.transaction(company.id, write=False) as session:
                if await session.scalar(paid.limit(1), execution_options=WITH_DELETED):
                    return company
        return None


@dataclass(frozen=True, slots=True)
class Dealing:
    """Deals with what was stored."""

    database: Database
    companies: Companies
    ports: Ports
    clock: Clock

    async def work(self, run: Run, told: Mapping[str, str]) -> None:
        """Deal with one event, once."""

        async def deal() -> None:
            await self.deal_with(told["account"], told["event"])

        await run.step("deal with it", deal)

    async def deal_with(self, account_id: str, event_id: str) -> None:
        """What an event asks for and that it is dealt with, in one transaction; a second time does nothing."""
        company = await self.companies.of(account_id)
        async with self.database.transaction(account_id, now=self.clock) as session:
            mine = select(WebhookEvent).where(WebhookEvent.id == event_id, WebhookEvent.state == "waiting")
            event = await session.scalar(mine.with_for_update())
            if event is None:
                return
            actor = Actor(account_id, Role.ADMIN, event.provider.title())
            ctx = Context(session, actor, company, self.clock, "webhook", self.ports)
            hooks = self.ports.webhooks[event.provider]
            news = _understood(hooks, event.kind, event.payload)
            outcome = await dealt_with(ctx, news, event.provider) if news else Outcome("There is nothing to do.")
            event.state, event.outcome = "done", outcome.said
            about = outcome.about or event
            who, deed = event.provider, f"{event.provider}_webhook"
            await write_down(session, company, who, deed, about, self.clock(), "webhook")


def _understood(hooks: Webhooks, kind: str, payload: Mapping[str, object]) -> News | None:
    """What an event tells; one whose form is not what its provider describes is kept and nothing more."""
    try:
        return hooks.understood(kind, payload)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as wrong:
        log.warning("webhook_not_understood", kind=kind, reason=type(wrong).__name__)
        return None


def _agents(company: Company) -> tuple[str, ...]:
    agent = company.settings.get("elevenlabsAgent")
    return (str(agent),) if agent else ()
