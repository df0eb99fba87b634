"""The outside on loopback, as a company that sends documents has it: mail, phone, card payments, printer and files."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

from domain import demo
from domain.companies import Companies
from domain.context import Ports
from domain.outbox import Carrier
from domain.passwords import Passwords
from integrations.files import LocalFiles
from integrations.mail import SmtpMailer
from integrations.stripe import StripeLinks
from integrations.twilio import TwilioTexter
from integrations.typst import TypstPrinter
from storage.database import Database
from tests.conftest import QUICK_HASH
from tests.loopback import ACCOUNT, TOKEN, MailServer, Twilio, mail_server, twilio
from tests.loopback_stripe import KEY, Stripe, stripe
from tests.pdf import read


@dataclass
class Street:
    """The outside on loopback: the mail, the phone and Stripe, and a clock that is moved by hand."""

    mail: MailServer
    phone: Twilio
    cards: Stripe
    ports: Ports
    now: datetime = field(default_factory=demo.demo_now)

    def clock(self) -> datetime:
        return self.now

    async def passes(self, database: Database, by: timedelta = timedelta(seconds=10)) -> int:
        """Time passes, and what is due leaves."""
        self.now += by
        return await Carrier(database, Companies(database), self.ports, self.clock).deliver_due()

    @property
    def letter(self) -> str:
        """The words of the last mail."""
        body = self.mail.taken[-1].get_body(("plain",))
        assert isinstance(body, EmailMessage)
        return str(body.get_content()).replace("\r\n", "\n")

    @property
    def pdf(self) -> str:
        """The text of the last mail's one attachment."""
        (attached,) = self.mail.taken[-1].iter_attachments()
        assert attached.get_content_type() == "application/pdf"
        return read(attached.get_content())


@asynccontextmanager
async def street_at(folder: Path) -> AsyncIterator[Street]:
    """A street of this test's own, its files in the folder."""
    async with mail_server() as mail, twilio() as phone, stripe() as cards:
        ports = Ports(
            mailer=SmtpMailer.at(f"smtp://127.0.0.1:{mail.port}", "desk@ridgeline.example"),
            texter=TwilioTexter(ACCOUNT, TOKEN, "+13035550100", phone.url),
            files=LocalFiles(folder / "files"),
            printer=TypstPrinter(),
            payment_links=StripeLinks(KEY, cards.url),
            passwords=Passwords(QUICK_HASH),
        )
        yield Street(mail, phone, cards, ports)
