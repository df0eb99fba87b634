"""Connecting a mailbox: what is needed, what is kept, and thirty ways in that stay shut."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from sqlalchemy import select, update

from domain.links import Links
from domain.problems import Conflict, Forbidden, Unavailable
from storage.database import Database
from storage.mailboxes import Mailbox
from storage.session import WITH_DELETED
from storage.users import User
from tests.conftest import Ask, person
from tests.letting_in import Office, office
from tests.loopback_gmail import ADDRESS, Gmail, gmail, mail
from tests.loopback_graph import Graph, graph


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


async def test_without_keys_it_says_what_to_set(ask: Ask) -> None:
    status = await ask("get_gmail_status")
    assert (status["state"], status["needs"]) == (
        "not_set_up",
        ["CALLOUT_GMAIL_CLIENT_ID", "CALLOUT_GMAIL_CLIENT_SECRET"],
    )
    for operation in ("authorize_gmail", "sync_gmail", "send_gmail"):
        words = {"contactId": "maria-garcia", "body": "Hello."} if operation == "send_gmail" else {}
        with pytest.raises(Unavailable, match="set CALLOUT_GMAIL_CLIENT_ID and CALLOUT_GMAIL_CLIENT_SECRET"):
            await ask(operation, **words)
        with pytest.raises(Unavailable, match="whoever runs Callout can do that"):
            await ask(operation, **words, channel="voice")


async def test_a_technician_connects_nothing(ask: Ask) -> None:
    for operation in ("authorize_gmail", "get_gmail_status", "sync_microsoft"):
        with pytest.raises(Forbidden):
            await ask(operation, by=person("mike-a"))


@pytest.mark.both_engines
async def test_a_mailbox_is_connected_and_its_tokens_are_sealed(
    here: Office, google: Gmail, database: Database, tmp_path: Path
) -> None:
    assert (await here.ask("get_gmail_status"))["state"] == "not_connected"
    asked = parse_qs(urlsplit((await here.ask("authorize_gmail"))["url"]).query)
    assert (asked["code_challenge_method"], asked["access_type"]) == (["S256"], ["offline"])
    assert asked["redirect_uri"] == ["http://callout.test/api/integrations/gmail/callback"]
    page = await here.browser.get(await here.consented("gmail"))
    assert (page.status_code, f"{ADDRESS} is connected to Ridgeline" in page.text) == (200, True)
    (mailbox,) = await here.mailboxes()
    assert (mailbox.address, mailbox.user_id, mailbox.state) == (ADDRESS, "dana", "connected")
    assert not [token for token in (*google.tokens, *google.renewing) if token in repr(vars(mailbox))]
    status = await here.ask("get_gmail_status")
    assert (status["state"], status["address"], status["needs"]) == ("connected", ADDRESS, [])
    trail = (await here.ask("list_audit", operation="connect_gmail"))["items"]
    assert trail[0]["actorId"] == "dana"
    assert "sealed" not in repr(trail)
    kept = b"".join(file.read_bytes() for file in sorted(tmp_path.glob("callout.db*")))  # noqa: ASYNC240
    assert not [token for token in (*google.tokens, *google.renewing) if token.encode() in kept]


async def test_another_account_has_nothing_of_it(here: Office) -> None:
    await here.connect("gmail")
    assert await here.mailboxes("lakeshore") == []


Attack = Callable[[str], str]


def changed(**query: str | None) -> Attack:
    """The way back with something else in it."""

    def attack(back: str) -> str:
        parts = urlsplit(back)
        given = {name: values[0] for name, values in parse_qs(parts.query).items()}
        given = {name: value for name, value in {**given, **query}.items() if value is not None}
        return f"{parts.path}?{urlencode(given)}"

    return attack


def with_state(change: Callable[[str], str]) -> Attack:
    def attack(back: str) -> str:
        return changed(state=change(parse_qs(urlsplit(back).query)["state"][0]))(back)

    return attack


ATTACKS: dict[str, Attack] = {
    "no state": changed(state=None),
    "an empty state": changed(state=""),
    "a made-up state": changed(state="bm90IG9uZSBvZiBvdXJz"),
    "a state that is no text": changed(state="\x00\ud7ff%"),
    "a long state": changed(state="A" * 4096),
    "a shortened state": with_state(lambda state: state[:-4]),
    "a lengthened state": with_state(lambda state: state + "AAAA"),
    "a state with one letter changed": with_state(
        lambda state: state[:40] + ("A" if state[40] != "A" else "B") + state[41:]
    ),
    "the halves of it swapped": with_state(lambda state: state[100:] + state[:100]),
    "no code": changed(code=None),
    "a made-up code": changed(code="made-up"),
    "a refusal": changed(code=None, error="access_denied"),
    "a refusal with a code": changed(error="access_denied"),
    "the state at the other provider": lambda back: back.replace("/gmail/", "/microsoft/"),
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
async def test_a_way_back_that_is_not_ours_keeps_nothing(here: Office, attack: Attack) -> None:
    answer = await here.browser.get(attack(await here.consented("gmail")))
    assert answer.status_code == 400
    assert "not connected" in answer.text
    assert await here.mailboxes() == []


async def test_a_state_is_good_once(here: Office, google: Gmail) -> None:
    first, second = await here.consented("gmail"), await here.consented("gmail")
    assert (await here.browser.get(first)).status_code == 200
    code = parse_qs(urlsplit(second).query)["code"][0]
    for again in (first, changed(code=code)(first)):
        assert (await here.browser.get(again)).status_code == 400
    asked = len(google.asked)
    assert len([each for each in google.asked if each.get("grant_type") == "authorization_code"]) == 1
    assert (await here.browser.get(first)).status_code == 400
    assert len(google.asked) == asked


async def test_a_state_is_used_up_though_nothing_came_of_it(here: Office) -> None:
    back = await here.consented("gmail")
    assert (await here.browser.get(changed(code="made-up")(back))).status_code == 400
    assert (await here.browser.get(back)).status_code == 400
    assert await here.mailboxes() == []


async def test_a_state_is_good_for_ten_minutes(here: Office) -> None:
    back = await here.consented("gmail")
    here.clock.passes(minutes=10)
    assert (await here.browser.get(back)).status_code == 400
    assert await here.mailboxes() == []


async def test_a_code_of_another_consent_has_another_verifier(here: Office) -> None:
    """Whoever puts the code of their own mailbox into somebody else's way back."""
    ours, theirs = await here.consented("gmail"), await here.consented("gmail", by="owen")
    swapped = changed(code=parse_qs(urlsplit(theirs).query)["code"][0])(ours)
    assert (await here.browser.get(swapped)).status_code == 400
    assert await here.mailboxes() == []


async def test_another_accounts_state_connects_another_account(here: Office, database: Database) -> None:
    """What a state says cannot be said by the request: it connects the account whose admin asked, and no other."""
    back = await here.consented("gmail")
    answer = await here.browser.get(f"{back}&account=lakeshore&user=somebody")
    assert answer.status_code == 200
    assert [each.account_id for each in await here.mailboxes()] == ["ridgeline"]
    assert await here.mailboxes("lakeshore") == []


@pytest.mark.parametrize("values", [{"active": False}, {"role": "tech"}])
async def test_who_may_no_longer_connect_does_not(here: Office, database: Database, values: dict[str, object]) -> None:
    back = await here.consented("gmail", by="owen")
    async with database.transaction("ridgeline") as session:
        gone = update(User).where(User.id == "owen").values(**values)
        await session.execute(gone, execution_options={"unaudited": "as if an admin had done it"})
    assert (await here.browser.get(back)).status_code == 400
    assert await here.mailboxes() == []


async def test_a_way_back_to_another_address_is_refused(here: Office, google: Gmail) -> None:
    """A redirect that is not the registered one: refused there, and here where the address has changed since."""
    back = await here.consented("gmail")
    object.__setattr__(here.desk.ports, "links", Links("http://evil.test", b"a secret of this test"))
    assert (await here.browser.get(back)).status_code == 400
    with pytest.raises(AssertionError, match="invalid_request"):
        await here.consented("gmail")
    assert await here.mailboxes() == []


@pytest.mark.parametrize("name", ["next", "redirect", "redirect_uri", "return_to", "continue", "url"])
async def test_nobody_is_sent_elsewhere(here: Office, name: str) -> None:
    answer = await here.browser.get(f"{await here.consented('gmail')}&{name}=https://evil.test/")
    assert "location" not in answer.headers
    assert "evil.test" not in answer.text


async def test_the_page_says_nothing_that_the_request_said(here: Office) -> None:
    words = "<script>alert(1)</script>"
    answer = await here.browser.get(
        "/api/integrations/gmail/callback", params={"error": words, "error_description": words, "state": words}
    )
    assert words not in answer.text
    assert "alert" not in answer.text


async def test_what_is_not_connected_is_said(here: Office) -> None:
    for operation, words in (("sync_gmail", {}), ("send_gmail", {"contactId": "maria-garcia", "body": "Hello."})):
        with pytest.raises(Conflict, match="Gmail is not connected yet; connect it first"):
            await here.ask(operation, **words)


async def test_connecting_again_goes_on_where_it_was(here: Office, google: Gmail) -> None:
    first = await here.connect("gmail")
    await here.ask("sync_gmail")
    again = await here.connect("gmail")
    assert (again.id, again.cursor is not None) == (first.id, True)


@pytest.mark.both_engines
async def test_a_mailbox_is_disconnected_its_keys_go_and_it_may_be_connected_again(
    here: Office, google: Gmail, database: Database, tmp_path: Path
) -> None:
    await here.connect("gmail")
    google.put(mail("Maria Garcia <maria.garcia@mail.example>", "The boiler", "It makes that noise again."))
    await here.ask("sync_gmail")
    (mailbox,) = await here.mailboxes()
    with pytest.raises(Forbidden):
        await here.ask("disconnect_gmail", by="mike-a")
    told = await here.ask("disconnect_gmail")
    assert (told["state"], told["address"]) == ("not_connected", None)
    assert await here.mailboxes() == []
    async with database.transaction("ridgeline", write=False) as session:
        gone = await session.scalar(select(Mailbox).where(Mailbox.id == mailbox.id), execution_options=WITH_DELETED)
        assert gone is not None
        assert (gone.sealed_access, gone.sealed_refresh, gone.cursor) == ("", "", None)
    assert len(await here.messages()) == 1, "what came in stays"
    for operation in ("disconnect_gmail", "sync_gmail"):
        with pytest.raises(Conflict, match="is not connected"):
            await here.ask(operation)
    with pytest.raises(Conflict, match="cannot be brought back"):
        await here.ask("undo")
    assert await here.collector.go_around() == 0
    await here.connect("gmail")
    assert (await here.ask("sync_gmail"))["kept"] == 0, "what is known does not come twice"
