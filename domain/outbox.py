"""The outbox: what is handed over for delivery, and the carrier that delivers it when its undo window has passed.

A parcel is leased in one transaction, sent outside any, and settled in another. A carrier that dies in between leaves
a lease that runs out, and the next one sends again under the same key: at least once, and once where the other side
knows keys.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

import structlog
from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError

from domain.companies import Companies
from domain.context import Company, Context, Ports
from domain.ports import Attachment, Clock, DeliveryFailed, Letter
from storage import outbox
from storage.base import Record
from storage.conversations import Message
from storage.database import Database
from storage.outbox import Parcel

Kind = Literal["sms", "email"]
RETRY_AFTER = (timedelta(seconds=15), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=20))
MOST_ATTEMPTS = len(RETRY_AFTER) + 1
LOOK_EVERY = 1.0
SEND_WITHIN = 60.0  # well under the lease, so that nobody else sends it meanwhile
COMPANIES_AT_ONCE = 8
WITHDRAWN = {"with_deleted": True}
UNAUDITED = {"unaudited": "what became of a message is written on the message"}
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A kept file that goes along with a mail: what it is called there, its type, and where the files port has it."""

    name: str
    mime: str
    url: str

    def json(self) -> dict[str, str]:
        """As it is kept on the parcel and shown on the message."""
        return {"name": self.name, "mime": self.mime, "url": self.url}


def hand_over(
    ctx: Context,
    kind: Kind,
    to: str,
    body: str,
    *,
    subject: str | None = None,
    about: Record | None = None,
    enclosed: Sequence[Enclosed] = (),
    makes: Mapping[str, Any] | None = None,
    along: Sequence[Record] = (),
) -> Parcel:
    """Leave something for the carrier, due when the speaker can no longer take it back.

    `makes` names what is made only when it leaves (domain/leaving.py); what is `along` stands once it has left.
    """
    payload: dict[str, Any] = {"to": to, "body": body} | ({"subject": subject} if subject else {})
    if enclosed:
        payload["attachments"] = [each.json() for each in enclosed]
    if makes:
        payload["makes"] = dict(makes)
    if along:
        payload["along"] = [each.id for each in along]
    due_at = ctx.now() + ctx.company.undo_window
    parcel = Parcel(kind=kind, payload=payload, record_id=about.id if about else None, due_at=due_at)
    ctx.session.add(parcel)
    return parcel


@dataclass(frozen=True, slots=True)
class Carrier:
    """Delivers what is due, every company's apart from every other's."""

    database: Database
    companies: Companies
    ports: Ports
    clock: Clock

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until told to stop."""
        while not stop.is_set():
            try:
                await self.deliver_due()
            except SQLAlchemyError as trouble:
                log.error("outbox_unreachable", kind=type(trouble).__name__, exc_info=trouble)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), LOOK_EVERY)

    async def deliver_due(self) -> int:
        """Deliver what is due now, and tell how many parcels left the building."""
        gate = asyncio.Semaphore(COMPANIES_AT_ONCE)

        async def served(company: Company) -> int:
            async with gate:
                parcels = await self._leased(company)
                return sum(await _each([self._delivered(company, parcel) for parcel in parcels]))

        return sum(await _each([served(company) for company in await self.companies.all()]))

    async def _leased(self, company: Company) -> list[Parcel]:
        now = self.clock()
        async with self.database.transaction(company.id, write=False, now=self.clock) as session:
            if not await outbox.any_due(session, now):
                return []
        async with self.database.transaction(company.id, now=self.clock) as session:
            parcels = await outbox.due(session, now)
            about = [parcel.record_id for parcel in parcels if parcel.record_id]
            deleted = select(Message.id).where(Message.id.in_(about), Message.deleted_at.is_not(None))
            withdrawn = set(await session.scalars(deleted, execution_options=WITHDRAWN))
            for parcel in parcels:
                if parcel.record_id in withdrawn:
                    parcel.state = "cancelled"
            return [parcel for parcel in parcels if parcel.state != "cancelled"]

    async def _delivered(self, company: Company, parcel: Parcel) -> int:
        try:
            await self._send(company, parcel)
        except DeliveryFailed as failure:
            await self._put_off(company, parcel, failure)
            return 0
        await self._settle(company, parcel, "sent")
        return 1

    async def _send(self, company: Company, parcel: Parcel) -> None:
        from domain.leaving import link_closed, made_for

        if parcel.attempts > MOST_ATTEMPTS:
            raise DeliveryFailed("It was tried too often and never finished.", permanent=True)
        try:
            async with asyncio.timeout(SEND_WITHIN):
                told = await made_for(self, company, parcel)
                match parcel.kind:
                    case "email":
                        await self._mail(company, parcel, told)
                    case "sms":
                        await self._text(parcel, told)
                    case "payment_link":
                        await link_closed(self, company, told["link"])
                    case other:
                        raise DeliveryFailed(f"Nothing here delivers {other}.", permanent=True)
        except TimeoutError:
            raise DeliveryFailed(f"There was no answer within {SEND_WITHIN:.0f} seconds.") from None

    async def _mail(self, company: Company, parcel: Parcel, told: Mapping[str, Any]) -> None:
        if self.ports.mailer is None:
            raise DeliveryFailed("E-mail is not set up here; an administrator can add a mail server.", permanent=True)
        files = [await self._attached(company, each) for each in told.get("attachments", ())]
        subject = told.get("subject") or company.name
        letter = Letter(told["to"], subject, told["body"], sender=company.name, attachments=tuple(files))
        await self.ports.mailer.send(letter, parcel.id)

    async def _attached(self, company: Company, enclosed: Mapping[str, str]) -> Attachment:
        if self.ports.files is None:
            raise DeliveryFailed("The attachment cannot be read: no folder for files is set.", permanent=True)
        try:
            data, _ = await self.ports.files.read(company.id, enclosed["url"].rpartition("/")[2])
        except FileNotFoundError as gone:
            raise DeliveryFailed(f"The attachment {enclosed['name']} is gone.", permanent=True) from gone
        return Attachment(enclosed["name"], enclosed["mime"], data)

    async def _text(self, parcel: Parcel, told: Mapping[str, Any]) -> None:
        if self.ports.texter is None:
            raise DeliveryFailed("Texting is not set up here; an administrator can add a provider.", permanent=True)
        await self.ports.texter.send(told["to"], told["body"], parcel.id)

    async def _put_off(self, company: Company, parcel: Parcel, failure: DeliveryFailed) -> None:
        """Try again later, longer each time; or give up and say why on the message."""
        final = failure.permanent or parcel.attempts >= MOST_ATTEMPTS
        log.warning("delivery_failed", account=company.id, parcel=parcel.id, attempt=parcel.attempts, final=final)
        if final:
            await self._settle(company, parcel, "failed", str(failure))
            return
        due_at = self.clock() + RETRY_AFTER[parcel.attempts - 1]
        async with self.database.transaction(company.id, now=self.clock) as session:
            await outbox.settle(session, parcel.id, "waiting", problem=str(failure), due_at=due_at)

    async def _settle(
        self, company: Company, parcel: Parcel, state: Literal["sent", "failed"], problem: str | None = None
    ) -> None:
        async with self.database.transaction(company.id, now=self.clock) as session:
            await outbox.settle(session, parcel.id, state, problem=problem)
            become = update(Message).where(Message.id == parcel.record_id).values(status=state, problem=problem)
            await session.execute(become, execution_options=UNAUDITED)


async def _each(work: Sequence[Coroutine[Any, Any, int]]) -> list[int]:
    """What each gives; one that breaks is reported, and keeps nobody else from being served."""
    results = await asyncio.gather(*work, return_exceptions=True)
    for broken in (result for result in results if isinstance(result, BaseException)):
        log.error("delivery_broke", kind=type(broken).__name__, exc_info=broken)
    return [result for result in results if isinstance(result, int)]
