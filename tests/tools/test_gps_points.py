"""Positions as phones really send them: late, twice, out of order, by wrong clocks, and after tunnels."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from domain import demo
from domain.context import Actor
from domain.gps_points import GAP, KEPT
from domain.problems import Forbidden, Invalid, NotFound
from domain.roles import Role
from storage.audit import AuditEntry
from storage.database import Database
from storage.locations import GpsPoint
from tests.conftest import Ask, person
from tools.call import Call
from tools.gps_points import MOST_POINTS
from tools.perform import Desk, perform

pytestmark = pytest.mark.both_engines
NOW = demo.demo_now()
LUIS = person("luis")  # on the way to Linh Nguyen, job-1045, 39.7612 -105.0250
NEAR = {"lat": 39.7400, "lng": -105.0250}


def at(minutes: float, **more: Any) -> dict[str, Any]:
    """A point so many minutes from now."""
    return {**NEAR, "at": (NOW + timedelta(minutes=minutes)).isoformat(), **more}


async def kept(database: Database) -> list[GpsPoint]:
    async with database.transaction("ridgeline", write=False) as session:
        return list(await session.scalars(select(GpsPoint).order_by(GpsPoint.at)))


async def test_a_batch_in_any_order_twice_over_is_kept_once(ask: Ask, database: Database) -> None:
    points = [at(-minutes) for minutes in range(9)]
    random.Random(1).shuffle(points)
    first = await ask("track_gps", points=[*points, points[0]], by=LUIS)
    assert (first["accepted"], first["duplicates"], first["refused"]) == (9, 1, [])
    again = await ask("track_gps", points=[*points, at(-20)], by=LUIS)
    assert (again["accepted"], again["duplicates"]) == (1, 9)
    assert len(await kept(database)) == 10


async def test_what_comes_after_a_gap_is_a_stretch_of_its_own(ask: Ask, database: Database) -> None:
    gap = GAP.total_seconds() / 60 + 1
    told = await ask("track_gps", points=[at(-3 * gap), at(-2 * gap), at(-2 * gap + 1), at(0)], by=LUIS)
    assert told["stretches"] == 3
    assert [each.starts for each in await kept(database)] == [True, True, False, True]


async def test_a_clock_that_is_ahead_is_put_right_clamped_or_refused(ask: Ask, database: Database) -> None:
    little = await ask("track_gps", **at(1.5), by=LUIS)
    assert (little["lastAt"], little["accepted"]) == ("2026-03-10T14:30:00Z", 1)
    with pytest.raises(Invalid, match="The time is in the future; set the phone's clock, or send sentAt"):
        await ask("track_gps", **at(3), by=LUIS)
    some = await ask("track_gps", points=[at(-5), at(50)], by=LUIS)
    assert [each["index"] for each in some["refused"]] == [1]
    hour = (NOW + timedelta(hours=1)).isoformat()
    told = await ask("track_gps", points=[at(58), at(59)], sentAt=hour, by=LUIS)
    assert (told["accepted"], told["lastAt"]) == (2, "2026-03-10T14:29:00Z")
    later = (NOW + timedelta(hours=1, seconds=7)).isoformat()
    assert (await ask("track_gps", points=[at(58), at(59)], sentAt=later, by=LUIS))["duplicates"] == 2


@given(st.lists(st.integers(-600, 0), min_size=1, max_size=40), st.integers(0, 3))
def test_however_it_is_cut_into_batches_the_points_are_the_same(seconds: list[int], cut: int) -> None:
    """What is known of a point is its own time alone, so batches commute."""
    keys = {NOW + timedelta(seconds=each) for each in seconds}
    first, second = seconds[: len(seconds) * cut // 3], seconds[len(seconds) * cut // 3 :]
    assert keys == {NOW + timedelta(seconds=each) for each in (*second, *first)}


async def test_it_is_of_whoever_sends_it_and_of_own_jobs(ask: Ask) -> None:
    with pytest.raises(Forbidden, match="sent by whoever is there"):
        await ask("track_gps", **NEAR, techId="mike-a", by=LUIS)
    assert (await ask("track_gps", **NEAR, techId="luis", jobId="job-1045", by=LUIS))["accepted"] == 1
    for theirs in ("job-1042", "lk-job-1042"):
        with pytest.raises(NotFound):
            await ask("track_gps", points=[at(0, jobId=theirs)], by=LUIS)
    with pytest.raises(Forbidden):
        await ask("track_gps", **NEAR, by=Actor("ridgeline", Role.CUSTOMER, "Linh", contact_id="linh-nguyen"))


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"lat": 39.7},
        {"lat": 91, "lng": 0},
        {"points": [{"lat": 39.7}]},
        {"points": [NEAR] * (MOST_POINTS + 1)},
        {**NEAR, "at": "2026-01-01T00:00:00Z"},
        {**NEAR, "at": "yesterday"},
    ],
)
async def test_what_is_no_position_is_refused(ask: Ask, given: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        await ask("track_gps", **given, by=LUIS)


async def test_dispatch_sees_how_far_out_somebody_is(ask: Ask) -> None:
    told = await ask("track_gps", **NEAR, by=LUIS)
    (way,) = told["arrivals"]
    assert (way["jobId"], way["by"]) == ("job-1045", "estimate")
    assert told["told"] == "Got it; you're 6 minutes out, 1.9 miles."
    (route,) = (await ask("list_routes", techId="luis", by=person("priya")))["items"]
    assert (route["position"]["lat"], route["position"]["at"]) == (39.74, "2026-03-10T14:30:00Z")
    (stop,) = [each for each in route["stops"] if each["jobId"] == "job-1045"]
    assert stop["expected"] == way["at"]
    linh = Actor("ridgeline", Role.CUSTOMER, "Linh Nguyen", contact_id="linh-nguyen")
    (visit,) = [each for each in (await ask("list_customer_jobs", by=linh))["items"] if each["id"] == "job-1045"]
    assert visit["arrival"] == way["at"]
    assert "39.74" not in str(visit)


async def test_a_position_of_long_ago_says_nothing_of_now(ask: Ask) -> None:
    assert (await ask("track_gps", **at(-16), by=LUIS))["arrivals"] == []
    linh = Actor("ridgeline", Role.CUSTOMER, "Linh Nguyen", contact_id="linh-nguyen")
    (visit,) = [each for each in (await ask("list_customer_jobs", by=linh))["items"] if each["id"] == "job-1045"]
    assert visit["arrival"] is None


async def test_after_a_month_it_is_gone_from_everywhere(ask: Ask, desk: Desk, database: Database) -> None:
    await ask("track_gps", **NEAR, by=LUIS)
    later = replace(desk, clock=lambda: datetime.fromisoformat((NOW + KEPT + timedelta(minutes=1)).isoformat()))
    await perform(later, Call("track_gps", {"lat": 39.8, "lng": -105.1}, person("mike-a")))
    assert [each.user_id for each in await kept(database)] == ["mike-a"]
    async with database.transaction("ridgeline", write=False) as session:
        entries = list(await session.scalars(select(AuditEntry).where(AuditEntry.operation == "track_gps")))
        assert await session.scalar(select(func.count()).select_from(GpsPoint)) == 1
    assert len(entries) == 2
    assert not any("39.7" in f"{each.arguments}{each.changes}" for each in entries)


async def test_undo_means_the_last_thing_that_was_done_and_no_position(ask: Ask, database: Database) -> None:
    await ask("create_contact_note", id="linh-nguyen", body="Beware of the cat", by=LUIS)
    await ask("track_gps", **NEAR, by=LUIS)
    await ask("undo", by=LUIS)
    assert (await ask("list_contact_notes", id="linh-nguyen"))["count"] == 0
    assert len(await kept(database)) == 1
