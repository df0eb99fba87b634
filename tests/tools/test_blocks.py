"""Blocked time: whose, when, and what becomes of the visits in it."""

import pytest

from domain.problems import Conflict, Forbidden, Invalid, Missing, NeedsConfirmation, NotFound
from tests.conftest import Ask, person

LUIS, TASHA = person("luis"), person("tasha")
FRIDAY = {"start": "2026-03-13T13:00:00-06:00", "end": "2026-03-13T16:00:00-06:00"}
SICK = {"userId": "luis", "start": "2026-03-10", "reason": "sick"}


async def test_blocked_time_is_not_booked_until_it_is_free_again(ask: Ask) -> None:
    made = await ask("create_block", userId="luis", reason="Dentist", **FRIDAY)
    visit = {"title": "Drain", "contactId": "linh-nguyen", "techId": "luis", "scheduledStart": FRIDAY["start"]}
    with pytest.raises(Conflict, match=r"Luis Ortega is blocked .*Dentist"):
        await ask("create_job", **visit)
    await ask("delete_block", id=made["id"])
    assert (await ask("create_job", **visit))["techId"] == "luis"
    with pytest.raises(NotFound):
        await ask("delete_block", id=made["id"])


async def test_a_day_without_hours_is_blocked_whole(ask: Ask) -> None:
    one = await ask("create_block", userId="luis", start="2026-03-13")
    assert (one["start"], one["end"]) == ("2026-03-13T06:00:00Z", "2026-03-14T06:00:00Z")
    week = await ask("create_block", userId="sam", start="2026-03-16", end="2026-03-20")
    assert (week["start"], week["end"]) == ("2026-03-16T06:00:00Z", "2026-03-21T06:00:00Z")
    spoken = await ask("create_block", userId="sam", start="2026-03-30T00:00:00-06:00")
    assert spoken["end"] == "2026-03-31T06:00:00Z"


async def test_an_hour_without_an_end_is_asked_about(ask: Ask) -> None:
    with pytest.raises(Missing, match="end"):
        await ask("create_block", userId="luis", start=FRIDAY["start"])
    with pytest.raises(Invalid, match="after the start") as wrong:
        await ask("create_block", userId="luis", start=FRIDAY["end"], end=FRIDAY["start"])
    assert [each.field for each in wrong.value.errors] == ["end"]


async def test_what_is_blocked_already_is_said(ask: Ask) -> None:
    with pytest.raises(Conflict, match=r"Tasha Green is blocked 3 to 5 PM already \(Dentist\)"):
        await ask("create_block", userId="tasha", start="2026-03-10T15:30:00-06:00", end="2026-03-10T16:00:00-06:00")


@pytest.mark.both_engines
async def test_visits_in_the_way_must_be_named_and_then_wait_in_the_queue(ask: Ask) -> None:
    with pytest.raises(
        Conflict, match=r"Luis Ortega has job 1045, Kitchen sink leak, 8:30 to 9:30 AM; move it or name"
    ):
        await ask("create_block", **SICK)
    await ask("create_block", **SICK, jobIds=["job-1045"])
    job = await ask("get_job", id="job-1045")
    assert (job["techId"], job["status"], job["scheduledStart"]) == (None, "scheduled", "2026-03-10T14:30:00Z")
    await ask("undo")
    job = await ask("get_job", id="job-1045")
    assert (job["techId"], job["status"]) == ("luis", "en_route")


async def test_spoken_it_asks_about_exactly_the_visits_in_the_way(ask: Ask) -> None:
    with pytest.raises(NeedsConfirmation) as asked:
        await ask("create_block", **SICK, channel="voice")
    assert asked.value.question == (
        "Luis Ortega has job 1045, Kitchen sink leak, 8:30 to 9:30 AM. Block the time and put it back in the queue?"
    )
    await ask("update_job", id="job-1051", techId="luis", scheduledStart="2026-03-10T13:00:00-06:00")
    with pytest.raises(NeedsConfirmation, match="Block the time and put them back") as again:
        await ask("create_block", **SICK, channel="voice", yes=asked.value.token)
    await ask("create_block", **SICK, channel="voice", yes=again.value.token)
    assert [(await ask("get_job", id=each))["techId"] for each in ("job-1045", "job-1051")] == [None, None]


async def test_a_visit_under_way_stays(ask: Ask) -> None:
    for channel in ("rest", "voice"):
        with pytest.raises(Conflict, match=r"Mike Alvarez has job 1042, .* under way"):
            await ask("create_block", userId="mike-a", start="2026-03-10", jobIds=["job-1042"], channel=channel)


async def test_a_technician_blocks_the_own_time_alone_and_gives_no_visit_away(ask: Ask) -> None:
    assert (await ask("create_block", by=LUIS, **FRIDAY))["userId"] == "luis"
    with pytest.raises(Forbidden, match="your own time only"):
        await ask("create_block", by=LUIS, userId="tasha", **FRIDAY)
    with pytest.raises(Conflict, match="ask the office to move it first"):
        await ask("create_block", by=LUIS, start="2026-03-10", channel="voice")
    with pytest.raises(NotFound):
        await ask("delete_block", by=LUIS, id="block-1")


async def test_taking_a_block_away_by_voice_asks_in_words(ask: Ask) -> None:
    with pytest.raises(NeedsConfirmation, match=r"Take Tasha Green's block off the calendar, Dentist, 3 PM\?"):
        await ask("delete_block", id="tasha's dentist", channel="voice")
