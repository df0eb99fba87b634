"""An invoice on its way: PDF, mail and payment link over the wire, what is taken back, and what is closed later."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from domain.context import Ports
from domain.outbox import RETRY_AFTER
from domain.problems import Conflict, Unavailable
from storage.conversations import Message
from storage.database import Database
from tests.conftest import Ask, person
from tests.loopback_stripe import Refusal
from tests.street import Street, street_at
from tools.call import Call
from tools.perform import Desk, perform

DRAFT = "inv-2004"  # Siobhan Murphy, 95.00


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    async with street_at(tmp_path) as outside:
        yield outside


@pytest.fixture
def desk(desk: Desk, street: Street) -> Desk:
    return replace(desk, ports=street.ports, clock=street.clock)


async def send(desk: Desk, **given: Any) -> Any:
    """Send an invoice as the office does; `ask` would take `channel` for the call's own."""
    return (await perform(desk, Call("send_invoice", given, person("owen")))).plain()


async def test_a_draft_becomes_an_invoice_that_someone_would_pay(ask: Ask, street: Street, database: Database) -> None:
    more = [{"description": "Garbage disposal, Łódź *model*", "quantity": 2, "unitPrice": "49.50", "taxable": False}]
    await ask("update_invoice", id=DRAFT, addLines=more, notes="Warranty: one year on labor.")
    sent = await ask("send_invoice", id=DRAFT, note="It was good to meet you.")
    assert (sent["status"], sent["due"], sent["paymentUrl"]) == ("sent", "2026-03-24", None)
    assert await street.passes(database, timedelta(seconds=9)) == 0
    assert street.cards.links == {}
    assert await street.passes(database, timedelta(seconds=1)) == 1
    (link,) = street.cards.open
    assert street.cards.asked(link) == 19400
    url = street.cards.links[link]["url"]
    assert (await ask("get_invoice", id=DRAFT))["paymentUrl"] == url
    mail = street.mail.taken[-1]
    assert (mail["To"], mail["Subject"]) == ("siobhan@mail.example", "Invoice 2004 from Ridgeline Home Services")
    assert "It was good to meet you." in street.letter
    assert "Here is invoice 2004 for $194.00. It is due March 24, 2026." in street.letter
    assert url in street.letter
    for printed in ("Ridgeline Home Services", "(303) 555-0100", "Siobhan Murphy", "512 Downing Street", "No. 2004"):
        assert printed in street.pdf
    for printed in ("March 10, 2026", "March 24, 2026", "Garbage disposal, Łódź *model*", "$99.00", "Tax 8.81%"):
        assert printed in street.pdf
    for printed in ("$7.69", "Balance due", "$194.00", url, "Warranty: one year on labor."):
        assert printed in street.pdf


async def test_the_message_stands_on_the_customers_mail_thread_as_it_left(
    ask: Ask, desk: Desk, street: Street, database: Database
) -> None:
    await send(desk, id=DRAFT)
    await street.passes(database)
    (thread,) = (await ask("list_conversations", contactId="siobhan-murphy"))["items"]
    assert thread["channel"] == "email"
    (message,) = (await ask("list_conversation_messages", id=thread["id"]))["items"]
    assert message["status"] == "sent"
    assert message["body"].strip() == street.letter.strip()
    assert [(each["name"], each["mime"]) for each in message["attachments"]] == [
        ("Invoice 2004.pdf", "application/pdf")
    ]
    files = street.ports.need_files()
    data, _ = await files.read("ridgeline", message["attachments"][0]["url"].rpartition("/")[2])
    assert data.startswith(b"%PDF")


async def test_taken_back_in_time_nothing_leaves(ask: Ask, street: Street, database: Database) -> None:
    await ask("send_invoice", id=DRAFT)
    await ask("undo")
    assert await street.passes(database) == 0
    assert (street.mail.taken, street.cards.links) == ([], {})
    assert (await ask("get_invoice", id=DRAFT))["status"] == "draft"


async def test_once_it_has_left_the_invoice_stays_sent(ask: Ask, street: Street, database: Database) -> None:
    await ask("send_invoice", id=DRAFT)
    await street.passes(database)
    with pytest.raises(Conflict, match="The e-mail to Siobhan has already gone"):
        await ask("undo")
    assert (await ask("get_invoice", id=DRAFT))["status"] == "sent"


async def test_a_second_copy_brings_the_same_link(ask: Ask, street: Street, database: Database) -> None:
    for _ in range(2):
        await ask("send_invoice", id="inv-2002")
        await street.passes(database)
    assert len(street.cards.links) == 1
    assert street.mail.taken[-1]["Subject"] == "Reminder: invoice 2002 was due February 17"
    assert "Past due".upper() in street.pdf
    assert street.cards.links[street.cards.open[0]]["url"] in street.letter


@pytest.mark.parametrize(
    ("operation", "given"),
    [
        ("create_payment", {"invoiceId": DRAFT, "amount": "45.00"}),
        ("mark_invoice_paid", {"id": DRAFT}),
        ("update_invoice", {"id": DRAFT, "addLines": [{"description": "Trip fee", "unitPrice": "49"}]}),
        ("update_invoice", {"id": DRAFT, "status": "void"}),
    ],
)
async def test_a_link_over_what_is_no_longer_owed_is_closed(
    ask: Ask, street: Street, database: Database, operation: str, given: dict[str, Any]
) -> None:
    await ask("send_invoice", id=DRAFT)
    await street.passes(database)
    await ask(operation, **given)
    assert (await ask("get_invoice", id=DRAFT))["paymentUrl"] is None
    assert len(street.cards.open) == 1
    await street.passes(database)
    assert street.cards.open == []


async def test_a_change_taken_back_in_time_leaves_the_link_open(ask: Ask, street: Street, database: Database) -> None:
    await ask("send_invoice", id=DRAFT)
    await street.passes(database)
    await ask("mark_invoice_paid", id=DRAFT)
    await ask("undo")
    await street.passes(database)
    assert len(street.cards.open) == 1
    assert (await ask("get_invoice", id=DRAFT))["paymentUrl"] is not None
    await ask("create_payment", invoiceId=DRAFT, amount="45.00")
    await street.passes(database)
    await ask("undo")
    await ask("send_invoice", id=DRAFT)
    await street.passes(database)
    (link,) = street.cards.open
    assert (street.cards.asked(link), len(street.cards.links)) == (9500, 2)


async def test_the_rest_gets_a_link_of_its_own(ask: Ask, street: Street, database: Database) -> None:
    await ask("send_invoice", id=DRAFT)
    await street.passes(database)
    await ask("create_payment", invoiceId=DRAFT, amount="45.00")
    await ask("send_invoice", id=DRAFT)
    await street.passes(database)
    (link,) = street.cards.open
    assert street.cards.asked(link) == 5000
    assert "invoice 2004 for $50.00 of $95.00" in street.letter
    assert "-$45.00" in street.pdf


async def test_stripe_that_fails_is_asked_again_under_the_same_key(
    ask: Ask, street: Street, database: Database
) -> None:
    await ask("send_invoice", id=DRAFT)
    street.cards.troubles = [Refusal(500), Refusal(429, "rate_limit_error")]
    with capture_logs():
        assert await street.passes(database) == 0
        assert await street.passes(database, RETRY_AFTER[0]) == 0
    assert await street.passes(database, RETRY_AFTER[1]) == 1
    assert len(set(street.cards.keys)) == len(street.cards.links) == 1
    assert "Pay by card" in street.letter


@pytest.mark.parametrize("why", ["away", "refused", "not set up"])
async def test_without_a_link_the_invoice_says_how_to_pay(
    ask: Ask, street: Street, database: Database, why: str
) -> None:
    await ask("send_invoice", id=DRAFT)
    street.cards.troubles = [Refusal(500)] * 5 if why == "away" else [Refusal(400, "invalid_request_error")]
    if why == "not set up":
        street.ports = replace(street.ports, payment_links=None)
    with capture_logs():
        sent = [await street.passes(database, by) for by in (timedelta(seconds=10), *RETRY_AFTER)]
    assert sum(sent) == 1
    for told in (street.letter, street.pdf):
        assert "Please pay by check to Ridgeline Home Services, or call (303) 555-0100." in told
        assert "Pay by card" not in told


async def test_a_text_brings_the_link_alone(ask: Ask, desk: Desk, street: Street, database: Database) -> None:
    await send(desk, id="inv-2002", channel="sms")
    await street.passes(database)
    (text,) = street.phone.taken
    assert text["To"] == "+17205550208"
    told = "Ridgeline Home Services: invoice 2002 for $325.00. It was due February 17, 2026. Pay here: https://"
    assert text["Body"].startswith(told)


async def test_what_is_voided_before_it_leaves_is_not_sent(ask: Ask, street: Street, database: Database) -> None:
    await ask("send_invoice", id=DRAFT)
    await ask("update_invoice", id=DRAFT, status="void")
    with capture_logs():
        assert await street.passes(database) == 0
    assert (street.mail.taken, street.cards.links) == ([], {})
    async with database.transaction("ridgeline", write=False) as session:
        told = await session.scalar(select(Message.problem).where(Message.status == "failed"))
    assert told == "The invoice was deleted or voided before it left."


async def test_who_cannot_get_it_is_told_and_nothing_changes(ask: Ask, desk: Desk) -> None:
    await ask("update_contact", id="siobhan-murphy", email=None)
    with pytest.raises(Conflict, match="Siobhan Murphy has no e-mail address; add one, or send a text"):
        await ask("send_invoice", id=DRAFT)
    blank = await ask("create_invoice", contactId="bob-johnson")
    with pytest.raises(Conflict, match="has nothing on it yet"):
        await ask("send_invoice", id=blank["id"])
    await ask("update_invoice", id="inv-2005", status="void")
    with pytest.raises(Conflict, match="is void"):
        await ask("send_invoice", id="inv-2005")
    with pytest.raises(Unavailable):
        await perform(replace(desk, ports=Ports()), Call("send_invoice", {"id": "inv-2003"}, person("owen")))
    assert (await ask("get_invoice", id=DRAFT))["status"] == "draft"


async def test_a_paid_invoice_goes_out_as_a_receipt(ask: Ask, street: Street, database: Database) -> None:
    await ask("send_invoice", id="inv-2001")
    await street.passes(database)
    assert "Here is invoice 2001 for $189.00, which is paid." in street.letter
    assert "PAID" in street.pdf
    assert "Pay by" not in street.pdf
    assert street.cards.links == {}
