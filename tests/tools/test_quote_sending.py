"""A quote on its way: the PDF and the letter over the wire, and what is taken back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domain.problems import Conflict
from storage.database import Database
from tests.conftest import Ask, person
from tests.street import Street, street_at
from tools.call import Call
from tools.perform import Desk, perform


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    async with street_at(tmp_path) as outside:
        yield outside


@pytest.fixture
def desk(desk: Desk, street: Street) -> Desk:
    return replace(desk, ports=street.ports, clock=street.clock)


async def send(desk: Desk, **given: Any) -> Any:
    """Send a quote as the office does; `ask` would take `channel` for the call's own."""
    return (await perform(desk, Call("send_quote", given, person("owen")))).plain()


async def test_a_draft_goes_out_as_an_offer_that_someone_would_sign(
    ask: Ask, street: Street, database: Database
) -> None:
    more = [{"description": "Pad, Łódź *model*", "quantity": 2, "unitPrice": "75.00"}]
    await ask("update_quote", id="quote-302", addLines=more, notes="Ten years on parts.")
    sent = await ask("send_quote", id="quote-302", note="It was good to meet you.")
    assert (sent["status"], sent["validUntil"]) == ("sent", "2026-04-09")
    assert await street.passes(database) == 1
    mail = street.mail.taken[-1]
    subject = "Quote 302 from Ridgeline Home Services: Three ton AC"
    assert (mail["To"], mail["Subject"]) == ("xavier@dubois.example", subject)
    assert street.letter.splitlines() == [
        "Hello Xavier,",
        "",
        "It was good to meet you.",
        "",
        "Here is quote 302, Three ton AC for $8,363.21. It is good until April 9, 2026.",
        "",
        "To go ahead, reply to this message or call (303) 555-0100.",
        "",
        "Thank you,",
        "Ridgeline Home Services",
        "(303) 555-0100",
    ]
    printed = street.pdf
    for words in (
        "PREPARED FOR",
        "Xavier Dubois",
        "April 9, 2026",
        "Pad, Łódź *model*",
        "$75.00",
        "$8,363.21",
        "Ten years on parts.",
        "Accepted by",
    ):
        assert words in printed
    assert "Balance due" not in printed


async def test_it_stands_on_the_customers_mail_thread(ask: Ask, street: Street, database: Database) -> None:
    await ask("send_quote", id="quote-301")
    await street.passes(database)
    (thread,) = (await ask("list_conversations", contactId="wei-zhang", channel="email"))["items"]
    (message,) = (await ask("list_conversation_messages", id=thread["id"]))["items"]
    assert (message["status"], message["subject"][:9]) == ("sent", "Quote 301")
    assert [each["name"] for each in message["attachments"]] == ["Quote 301.pdf"]


async def test_taken_back_in_time_nothing_leaves_and_it_is_a_draft(
    ask: Ask, street: Street, database: Database
) -> None:
    await ask("send_quote", id="quote-302")
    await ask("undo")
    assert await street.passes(database) == 0
    assert (await ask("get_quote", id="quote-302"))["status"] == "draft"


async def test_once_it_has_left_the_offer_stands(ask: Ask, street: Street, database: Database) -> None:
    await ask("send_quote", id="quote-302")
    await street.passes(database)
    with pytest.raises(Conflict, match="The e-mail to Xavier has already gone"):
        await ask("undo")
    assert (await ask("get_quote", id="quote-302"))["status"] == "sent"


async def test_an_offer_that_changes_before_it_left_does_not_leave(
    ask: Ask, street: Street, database: Database
) -> None:
    await ask("send_quote", id="quote-302")
    await ask("update_quote", id="quote-302", discount="200")
    assert await street.passes(database) == 0
    await ask("send_quote", id="quote-302")
    assert await street.passes(database) == 1
    assert "$8,000.00" in street.letter


async def test_a_text_says_the_price_and_how_to_say_yes(
    desk: Desk, ask: Ask, street: Street, database: Database
) -> None:
    await send(desk, id="quote-301", channel="sms")
    await street.passes(database)
    (text,) = street.phone.taken
    assert text["To"] == "+17205550214"
    assert text["Body"] == (
        "Ridgeline Home Services: quote 301, Furnace replacement for $6,450.00. It is good until March 31, 2026. "
        "To go ahead, reply to this message or call (303) 555-0100."
    )


async def test_an_accepted_quote_is_stamped_and_asks_for_nothing(ask: Ask, street: Street, database: Database) -> None:
    await ask("update_quote", id="quote-301", status="accepted")
    assert (await ask("send_quote", id="quote-301"))["status"] == "accepted"
    await street.passes(database)
    assert "ACCEPTED" in street.pdf
    assert "Accepted by" not in street.pdf
    assert "To go ahead" not in street.letter


async def test_what_is_no_offer_is_not_sent(ask: Ask) -> None:
    empty = await ask("create_quote", contactId="bob-johnson", title="Main line")
    with pytest.raises(Conflict, match="Quote 303 has no price yet"):
        await ask("send_quote", id=empty["id"])
    await ask("update_quote", id="quote-301", status="declined")
    with pytest.raises(Conflict, match="Quote 301 was declined"):
        await ask("send_quote", id="quote-301")
    await ask("update_quote", id="quote-302", validUntil="2026-03-01")
    with pytest.raises(Conflict, match="was good until March 1, 2026"):
        await ask("send_quote", id="quote-302")
