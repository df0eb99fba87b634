"""What the business needs from outside, as protocols; `integrations/` keeps the vendors behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol


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
    """A mail to send."""

    to: str
    subject: str
    body: str
    sender: str | None = None
    attachments: tuple[Attachment, ...] = ()


class DeliveryFailed(Exception):
    """A delivery did not happen; `permanent` means that trying again is useless."""

    def __init__(self, sentence: str, *, permanent: bool = False) -> None:
        super().__init__(sentence)
        self.permanent = permanent


class Mailer(Protocol):
    """Sends mail; raises `DeliveryFailed`."""

    async def send(self, letter: Letter, key: str) -> None: ...


class Texter(Protocol):
    """Sends text messages to an E.164 number; raises `DeliveryFailed`."""

    async def send(self, to: str, body: str, key: str) -> None: ...


class Files(Protocol):
    """Keeps bytes under a key, an account's apart from another's; answers the address they are served at."""

    async def keep(self, account_id: str, name: str, data: bytes, mime: str) -> str: ...

    async def read(self, account_id: str, name: str) -> tuple[bytes, str]: ...


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
