"""When something starts, how long it takes and until when, as it is said."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from agent.planner.spans import TaggedSpan
from agent.planner.timing import ended_by, timed, without_terms

NOW = datetime(2026, 3, 10, 8, 30, tzinfo=ZoneInfo("America/Denver"))
DUE = ["due"]
BLOCK, JOB, RANGE, DAY = ["start", "end"], ["scheduledStart", "scheduledEnd"], ["dateStart", "dateEnd"], ["date"]


@pytest.mark.parametrize(
    ("wires", "said", "told"),
    [
        (BLOCK, "block off friday at one to four for tasha", ["13T13:00", "13T16:00"]),
        (BLOCK, "he's on vacation from the sixteenth through the twentieth", ["16T00:00", "21T00:00"]),
        (BLOCK, "tasha is out tomorrow", ["11T00:00"]),
        (BLOCK, "sam is sick block his day", ["10T00:00"]),
        (BLOCK, "no jobs for mike after three on wednesday", ["11T15:00", "12T00:00"]),
        (BLOCK, "carve out an hour thursday at ten for me", ["12T10:00", "12T11:00"]),
        (BLOCK, "tasha has a dentist appointment at two", ["10T14:00"]),
        (BLOCK, "block sam", []),
        (JOB, "book a tune up for maria friday at nine for two hours", ["13T09:00", "13T11:00"]),
        (JOB, "move it to three it takes ninety minutes", ["10T15:00", "10T16:30"]),
        (JOB, "book it for friday at nine", ["13T09:00"]),
        (RANGE, "who's free this afternoon", ["10T12:00", "10T17:00"]),
        (RANGE, "is anyone open at two", ["10T14:00"]),
        (DAY, "optimize the routes for tomorrow", ["11"]),
    ],
)
def test_times_go_to_their_fields(wires: list[str], said: str, told: list[str]) -> None:
    found = timed(wires, said, [], NOW)
    assert [found[wire].removeprefix("2026-03-").removesuffix(":00-06:00") for wire in wires if wire in found] == told


@pytest.mark.parametrize(
    ("said", "ends"),
    [("an hour", "11T15:00"), ("for ninety minutes", "11T15:30"), ("four", None), ("in the evening", None)],
)
def test_an_end_may_be_told_by_how_long_it_takes(said: str, ends: str | None) -> None:
    found = ended_by(said, "2026-03-11T14:00:00-06:00")
    assert (found and found.removeprefix("2026-03-").removesuffix(":00-06:00")) == ends


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("february's invoices", "2026-02-01"),
        ("what's on in april", "2026-04-01"),
        ("what's on in february twenty twenty seven", "2027-02-01"),
        ("what's on next february", "2027-02-01"),
    ],
)
def test_a_month_that_is_looked_up_is_the_nearest_one(said: str, first: str) -> None:
    assert timed(RANGE, said, [], NOW)["dateStart"][:10] == first


def tag(sort: str, words: str, said: str) -> TaggedSpan:
    return TaggedSpan(sort, said.index(words), said.index(words) + len(words), words, 0.9)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("bill out the water heater net ten", "20"),
        ("make it due on receipt", "10"),
        ("give bob another two weeks", "24"),
        ("let them have until the thirty first", "31"),
    ],
)
def test_a_due_day_is_told_by_terms_or_as_a_day(said: str, day: str) -> None:
    assert timed(DUE, said, [], NOW, days=DUE) == {"due": f"2026-03-{day}"}


def test_what_is_due_is_to_come_though_the_rest_is_told_of_the_past() -> None:
    said = "aaliyah brooks has to be billed four hundred even due friday"
    assert timed(DUE, said, [tag("time", "friday", said)], NOW, days=DUE) == {"due": "2026-03-13"}


def test_money_is_no_time_and_terms_are_no_money() -> None:
    said = "two hours labor at one twenty five"
    assert timed(DUE, said, [], NOW, days=DUE, money=[tag("money", "one twenty five", said)]) == {}
    said = "bill out the water heater net thirty"
    assert without_terms(said, [tag("money", "thirty", said), tag("job", "water heater", said)]) == [
        tag("job", "water heater", said)
    ]


def test_where_whole_days_are_looked_at_an_hour_is_no_day() -> None:
    assert timed(RANGE, "who do i need to call about money this morning", [], NOW, whole_days=True) == {}
    assert timed(RANGE, "what came in today", [], NOW, whole_days=True)["dateStart"].startswith("2026-03-10")
