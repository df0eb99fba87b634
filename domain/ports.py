"""What the business needs from outside, as protocols; `integrations/` keeps the vendors behind them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Clock(Protocol):
    """What time it is: an aware datetime."""

    def __call__(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes along with a mail."""

    name: str
    mime: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to send. A mailer that knows the moment calls `gone` right before it can no longer be held back."""

    to: str
    subject: str
    body: str
    sender: str | None = None
    attachments: tuple[Attachment, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    gone: Callable[[], None] = lambda: None


class DeliveryFailed(Exception):
    """A delivery did not happen; `permanent` means that trying again is useless, `unsure` that it may have happened."""

    def __init__(self, sentence: str, *, permanent: bool = False, unsure: bool = False) -> None:
        super().__init__(sentence)
        self.permanent, self.unsure = permanent, unsure


class Mailer(Protocol):
    """Sends mail; raises `DeliveryFailed`."""

    async def send(self, letter: Letter, key: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Grant:
    """What a mail provider lets us in with: a token for so long, and one to get the next with, where there is a new."""

    access: str = field(repr=False)
    lasts: timedelta
    refresh: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as it lies in a mailbox, in words alone. `sent`: from it, not to it; `ours`: what we called it, if we did.

    `id` and `thread` are the provider's, `mail_id` is the Message-ID by which an answer refers to it.
    """

    id: str
    thread: str | None
    mail_id: str | None
    sender: str
    to: tuple[str, ...]
    subject: str
    body: str
    at: datetime
    sent: bool = False
    ours: str | None = None


@dataclass(frozen=True, slots=True)
class MailPage:
    """Some of what has come into a mailbox, how far that is, and whether there is more already."""

    mails: tuple[Mail, ...]
    cursor: str
    more: bool


class MailFailed(Exception):
    """A mail provider did not do what it was asked; the sentence says why."""


class AccessLost(MailFailed):
    """A mail provider lets us in no longer: the token was withdrawn or has run out."""


class MailProvider(Protocol):
    """Somebody with whom people have mailboxes; what it is asked raises `MailFailed`."""

    @property
    def name(self) -> str:
        """What people call it."""
        ...

    def consent_url(self, state: str, verifier: str, redirect: str) -> str:
        """Where somebody lets us in to their mailbox; they come back to `redirect` with the state and a code."""
        ...

    async def exchange(self, code: str, verifier: str, redirect: str) -> Grant: ...

    async def refresh(self, token: str) -> Grant: ...

    async def address(self, access: str) -> str:
        """The mailbox's own address."""
        ...

    async def changes(self, access: str, cursor: str | None, since: datetime) -> MailPage:
        """What has come since the cursor; since a time, where there is none or it is too old to be known."""
        ...


@dataclass(frozen=True, slots=True)
class SentMail:
    """A mail that has left a mailbox, by its id and its thread there."""

    id: str
    thread: str


class MailSender(MailProvider, Protocol):
    """A provider that sends mail from a mailbox, too; `ours` is what we call it."""

    async def send(self, access: str, letter: Letter, ours: str, thread: str | None) -> SentMail: ...


class Texter(Protocol):
    """Sends text messages to an E.164 number; raises `DeliveryFailed`."""

    async def send(self, to: str, body: str, key: str) -> None: ...


@dataclass(frozen=True, slots=True)
class PushTarget:
    """One browser that has signed up: where its push service takes messages, and the keys that it reads them with."""

    endpoint: str
    p256dh: str
    auth: str = field(repr=False)


class PushGone(DeliveryFailed):
    """The browser has signed off, and is never to be written to again."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, permanent=True)


class Pusher(Protocol):
    """Sends pushes to browsers; raises `DeliveryFailed` and `PushGone`. `loopback` allows services on this machine."""

    @property
    def public_key(self) -> str: ...

    @property
    def loopback(self) -> bool: ...

    async def send(self, target: PushTarget, message: bytes, key: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice that callers may be answered with."""

    id: str
    name: str
    description: str = ""


class SpeechFailed(Exception):
    """A provider of voices did not do what was asked; the sentence says why."""


class Speech(Protocol):
    """A provider of voices, outside of a conversation; what it is asked raises `SpeechFailed`."""

    async def voices(self) -> Sequence[Voice]: ...

    async def phrase(self, text: str, voice_id: str) -> Path:
        """A WAV file of a phrase, rendered the first time that it is asked for."""
        ...


class Files(Protocol):
    """Keeps bytes under a key, an account's apart from another's; answers the address they are served at."""

    async def keep(self, account_id: str, name: str, data: bytes, mime: str) -> str: ...

    async def read(self, account_id: str, name: str) -> tuple[bytes, str]: ...

    async def remove(self, account_id: str, name: str) -> None:
        """Take a file away for good; one that is not there is none to take."""
        ...


@dataclass(frozen=True, slots=True)
class ModelServer:
    """A server that speaks OpenAI's chat completions, the key for it, and the model wanted."""

    base_url: str
    key: str = field(repr=False)
    model: str = ""


class Models(Protocol):
    """Language models that a company brings along."""

    def writer(self, server: ModelServer) -> Writer: ...


class Writer(Protocol):
    """Writes prose from a prompt, as a language model does; raises `domain.problems.Unavailable`."""

    async def write(self, instructions: str, material: str) -> str: ...


class Printer(Protocol):
    """Prints a document as PDF from the name of its template and its data; what the data says is never code."""

    async def pdf(self, template: str, data: Mapping[str, Any]) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Bill:
    """What a payment link asks for, and by what its payment is known again."""

    amount: Decimal
    currency: str
    title: str
    reference: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PaymentLink:
    """A page of the payment provider on which one bill is paid by card."""

    id: str
    url: str


class PaymentLinks(Protocol):
    """Has bills paid by card on the provider's own page, so that no card number comes here; raises `DeliveryFailed`."""

    async def open(self, bill: Bill, key: str) -> PaymentLink: ...

    async def close(self, link_id: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Billed:
    """A bill that the provider has made out for a subscription; `lines` are description, quantity and amount."""

    id: str
    number: str
    status: str
    made: datetime
    start: datetime
    end: datetime
    currency: str
    lines: Sequence[tuple[str, int, Decimal]]
    total: Decimal
    url: str | None


class SubscriptionPages(Protocol):
    """Has a month of so many seats paid again and again, on the provider's own page; raises `DeliveryFailed`."""

    async def open(self, seat: Bill, seats: int, key: str) -> PaymentLink: ...

    async def bills(self, subscription: str) -> Sequence[Billed]:
        """What has been billed for the subscription that the provider calls so."""
        ...


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A point on the map, in degrees."""

    lat: float
    lng: float


@dataclass(frozen=True, slots=True)
class Travel:
    """How long and how far from each place to each other, in whole seconds and meters; None where no road leads."""

    seconds: Sequence[Sequence[int | None]]
    meters: Sequence[Sequence[int | None]]


@dataclass(frozen=True, slots=True)
class Leg:
    """From one place of a drive to the next, in whole seconds and meters."""

    seconds: int
    meters: int


@dataclass(frozen=True, slots=True)
class Drive:
    """The drive along several places in their order; its shape is an encoded polyline, where roads are known."""

    legs: Sequence[Leg]
    shape: str | None = None


class RoutingFailed(Exception):
    """Nothing is known of the roads at the moment, or none leads there."""


class Routing(Protocol):
    """Knows how people drive; raises `RoutingFailed`."""

    async def table(self, places: Sequence[Place]) -> Travel: ...

    async def drive(self, places: Sequence[Place]) -> Drive: ...


class Run(Protocol):
    """One piece of lasting work, as it sees itself: it begins again where it was when the program had to stop."""

    async def step(self, name: str, work: Callable[[], Awaitable[T]]) -> T:
        """Do something once, or more than once if the program stops in the middle; what came of it is kept, as JSON."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait, through restarts too."""
        ...


Work = Callable[[Run, Mapping[str, str]], Awaitable[None]]


class Durable(Protocol):
    """Does lasting work: what was started is finished, whatever happens to the program meanwhile.

    Its arguments are ids; nobody's data is kept with it.
    """

    async def start(self, work: str, key: str, arguments: Mapping[str, str]) -> None:
        """Begin a piece of work by its name; a second start under the same key does nothing."""
        ...
