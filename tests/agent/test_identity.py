"""Who a caller is, under attack: a number opens nothing, and what proves it is neither kept nor taken twice."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agent.callers import known_by, proof_of
from agent.conversation import Conversation
from agent.identity import ASK_CODE, CODE_LASTS, NO_MORE, NOT_TEXTED, OFFER, REFUSED, WRONG
from agent.installation import Installation
from agent.settings import Settings
from agent.typed import Typed
from domain import demo
from domain.ports import DeliveryFailed
from domain.roles import Role
from domain.signin import SignIn
from storage.database import Database
from tests.conftest import Ask, person
from tools.perform import Desk

PIN = "4821"
STAFF = ("find the contact maria garcia", "delete job ten forty", "who are our technicians")
Call = Callable[..., Awaitable[Typed]]


class Phones:
    """A provider of texts that keeps what it was given, or fails."""

    def __init__(self) -> None:
        self.texts: list[tuple[str, str]] = []
        self.broken = False

    async def send(self, to: str, body: str, key: str) -> None:
        if self.broken:
            raise DeliveryFailed("The provider does not answer.")
        self.texts.append((to, body))

    @property
    def code(self) -> str:
        """The code in the last text, as it is said."""
        return " ".join(self.texts[-1][1].split()[0])


class Clock:
    """Time that passes when told to."""

    now = demo.demo_now()

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def phones() -> Phones:
    return Phones()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def ring(
    desk: Desk, database: Database, signin: SignIn, ask: Ask, phones: Phones, clock: Clock, tmp_path: Path
) -> AsyncIterator[Call]:
    """`await ring("+13035550102")`: a call from a number, typed. Priya, the dispatcher, has a PIN."""
    await ask("update_user", id="priya", pin=PIN)
    settings = Settings(data=tmp_path, openai_base_url=None)
    ours = replace(desk, clock=clock, ports=replace(desk.ports, texter=phones))
    installation = Installation(settings, database, desk.companies, signin, ours)
    async with AsyncExitStack() as stack:

        async def answered(number: str, *, attested: bool = False, account: str = "ridgeline") -> Typed:
            company = await desk.companies.of(account)
            actor, claim = await known_by(installation, company, number, attested=attested)
            identity = proof_of(installation, company, claim)
            conversation = Conversation(ours, actor, company, "phone", identity=identity)
            return await stack.enter_async_context(Typed(conversation, settings))

        yield answered


def number_of(who: str) -> str:
    """A demo person's own number."""
    return person(who).phone or ""


MARIA = next(each["phone"] for each in demo.world()["accounts"][0]["contacts"] if each["id"] == "maria-garcia")


@pytest.mark.parametrize(
    ("who", "attested", "role"),
    [
        ("mike-a", True, Role.TECH),
        ("mike-a", False, Role.CALLER),
        ("priya", True, Role.CALLER),
        ("dana", False, Role.CALLER),
    ],
)
async def test_a_number_alone_is_at_most_a_technician(ring: Call, who: str, attested: bool, role: Role) -> None:
    assert (await ring(number_of(who), attested=attested)).conversation.actor.role is role


@pytest.mark.parametrize(("attested", "role"), [(True, Role.CUSTOMER), (False, Role.CALLER)])
async def test_a_customers_number_counts_if_it_is_attested(ring: Call, attested: bool, role: Role) -> None:
    assert (await ring(MARIA, attested=attested)).conversation.actor.role is role


@pytest.mark.parametrize("number", ["", "+13035559999", "anonymous"])
async def test_an_unknown_number_has_nothing_to_prove(ring: Call, number: str) -> None:
    typed = await ring(number, attested=True)
    assert typed.conversation.identity is None
    assert (await typed.say("delete job ten forty")).calls == ()


@pytest.mark.parametrize("said", STAFF)
async def test_before_the_pin_nothing_is_done_or_told(ring: Call, said: str) -> None:
    typed = await ring(number_of("priya"), attested=True)
    answered = await typed.say(said)
    assert answered.calls == ()
    assert answered.asks is None
    assert "PIN" in answered.reply
    assert "Garcia" not in answered.reply


async def test_with_the_pin_what_was_wanted_is_done(ring: Call) -> None:
    typed = await ring(number_of("priya"))
    await typed.say("make job ten fifty three high priority")
    answered = await typed.say("four eight two one")
    assert [call["operation"] for call in answered.calls] == ["PATCH /api/jobs/{id}"]
    assert typed.conversation.actor.role is Role.DISPATCHER


async def test_what_cannot_be_taken_back_still_waits_for_its_yes(ring: Call) -> None:
    typed = await ring(number_of("priya"))
    await typed.say("delete job ten forty")
    answered = await typed.say("my pin is four eight two one")
    assert (answered.asks, answered.calls) == ("confirmation", ())


async def test_the_pin_is_kept_nowhere(ring: Call, database: Database, ask: Ask) -> None:
    typed = await ring(number_of("priya"))
    await typed.say("make job ten fifty three high priority")
    answered = await typed.say("four eight two one")
    assert typed._session is not None
    kept = [
        *(each.text_content for each in typed._session.history.items if each.type == "message"),
        *(turn.text for turn in typed.conversation.turns),
        *(repr(turn) for turn in typed.conversation.turns),
        repr(typed.conversation.identity),
        answered.said,
        str(await ask("list_audit")),
    ]
    assert [text for text in kept if text and ("eight two" in text or PIN in text)] == []


async def test_wrong_ones_end_the_trying_on_this_call_and_then_on_every_call(ring: Call) -> None:
    replies = []
    for _ in range(2):
        typed = await ring(number_of("priya"))
        typed.conversation.identity.asked_first()  # type: ignore[union-attr]
        replies += [
            (await typed.say(said)).reply
            for said in ("four eight two two", "four eight two three", "one nine seven five")
        ]
        assert (await typed.say("four eight two one")).reply in (NO_MORE, REFUSED)
        assert typed.conversation.actor.role is Role.CALLER
    assert replies == [WRONG["pin"], WRONG["pin"], NO_MORE, WRONG["pin"], WRONG["pin"], REFUSED]
    assert (await (await ring(number_of("priya"))).say("my pin is four eight two one")).reply == REFUSED


@pytest.mark.parametrize(("who", "account"), [("dana", "ridgeline"), ("priya", "lakeshore")])
async def test_somebody_elses_pin_opens_nothing(ring: Call, who: str, account: str) -> None:
    typed = await ring(number_of(who), account=account)
    await typed.say("my pin is four eight two one")
    assert typed.conversation.actor.role is Role.CALLER


async def test_danger_comes_before_any_pin(ring: Call) -> None:
    typed = await ring(number_of("priya"))
    await typed.say("delete job ten forty")
    assert "Leave the building" in (await typed.say("i smell gas in the basement")).reply


async def code_asked(typed: Typed) -> Any:
    assert typed.conversation.identity is not None
    assert typed.conversation.identity.needed_for("customer:read", "when are you coming") == OFFER
    return (await typed.say("yes please")).reply


async def test_a_code_goes_to_the_number_on_file_and_makes_the_customer(ring: Call, phones: Phones) -> None:
    typed = await ring(MARIA)
    assert await code_asked(typed) == ASK_CODE
    assert [to for to, _ in phones.texts] == [MARIA]
    await typed.say(phones.code)
    assert (typed.conversation.actor.role, typed.conversation.actor.contact_id) == (Role.CUSTOMER, "maria-garcia")


async def test_a_code_is_good_on_its_own_call_once_and_for_a_while(ring: Call, phones: Phones, clock: Clock) -> None:
    first, second = await ring(MARIA), await ring(MARIA)
    await code_asked(first)
    old = phones.code
    await code_asked(second)
    await second.say(old)
    assert second.conversation.actor.role is Role.CALLER
    clock.now += CODE_LASTS + timedelta(seconds=1)
    await second.say(phones.code)
    assert second.conversation.actor.role is Role.CALLER


async def test_a_code_is_not_guessed_and_not_texted_without_end(ring: Call, phones: Phones) -> None:
    typed = await ring(MARIA)
    await code_asked(typed)
    wrong = "1 1 1 1 1 1" if phones.code != "1 1 1 1 1 1" else "2 2 2 2 2 2"
    replies = [(await typed.say(wrong)).reply for _ in range(3)]
    assert replies == [WRONG["code"], WRONG["code"], NO_MORE]
    await typed.say(phones.code)
    assert typed.conversation.actor.role is Role.CALLER
    for _ in range(4):
        await code_asked(await ring(MARIA))
    assert len(phones.texts) == 3


async def test_without_a_way_to_text_it_says_so(ring: Call, phones: Phones) -> None:
    phones.broken = True
    assert await code_asked(await ring(MARIA)) == NOT_TEXTED


async def test_a_no_sends_nothing(ring: Call, phones: Phones) -> None:
    typed = await ring(MARIA)
    assert typed.conversation.identity is not None
    typed.conversation.identity.needed_for("customer:read", "when are you coming")
    await typed.say("no thanks")
    assert phones.texts == []


async def test_somebody_signed_in_who_says_a_pin_is_asked_not_to(desk: Desk, ask: Ask, tmp_path: Path) -> None:
    company = await desk.companies.of("ridgeline")
    conversation = Conversation(desk, person("dana"), company)
    async with Typed(conversation, Settings(data=tmp_path, openai_base_url=None)) as typed:
        answered = await typed.say("set priya's pin to nine three six one")
    assert answered.calls == ()
    assert "on the page" in answered.reply
    assert "nine three" not in str(await ask("list_audit")) + conversation.turn.text
