"""Mail that comes in: pages, crashes between them, cursors too old, twice the same, and tokens that run out."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from functools import partial
from unittest.mock import patch

import pytest
from sqlalchemy import select

from domain import mail_sync
from domain.mailbox_keys import MailboxKeys
from domain.ports import AccessLost
from domain.problems import Conflict, Unavailable
from storage.database import Database
from storage.mailboxes import Mailbox
from storage.notifications import Notification
from storage.users import User
from tests.letting_in import Office, office
from tests.loopback_gmail import Gmail, gmail, mail
from tests.loopback_graph import Graph, graph

MARIA, WEI = "Maria Garcia <maria.garcia@mail.example>", "wei.zhang@mail.example"


@pytest.fixture
async def google() -> AsyncIterator[Gmail]:
    async with gmail() as server:
        yield server


@pytest.fixture
async def redmond() -> AsyncIterator[Graph]:
    async with graph() as server:
        yield server


@pytest.fixture
async def here(database: Database, google: Gmail, redmond: Graph) -> AsyncIterator[Office]:
    async with office(database, google, redmond) as made:
        yield made


@pytest.mark.both_engines
async def test_mail_of_customers_comes_into_their_conversations(here: Office, google: Gmail) -> None:
    await here.connect("gmail")
    google.put(mail(MARIA, "The boiler", "It makes that noise again."))
    google.put(mail("spam@elsewhere.example", "Great offer", "Buy now."))
    google.put(mail("MARIA.GARCIA@mail.example", "Re: The boiler", "plain", html="<p>Never <b>mind</b></p>"))
    google.put(mail("office@ridgeline.example", "Your quote", "As promised.", to=WEI), labels=("SENT",))
    google.put(mail(MARIA, "A draft", "Not yet."), labels=("DRAFT",))
    told = await here.ask("sync_gmail")
    assert told == {"name": "Gmail", "kept": 3, "ofStrangers": 1, "more": False}
    first, second, third = await here.messages()
    assert (first.subject, first.body, first.direction, first.status) == (
        "The boiler", "It makes that noise again.", "in", "received",
    )  # fmt: skip
    assert first.conversation_id == second.conversation_id
    assert (third.contact_id, third.direction, third.status) == ("wei-zhang", "out", "sent")
    thread = await here.ask("get_conversation", id=first.conversation_id)
    assert (thread["channel"], thread["awaitingReply"], thread["status"]) == ("email", True, "open")


async def test_only_what_is_new_is_asked_for(here: Office, google: Gmail) -> None:
    await here.connect("gmail")
    google.put(mail(MARIA, "One", "1"))
    await here.ask("sync_gmail")
    google.put(mail(MARIA, "Two", "2"))
    google.paths.clear()
    assert (await here.ask("sync_gmail"))["kept"] == 1
    assert google.paths == ["history", "messages/m2"]
    assert (await here.ask("sync_gmail"))["kept"] == 0


async def test_a_history_that_is_too_old_is_listed_anew_and_nothing_comes_twice(here: Office, google: Gmail) -> None:
    await here.connect("gmail")
    google.put(mail(MARIA, "One", "1"))
    await here.ask("sync_gmail")
    google.put(mail(MARIA, "Two", "2"))
    google.oldest = 2
    assert (await here.ask("sync_gmail"))["kept"] == 1
    assert [each.subject for each in await here.messages()] == ["One", "Two"]
    google.put(mail(MARIA, "Three", "3"))
    assert (await here.ask("sync_gmail"))["kept"] == 1


@pytest.mark.both_engines
async def test_a_crash_between_two_pages_loses_nothing_and_doubles_nothing(here: Office, google: Gmail) -> None:
    await here.connect("gmail")
    await here.ask("sync_gmail")
    google.page = 2
    for number in range(7):
        google.put(mail(MARIA, f"Number {number}", str(number)))
    here.clock.passes(minutes=5)
    kept, keep = 0, mail_sync.keep

    async def breaks(*given: object) -> object:
        nonlocal kept
        kept += 1
        done = await keep(*given)  # type: ignore[arg-type]
        if kept == 2:
            raise ConnectionError("the program was killed before this page was kept")
        return done

    with patch.object(mail_sync, "keep", breaks), pytest.raises(ConnectionError):
        await here.collector.go_around()
    assert len(await here.messages()) == 2
    assert await here.collector.go_around() == 5
    assert [each.subject for each in await here.messages()] == [f"Number {number}" for number in range(7)]


async def test_much_mail_comes_in_by_itself_after_the_first_pages(here: Office, google: Gmail) -> None:
    await here.connect("gmail")
    google.page = 1
    for number in range(6):
        google.put(mail(MARIA, f"Number {number}", str(number)))
    told = await here.ask("sync_gmail")
    assert (told["kept"], told["more"]) == (4, True)
    assert await here.collector.go_around() == 2
    assert await here.collector.go_around() == 0, "it has just been looked into"


async def test_two_at_once_keep_each_mail_once(here: Office, google: Gmail) -> None:
    await here.connect("gmail")
    for number in range(5):
        google.put(mail(MARIA, f"Number {number}", str(number)))
    answers = await asyncio.gather(*(here.ask("sync_gmail") for _ in range(4)), return_exceptions=True)
    assert sum(each["kept"] for each in answers if isinstance(each, dict)) == 5
    assert [each for each in answers if not isinstance(each, dict | Conflict)] == []
    assert len(await here.messages()) == 5


async def test_what_was_taken_back_does_not_come_again(here: Office, google: Gmail) -> None:
    await here.connect("gmail")
    google.put(mail(MARIA, "One", "1"))
    await here.ask("sync_gmail")
    await here.ask("undo")
    assert await here.messages() == []
    assert (await here.ask("sync_gmail"))["kept"] == 0


async def test_a_mailbox_at_microsoft_goes_on_from_its_link(here: Office, redmond: Graph) -> None:
    await here.connect("microsoft")
    redmond.page = 2
    redmond.put("wei.zhang@mail.example", "Invoice", "<style>p{}</style><p>Paid &amp; done.<br>Wei</p>", form="html")
    redmond.put("nobody@elsewhere.example", "Offer", "Buy")
    redmond.put("maria.garcia@mail.example", "Boiler", "Noise.")
    redmond.mails.append({"id": "gone", "@removed": {"reason": "deleted"}})
    told = await here.ask("sync_microsoft")
    assert told == {"name": "Outlook", "kept": 2, "ofStrangers": 1, "more": False}
    assert [each.body for each in await here.messages()] == ["Paid & done.\nWei", "Noise."]
    redmond.epoch = 1  # every link is too old now
    redmond.put("wei.zhang@mail.example", "Once more", "Hello.")
    assert (await here.ask("sync_microsoft"))["kept"] == 1
    assert [each.source for each in await here.messages()] == [
        "microsoft/AAMk1=",
        "microsoft/AAMk3=",
        "microsoft/AAMk5=",
    ]


@pytest.mark.both_engines
async def test_mail_that_was_sent_at_microsoft_comes_in_too_page_by_page(here: Office, redmond: Graph) -> None:
    mailbox = await here.connect("microsoft")
    async with here.database.transaction("ridgeline") as session:  # as it was when only the inbox was followed
        known = await session.get_one(Mailbox, ("ridgeline", mailbox.id))
        known.cursor = json.dumps({"link": f"{redmond.url}/v1.0/me/mailFolders/inbox/messages/delta?$deltatoken=0.0"})
    redmond.page = 2
    redmond.put("wei.zhang@mail.example", "Invoice", "Which one?")
    for number in range(3):
        redmond.put_sent("wei.zhang@mail.example", f"Re: Invoice {number}", "That one.")
    redmond.put_sent("nobody@elsewhere.example", "Order", "Two, please.")
    told = await here.ask("sync_microsoft")
    assert told == {"name": "Outlook", "kept": 4, "ofStrangers": 1, "more": False}
    assert sorted((each.direction, each.status) for each in await here.messages()) == [
        ("in", "received"),
        *[("out", "sent")] * 3,
    ]
    assert len({each.conversation_id for each in await here.messages()}) == 1
    redmond.put_sent("wei.zhang@mail.example", "Once more", "Please.")
    assert (await here.ask("sync_microsoft"))["kept"] == 1
    assert (await here.ask("sync_microsoft"))["kept"] == 0


async def test_a_link_to_elsewhere_gets_no_token(here: Office, redmond: Graph) -> None:
    await here.connect("microsoft")
    async with graph() as elsewhere:
        redmond.elsewhere = elsewhere.url
        with pytest.raises(Unavailable, match="leads somewhere else"):
            await here.ask("sync_microsoft")
        assert elsewhere.asked == []


async def test_a_token_that_has_run_out_is_renewed_once_for_all_who_wait(here: Office, google: Gmail) -> None:
    mailbox = await here.connect("gmail")
    google.rotates = True
    here.clock.passes(hours=2)
    found = await asyncio.gather(*(keys(here).access(mailbox.id) for _ in range(8)))
    assert (len(set(found)), google.renewals) == (1, 1)
    here.clock.passes(hours=2)
    assert (await here.ask("sync_gmail"))["kept"] == 0
    assert google.renewals == 2, "the token that came with the first renewal was kept"


async def test_a_token_that_is_refused_early_is_renewed(here: Office, google: Gmail) -> None:
    await here.connect("gmail")
    google.tokens.clear()
    google.put(mail(MARIA, "One", "1"))
    assert (await here.ask("sync_gmail"))["kept"] == 1


async def test_another_program_that_was_quicker_is_believed(here: Office, google: Gmail, database: Database) -> None:
    mailbox = await here.connect("gmail")
    google.rotates = True
    here.clock.passes(hours=2)
    mine = keys(here)
    async with database.transaction("ridgeline", write=False) as session:
        stale = await session.get_one(Mailbox, ("ridgeline", mailbox.id))
    theirs = await mine.access(mailbox.id)
    assert await mine._renewed(stale) == theirs, "the provider refuses the old token, and the new one is there"
    assert (await here.mailboxes())[0].state == "connected"


@pytest.mark.both_engines
async def test_an_access_that_is_withdrawn_is_told_to_the_admins(
    here: Office, google: Gmail, database: Database
) -> None:
    await here.connect("gmail")
    google.withdrawn = True
    here.clock.passes(hours=2)
    with pytest.raises(Conflict, match="Gmail lets us in no longer; connect it again first"):
        await here.ask("sync_gmail")
    status = await here.ask("get_gmail_status")
    assert (status["state"], status["problem"]) == ("lost", "Gmail lets us in no longer; connect it again.")
    async with database.transaction("ridgeline", write=False) as session:
        told = await session.execute(
            select(User.role, Notification.title)
            .join(User, User.id == Notification.user_id)
            .where(Notification.record_type == "mailboxes")
        )
        assert {tuple(row) for row in told} == {("admin", "Gmail has to be connected again")}
    assert await here.collector.go_around() == 0
    google.withdrawn = False
    assert (await here.connect("gmail")).state == "connected"


async def test_a_provider_that_is_away_is_no_loss(here: Office, google: Gmail) -> None:
    await here.connect("gmail")
    google.down = True
    here.clock.passes(hours=2)
    with pytest.raises(Unavailable, match="Gmail does not answer"):
        await here.ask("sync_gmail")
    assert (await here.mailboxes())[0].state == "connected"
    google.down, google.troubles = False, [503]
    with pytest.raises(Unavailable, match="status 503"):
        await here.ask("sync_gmail")


def keys(here: Office) -> MailboxKeys:
    ports, opened = here.desk.ports, partial(here.database.transaction, "ridgeline", now=here.clock)
    assert ports.gmail is not None
    assert ports.sealer is not None
    return MailboxKeys("ridgeline", ports.gmail, ports.sealer, here.clock, opened)


async def test_keys_of_a_mailbox_that_is_not_there_are_lost(here: Office) -> None:
    with pytest.raises(AccessLost):
        await keys(here).access("no such mailbox")
