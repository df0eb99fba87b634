"""Asking for reviews: after a job that is done, once, by a message that can be taken back; and the answer is kept."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api import reviews
from api.app import create_app
from domain.companies import Companies
from domain.context import Ports
from domain.links import Links
from domain.outbox import Carrier
from domain.problems import Conflict, Forbidden, Invalid, Missing, NotFound
from domain.review_requests import Answers
from domain.signin import SignIn
from storage.database import Database
from tests.conftest import Ask, person
from tests.lasting import Hands
from tools.call import Call
from tools.perform import Desk, perform

LINKS = Links("http://callout.test", b"a secret of this test")


class Phone:
    """A texter that keeps what it was given."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []

    async def send(self, to: str, body: str, key: str) -> None:
        self.sent.append((to, body))


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def desk(desk: Desk, hands: Hands) -> Desk:
    return replace(desk, clock=hands, ports=Ports(links=LINKS))


@pytest.fixture
def phone() -> Phone:
    return Phone()


@pytest.fixture
def carrier(database: Database, phone: Phone, hands: Hands) -> Carrier:
    return Carrier(database, Companies(database), Ports(texter=phone), hands)


@pytest.fixture
async def browser(desk: Desk, database: Database, signin: SignIn, hands: Hands) -> AsyncIterator[httpx.AsyncClient]:
    def door(app: FastAPI) -> None:
        reviews.mount(app, Answers(database, Companies(database), hands, LINKS))

    app = create_app(desk, signin, doors=(door,))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://callout.test") as client:
        yield client


async def test_a_customer_is_asked_answers_and_is_heard(
    ask: Ask, carrier: Carrier, phone: Phone, hands: Hands, browser: httpx.AsyncClient
) -> None:
    asked = await ask("create_review_request", jobId="job-1041")
    assert (asked["contactName"], asked["jobNumber"], asked["channel"]) == ("Robert Johnson", 1041, "sms")
    assert asked["status"] == "pending"
    hands.on(timedelta(seconds=10))
    await carrier.deliver_due()
    [(to, text)] = phone.sent
    assert to == "+17205550208"
    assert text.startswith(
        "Hi Robert, thank you for choosing Ridgeline Home Services. How did we do with Drain clearing?"
    )
    [sent] = (await ask("list_review_requests", status="sent"))["items"]
    assert (sent["id"], sent["sentAt"]) == (asked["id"], "2026-03-10T14:30:10Z")
    link = text.rpartition(" ")[2]
    page = await browser.get(link)
    assert "Ridgeline Home Services: Drain clearing" in page.text
    answer = await browser.post(link, data={"rating": "4", "comment": " Quick, but <b>muddy</b> boots. "})
    assert "Thank you" in answer.text
    [told] = (await ask("list_review_requests", status="completed"))["items"]
    assert (told["rating"], told["comment"]) == (4, "Quick, but <b>muddy</b> boots.")
    trail = await ask("list_audit", recordId=asked["id"], operation="answer_review_request")
    assert [(each["actorId"], each["channel"]) for each in trail["items"]] == [("bob-johnson", "link")]


@pytest.mark.parametrize("rating", ["0", "6", "five", ""])
async def test_what_is_no_rating_is_not_kept(ask: Ask, browser: httpx.AsyncClient, rating: str) -> None:
    asked = await ask("create_review_request", jobId="job-1041")
    link = LINKS.to("review", "ridgeline", asked["id"])
    assert (await browser.post(link, data={"rating": rating})).status_code == 422
    assert (await browser.post(f"{link}x", data={"rating": "5"})).status_code == 404
    assert (await ask("list_review_requests"))["items"][0]["rating"] is None


async def test_the_last_job_that_was_done_is_meant_and_none_need_be(ask: Ask) -> None:
    assert (await ask("create_review_request", contactId="john-smith-oak"))["jobId"] == "job-1040"
    assert (await ask("create_review_request", contactId="wei-zhang"))["jobId"] is None


@pytest.mark.parametrize(
    ("given", "problem", "sentence"),
    [
        ({"jobId": "job-1042"}, Conflict, "Job 1042 is not completed; ask how it went when it is"),
        ({"jobId": "job-1041", "contactId": "maria-garcia"}, Invalid, "Job 1041 is Robert Johnson's"),
        ({}, Missing, "contactId"),
    ],
)
async def test_what_cannot_be_asked_is_refused(
    ask: Ask, given: dict[str, Any], problem: type[Exception], sentence: str
) -> None:
    with pytest.raises(problem, match=sentence):
        await ask("create_review_request", **given)


async def test_nobody_is_asked_twice_or_against_their_will(ask: Ask) -> None:
    await ask("create_review_request", jobId="job-1041")
    with pytest.raises(Conflict, match="was asked about job 1041 on March 10 and has not answered"):
        await ask("create_review_request", contactId="bob-johnson")
    await ask("update_contact", id="john-smith-oak", acceptsMarketing=False)
    with pytest.raises(Conflict, match="has unsubscribed"):
        await ask("create_review_request", contactId="john-smith-oak")


async def test_what_was_said_on_the_phone_is_kept_by_hand(ask: Ask) -> None:
    await ask("create_review_request", jobId="job-1041")
    kept = await ask("update_review_request", id="bob", rating=4, comment="Quick.", channel="voice")
    assert (kept["status"], kept["rating"], kept["comment"]) == ("completed", 4, "Quick.")
    assert kept["answeredAt"] == "2026-03-10T14:30:00Z"
    with pytest.raises(Invalid):
        await ask("update_review_request", id=kept["id"], rating=6)
    back = await ask("update_review_request", id=kept["id"], status="sent")
    assert (back["status"], back["answeredAt"]) == ("sent", None)


async def test_asking_another_way_sends_one_message(
    ask: Ask, carrier: Carrier, phone: Phone, hands: Hands, desk: Desk
) -> None:
    asked = await ask("create_review_request", jobId="job-1041")
    given = {"id": asked["id"], "channel": "email"}
    changed = (await perform(desk, Call("update_review_request", given, person("owen")))).plain()
    assert (changed["channel"], changed["status"]) == ("email", "pending")
    hands.on(timedelta(minutes=1))
    await carrier.deliver_due()
    assert phone.sent == []


async def test_at_night_the_question_waits_and_undone_it_is_not_asked(
    ask: Ask, carrier: Carrier, phone: Phone, hands: Hands
) -> None:
    hands.on(timedelta(hours=12))
    await ask("create_review_request", jobId="job-1041")
    hands.on(timedelta(hours=1))
    await carrier.deliver_due()
    assert phone.sent == []
    await ask("create_review_request", jobId="job-1040")
    await ask("undo")
    hands.on(timedelta(hours=11))
    await carrier.deliver_due()
    assert [to for to, _ in phone.sent] == ["+17205550208"]


async def test_reviews_are_the_offices(ask: Ask) -> None:
    asked = await ask("create_review_request", jobId="job-1041", by=person("owen"))
    with pytest.raises(Forbidden):
        await ask("list_review_requests", by=person("mike-a"))
    with pytest.raises(NotFound):
        await ask("update_review_request", id=asked["id"], rating=1, by=person("lk-nora", "lakeshore"))
