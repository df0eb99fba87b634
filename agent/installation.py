"""One running Callout: its database, its people, its desk, and the outside as far as it is set up."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Self

from agent.safety import without_cards
from agent.settings import Settings
from agent.writing import CompanyModels, writer_for
from domain import demo
from domain.companies import Companies
from domain.consent import Subscriptions
from domain.context import Actor, Ports
from domain.links import Links
from domain.mail_sync import Collector
from domain.mailboxes import Connecting
from domain.news import Webhooks
from domain.outbox import Carrier
from domain.payment_links import Tills
from domain.ports import Clock, MailProvider, MailSender, PaymentLinks, Speech, SubscriptionPages
from domain.review_requests import Answers
from domain.sealing import Sealer
from domain.signin import SignIn
from domain.straight_lines import StraightLines
from domain.texts_in import TextsIn
from domain.webhooks import Inbox
from domain.welcome import Welcomes
from integrations.durable import DbosWork
from integrations.elevenlabs_webhooks import ElevenLabsWebhooks
from integrations.files import LocalFiles
from integrations.mail import SmtpMailer
from integrations.osrm import Osrm
from integrations.push import WebPush, new_key
from integrations.twilio import API as TWILIO
from integrations.twilio import TwilioSignatures, TwilioTexter
from integrations.typst import TypstPrinter
from storage.database import Database
from storage.journal import Journal
from tools.catalog import OPERATIONS
from tools.lasting import works
from tools.perform import Desk

VAPID = "vapid-key"  # the file that keeps what pushes are signed with, sealed
KEPT_IN = "demo-password"  # the file that keeps the demo people's shared password


def wall_clock() -> datetime:
    """The time."""
    return datetime.now(UTC)


def demo_clock() -> Clock:
    """The demo world's time: its own Tuesday morning, going on from there at each start."""
    began = time.monotonic()
    return lambda: demo.demo_now() + timedelta(seconds=time.monotonic() - began)


@dataclass(frozen=True, slots=True)
class Installation:
    """Everything that the doors share."""

    settings: Settings
    database: Database
    companies: Companies
    signin: SignIn
    desk: Desk

    @classmethod
    async def open(cls, settings: Settings, clock: Clock | None = None) -> Self:
        """Open the database (made and brought up to date where needed) and wire the ports.

        Where the demo world is, it is the demo world's time, or there would be nothing to do today.
        """
        clock = clock or (demo_clock() if settings.demo or settings.has(KEPT_IN) else wall_clock)
        database = Database(settings.database, owner=settings.database_owner_url or None)
        await database.migrate()
        companies = Companies(database)
        signin = SignIn(database, clock)
        sealer = Sealer(settings.secret())
        pusher = WebPush(vapid_key(settings, sealer), contact_of(settings), loopback=settings.push_loopback)
        ports = replace(ports_from(settings), models=CompanyModels(), sealer=sealer, pusher=pusher)
        desk = Desk(OPERATIONS, database, companies, clock, settings.secret(), ports)
        return cls(settings, database, companies, signin, desk)

    @classmethod
    async def for_somebody(cls, settings: Settings) -> Self:
        """The same for a terminal: an empty database gets the demo world, so that there is somebody to be."""
        made = await cls.open(settings)
        if await made.companies.all():
            return made
        await made.load_demo()
        await made.close()
        return await cls.open(settings)

    async def close(self) -> None:
        """Give everything back."""
        await self.database.close()

    @asynccontextmanager
    async def delivering(self, *, takes_up_work: bool = False) -> AsyncIterator[None]:
        """Deliver what is due in the outbox, for as long as this lasts.

        Lasting work is begun when some is due. A server takes up what was left at once (`takes_up_work`).
        """
        stop = asyncio.Event()
        desk = self.desk
        durable = DbosWork(self.settings.work_database, works(desk))
        journal = Journal.open(self.settings.data / "outbox")
        ports = replace(desk.ports, durable=durable)
        running = [
            asyncio.create_task(each.run(stop))
            for each in (
                Carrier(self.database, self.companies, ports, desk.clock, journal),
                Collector(self.database, self.companies, ports, desk.clock),
            )
        ]
        if takes_up_work:
            running.append(asyncio.create_task(durable.open()))
        try:
            yield
        finally:
            stop.set()
            await asyncio.gather(*running, return_exceptions=True)
            await durable.close()
            journal.close()

    @property
    def subscriptions(self) -> Subscriptions:
        """What the links under campaigns' mails lead to."""
        return Subscriptions(self.database, self.companies, self.desk.clock, self.desk.ports.need_links())

    @property
    def welcomes(self) -> Welcomes:
        """What the links in invitations lead to."""
        return Welcomes(self.database, self.companies, self.desk.clock, self.desk.ports)

    @property
    def inbox(self) -> Inbox:
        """Where providers' webhooks come in."""
        desk = self.desk
        return Inbox(self.database, self.companies, desk.ports, desk.clock, wall_clock)

    @property
    def answers(self) -> Answers:
        """What the links in review requests lead to."""
        return Answers(self.database, self.companies, self.desk.clock, self.desk.ports.need_links())

    @property
    def connecting(self) -> Connecting:
        """What is done for whoever comes back from letting us in to a mailbox."""
        return Connecting(self.database, self.companies, self.desk.ports, self.desk.clock)

    @property
    def texts_in(self) -> TextsIn:
        """What is done about texts that come in."""
        return TextsIn(self.database, self.companies, self.desk.ports, self.desk.clock)

    @property
    def signatures(self) -> TwilioSignatures | None:
        """By what texts that come in are known to be Twilio's, if it is set up."""
        account, token = self.settings.twilio_account, self.settings.twilio_token
        return TwilioSignatures(account, token.get_secret_value()) if account and token else None

    @property
    def tills(self) -> Tills:
        """Where the links under invoices lead."""
        return Tills(self.database, self.companies, self.desk.clock, self.desk.ports)

    async def load_demo(self) -> bool:
        """Load the demo world into an empty database; False if there is something in it already."""
        if await self.companies.all():
            return False
        await demo.load(self.database, self.companies, self.desk.clock)
        await demo.let_everyone_sign_in(self.database, self.signin, self.demo_password)
        return True

    @property
    def demo_password(self) -> str:
        """The demo people's shared password, made on this machine."""
        return self.settings.kept(KEPT_IN)

    async def person(self, who: str) -> Actor | None:
        """Somebody by sign-in address, for the terminal of this machine, where no password is asked."""
        return await self.signin.actor_by_email(who)


def ports_from(settings: Settings) -> Ports:
    """The outside, as far as the settings name it."""
    texter = None
    if settings.twilio_account and settings.twilio_token and settings.twilio_from:
        token = settings.twilio_token.get_secret_value()
        texter = TwilioTexter(settings.twilio_account, token, settings.twilio_from, settings.twilio_base_url or TWILIO)
    return Ports(
        mailer=SmtpMailer.at(settings.smtp_url, settings.mail_from) if settings.smtp_url else None,
        gmail=_gmail(settings),
        microsoft=_microsoft(settings),
        texter=texter,
        files=LocalFiles(settings.data / "files"),
        speech=_speech(settings),
        writer=writer_for(settings),
        printer=TypstPrinter(),
        payment_links=_payment_links(settings),
        subscriptions=_subscriptions(settings),
        webhooks=_webhooks(settings),
        routing=Osrm(settings.osrm_url) if settings.osrm_url else StraightLines(),
        links=Links(settings.reached_at, settings.secret()),
    )


def vapid_key(settings: Settings, sealer: Sealer) -> str:
    """What pushes are signed with: the key that is set, or one that is made on first use and kept sealed."""
    if settings.vapid_key is not None:
        return settings.vapid_key.get_secret_value()
    file = settings.data / VAPID
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(sealer.seal(VAPID, VAPID, new_key()), encoding="ascii")
    return sealer.open(VAPID, VAPID, file.read_text(encoding="ascii"))


def contact_of(settings: Settings) -> str:
    """Whom a push service may write to about our pushes."""
    public = settings.reached_at
    return public if public.startswith("https://") else f"mailto:{settings.mail_from}"


def _speech(settings: Settings) -> Speech | None:
    """ElevenLabs' voices, if there is a key; its SDK is loaded only then."""
    if settings.elevenlabs_api_key is None:
        return None
    from integrations.elevenlabs import API, ElevenLabsSpeech

    key = settings.elevenlabs_api_key.get_secret_value()
    return ElevenLabsSpeech(key, settings.data / "phrases", settings.elevenlabs_base_url or API)


def _payment_links(settings: Settings) -> PaymentLinks | None:
    """Card payments by Stripe, if there is a key; its SDK is loaded only then."""
    if settings.stripe_api_key is None:
        return None
    from integrations.stripe import StripeLinks

    return StripeLinks(settings.stripe_api_key.get_secret_value(), settings.stripe_base_url)


def _subscriptions(settings: Settings) -> SubscriptionPages | None:
    """Subscriptions by Stripe, if there is a key; people come back to the page from there."""
    if settings.stripe_api_key is None:
        return None
    from integrations.stripe import StripeSubscriptions

    key = settings.stripe_api_key.get_secret_value()
    return StripeSubscriptions(key, f"{settings.reached_at.rstrip('/')}/", settings.stripe_base_url)


def _webhooks(settings: Settings) -> dict[str, Webhooks]:
    """The providers whose webhooks are taken: those with a secret to prove them by."""
    found: dict[str, Webhooks] = {}
    if settings.stripe_webhook_secret is not None:
        from integrations.stripe_webhooks import StripeWebhooks

        found["stripe"] = StripeWebhooks(settings.stripe_webhook_secret)
    if settings.elevenlabs_webhook_secret is not None:
        secret = settings.elevenlabs_webhook_secret
        found["elevenlabs"] = ElevenLabsWebhooks(secret, lambda said: without_cards(said)[0])
    return found


def _gmail(settings: Settings) -> MailSender | None:
    """Mailboxes at Gmail, if this installation is registered there; authlib is loaded only then."""
    if settings.gmail_client_id is None or settings.gmail_client_secret is None:
        return None
    from integrations.gmail import Gmail

    secret = settings.gmail_client_secret.get_secret_value()
    return Gmail.registered(settings.gmail_client_id, secret, settings.gmail_base_url)


def _microsoft(settings: Settings) -> MailProvider | None:
    """Mailboxes at Microsoft, if this installation is registered there."""
    if settings.microsoft_client_id is None or settings.microsoft_client_secret is None:
        return None
    from integrations.microsoft import Microsoft

    secret = settings.microsoft_client_secret.get_secret_value()
    return Microsoft.registered(settings.microsoft_client_id, secret, settings.microsoft_base_url)
