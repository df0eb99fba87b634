"""PINs under attack: guessed, guessed at once, borrowed, and too easy."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from domain.passwords import Passwords
from domain.pins import WRONG_ALLOWED, Pins
from domain.problems import Forbidden, Invalid
from storage.database import Database
from tests.conftest import QUICK_HASH, Ask, person
from tests.lasting import Hands

pytestmark = pytest.mark.both_engines
RIGHT, WRONG = "4821", "4822"


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
async def pins(database: Database, ask: Ask, clock: Hands) -> Pins:
    """Priya has a PIN; nobody else does."""
    await ask("update_user", id="priya", pin=RIGHT)
    return Pins(database, clock, Passwords(QUICK_HASH))


async def test_the_right_one_is_right_and_no_other(pins: Pins) -> None:
    assert await pins.check("ridgeline", "priya", WRONG) == "wrong"
    assert await pins.check("ridgeline", "priya", RIGHT) == "right"


async def test_it_opens_nobody_else_and_no_other_company(pins: Pins) -> None:
    assert await pins.check("ridgeline", "dana", RIGHT) == "wrong"
    assert await pins.check("lakeshore", "priya", RIGHT) == "wrong"


async def test_after_a_few_wrong_ones_even_the_right_one_is_refused_for_a_while(pins: Pins, clock: Hands) -> None:
    for _ in range(WRONG_ALLOWED):
        assert await pins.check("ridgeline", "priya", WRONG) == "wrong"
    assert await pins.check("ridgeline", "priya", RIGHT) == "refused"
    clock.now += timedelta(minutes=16)
    assert await pins.check("ridgeline", "priya", WRONG) == "wrong"
    clock.now += timedelta(minutes=16)
    assert await pins.check("ridgeline", "priya", RIGHT) == "refused"
    clock.now += timedelta(minutes=15)
    assert await pins.check("ridgeline", "priya", RIGHT) == "right"


async def test_many_at_once_are_no_more_than_a_few(pins: Pins) -> None:
    guesses = [f"{guess:04}" for guess in range(4800, 4840)]
    verdicts = await asyncio.gather(*(pins.check("ridgeline", "priya", guess) for guess in guesses))
    assert verdicts.count("refused") == len(guesses) - WRONG_ALLOWED


async def test_a_right_one_in_between_forgets_the_wrong_ones(pins: Pins) -> None:
    for _ in range(3):
        for _ in range(WRONG_ALLOWED - 1):
            assert await pins.check("ridgeline", "priya", WRONG) == "wrong"
        assert await pins.check("ridgeline", "priya", RIGHT) == "right"


async def test_a_new_one_ends_the_old_one_and_the_lock(pins: Pins, ask: Ask) -> None:
    for _ in range(WRONG_ALLOWED):
        await pins.check("ridgeline", "priya", WRONG)
    await ask("update_user", id="priya", pin="77194")
    assert await pins.check("ridgeline", "priya", RIGHT) == "wrong"
    assert await pins.check("ridgeline", "priya", "77194") == "right"


async def test_it_is_nowhere_in_what_is_shown_or_audited(pins: Pins, ask: Ask) -> None:
    seen = f"{await ask('list_audit')} {await ask('get_user', id='priya')}"
    assert RIGHT not in seen
    assert "argon2" not in seen


@pytest.mark.parametrize("pin", ["1111", "1234", "8765", "12a4", "१२३४"])
async def test_what_is_guessed_first_is_no_pin(ask: Ask, pin: str) -> None:
    with pytest.raises(Invalid):
        await ask("update_user", id="priya", pin=pin)


async def test_nobody_below_admin_sets_one_for_another(ask: Ask) -> None:
    with pytest.raises(Forbidden):
        await ask("update_user", id="dana", pin=RIGHT, by=person("priya"))
