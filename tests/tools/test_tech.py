"""The technician's own day."""

import pytest

from domain.problems import Conflict, NotFound
from tests.conftest import Ask, person

MIKE, SAM, LUIS = person("mike-a"), person("sam"), person("luis")


async def numbers(ask: Ask, **given: object) -> list[int]:
    """The job numbers of an answer, in its order."""
    return [job["number"] for job in (await ask("list_tech_jobs", **given))["items"]]


async def test_the_day_is_todays_own_jobs_in_driving_order(ask: Ask) -> None:
    assert await numbers(ask, by=MIKE) == [1042, 1047]
    assert await numbers(ask, by=SAM) == [1046]
    assert await numbers(ask, date="2026-03-12", by=SAM) == [1054]


async def test_a_status_looks_at_every_day(ask: Ask) -> None:
    assert await numbers(ask, status="on_hold", by=SAM) == [1050]
    assert await numbers(ask, status="completed", by=MIKE) == [1040]
    assert await numbers(ask, status="completed", date="2026-03-10", by=MIKE) == []


async def test_cancelled_visits_show_only_when_asked_for(ask: Ask) -> None:
    assert await numbers(ask, date="2026-03-05", by=LUIS) == []
    assert await numbers(ask, status="cancelled", by=LUIS) == [1055]


async def test_what_is_under_way_stays_in_sight_on_another_day(ask: Ask) -> None:
    await ask("update_job_status", id="job-1050", status="in_progress", by=SAM)
    assert await numbers(ask, by=SAM) == [1050, 1046]


async def test_a_technician_says_how_an_own_job_stands(ask: Ask) -> None:
    done = await ask("update_job_status", id="job-1042", status="completed", by=MIKE)
    assert (done["status"], done["completedAt"]) == ("completed", "2026-03-10T14:30:00Z")
    with pytest.raises(NotFound):
        await ask("update_job_status", id="job-1045", status="completed", by=MIKE)
    with pytest.raises(Conflict, match="Job 1042 is completed; it cannot become scheduled"):
        await ask("update_job_status", id="job-1042", status="scheduled", by=MIKE)


async def test_the_office_has_no_day_of_its_own(ask: Ask) -> None:
    assert await numbers(ask) == []
