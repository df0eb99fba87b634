"""One-time codes under attack: guessed, used twice, kept too long, and asked for without end."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from domain.one_time_codes import SENT_ALLOWED, TRIES, Codes
from domain.passwords import Passwords
from storage.database import Database
from tests.conftest import QUICK_HASH
from tests.lasting import Hands

pytestmark = pytest.mark.both_engines
MARIA = ("ridgeline", "portal +17205550204")
TEN_MINUTES = timedelta(minutes=10)


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def codes(database: Database, clock: Hands) -> Codes:
    return Codes(database, clock, Passwords(QUICK_HASH))


def another(digits: str) -> str:
    """Some other code."""
    return f"{(int(digits) + 1) % 1_000_000:06}"


async def test_it_is_good_once_and_for_what_it_was_sent_for(codes: Codes) -> None:
    digits = await codes.make(*MARIA, "maria-garcia", TEN_MINUTES)
    assert (await codes.check("ridgeline", "portal +17205550208", digits)).verdict == "wrong"
    assert (await codes.check("lakeshore", MARIA[1], digits)).verdict == "wrong"
    proof = await codes.check(*MARIA, digits)
    assert (proof.verdict, proof.contact_id) == ("right", "maria-garcia")
    assert (await codes.check(*MARIA, digits)).verdict == "wrong"


async def test_shown_by_several_at_once_it_opens_for_one(codes: Codes) -> None:
    digits = await codes.make(*MARIA, "maria-garcia", TEN_MINUTES)
    proofs = await asyncio.gather(*(codes.check(*MARIA, digits) for _ in range(4)))
    assert [each.verdict for each in proofs].count("right") == 1


async def test_after_a_few_wrong_ones_even_the_right_one_is_wrong(codes: Codes) -> None:
    digits = await codes.make(*MARIA, "maria-garcia", TEN_MINUTES)
    await asyncio.gather(*(codes.check(*MARIA, another(digits)) for _ in range(TRIES)))
    assert (await codes.check(*MARIA, digits)).verdict == "wrong"


async def test_a_new_one_ends_the_old_one_and_time_ends_both(codes: Codes, clock: Hands) -> None:
    old = await codes.make(*MARIA, "maria-garcia", TEN_MINUTES)
    new = await codes.make(*MARIA, "maria-garcia", TEN_MINUTES)
    assert old == new or (await codes.check(*MARIA, old)).verdict == "wrong"
    clock.now += TEN_MINUTES
    assert (await codes.check(*MARIA, new)).verdict == "expired"


async def test_few_are_sent_to_a_number_in_an_hour(codes: Codes, clock: Hands) -> None:
    sent = [await codes.may_send("ridgeline", "+13035550101") for _ in range(SENT_ALLOWED + 2)]
    assert sent.count(True) == SENT_ALLOWED
    assert await codes.may_send("ridgeline", "+13035550102")
    clock.now += timedelta(minutes=61)
    assert await codes.may_send("ridgeline", "+13035550101")
