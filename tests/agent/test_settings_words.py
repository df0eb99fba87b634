"""What the company is to be set to, and what a call was, read from how people say it."""

from __future__ import annotations

from typing import Any

import pytest

from agent.conversation import Conversation
from agent.planner.call_words import recording_url
from agent.planner.reading import Words
from agent.planner.recogniser import Recogniser
from agent.planner.slots import filled
from agent.speech.values.hours import opening_hours
from tests.conftest import person
from tools.catalog import OPERATIONS
from tools.perform import Desk

WEEK = dict.fromkeys(("mon", "tue", "wed", "thu"), "08:00-17:00") | {"fri": "08:00-16:00", "sat": "09:00-12:00"}
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
SERVED = ["Denver", "Lakewood", "Arvada", "Aurora", "Littleton"]


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("change our hours on friday to eight to three", {"fri": "08:00-15:00"}),
        ("starting next week we're open saturdays till two", {"sat": "09:00-14:00"}),
        ("stay open till six on weekdays from now on", dict.fromkeys(WEEKDAYS, "08:00-18:00")),
        ("put our hours down as seven to four monday through friday", dict.fromkeys(WEEKDAYS, "07:00-16:00")),
        ("close us on saturdays", {"sat": None}),
        ("turn on sunday nine to noon as working hours", {"sun": "09:00-12:00"}),
        ("close at noon friday", {"fri": "08:00-12:00"}),
        ("close friday at three no four like it was", {"fri": "08:00-16:00"}),
        ("open at seven on mondays", {"mon": "07:00-17:00"}),
        ("we're open from nine to five thirty on weekends", dict.fromkeys(("sat", "sun"), "09:00-17:30")),
        ("stay open till ten pm on sundays", None),
        ("close us on july third", None),
        ("how are you", None),
    ],
)
def test_hours_are_heard(said: str, heard: dict[str, str | None] | None) -> None:
    assert opening_hours(said, WEEK) == heard


def test_hours_of_that_are_of_the_day_spoken_of_before() -> None:
    assert opening_hours("make it ten to two", WEEK, "On Saturdays we're open 9 AM to noon.") == {"sat": "10:00-14:00"}


@pytest.mark.parametrize(
    ("said", "given"),
    [
        ("our tax rate is wrong should be eight point eight one", {"taxRate": "0.0881"}),
        ("expand the territory to include boulder and broomfield", {"serviceArea": [*SERVED, "Boulder", "Broomfield"]}),
        ("we don't do littleton anymore take it off the service area", {"serviceArea": SERVED[:-1]}),
        ("adjust how we're set up so we take thornton customers too", {"serviceArea": [*SERVED, "Thornton"]}),
        ("the clock's an hour off we're on denver time", {"timezone": "America/Denver"}),
        ("rename the company to ridgeline home and electrical", {"name": "Ridgeline Home And Electrical"}),
        ("new main number for the shop seven two oh five five five seven thousand", {"businessLine": "+17205557000"}),
        ("put callers who want a real person through to three oh three five five five oh one four two",
         {"transferNumber": "+13035550142"}),
        ("texts wait twenty seconds before they leave", {"undoSeconds": 20}),
        ("our payment terms are net thirty", {"paymentTermsDays": 30}),
        ("answer the phone with ridgeline home how can i help", {"greeting": "Ridgeline home how can i help"}),
        ("tell callers first that this call may be recorded", {"recordingNotice": "This call may be recorded"}),
        ("can you update the account settings", {}),
    ],
)  # fmt: skip
async def test_settings_are_heard(desk: Desk, said: str, given: dict[str, Any]) -> None:
    assert await heard_as(desk, "update_account_settings", said) == given


@pytest.mark.parametrize(
    ("said", "given"),
    [
        (
            "spoke to deshawn on the phone for about ten minutes he's fine with tuesday get that logged",
            {"contactId": "deshawn", "durationSeconds": 600, "summary": "He's fine with tuesday"},
        ),
        (
            "maria garza phoned an hour ago put that on file",
            {"contactId": "maria garza", "direction": "inbound", "at": "2026-03-10T07:30:00-06:00"},
        ),
        ("can you jot in the call log that i returned anil's call", {"contactId": "anil", "direction": "outbound"}),
    ],
)
async def test_calls_are_heard(desk: Desk, said: str, given: dict[str, Any]) -> None:
    assert await heard_as(desk, "create_call_log", said) == given


async def test_an_address_that_is_spelt_out_is_put_together(desk: Desk) -> None:
    said = "the recording link is missing it's recordings dot ridgeline dot example slash eight eight one"
    words = Words(said, (), "", await desk.companies.of("ridgeline"), desk.clock(), makes=False)
    assert recording_url(words) == "https://recordings.ridgeline.example/881"


async def heard_as(desk: Desk, operation: str, said: str) -> dict[str, Any]:
    conversation = Conversation(desk, person("dana"), await desk.companies.of("ridgeline"))
    return await filled(conversation, OPERATIONS[operation], said, Recogniser.load().recognise(said))
