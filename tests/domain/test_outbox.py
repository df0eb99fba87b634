"""Delivery: when a message leaves, what is tried again, and what is never sent."""

import asyncio
import os
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from domain.companies import Companies
from domain.context import Context, Ports
from domain.messages import send
from domain.outbox import MOST_ATTEMPTS, RETRY_AFTER, Carrier, Enclosed
from domain.ports import DeliveryFailed
from domain.problems import Invalid
from integrations.files import LocalFiles
from integrations.mail import SmtpMailer
from integrations.twilio import TwilioTexter
from storage import outbox
from storage.base import Record
from storage.contacts import Contact
from storage.conversations import Message
from storage.database import Database
from storage.journal import Journal
from storage.outbox import LEASE, Parcel
from tests.conftest import Ask, person
from tests.lasting import Hands
from tests.loopback import ACCOUNT, TOKEN, mail_server, twilio


@dataclass
class Tray:
    """A texter that keeps what it was given; `trouble` is met first, once each."""

    trouble: list[Exception] = field(default_factory=list)
    sent: list[tuple[str, str]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    blocked: asyncio.Event | None = None

    async def send(self, to: str, body: str, key: str) -> None:
        self.keys.append(key)
        if self.blocked:
            self.blocked.set()
            await asyncio.Event().wait()
        if self.trouble:
            raise self.trouble.pop(0)
        self.sent.append((to, body))


@pytest.fixture
def tray() -> Tray:
    return Tray()


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def carrier(database: Database, tray: Tray, hands: Hands) -> Carrier:
    return Carrier(database, Companies(database), Ports(texter=tray), hands)


@pytest.fixture
async def waiting(ask: Ask, hands: Hands) -> str:
    """A text to Maria Garcia, by its id, whose undo window has just passed."""
    message = await ask("send_message", contactId="maria-garcia", body="On the way.")
    hands.on(timedelta(seconds=10))
    return str(message["id"])


async def _told(ask: Ask, message_id: str) -> tuple[str, str | None]:
    page = await ask("list_conversation_messages", id="conv-1")
    return next((each["status"], each["problem"]) for each in page["items"] if each["id"] == message_id)


async def test_a_message_leaves_when_it_can_no_longer_be_taken_back(
    ask: Ask, carrier: Carrier, tray: Tray, hands: Hands
) -> None:
    message = await ask("send_message", contactId="maria-garcia", body="On the way.")
    hands.on(timedelta(seconds=9))
    assert await carrier.deliver_due() == 0
    hands.on(timedelta(seconds=1))
    assert await carrier.deliver_due() == 1
    assert await carrier.deliver_due() == 0
    assert tray.sent == [("+17205550204", "On the way.")]
    assert await _told(ask, message["id"]) == ("sent", None)


async def test_what_was_said_stays_on_the_thread_alone(
    ask: Ask, carrier: Carrier, hands: Hands, database: Database
) -> None:
    message = await ask("send_message", contactId="maria-garcia", body="On the way.")
    hands.on(timedelta(seconds=10))
    await carrier.deliver_due()
    async with database.transaction("ridgeline", write=False) as session:
        assert [each.payload for each in await session.scalars(select(Parcel))] == [{"to": "+17205550204"}]
        assert await session.scalar(select(Message.body).where(Message.id == message["id"])) == "On the way."


async def test_it_arrives_over_the_wire(ask: Ask, database: Database, hands: Hands) -> None:
    await ask("send_message", contactId="maria-garcia", body="On the way.")
    await ask("send_message", contactId="patel-dental", subject="Panel upgrade", body="Power is off until noon.")
    hands.on(timedelta(seconds=10))
    async with mail_server() as inbox, twilio() as phone:
        mailer = SmtpMailer.at(f"smtp://127.0.0.1:{inbox.port}", "desk@ridgeline.example")
        ports = Ports(mailer=mailer, texter=TwilioTexter(ACCOUNT, TOKEN, "+13035550100", phone.url))
        assert await Carrier(database, Companies(database), ports, hands).deliver_due() == 2
    assert phone.taken == [{"To": "+17205550204", "From": "+13035550100", "Body": "On the way."}]
    mail = inbox.taken[0]
    assert (mail["To"], mail["Subject"]) == ("office@pateldental.example", "Panel upgrade")
    assert mail["From"] == "Ridgeline Home Services <desk@ridgeline.example>"
    assert mail.get_content().strip() == "Power is off until noon."


async def test_a_file_goes_along_and_stands_on_the_message(database: Database, hands: Hands, tmp_path: Path) -> None:
    files = LocalFiles(tmp_path)
    url = await files.keep("ridgeline", "Report.pdf", b"%PDF-1.7", "application/pdf")
    company = await Companies(database).of("ridgeline")
    async with database.transaction("ridgeline", now=hands) as session:
        patel = (await session.scalars(select(Contact).where(Contact.id == "patel-dental"))).one()
        ctx = Context(session, person("owen"), company, hands, "rest")
        report, gone = (Enclosed("Report.pdf", "application/pdf", each) for each in (url, url.replace("a", "b")))
        message = await send(ctx, "The report.", contact=patel, enclosed=[report])
        lost = await send(ctx, "The report.", contact=patel, enclosed=[gone])
        with pytest.raises(Invalid, match="carries no files"):
            await send(ctx, "The report.", contact=patel, channel="sms", enclosed=[report])
    assert message.attachments == [{"name": "Report.pdf", "mime": "application/pdf", "url": url}]
    hands.on(timedelta(seconds=10))
    async with mail_server() as inbox:
        mailer = SmtpMailer.at(f"smtp://127.0.0.1:{inbox.port}", "desk@ridgeline.example")
        ports = Ports(mailer=mailer, files=files)
        with capture_logs():
            assert await Carrier(database, Companies(database), ports, hands).deliver_due() == 1
    assert [each.get_content() for each in inbox.taken[0].iter_attachments()] == [b"%PDF-1.7"]
    async with database.transaction("ridgeline", write=False) as session:
        problem = await session.scalar(select(Message.problem).where(Message.id == lost.id))
    assert problem == "The attachment Report.pdf is gone."


@pytest.mark.parametrize("kind", [Parcel, Message])
async def test_what_was_taken_back_is_never_sent(
    database: Database, waiting: str, carrier: Carrier, tray: Tray, hands: Hands, kind: type[Record]
) -> None:
    async with database.transaction("ridgeline", now=hands) as session:
        chosen = Parcel.record_id == waiting if kind is Parcel else Message.id == waiting
        record = (await session.scalars(select(kind).where(chosen))).one()
        record.deleted_at = hands()
    assert await carrier.deliver_due() == 0
    hands.on(LEASE + timedelta(seconds=1))
    assert await carrier.deliver_due() == 0
    assert tray.keys == []


async def test_trouble_is_tried_again_later_each_time_under_the_same_key(
    ask: Ask, waiting: str, carrier: Carrier, tray: Tray, hands: Hands
) -> None:
    tray.trouble = [DeliveryFailed("Busy.")] * len(RETRY_AFTER)
    for pause in RETRY_AFTER:
        assert await carrier.deliver_due() == 0
        assert await _told(ask, waiting) == ("waiting", None)
        hands.on(pause - timedelta(seconds=1))
        assert await carrier.deliver_due() == 0
        hands.on(timedelta(seconds=1))
    assert await carrier.deliver_due() == 1
    assert len(tray.keys) == MOST_ATTEMPTS == 5
    assert len(set(tray.keys)) == 1
    assert await _told(ask, waiting) == ("sent", None)


async def test_trouble_that_lasts_is_given_up_and_told(
    ask: Ask, waiting: str, carrier: Carrier, tray: Tray, hands: Hands
) -> None:
    tray.trouble = [DeliveryFailed("Twilio does not answer.")] * 10
    for pause in (*RETRY_AFTER, timedelta(days=1), timedelta(days=1)):
        await carrier.deliver_due()
        hands.on(pause)
    assert len(tray.keys) == 5
    assert await _told(ask, waiting) == ("failed", "Twilio does not answer.")


async def test_what_can_never_arrive_is_told_at_once(
    ask: Ask, waiting: str, carrier: Carrier, tray: Tray, hands: Hands
) -> None:
    tray.trouble = [DeliveryFailed("They asked not to be texted.", permanent=True)]
    await carrier.deliver_due()
    hands.on(timedelta(days=1))
    await carrier.deliver_due()
    assert len(tray.keys) == 1
    assert await _told(ask, waiting) == ("failed", "They asked not to be texted.")


async def test_without_a_provider_the_message_says_so(ask: Ask, waiting: str, database: Database, hands: Hands) -> None:
    await Carrier(database, Companies(database), Ports(), hands).deliver_due()
    assert await _told(ask, waiting) == ("failed", "Texting is not set up here; an administrator can add a provider.")


async def test_a_carrier_that_died_is_followed_by_another(
    ask: Ask, waiting: str, carrier: Carrier, tray: Tray, hands: Hands
) -> None:
    tray.blocked = asyncio.Event()
    dying = asyncio.create_task(carrier.deliver_due())
    await tray.blocked.wait()
    dying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await dying
    tray.blocked = None
    assert await carrier.deliver_due() == 0
    hands.on(LEASE + timedelta(seconds=1))
    assert await carrier.deliver_due() == 1
    assert len(tray.keys) == 2
    assert len(set(tray.keys)) == 1
    assert await _told(ask, waiting) == ("sent", None)


async def test_what_kills_every_carrier_is_given_up(
    ask: Ask, waiting: str, carrier: Carrier, tray: Tray, hands: Hands
) -> None:
    tray.trouble = [RuntimeError("a fault of ours") for _ in range(10)]
    with capture_logs() as logs:
        for _ in range(MOST_ATTEMPTS + 1):
            assert await carrier.deliver_due() == 0
            hands.on(LEASE + timedelta(seconds=1))
    assert len(tray.keys) == 5
    assert [each["event"] for each in logs] == ["delivery_broke"] * 5 + ["delivery_failed"]
    assert await _told(ask, waiting) == ("failed", "It was tried too often and never finished.")


async def test_two_carriers_deliver_each_message_once(
    ask: Ask, database: Database, carrier: Carrier, tray: Tray, hands: Hands
) -> None:
    for number in range(6):
        await ask("send_message", contactId="maria-garcia", body=f"Number {number}.")
    hands.on(timedelta(seconds=10))
    other = Carrier(database, Companies(database), carrier.ports, hands)
    assert sum(await asyncio.gather(carrier.deliver_due(), other.deliver_due())) == 6
    assert len(set(tray.keys)) == len(tray.keys) == 6


async def test_one_companys_fault_keeps_no_other_waiting(ask: Ask, waiting: str, carrier: Carrier, tray: Tray) -> None:
    tray.trouble = [RuntimeError("a fault of ours")]
    await ask("send_message", contactId="lk-john-smith", body="Soon.", by=person("lk-nora", "lakeshore"))
    with capture_logs():
        assert await carrier.deliver_due() == 1


async def test_a_carrier_delivers_until_it_is_stopped(waiting: str, database: Database, hands: Hands) -> None:
    stop = asyncio.Event()

    class LastText:
        async def send(self, to: str, body: str, key: str) -> None:
            stop.set()

    await asyncio.wait_for(Carrier(database, Companies(database), Ports(texter=LastText()), hands).run(stop), 10)
    async with database.transaction("ridgeline", write=False) as session:
        assert await session.scalar(select(Parcel.state)) == "sent"


async def test_what_is_for_one_goes_before_what_is_for_many(
    ask: Ask, database: Database, carrier: Carrier, tray: Tray, hands: Hands
) -> None:
    async with database.transaction("ridgeline", now=hands) as session:
        for number in range(25):
            payload = {"to": f"+172055501{number:02}", "body": "Offers!"}
            due_at = hands() - timedelta(minutes=1)
            session.add(Parcel(kind="sms", payload=payload, bulk=True, due_at=due_at))
    await ask("send_message", contactId="maria-garcia", body="On the way.")
    hands.on(timedelta(seconds=10))
    await carrier.deliver_due()
    assert "On the way." in [body for _, body in tray.sent]
    assert len(tray.sent) == 20


async def test_who_takes_over_sends_what_had_not_gone_and_settles_what_had(
    waiting: str, ask: Ask, database: Database, tray: Tray, hands: Hands, tmp_path: Path
) -> None:
    await ask("send_message", contactId="maria-garcia", body="The second.")
    hands.on(timedelta(seconds=10))
    dead = Journal.open(tmp_path)
    async with database.transaction("ridgeline", now=hands) as session:
        first, second = await outbox.due(session, hands(), by=dead.name)
    for parcel in (first, second):
        dead.take_up(parcel.id)
    dead.past_recall(first.id)
    dead._notes.close()
    os.close(dead._file)
    journal = Journal.open(tmp_path)
    carrier = Carrier(database, Companies(database), Ports(texter=tray), hands, journal)
    await carrier.take_over()
    assert await carrier.deliver_due() == 1
    assert tray.sent == [("+17205550204", "The second.")]
    assert await _told(ask, waiting) == ("sent", None)
    async with database.transaction("ridgeline", write=False) as session:
        assert set(await session.scalars(select(Parcel.attempts))) == {1}
    journal.close()


async def test_what_had_gone_when_writing_it_down_failed_is_not_sent_again(
    waiting: str,
    ask: Ask,
    database: Database,
    tray: Tray,
    hands: Hands,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    journal = Journal.open(tmp_path)
    carrier = Carrier(database, Companies(database), Ports(texter=Noting(tray, journal)), hands, journal)
    with monkeypatch.context() as broken, capture_logs():
        broken.setattr(outbox, "settle", _full)
        await carrier.deliver_due()
    hands.on(LEASE + timedelta(seconds=1))
    assert await carrier.deliver_due() == 1
    assert len(tray.sent) == 1
    assert await _told(ask, waiting) == ("sent", None)
    journal.close()


@dataclass
class Noting:
    """A texter that knows when a text has gone, as the mailer does."""

    tray: Tray
    journal: Journal

    async def send(self, to: str, body: str, key: str) -> None:
        self.journal.past_recall(key)
        await self.tray.send(to, body, key)


async def _full(*told: object, **more: object) -> None:
    raise OSError("the disk is full")
