"""Sending a campaign: everybody once, nobody who said no, not at night, and as far as it got when it is stopped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from domain.campaign_sending import Sending
from domain.companies import Companies
from domain.consent import Subscriptions
from domain.context import Ports
from domain.lasting import works
from domain.links import Links
from domain.outbox import Carrier
from domain.ports import DeliveryFailed, Letter, Run
from storage.audit import AuditEntry
from storage.database import Database
from storage.outbox import Parcel
from tests.conftest import Ask, person
from tests.lasting import Hands, Rehearsal
from tools.perform import Desk

pytestmark = pytest.mark.both_engines
LINKS = Links("https://callout.example", b"a secret of this test")
PEOPLE = ["john-smith-oak", "catherine-lee", "maria-garcia"]


@dataclass
class Postbox:
    """A mailer that keeps what it was given; `refuses` has what it says to whom."""

    sent: list[Letter] = field(default_factory=list)
    refuses: dict[str, DeliveryFailed] = field(default_factory=dict)

    async def send(self, letter: Letter, key: str) -> None:
        if letter.to in self.refuses:
            raise self.refuses[letter.to]
        self.sent.append(letter)

    @property
    def to(self) -> list[str]:
        return sorted(letter.to.partition("@")[0] for letter in self.sent)


@dataclass
class Begun:
    """Lasting work that is only noted, to be rehearsed when the test says so."""

    started: list[Mapping[str, str]] = field(default_factory=list)

    async def start(self, work: str, key: str, arguments: Mapping[str, str]) -> None:
        assert work == "send_campaign"
        self.started.append(arguments)


@dataclass
class House:
    """What it takes to send: the mail, the clock, the carrier and the work."""

    database: Database
    hands: Hands
    post: Postbox = field(default_factory=Postbox)
    begun: Begun = field(default_factory=Begun)

    @property
    def ports(self) -> Ports:
        return Ports(mailer=self.post, durable=self.begun, links=LINKS)

    @property
    def carrier(self) -> Carrier:
        return Carrier(self.database, Companies(self.database), self.ports, self.hands)

    async def deliver(self) -> None:
        while await self.carrier.deliver_due():
            pass

    async def send(self, meanwhile: Any = None) -> Rehearsal:
        """Let the undo window pass, and rehearse the work that is begun then to its end."""
        self.hands.on(timedelta(seconds=10))
        await self.deliver()
        run = Rehearsal(self.hands, meanwhile or self.deliver)
        sending = works(self.database, Companies(self.database), self.ports, self.hands)["send_campaign"]
        as_run: Run = run
        await sending(as_run, self.begun.started[-1])
        return run


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def desk(desk: Desk, hands: Hands) -> Desk:
    return replace(desk, clock=hands)


@pytest.fixture
def house(database: Database, hands: Hands) -> House:
    return House(database, hands)


async def states(ask: Ask) -> dict[str, str]:
    page = await ask("list_campaign_recipients", id="camp-1")
    return {each["contactId"]: each["status"] for each in page["items"]}


async def test_everybody_gets_their_own_mail_once(ask: Ask, house: House) -> None:
    await ask("send_campaign", id="camp-1")
    assert house.post.sent == []
    await house.send()
    assert house.post.to == ["cat.lee", "john.smith", "maria.garcia"]
    mail = next(letter for letter in house.post.sent if letter.to.startswith("maria"))
    assert mail.subject == "Time for your AC tune-up, Maria"
    assert mail.body.startswith("Hi Maria, book your spring tune-up")
    campaign = await ask("get_campaign", id="camp-1")
    assert (campaign["status"], campaign["progress"]["sent"]) == ("sent", 3)
    assert set((await states(ask)).values()) == {"sent"}


async def test_each_mail_says_how_to_get_no_more_and_one_click_does_it(ask: Ask, house: House) -> None:
    await ask("send_campaign", id="camp-1")
    await house.send()
    mail = next(letter for letter in house.post.sent if letter.to.startswith("maria"))
    headers = dict(mail.headers)
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = headers["List-Unsubscribe"].strip("<>")
    assert link in mail.body
    token = urlsplit(link).path.rpartition("/")[2]
    subscriptions = Subscriptions(house.database, Companies(house.database), house.hands, LINKS)
    assert await subscriptions.whose(token) == "Ridgeline Home Services"
    assert (await states(ask))["maria-garcia"] == "sent"
    assert await subscriptions.leave(token) == "Ridgeline Home Services"
    assert await subscriptions.leave(token) == "Ridgeline Home Services"
    assert (await states(ask))["maria-garcia"] == "unsubscribed"
    maria = await ask("get_contact", id="maria-garcia")
    assert maria["acceptsMarketing"] is False
    assert maria["optedOutAt"].startswith("2026-03-10T14:30:1")
    async with house.database.transaction("ridgeline", write=False) as session:
        entries = list(await session.scalars(select(AuditEntry).where(AuditEntry.operation == "unsubscribe")))
    assert [(each.actor_id, each.channel, each.record_id) for each in entries] == [
        ("maria-garcia", "link", "maria-garcia")
    ]
    assert await subscriptions.leave(LINKS.to("review", "ridgeline", "x").rpartition("/")[2]) is None


async def test_each_mail_says_what_was_agreed_to(ask: Ask, house: House) -> None:
    agreed = "You get offers about four times a year, and may say no at any time."
    await ask("update_account_settings", marketingConsent=agreed)
    await ask("send_campaign", id="camp-1")
    await house.send()
    assert {f"\n{agreed}\nTo get no more" in letter.body for letter in house.post.sent} == {True}


async def test_who_said_no_in_the_meantime_is_not_written_to(ask: Ask, house: House) -> None:
    await ask("send_campaign", id="camp-1")
    await ask("update_contact", id="maria-garcia", acceptsMarketing=False)
    await ask("delete_contact", id="catherine-lee") if False else await ask(
        "update_contact", id="catherine-lee", email=None
    )
    await house.send()
    assert house.post.to == ["john.smith"]
    assert await states(ask) == {
        "john-smith-oak": "sent",
        "catherine-lee": "skipped",
        "maria-garcia": "unsubscribed",
    }


async def test_two_at_one_address_get_one_mail(ask: Ask, house: House) -> None:
    await ask("update_contact", id="catherine-lee", email="Maria.Garcia@mail.example")
    await ask("send_campaign", id="camp-1")
    await house.send()
    assert len(house.post.sent) == 2
    assert sorted((await states(ask)).values()) == ["sent", "sent", "skipped"]


async def test_marketing_waits_for_the_morning_and_texts_do_not(ask: Ask, house: House) -> None:
    house.hands.on(timedelta(hours=11, minutes=40))
    sent = await ask("send_campaign", id="camp-1")
    assert sent["heldUntil"] == "2026-03-11T14:00:00Z"
    run = await house.send()
    assert len(house.post.sent) == 3
    assert run.waits[0] == pytest.approx(timedelta(hours=11, minutes=49, seconds=50).total_seconds())


async def test_what_the_night_catches_on_its_way_waits_too(ask: Ask, house: House) -> None:
    house.hands.on(timedelta(hours=11, minutes=29))
    await ask("send_campaign", id="camp-1")
    await ask("send_message", contactId="maria-garcia", subject="Your visit", body="We come at nine.")
    house.hands.on(timedelta(seconds=50))
    await house.deliver()
    house.post.refuses = {"cat.lee@mail.example": DeliveryFailed("busy")}
    await Sending(house.database, Companies(house.database), house.ports, house.hands).hand_over_some(
        "ridgeline", "camp-1", 1
    )
    await house.deliver()
    house.post.refuses = {}
    house.hands.on(timedelta(minutes=5))
    await ask("send_message", contactId="maria-garcia", subject="Your visit", body="Make that ten.")
    house.hands.on(timedelta(minutes=5))
    await house.deliver()
    assert house.post.to == ["john.smith", "maria.garcia", "maria.garcia", "maria.garcia"]
    house.hands.on(timedelta(hours=12))
    await house.deliver()
    assert "cat.lee" in house.post.to


async def test_what_is_paused_stops_where_it_is_and_goes_on_from_there(ask: Ask, house: House) -> None:
    await ask("send_campaign", id="camp-1")

    async def pause_after_one() -> None:
        leased = await house.carrier._leased(await Companies(house.database).of("ridgeline"))
        assert len(leased) == 3
        await house.carrier._deliver_for(await Companies(house.database).of("ridgeline"), leased[:1])
        async with house.database.transaction("ridgeline", now=house.hands) as session:
            for parcel in await session.scalars(select(Parcel).where(Parcel.state == "sending")):
                parcel.state, parcel.leased_until = "waiting", None
        paused = await ask("pause_campaign", id="camp-1")
        assert (paused["status"], paused["progress"]["sent"], paused["progress"]["waiting"]) == ("paused", 1, 2)
        await house.deliver()

    await house.send(pause_after_one)
    assert len(house.post.sent) == 1
    await ask("update_email_template", id="tpl-spring", subject="Corrected, {{ contact.firstName }}")
    await ask("resume_campaign", id="camp-1")
    await house.send()
    assert house.post.to == ["cat.lee", "john.smith", "maria.garcia"]
    assert sum(letter.subject.startswith("Corrected") for letter in house.post.sent) == 2
    assert (await ask("get_campaign", id="camp-1"))["status"] == "sent"


async def test_a_planned_campaign_goes_out_at_its_time(ask: Ask, house: House) -> None:
    planned = await ask("update_campaign", id="camp-1", scheduledAt="2026-03-12T09:00:00-06:00")
    assert planned["status"] == "scheduled"
    house.hands.on(timedelta(days=1))
    await house.deliver()
    assert house.begun.started == []
    house.hands.on(timedelta(days=1, minutes=30))
    await house.send()
    assert len(house.post.sent) == 3


async def test_one_that_is_moved_goes_out_once(ask: Ask, house: House) -> None:
    await ask("update_campaign", id="camp-1", scheduledAt="2026-03-12T09:00:00-06:00")
    await ask("update_campaign", id="camp-1", scheduledAt="2026-03-13T09:00:00-06:00")
    await ask("send_campaign", id="camp-1")
    await house.send()
    house.hands.on(timedelta(days=5))
    await house.deliver()
    assert len(house.begun.started) == 1
    assert len(house.post.sent) == 3


async def test_one_that_is_taken_back_in_time_is_not_sent(ask: Ask, house: House) -> None:
    await ask("send_campaign", id="camp-1")
    await ask("undo")
    house.hands.on(timedelta(minutes=5))
    await house.deliver()
    assert house.begun.started == []
    assert (await ask("get_campaign", id="camp-1"))["status"] == "draft"


async def test_an_undone_pause_goes_on(ask: Ask, house: House) -> None:
    await ask("send_campaign", id="camp-1")
    await house.send(lambda: ask("pause_campaign", id="camp-1"))
    assert house.post.sent == []
    await ask("undo")
    await house.send()
    assert len(house.post.sent) == 3


async def test_a_refused_address_is_noted_with_the_reason(ask: Ask, house: House) -> None:
    house.post.refuses = {"cat.lee@mail.example": DeliveryFailed("No such mailbox.", permanent=True)}
    await ask("send_campaign", id="camp-1")
    await house.send()
    page = await ask("list_campaign_recipients", id="camp-1", status="failed")
    assert [(each["contactId"], each["problem"]) for each in page["items"]] == [("catherine-lee", "No such mailbox.")]
    assert (await ask("get_campaign", id="camp-1"))["status"] == "sent"


async def test_what_may_have_arrived_is_not_sent_again(ask: Ask, house: House) -> None:
    house.post.refuses = {"cat.lee@mail.example": DeliveryFailed("There was no answer.", unsure=True)}
    await ask("send_campaign", id="camp-1")
    await house.send()
    assert (await states(ask))["catherine-lee"] == "failed"


async def test_a_template_that_fails_for_everybody_pauses_it_with_the_line(ask: Ask, house: House) -> None:
    await ask("update_email_template", id="tpl-spring", body="Hi\n{{ 1 / 0 }}")
    await ask("send_campaign", id="camp-1")
    await house.send()
    campaign = await ask("get_campaign", id="camp-1")
    assert (campaign["status"], campaign["progress"]["waiting"]) == ("paused", 3)
    assert "Line 2 of the body: divides by zero" in campaign["problem"]


async def test_one_that_speaks_of_invoices_goes_to_who_owes(ask: Ask, house: House) -> None:
    made = await ask("create_campaign", name="Nudge", templateId="tpl-late")
    await ask("add_campaign_recipients", id=made["id"], contactIds=["bob-johnson", "maria-garcia"])
    await ask("send_campaign", id=made["id"])
    await house.send()
    [mail] = house.post.sent
    assert (mail.to, mail.subject) == ("bob.j@mail.example", "Invoice 2002 is past due")
    assert "invoice 2002 for $" in mail.body


async def test_without_a_mail_server_it_waits_for_one(ask: Ask, database: Database, house: House) -> None:
    await ask("send_campaign", id="camp-1")
    deaf = Sending(database, Companies(database), Ports(links=LINKS), house.hands)
    assert await deaf.hand_over_some("ridgeline", "camp-1", 1) is None
    campaign = await ask("get_campaign", id="camp-1")
    assert (campaign["status"], campaign["progress"]["waiting"]) == ("paused", 3)
    assert "E-mail is not set up here" in campaign["problem"]


async def test_two_that_send_the_same_send_it_once(ask: Ask, house: House) -> None:
    await ask("send_campaign", id="camp-1")
    house.hands.on(timedelta(seconds=10))
    await house.deliver()
    sending = Sending(house.database, Companies(house.database), house.ports, house.hands)
    for _ in range(3):
        await sending.hand_over_some("ridgeline", "camp-1", 1)
        await sending.hand_over_some("ridgeline", "camp-1", 1)
        await house.deliver()
    assert house.post.to == ["cat.lee", "john.smith", "maria.garcia"]


async def test_another_companys_campaigns_are_unknown(ask: Ask, house: House) -> None:
    sending = Sending(house.database, Companies(house.database), house.ports, house.hands)
    await ask("send_campaign", id="camp-1")
    assert await sending.hand_over_some("lakeshore", "camp-1", 1) is None
    assert (await ask("list_campaigns", by=person("lk-nora", "lakeshore")))["count"] == 0
