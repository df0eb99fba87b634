"""Many jobs at once: all or none."""

import pytest

from domain.problems import Conflict, Forbidden, Missing, NeedsConfirmation, NotFound
from tests.conftest import Ask, person

UNSCHEDULED = ["job-1051", "job-1052", "job-1053"]


async def test_all_of_them_change(ask: Ask) -> None:
    done = await ask("bulk_jobs", jobIds=[*UNSCHEDULED, "job-1051"], action="priority", priority="low")
    assert (done["count"], {job["priority"] for job in done["items"]}) == (3, {"low"})


async def test_one_refusal_changes_none_and_names_the_job(ask: Ask) -> None:
    with pytest.raises(Conflict, match=r"Nothing was changed\. Job 1055 is cancelled"):
        await ask("bulk_jobs", jobIds=["job-1051", "job-1055"], techId="luis", priority="high")
    job = await ask("get_job", id="job-1051")
    assert (job["techId"], job["priority"]) == (None, "normal")


async def test_two_jobs_at_one_hour_are_not_given_to_one_person(ask: Ask) -> None:
    with pytest.raises(Conflict, match=r"Job 104\d: Luis Ortega has job 104\d"):
        await ask("bulk_jobs", jobIds=["job-1043", "job-1046"], action="assign", techId="luis")


async def test_a_whole_day_moves_and_keeps_its_hours(ask: Ask) -> None:
    moved = await ask("bulk_jobs", jobIds=["job-1042", "job-1047"], scheduledStart="2026-03-13")
    assert [job["scheduledStart"] for job in moved["items"]] == ["2026-03-13T14:00:00Z", "2026-03-13T19:00:00Z"]


async def test_neighbours_may_move_into_each_others_place(ask: Ask) -> None:
    await ask("update_job", id="job-1047", scheduledStart="2026-03-10T10:00:00-06:00")
    moved = await ask("bulk_jobs", jobIds=["job-1042", "job-1047"], action="reschedule", shiftSeconds=7200)
    assert [job["scheduledStart"] for job in moved["items"]] == ["2026-03-10T16:00:00Z", "2026-03-10T18:00:00Z"]


async def test_what_has_no_time_cannot_be_moved_by_a_day(ask: Ask) -> None:
    with pytest.raises(Conflict, match="Job 1051 has no time yet"):
        await ask("bulk_jobs", jobIds=["job-1043", "job-1051"], scheduledStart="2026-03-13")


async def test_cancelling_and_deleting_ask_even_for_two_and_others_from_five_on(ask: Ask) -> None:
    two = {"jobIds": UNSCHEDULED[:2], "channel": "voice"}
    with pytest.raises(NeedsConfirmation, match="Cancel 2 jobs, 1051 and 1052") as asked:
        await ask("bulk_jobs", status="cancelled", **two)
    with pytest.raises(NeedsConfirmation, match="Delete 2 jobs, 1051 and 1052"):
        await ask("bulk_jobs", action="delete", **two)
    assert (await ask("bulk_jobs", priority="low", **two))["count"] == 2
    five = [*UNSCHEDULED, "job-1048", "job-1054"]
    with pytest.raises(NeedsConfirmation, match="Change 5 jobs, 1051, 1052, 1053, 1048 and 1054"):
        await ask("bulk_jobs", jobIds=five, priority="high", channel="voice")
    done = await ask("bulk_jobs", status="cancelled", **two, yes=asked.value.token)
    assert {job["status"] for job in done["items"]} == {"cancelled"}


async def test_deleted_jobs_are_gone(ask: Ask) -> None:
    await ask("bulk_jobs", jobIds=UNSCHEDULED, action="delete")
    with pytest.raises(NotFound):
        await ask("get_job", id="job-1052")


async def test_it_is_for_who_dispatches(ask: Ask) -> None:
    with pytest.raises(Forbidden):
        await ask("bulk_jobs", jobIds=["job-1045"], action="delete", by=person("luis"))


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"jobIds": []}, "jobIds"),
        ({"jobIds": UNSCHEDULED}, "action"),
        ({"jobIds": UNSCHEDULED, "action": "assign", "status": "on_hold"}, "techId"),
        ({"jobIds": UNSCHEDULED, "action": "reschedule"}, "scheduledStart"),
    ],
)
async def test_what_is_missing_is_asked_for(ask: Ask, given: dict[str, object], missing: str) -> None:
    with pytest.raises(Missing) as asked:
        await ask("bulk_jobs", **given)
    assert asked.value.fields == (missing,)
