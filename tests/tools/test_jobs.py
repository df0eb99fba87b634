"""Jobs through the one door: states, times, who goes."""

import pytest

from domain.problems import Conflict, Forbidden, NeedsConfirmation, NotFound
from tests.conftest import Ask, person


async def test_a_new_job_takes_the_next_number_and_the_customers_address(ask: Ask) -> None:
    job = await ask("create_job", title="No hot water", contactId="maria-garcia")
    assert (job["number"], job["status"], job["address"]) == (1056, "unscheduled", "905 Kalamath Street")


async def test_moving_the_start_keeps_the_length(ask: Ask) -> None:
    moved = await ask("update_job", id="job-1043", scheduledStart="2026-03-12T08:00:00-06:00")
    job = await ask("get_job", id="job-1043")
    assert job["scheduledStart"] == moved["scheduledStart"]
    assert job["scheduledEnd"] == "2026-03-12T17:00:00Z"


async def test_a_clash_is_refused_and_named(ask: Ask) -> None:
    with pytest.raises(Conflict, match="Tasha Green has job 1044, Thermostat install"):
        await ask("update_job", id="job-1053", scheduledStart="2026-03-10T09:00:00-06:00", techId="tasha")


async def test_blocked_time_is_refused_and_named(ask: Ask) -> None:
    await ask("update_job", id="job-1052", scheduledStart="2026-03-10T15:30:00-06:00")
    with pytest.raises(Conflict, match=r"Tasha Green is blocked .*Dentist"):
        await ask("assign_job", id="job-1052", techId="tasha")


async def test_a_cancelled_job_cannot_be_completed(ask: Ask) -> None:
    with pytest.raises(Conflict, match="Job 1055 is cancelled"):
        await ask("update_job_status", id="job-1055", status="completed")


async def test_a_technician_sees_own_jobs_alone(ask: Ask) -> None:
    seen = await ask("list_jobs", by=person("luis"))
    assert {job["techId"] for job in seen["items"]} == {"luis"}
    with pytest.raises(NotFound):
        await ask("get_job", id="job-1042", by=person("luis"))


async def test_a_list_shows_each_job_as_it_is_shown_alone(ask: Ask) -> None:
    window = {"start": "2026-03-11T09:00:00-06:00", "end": "2026-03-11T12:00:00-06:00"}
    changed = await ask("update_job", id="job-1052", promisedWindow=window, skills=["electrical"])
    assert changed["promisedWindow"]["start"] == "2026-03-11T15:00:00Z"
    listed = {job["id"]: job for job in (await ask("list_jobs", limit=200))["items"]}
    for name in ("job-1052", "job-1042"):
        assert listed[name] == await ask("get_job", id=name)


async def test_a_technician_may_not_dispatch(ask: Ask) -> None:
    with pytest.raises(Forbidden):
        await ask("assign_job", id="job-1045", techId="tasha", by=person("luis"))


async def test_spoken_cancelling_asks_first_and_acts_on_the_yes(ask: Ask) -> None:
    with pytest.raises(NeedsConfirmation, match="Cancel job 1047, AC estimate visit") as asked:
        await ask("update_job_status", id="job-1047", status="cancelled", channel="voice")
    token = asked.value.token
    done = await ask("update_job_status", id="job-1047", status="cancelled", channel="voice", yes=token)
    assert done["status"] == "cancelled"


async def test_a_yes_lapses_when_the_record_changes(ask: Ask) -> None:
    with pytest.raises(NeedsConfirmation) as asked:
        await ask("delete_job", id="job-1040", channel="voice")
    await ask("update_job", id="job-1040", title="Something else")
    with pytest.raises(NeedsConfirmation, match="Something else"):
        await ask("delete_job", id="job-1040", channel="voice", yes=asked.value.token)


async def test_jobs_are_found_by_the_customers_name(ask: Ask) -> None:
    found = await ask("list_jobs", search="garcia furnace")
    assert [job["number"] for job in found["items"]] == [1042]


async def test_the_board_is_narrowed_to_what_is_open_or_has_nobody(ask: Ask) -> None:
    over = await ask("list_jobs", open=False)
    assert {job["status"] for job in over["items"]} == {"completed", "cancelled"}
    nobody = await ask("list_jobs", open=True, assigned=False, sort="number")
    assert [job["number"] for job in nobody["items"]] == [1051, 1052, 1053]
