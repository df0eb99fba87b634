"""Mail from a connected Gmail: held for the undo window, sent once, answered in its thread, and never taken for new."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from domain.problems import Conflict
from storage.database import Database
from tests.letting_in import Office, office
from tests.loopback_gmail import ADDRESS, Gmail, gmail, mail

MARIA = "Maria Garcia <maria.garcia@mail.example>"


@pytest.fixture
async def google() -> AsyncIterator[Gmail]:
    async with gmail() as server:
        yield server


@pytest.fixture
async def here(database: Database, google: Gmail) -> AsyncIterator[Office]:
    async with office(database, google, None) as made:
        await made.connect("gmail")
        yield made


async def delivered(here: Office, **given: str) -> None:
    """Have a mail sent, and let its undo window pass."""
    await here.ask("send_gmail", **given)
    here.clock.passes(seconds=11)
    assert await here.carrier.deliver_due() == 1


@pytest.mark.both_engines
async def test_it_waits_leaves_from_gmail_and_is_on_the_thread_once(here: Office, google: Gmail) -> None:
    told = await here.ask("send_gmail", contactId="maria-garcia", subject="Your boiler", body="We come at nine.")
    assert (told["channel"], told["direction"], told["status"]) == ("email", "out", "waiting")
    assert await here.carrier.deliver_due() == 0
    here.clock.passes(seconds=11)
    assert await here.carrier.deliver_due() == 1
    (sent,) = google.sent
    assert (sent["To"], sent["Subject"], sent.get_content().strip()) == (
        "maria.garcia@mail.example", "Your boiler", "We come at nine.",
    )  # fmt: skip
    assert sent["From"] == f"Ridgeline Home Services <{ADDRESS}>"
    assert [(each.id, each.status, each.source) for each in await here.messages()] == [(told["id"], "sent", "gmail/m1")]
    assert (await here.ask("sync_gmail"))["kept"] == 0, "what we sent is in the mailbox too"


async def test_it_can_be_taken_back(here: Office, google: Gmail) -> None:
    await here.ask("send_gmail", contactId="maria-garcia", body="No, wait.")
    await here.ask("undo")
    here.clock.passes(seconds=11)
    assert (await here.carrier.deliver_due(), google.sent) == (0, [])


async def test_an_answer_goes_into_the_thread_that_it_answers(here: Office, google: Gmail) -> None:
    google.put(mail(MARIA, "That noise", "Again."), thread="t-noise")
    await here.ask("sync_gmail")
    (came,) = await here.messages()
    await delivered(here, conversationId=came.conversation_id, body="We come at nine.")
    (sent,) = google.sent
    assert (sent["Subject"], sent["In-Reply-To"], sent["References"]) == ("Re: That noise", came.mail_id, came.mail_id)
    assert google.mails["m2"]["threadId"] == "t-noise"
    await delivered(here, contactId="maria-garcia", subject="Something else", body="A new matter.")
    assert google.sent[1]["In-Reply-To"] is None


async def test_the_mailbox_seen_before_the_sending_is_noted_keeps_it_once(here: Office, google: Gmail) -> None:
    """The mail is in the history before we have written down what it is called there."""
    told = await here.ask("send_gmail", contactId="maria-garcia", body="We come at nine.")
    raw = f"From: {ADDRESS}\nTo: maria.garcia@mail.example\nX-Callout-Message: {told['id']}\n\nWe come at nine.\n"
    google.put(raw.encode(), labels=("SENT",))
    assert (await here.ask("sync_gmail"))["kept"] == 0
    forged = f"From: {MARIA}\nTo: {ADDRESS}\nX-Callout-Message: {told['id']}\n\nNot from you.\n"
    google.put(forged.encode())
    assert (await here.ask("sync_gmail"))["kept"] == 1, "a header that anybody can write hides no mail that comes in"


async def test_what_fails_is_tried_again_and_what_is_withdrawn_is_said(here: Office, google: Gmail) -> None:
    await here.ask("send_gmail", contactId="maria-garcia", body="We come at nine.")
    here.clock.passes(seconds=11)
    google.troubles = [503]
    assert await here.carrier.deliver_due() == 0
    here.clock.passes(seconds=16)
    assert await here.carrier.deliver_due() == 1
    assert len(google.sent) == 1
    again = await here.ask("send_gmail", contactId="maria-garcia", subject="Once more", body="Are you there?")
    google.withdrawn = True
    here.clock.passes(hours=2)
    assert await here.carrier.deliver_due() == 0
    failed = await here.message(again["id"])
    assert (failed.status, failed.problem) == ("failed", "Gmail lets us in no longer; connect it again.")


async def test_who_has_no_address_gets_none(here: Office) -> None:
    await here.ask("update_contact", id="maria-garcia", email=None)
    with pytest.raises(Conflict, match="no e-mail address"):
        await here.ask("send_gmail", contactId="maria-garcia", body="Hello.")
