"""Pinning a job to a place."""

import pytest

from domain.problems import Invalid, Missing, NotFound
from tests.conftest import Ask, person

LUIS = person("luis")


async def test_a_pin_moves_the_job_and_joins_the_trail(ask: Ask) -> None:
    point = await ask("capture_job_location", id="job-1045", lat=39.7612, lng=-105.025, accuracy=8, by=LUIS)
    assert (point["jobId"], point["userId"], point["at"]) == ("job-1045", "luis", "2026-03-10T14:30:00Z")
    job = await ask("get_job", id="job-1045")
    assert (job["lat"], job["lng"]) == (39.7612, -105.025)


@pytest.mark.parametrize(("lat", "lng"), [(90.1, 0), (0, -180.5), (float("nan"), 0), ("north", 0)])
async def test_a_pin_must_be_on_earth(ask: Ask, lat: object, lng: object) -> None:
    with pytest.raises(Invalid):
        await ask("capture_job_location", id="job-1045", lat=lat, lng=lng)


async def test_right_here_is_where_the_phone_was_just_now(ask: Ask) -> None:
    with pytest.raises(Missing, match="lat, lng"):
        await ask("capture_job_location", id="job-1045", channel="voice", by=LUIS)
    old = {"lat": 1, "lng": 1, "at": "2026-03-10T08:00:00-06:00"}
    await ask("capture_job_location", id="job-1045", **old, by=LUIS)
    with pytest.raises(Missing):
        await ask("capture_job_location", id="job-1045", channel="voice", by=LUIS)
    await ask("capture_job_location", id="job-1045", lat=39.7, lng=-105, at="2026-03-10T08:25:00-06:00", by=LUIS)
    here = await ask("capture_job_location", id="job-1045", channel="voice", by=LUIS)
    assert (here["lat"], here["lng"]) == (39.7, -105)


async def test_half_a_place_is_none(ask: Ask) -> None:
    with pytest.raises(Missing, match="lng"):
        await ask("capture_job_location", id="job-1045", lat=39.7)


async def test_a_technician_pins_own_jobs_alone(ask: Ask) -> None:
    with pytest.raises(NotFound):
        await ask("capture_job_location", id="job-1042", lat=1, lng=1, by=LUIS)
