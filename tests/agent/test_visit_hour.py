"""A visit that is called by its hour, and hours that only tell when."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from agent.visit_hour import singled_out, visit_hour

NOW = datetime(2026, 3, 10, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "hour", "minute"),
    [
        ("rollin to my ten o'clock now", 10, 0),
        ("the two thirty cancelled", 2, 30),
        ("my one cancelled", 1, 0),
        ("eleven o'clock, what's the address", 11, 0),
        ("who's on luis's eight thirty", 8, 30),
        ("tell my nine fifteen i'm late", 9, 15),
        ("text the ten o'clock lady", 10, 0),
    ],
)
def test_a_visit_is_called_by_its_hour(said: str, hour: int, minute: int) -> None:
    called = visit_hour(said)

    assert called is not None
    assert (called.hour, called.minute) == (hour, minute)


@pytest.mark.parametrize(
    "said",
    [
        "move it to ten o'clock",
        "book her at two thirty",
        "put the two filters on it",
        "take the one on hold",
        "the ten forty two is done",
        "job ten forty two is done",
        "give me the ten dollars back",
        "clock me out at nine o'clock",
    ],
)
def test_an_hour_that_tells_when_names_no_visit(said: str) -> None:
    assert visit_hour(said) is None


def _visit(hour: int, status: str) -> SimpleNamespace:
    return SimpleNamespace(scheduled_start=NOW.replace(hour=hour, minute=0), status=status)


def test_one_visit_of_a_list_is_asked_for_by_its_hour_or_its_place() -> None:
    under_way, later, last = _visit(8, "in_progress"), _visit(13, "scheduled"), _visit(15, "scheduled")
    day = [under_way, last, later]

    assert singled_out(day, "where am i headed for my one o'clock", NOW) is later
    assert singled_out(day, "what's after this one", NOW) is later
    assert singled_out(day, "what's my day look like", NOW) is None
    assert singled_out(day, "what's my four o'clock", NOW) is None
