"""Texts that come in: only what Twilio signed, each once, to whom they belong; and STOP, START and HELP."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select
from twilio.request_validator import RequestValidator

from api import texts_in
from domain.companies import Companies
from domain.context import Ports
from domain.demo import demo_now
from domain.problems import Conflict
from domain.texts_in import TextsIn, word_in
from integrations.twilio import TwilioSignatures
from storage.conversations import Message
from storage.database import Database
from storage.leads import Lead
from storage.notifications import Notification
from storage.outbox import Parcel
from storage.users import User
from tests.conftest import Ask, person
from tests.loopback import ACCOUNT, TOKEN
from tools.call import Call
from tools.perform import Desk, perform

URL = f"https://callout.test{texts_in.PATH}"
MARIA, RIDGELINE, LAKESHORE = "+17205550204", "+13035550100", "+13125550100"


@pytest.fixture
async def twilio(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    taking = TextsIn(database, Companies(database), Ports(), demo_now)
    texts_in.mount(app, taking, "https://callout.test", TwilioSignatures(ACCOUNT, TOKEN).genuine)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://callout.test") as client:
        yield client


def form(body: str, sender: str = MARIA, to: str = RIDGELINE, sid: str = "SM1", **more: str) -> dict[str, str]:
    return {
        "MessageSid": sid, "AccountSid": ACCOUNT, "From": sender, "To": to, "Body": body, "NumMedia": "0", **more,
    }  # fmt: skip


async def told(client: httpx.AsyncClient, fields: dict[str, str]) -> httpx.Response:
    """The request as Twilio makes it, signed by Twilio's own library."""
    signed = RequestValidator(TOKEN).compute_signature(URL, fields)
    return await client.post(texts_in.PATH, data=fields, headers={"X-Twilio-Signature": signed})


async def kept(database: Database, account: str = "ridgeline") -> list[Message]:
    async with database.transaction(account, write=False) as session:
        wanted = select(Message).where(Message.source.like("twilio/%"))
        return list(await session.scalars(wanted.order_by(Message.source)))


@pytest.mark.both_engines
async def test_a_text_comes_to_the_customers_thread_and_the_office_is_told(
    twilio: httpx.AsyncClient, database: Database
) -> None:
    answer = await told(twilio, form("Can you come at nine? ☕ & thanks"))
    assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (200, "text/xml")
    assert answer.text.endswith("<Response></Response>")
    (message,) = await kept(database)
    assert (message.conversation_id, message.direction, message.status) == ("conv-1", "in", "received")
    assert message.body == "Can you come at nine? ☕ & thanks"
    async with database.transaction("ridgeline", write=False) as session:
        notices = select(User.role, Notification.title).join(User, User.id == Notification.user_id)
        rows = await session.execute(notices.where(Notification.record_id == "conv-1"))
        assert {tuple(each) for each in rows} == {
            ("dispatcher", "Text from Maria Garcia"),
            ("office", "Text from Maria Garcia"),
        }
    assert await kept(database, "lakeshore") == []


async def test_the_same_text_told_ten_times_is_there_once(twilio: httpx.AsyncClient, database: Database) -> None:
    for _ in range(10):
        assert (await told(twilio, form("On my way"))).status_code == 200
    assert len(await kept(database)) == 1


async def test_the_number_that_was_texted_says_which_company(twilio: httpx.AsyncClient, database: Database) -> None:
    await told(twilio, form("Hello", to=LAKESHORE))
    assert await kept(database) == []
    assert (await told(twilio, form("Hello", to="+13035550199", sid="SM2"))).status_code == 404


async def send(desk: Desk) -> Any:
    """Text Maria, as the office does."""
    given = {"contactId": "maria-garcia", "channel": "sms", "body": "We are on our way."}
    return (await perform(desk, Call("send_message", given, person("owen")))).plain()


@pytest.mark.both_engines
async def test_stop_stops_what_is_waiting_and_what_would_come_and_start_starts_it_again(
    twilio: httpx.AsyncClient, database: Database, desk: Desk
) -> None:
    waiting = await send(desk)
    assert (await told(twilio, form(" Stop. "))).text.endswith("<Response></Response>")
    async with database.transaction("ridgeline", write=False) as session:
        parcel = (await session.scalars(select(Parcel).where(Parcel.record_id == waiting["id"]))).one()
        message = await session.get_one(Message, ("ridgeline", waiting["id"]))
        assert (parcel.state, message.status, message.problem) == (
            "cancelled", "failed", "They asked not to be texted.",
        )  # fmt: skip
    with pytest.raises(Conflict, match="Maria Garcia asked not to be texted; call, or send an e-mail"):
        await send(desk)
    await told(twilio, form("STOP", sid="SM2"))
    await told(twilio, form("start", sid="SM3"))
    assert (await send(desk))["status"] == "waiting"
    trail = (await perform(desk, Call("list_audit", {}, person("dana")))).plain()["items"]
    assert [each["operation"] for each in trail].count("text_in") == 3


async def test_help_says_who_it_is_unless_twilio_has(twilio: httpx.AsyncClient) -> None:
    answer = await told(twilio, form("help"))
    assert "<Message>Ridgeline Home Services. Call (303) 555-0100. Reply STOP" in answer.text
    assert "<Message>" not in (await told(twilio, form("HELP", sid="SM2", OptOutType="HELP"))).text


async def test_help_says_what_was_agreed_to(twilio: httpx.AsyncClient, ask: Ask) -> None:
    await ask("update_account_settings", marketingConsent="About four offers a year.")
    assert "(303) 555-0100. About four offers a year. Reply STOP" in (await told(twilio, form("help"))).text


async def test_somebody_unknown_becomes_one_lead(twilio: httpx.AsyncClient, database: Database) -> None:
    await told(twilio, form("My furnace is out", sender="+13035550177"))
    await told(twilio, form("Are you there?", sender="+13035550177", sid="SM2", NumMedia="1"))
    async with database.transaction("ridgeline", write=False) as session:
        (lead,) = await session.scalars(select(Lead).where(Lead.phone == "+13035550177"))
        assert (lead.source, lead.interest) == ("text", "My furnace is out")
        assert lead.notes == "Are you there?\n(a picture, which is not kept here)"
        told_of = select(Notification.title).where(Notification.record_id == lead.id)
        assert {title.split(":")[0] for title in await session.scalars(told_of)} == {
            "New lead", "Text from (303) 555-0177",
        }  # fmt: skip
    assert await kept(database) == []


@pytest.mark.parametrize(
    "body", ["please stop by at nine", "cancel my appointment", "Stop it, you are kidding", "end of May"]
)
def test_a_word_within_a_sentence_is_no_word(body: str) -> None:
    assert word_in(body) is None


async def test_two_hundred_requests_that_were_tampered_with_are_refused(
    twilio: httpx.AsyncClient, database: Database
) -> None:
    chance, fields = random.Random(7), form("STOP")
    signed = RequestValidator(TOKEN).compute_signature(URL, fields)
    for _ in range(200):
        sent, signature, path = tampered(chance, fields, signed)
        answer = await twilio.post(
            path,
            content=urlencode(sent),
            headers={"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"},
        )
        assert answer.status_code == 403
    assert (await twilio.post(texts_in.PATH, data=fields)).status_code == 403
    assert (await twilio.post(texts_in.PATH, json=fields, headers={"X-Twilio-Signature": signed})).status_code == 403
    assert await kept(database) == []
    assert (await told(twilio, fields)).status_code == 200, "the one that is right is taken"


def tampered(chance: random.Random, fields: dict[str, str], signed: str) -> tuple[list[tuple[str, str]], str, str]:
    """The request with one thing about it changed."""
    sent, path = list(fields.items()), texts_in.PATH
    at = chance.randrange(len(sent))
    name, value = sent[at]
    match chance.randrange(8):
        case 0:
            sent[at] = (name, value + chance.choice("x1 \x00é"))
        case 1:
            sent[at] = (name + chance.choice("xX_"), value)
        case 2:
            del sent[at]
        case 3:
            sent.append((chance.choice(("Extra", "Body", "From", name)), chance.choice(("x", "+13035550000"))))
        case 4:
            place = chance.randrange(len(signed) - 1)
            signed = signed[:place] + ("A" if signed[place] != "A" else "B") + signed[place + 1 :]
        case 5:
            signed = chance.choice(("", "0" * 28, signed[:-2], signed[::-1], signed.swapcase(), signed + "A"))
        case 6:
            path += chance.choice(("?a=1", "?Body=STOP", "?bodySHA256=" + "0" * 64))
        case 7:
            signed = RequestValidator(chance.choice(("", "another token", TOKEN + " "))).compute_signature(URL, fields)
    return sent, signed, path
