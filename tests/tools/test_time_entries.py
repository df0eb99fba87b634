"""Clocking in and out through the one door."""

import asyncio

import pytest

from domain.problems import Conflict, Forbidden, Invalid, NotFound
from tests.conftest import Ask, person

MIKE, LUIS = person("mike-a"), person("luis")


async def test_clocking_in_twice_says_where_and_since_when(ask: Ask) -> None:
    with pytest.raises(Conflict, match=r"You are already clocked in on job 1042, Furnace not heating, since 7:55 AM"):
        await ask("create_time_entry", jobId="job-1047", by=MIKE)
    with pytest.raises(Conflict, match="Mike Alvarez is already clocked in"):
        await ask("create_time_entry", userId="mike-a")


@pytest.mark.both_engines
async def test_two_clock_ins_at_once_leave_one_open(ask: Ask) -> None:
    tries = await asyncio.gather(
        *(ask("create_time_entry", jobId="job-1045", by=LUIS) for _ in range(4)), return_exceptions=True
    )
    assert sum(isinstance(each, Conflict) for each in tries) == 3
    assert (await ask("list_time_entries", userId="luis", open=True))["count"] == 1


async def test_clocking_out_ends_the_time_now_and_only_once(ask: Ask) -> None:
    ended = await ask("update_time_entry", id="time-1", by=MIKE)
    assert (ended["clockOut"], ended["durationSeconds"]) == ("2026-03-10T14:30:00Z", 35 * 60)
    with pytest.raises(Conflict, match="That time ended 8:30 AM"):
        await ask("update_time_entry", id="time-1", by=MIKE)
    with pytest.raises(Conflict):
        await ask("update_time_entry", id="time-1", clockOut="2026-03-10T09:00:00-06:00", by=MIKE)


async def test_the_office_puts_a_closed_entry_right(ask: Ask) -> None:
    await ask("update_time_entry", id="time-1", by=MIKE)
    right = await ask("update_time_entry", id="time-1", clockOut="2026-03-10T08:15:00-06:00")
    assert right["clockOut"] == "2026-03-10T14:15:00Z"
    with pytest.raises(Conflict):
        await ask("update_time_entry", id="time-1", clockOut="2026-03-10T08:15:00-06:00")


async def test_time_cannot_end_before_it_starts(ask: Ask) -> None:
    with pytest.raises(Invalid, match="starts 7:55 AM; it must end after that") as refused:
        await ask("update_time_entry", id="time-1", clockOut="2026-03-10T07:54:00-06:00")
    assert refused.value.errors[0].field == "clockOut"


async def test_putting_the_start_right_does_not_clock_out(ask: Ask) -> None:
    entry = await ask("update_time_entry", id="time-1", clockIn="2026-03-10T07:00:00-06:00", by=MIKE)
    assert (entry["clockIn"], entry["clockOut"]) == ("2026-03-10T13:00:00Z", None)


async def test_a_technician_sees_and_starts_own_time_alone(ask: Ask) -> None:
    assert (await ask("list_time_entries", by=LUIS))["count"] == 0
    with pytest.raises(NotFound):
        await ask("update_time_entry", id="time-1", by=LUIS)
    with pytest.raises(Forbidden, match="only yourself"):
        await ask("create_time_entry", userId="tasha", by=LUIS)
    assert (await ask("create_time_entry", by=LUIS, channel="voice"))["userName"] == "Luis Ortega"


async def test_an_open_entry_is_found_by_my_time(ask: Ask) -> None:
    ended = await ask("update_time_entry", id="my time", by=MIKE, channel="voice")
    assert ended["id"] == "time-1"


async def test_the_sheet_is_narrowed_by_person_job_and_day(ask: Ask) -> None:
    async def count(**filters: object) -> int:
        return int((await ask("list_time_entries", **filters))["count"])

    assert await count(userId="mike-a", jobId="job-1042", dateStart="2026-03-10", dateEnd="2026-03-10") == 1
    assert await count(dateEnd="2026-03-09") == 0
    assert await count(open=False) == 0


async def test_a_start_cannot_be_taken_away(ask: Ask) -> None:
    with pytest.raises(Invalid, match="clockIn"):
        await ask("update_time_entry", id="time-1", clockIn=None)
