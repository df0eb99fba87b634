"""How people in the trade say how a job stands."""

import pytest

from agent.planner.reading import Words
from agent.planner.status_words import status
from domain.context import Company
from tools.perform import Desk


@pytest.fixture
async def company(desk: Desk) -> Company:
    """The company whose people speak."""
    return await desk.companies.of("ridgeline")


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("take it off hold and start", "in_progress"),
        ("pick the boiler back up", "in_progress"),
        ("here at the church getting to work", "in_progress"),
        ("ok we're in business start the job", "in_progress"),
        ("the relay's in so take ten fifty off hold", "in_progress"),
        ("rolling to my eleven", "en_route"),
        ("it is not finished i am only driving there now", "en_route"),
        ("mark it done i'm heading to the next one", "completed"),
        ("no more drip close it", "completed"),
        ("wrong valve okay put this one on hold", "on_hold"),
        ("can't finish today so park it", "on_hold"),
        ("they called so cancel the disposal", "cancelled"),
    ],
)
async def test_the_trade_s_words_tell_the_state(company: Company, desk: Desk, said: str, state: str) -> None:
    assert status(Words(said, (), "", company, desk.clock(), makes=False, at_work=True)) == state


async def test_what_the_office_takes_off_hold_waits(company: Company, desk: Desk) -> None:
    assert status(Words("take ten fifty off hold", (), "", company, desk.clock(), makes=False)) == "scheduled"
