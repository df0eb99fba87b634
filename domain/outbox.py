"""The outbox: what is handed over for delivery, and the carrier that delivers it when its undo window has passed.

A parcel is leased in one transaction, sent outside any, and settled in another. A carrier notes in its journal what has
gone past recall; when it dies, the next one settles that as sent, and sends the rest under the same keys. Where the
journal is lost as well (with its machine), leases run out: at least once, and once where the other side knows keys.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Literal

import structlog
from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from domain.companies import Companies
from domain.context import Company, Context, Ports
from domain.ports import Attachment, Clock, DeliveryFailed, Letter
from domain.quiet_hours import quiet_until
from storage import outbox
from storage.base import Record
from storage.campaigns import CampaignRecipient
from storage.conversations import Message
from storage.database import Database
from storage.journal import Journal, left_behind
from storage.outbox import Parcel
from storage.review_requests import ReviewRequest

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
    posted: Mapping[str, Any] | None = None,
) -> Parcel:
    """Leave something for the carrier, due when the speaker can no longer take it back.

    `makes` names what is made only when it leaves (domain/leaving.py); what is `along` stands once it has left;
    `posted` names the mailbox that a mail leaves from and what it answers (domain/mailbox_sending.py).
    """
    payload: dict[str, Any] = {"to": to, "body": body} | ({"subject": subject} if subject else {})
    if enclosed:
        payload["attachments"] = [each.json() for each in enclosed]
    if makes:
        payload["makes"] = dict(makes)
    if posted:
        payload |= posted
    if along:
        payload["along"] = [each.id for each in along]
    due_at = ctx.now() + ctx.company.undo_window
    parcel = Parcel(kind=kind, payload=payload, record_id=about.id if about else None, due_at=due_at)
    ctx.session.add(parcel)
    return parcel


def begin_work(
    ctx: Context, work: str, arguments: Mapping[str, str], about: Record, *, not_before: datetime | None = None
) -> Parcel:
    """Have lasting work begun, once this is saved and can no longer be taken back, and not before its time."""
    due_at = max(ctx.now() + ctx.company.undo_window, not_before or ctx.now())
    payload = {"work": work, "arguments": dict(arguments)}
    parcel = Parcel(kind="work", payload=payload, record_id=about.id, due_at=due_at)
    ctx.session.add(parcel)
    return parcel


@dataclass(frozen=True, slots=True)
class Ending:
    """What came of a delivery: sent, failed with the reason, or waiting to be tried again."""

    state: Literal["sent", "failed", "waiting"]
    problem: str | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Carrier:
    """Delivers what is due, every company's apart from every other's."""

    database: Database
    companies: Companies
    ports: Ports
    clock: Clock
    journal: Journal | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until told to stop, beginning with what carriers that died left behind."""
        taken_over = False
        while not stop.is_set():
            delivered = 0
            try:
                taken_over = taken_over or await self.take_over()
                delivered = await self.deliver_due()
            except SQLAlchemyError as trouble:
                log.error("outbox_unreachable", kind=type(trouble).__name__, exc_info=trouble)
            if not delivered:
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), LOOK_EVERY)

    async def take_over(self) -> Literal[True]:
        """Settle what carriers that died had sent, and let go of what else they held."""
        for left in left_behind(self.journal.path.parent) if self.journal else ():
            for company in await self.companies.at_work():
                async with self.database.transaction(company.id, now=self.clock) as session:
                    await self._settle(session, await outbox.held(session, left.gone), Ending("sent"))
                    await outbox.release(session, left.name)
        return True

    async def deliver_due(self) -> int:
        """Deliver what is due now, and tell how many parcels left the building."""
        gate = asyncio.Semaphore(COMPANIES_AT_ONCE)

        async def served(company: Company) -> int:
            async with gate:
                return await self._deliver_for(company, await self._leased(company))

        return sum(await _each([served(company) for company in await self.companies.at_work()]))

    async def _deliver_for(self, company: Company, parcels: Sequence[Parcel]) -> int:
        """Send all at once; what has come of some is written down together, while the others are under way."""
        going = {asyncio.create_task(self._tried(company, parcel)): parcel for parcel in parcels}
        delivered = 0
        try:
            while going:
                done, _ = await asyncio.wait(going, return_when=asyncio.FIRST_COMPLETED)
                over = [(going.pop(each), _ending(each)) for each in done]
                ended = [(parcel, ending) for parcel, ending in over if ending]
                await self._write_down(company, ended)
                delivered += sum(ending.state == "sent" for _, ending in ended)
        finally:
            for each in going:
                each.cancel()
        return delivered

    async def _leased(self, company: Company) -> list[Parcel]:
        now, by = self.clock(), self.journal.name if self.journal else None
        quiet = quiet_until(company, now) is not None
        async with self.database.transaction(company.id, write=False, now=self.clock) as session:
            if not await outbox.any_due(session, now, quiet=quiet):
                return []
        async with self.database.transaction(company.id, now=self.clock) as session:
            parcels = await outbox.due(session, now, quiet=quiet, by=by)
            about = [parcel.record_id for parcel in parcels if parcel.record_id]
            deleted = select(Message.id).where(Message.id.in_(about), Message.deleted_at.is_not(None))
            withdrawn = set(await session.scalars(deleted, execution_options=WITHDRAWN))
            for parcel in parcels:
                if parcel.record_id in withdrawn:
                    parcel.state = "cancelled"
            return [parcel for parcel in parcels if parcel.state != "cancelled"]

    async def _tried(self, company: Company, parcel: Parcel) -> Ending:
        # Its note is kept where something breaks: what has gone is written down at the next try, and not sent again.
        if self.journal and self.journal.take_up(parcel.id):
            return Ending("sent")
        try:
            await self._send(company, parcel)
        except DeliveryFailed as failure:
            return self._put_off(company, parcel, failure)
        return Ending("sent")

    async def _send(self, company: Company, parcel: Parcel) -> None:
        from domain.customer_auth import CodeDelivery
        from domain.leaving import link_closed, made_for
        from domain.push_devices import pushed

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
                    case "code":
                        await CodeDelivery(self.database, self.ports, self.clock).send(company, parcel)
                    case "push":
                        await pushed(self, company, parcel)
                    case "work":
                        await self._begin(parcel)
                    case other:
                        raise DeliveryFailed(f"Nothing here delivers {other}.", permanent=True)
        except TimeoutError:
            raise DeliveryFailed(f"There was no answer within {SEND_WITHIN:.0f} seconds.") from None

    async def _mail(self, company: Company, parcel: Parcel, told: Mapping[str, Any]) -> None:
        from domain.mailbox_sending import send_from

        posted = told.get("mailbox")
        if self.ports.mailer is None and not posted:
            raise DeliveryFailed("E-mail is not set up here; an administrator can add a mail server.", permanent=True)
        files = [await self._attached(company, each) for each in told.get("attachments", ())]
        subject = told.get("subject") or company.name
        letter = Letter(
            told["to"],
            subject,
            told["body"],
            sender=company.name,
            attachments=tuple(files),
            headers=tuple(told.get("headers", {}).items()),
            gone=partial(self.journal.past_recall, parcel.id) if self.journal else lambda: None,
        )
        if posted:
            await send_from(self, company, parcel, letter)
        elif self.ports.mailer is not None:
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

    async def _begin(self, parcel: Parcel) -> None:
        if self.ports.durable is None:
            raise DeliveryFailed("Nothing here does lasting work.")
        await self.ports.durable.start(parcel.payload["work"], parcel.id, parcel.payload["arguments"])

    def _put_off(self, company: Company, parcel: Parcel, failure: DeliveryFailed) -> Ending:
        """Try again later, longer each time; or give up and say why on the message.

        What goes to many and may have arrived is not sent again: better once too few than twice.
        """
        final = failure.permanent or (failure.unsure and parcel.bulk) or parcel.attempts >= MOST_ATTEMPTS
        log.warning("delivery_failed", account=company.id, parcel=parcel.id, attempt=parcel.attempts, final=final)
        if final:
            return Ending("failed", str(failure))
        return Ending("waiting", str(failure), self.clock() + RETRY_AFTER[parcel.attempts - 1])

    async def _write_down(self, company: Company, ended: Sequence[tuple[Parcel, Ending]]) -> None:
        if not ended:
            return
        together: dict[Ending, list[Parcel]] = {}
        for parcel, ending in ended:
            together.setdefault(ending, []).append(parcel)
        async with self.database.transaction(company.id, now=self.clock) as session:
            for ending, parcels in together.items():
                await self._settle(session, parcels, ending)
        for parcel, _ in ended:
            if self.journal:
                self.journal.lay_down(parcel.id)

    async def _settle(self, session: AsyncSession, parcels: Sequence[Parcel], ending: Ending) -> None:
        ids = [parcel.id for parcel in parcels]
        await outbox.settle(session, ids, ending.state, problem=ending.problem, due_at=ending.due_at)
        if ending.state == "waiting":
            return
        told: dict[str, Any] = {"status": ending.state, "problem": ending.problem}
        if about := [parcel.record_id for parcel in parcels if not parcel.bulk]:
            message = update(Message).where(Message.id.in_(about)).values(**told)
            await session.execute(message, execution_options=UNAUDITED)
            if ending.state == "sent":
                asked = update(ReviewRequest).where(ReviewRequest.message_id.in_(about))
                still = asked.where(ReviewRequest.status == "pending").values(status="sent", sent_at=self.clock())
                await session.execute(still, execution_options=UNAUDITED)
        if about := [parcel.record_id for parcel in parcels if parcel.bulk]:
            sent_at = self.clock() if ending.state == "sent" else None
            recipients = update(CampaignRecipient).where(CampaignRecipient.id.in_(about))
            still = recipients.where(CampaignRecipient.status == "sending").values(**told, sent_at=sent_at)
            await session.execute(still, execution_options=UNAUDITED)


def _ending(delivery: asyncio.Task[Ending]) -> Ending | None:
    """What came of a delivery; one that broke is reported, and its lease runs out."""
    broken = delivery.exception()
    if broken is None:
        return delivery.result()
    log.error("delivery_broke", kind=type(broken).__name__, exc_info=broken)
    return None


async def _each(work: Sequence[Coroutine[Any, Any, int]]) -> list[int]:
    """What each gives; one that breaks is reported, and keeps nobody else from being served."""
    results = await asyncio.gather(*work, return_exceptions=True)
    for broken in (result for result in results if isinstance(result, BaseException)):
        log.error("delivery_broke", kind=type(broken).__name__, exc_info=broken)
    return [result for result in results if isinstance(result, int)]
