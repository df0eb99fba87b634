"""The day and the week as people see them."""

from typing import Any

import pytest

from agent.conversation import Conversation
from agent.replies import composed
from domain.problems import Forbidden, Invalid
from tests.conftest import Ask, person
from tools.perform import Desk

TODAY = {"dateStart": "2026-03-10", "dateEnd": "2026-03-10"}


def told(answer: Any) -> list[tuple[Any, str | None]]:
    """Each entry by its kind and whose it is."""
    return [(each["number"] or each["reason"], each["techName"]) for each in answer["items"]]


async def test_todays_visits_and_blocks_come_by_the_clock(ask: Ask) -> None:
    today = await ask("list_schedule")
    assert told(today) == [
        (1042, "Mike Alvarez"),
        (1045, "Luis Ortega"),
        (1044, "Tasha Green"),
        (1043, "Mike O'Brien"),
        (1046, "Sam Petrov"),
        (1047, "Mike Alvarez"),
        ("Dentist", "Tasha Green"),
    ]
    assert today["count"] == 7
    assert (await ask("list_schedule", **TODAY))["items"] == today["items"]


async def test_pages_of_it_are_parts_of_it(ask: Ask) -> None:
    week = {"dateStart": "2026-03-09", "dateEnd": "2026-03-15"}
    whole = (await ask("list_schedule", **week))["items"]
    parts = [await ask("list_schedule", **week, limit=4, offset=place) for place in range(0, 12, 4)]
    assert [each for part in parts for each in part["items"]] == whole
    turned = await ask("list_schedule", **week, sort="-start")
    assert [each["start"] for each in turned["items"]] == sorted((each["start"] for each in whole), reverse=True)


async def test_what_is_cancelled_is_not_there_and_what_nobody_has_is(ask: Ask) -> None:
    assert (await ask("list_schedule", dateStart="2026-03-05"))["items"] == []
    await ask("update_job", id="job-1051", scheduledStart="2026-03-13T09:00:00-06:00")
    assert told(await ask("list_schedule", dateStart="2026-03-13")) == [(1051, None)]


async def test_free_time_is_what_is_left_of_the_working_hours_from_now_on(ask: Ask) -> None:
    days = {each["techId"]: each for each in (await ask("list_schedule"))["days"]}
    assert days["tasha"]["hours"] == [{"start": "2026-03-10T14:00:00Z", "end": "2026-03-10T23:00:00Z"}]
    assert [(each["start"][11:16], each["end"][11:16]) for each in days["tasha"]["free"]] == [
        ("14:30", "15:30"),
        ("16:30", "21:00"),
    ]
    assert (days["tasha"]["bookedSeconds"], days["tasha"]["freeSeconds"]) == (3 * 3600, 5.5 * 3600)
    friday = await ask("list_schedule", techId="sam", dateStart="2026-03-13")
    assert [each["hours"][0]["end"] for each in friday["days"]] == ["2026-03-13T22:00:00Z"]
    sunday = await ask("list_schedule", dateStart="2026-03-15")
    assert {(len(each["hours"]), len(each["free"])) for each in sunday["days"]} == {(0, 0)}


async def test_it_goes_by_the_day_that_the_clocks_change(ask: Ask) -> None:
    days = (await ask("list_schedule", dateStart="2026-03-08", dateEnd="2026-03-09"))["days"]
    assert {each["date"] for each in days} == {"2026-03-08", "2026-03-09"}


async def test_a_technician_sees_the_own_day_alone(ask: Ask) -> None:
    mine = await ask("list_schedule", by=person("luis"))
    assert told(mine) == [(1045, "Luis Ortega")]
    assert {each["techId"] for each in mine["days"]} == {"luis"}
    with pytest.raises(Forbidden, match="your own day only"):
        await ask("list_schedule", techId="tasha", by=person("luis"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"dateStart": "2026-03-11", "dateEnd": "2026-03-10"},
        {"dateStart": "0001-01-01"},
        {"dateEnd": "9999-12-31"},
        {"sort": "title"},
    ],
)
async def test_what_makes_no_sense_is_refused(wrong: dict[str, str], ask: Ask) -> None:
    with pytest.raises(Invalid):
        await ask("list_schedule", **wrong)


@pytest.mark.parametrize(
    ("said", "given", "reply"),
    [
        (
            "what's on today",
            TODAY,
            "6 visits and 1 block today. Mike Alvarez, 8 to 10 AM, Furnace not heating for Maria Garcia, in progress; "
            "Luis Ortega, 8:30 to 9:30 AM, Kitchen sink leak for Linh Nguyen, en route; "
            "Tasha Green, 9:30 to 10:30 AM, Thermostat install for Catherine Lee. Want the rest?",
        ),
        ("what's on sunday", {"dateStart": "2026-03-15"}, "Nothing Sunday, March 15."),
        (
            "who's free at two",
            {"dateStart": "2026-03-10T14:00:00-06:00"},
            "Free at 2 PM: Luis Ortega until 5 PM, Mike Alvarez until 5 PM, Mike O'Brien until 5 PM, "
            "Sam Petrov until 5 PM and Tasha Green until 3 PM.",
        ),
        (
            "any gaps tomorrow morning",
            {"dateStart": "2026-03-11T08:00:00-06:00", "dateEnd": "2026-03-11T12:00:00-06:00"},
            "Free tomorrow 8 AM to 12 PM: Luis Ortega, Mike Alvarez and Sam Petrov all of it; "
            "Mike O'Brien 8 to 9 AM and 10 AM to 12 PM.",
        ),
        (
            "is tasha open at all friday",
            {"dateStart": "2026-03-13", "techId": "tasha"},
            "Free Friday, March 13: Tasha Green all of it.",
        ),
        (
            "is tasha free this week",
            {"dateStart": "2026-03-09", "dateEnd": "2026-03-15", "techId": "tasha"},
            "Tasha Green has 6 openings, first 8:30 to 9:30 AM; 10:30 AM to 3 PM; tomorrow 12 to 5 PM.",
        ),
        (
            "anybody free at nine tonight",
            {"dateStart": "2026-03-10T21:00:00-06:00"},
            "That is outside working hours from 9 PM.",
        ),
    ],
)
async def test_it_is_told_in_a_breath(said: str, given: dict[str, str], reply: str, desk: Desk) -> None:
    conversation = Conversation(desk, person("priya"), await desk.companies.of("ridgeline"))
    turn = conversation.begin("turn", said)
    await conversation.call("list_schedule", given)
    assert composed(conversation, turn) == reply
