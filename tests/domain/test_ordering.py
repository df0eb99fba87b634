"""Whatever the board: nobody is booked twice, hours, blocks, promises and skills hold, and nothing gets worse."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from domain.board import Board, Put, Standing, WorkDay
from domain.ordering import better, cost
from domain.ports import Place
from domain.skills import known
from domain.straight_lines import StraightLines
from domain.stretches import Stretch
from domain.travel import Distances
from storage.jobs import Job
from storage.users import User

MIDNIGHT = datetime(2026, 3, 10, 6, tzinfo=UTC)
OPEN = Stretch(MIDNIGHT + timedelta(hours=8), MIDNIGHT + timedelta(hours=17))
SKILLS = ("hvac", "plumbing", "electrical")
BASE = Place(39.74, -104.99)


def at(minutes: int) -> datetime:
    """So many minutes after opening."""
    return OPEN.start + timedelta(minutes=minutes)


places = st.builds(Place, st.floats(39.6, 39.9), st.floats(-105.1, -104.8))
skills = st.lists(st.sampled_from(SKILLS), max_size=1)
lengths = st.sampled_from((30, 45, 60, 90, 50))


@st.composite
def boards(draw: st.DrawFn) -> Board:
    """A day of two or three technicians, with visits that may overlap, a promise or two, and what waits."""
    techs = [
        User(id=f"tech-{n}", name=f"Tech {n}", role="tech", skills=[*draw(skills), *draw(skills)])
        for n in range(draw(st.integers(2, 3)))
    ]
    blocks = [draw(st.none() | st.integers(0, 420)) for _ in techs]
    days = [
        WorkDay(tech, [OPEN], [Stretch(at(start), at(start + 90))] if start is not None else [])
        for tech, start in zip(techs, blocks, strict=True)
    ]
    board = Board(MIDNIGHT, draw(st.none() | st.just(BASE)), days, {}, {}, {}, set(), [], draw(st.booleans()), NOWHERE)
    for number in range(draw(st.integers(0, 7))):
        _book(draw, board, Job(id=f"job-{number}", number=number, status="scheduled", priority="normal"))
    for number in range(0 if board.same_hands else draw(st.integers(0, 3))):
        job = Job(id=f"waits-{number}", number=100 + number, status="unscheduled", skills=draw(skills))
        job.priority = draw(st.sampled_from(("emergency", "high", "normal", "low")))
        job.tech_id = None
        _promise(draw, job)
        board.jobs[job.id], board.places[job.id] = job, draw(places)
        board.waiting.append(job.id)
    board.movable = {each for each in board.movable if board.windows(board.jobs[each], board.days_for(each))}
    return board


def _book(draw: st.DrawFn, board: Board, job: Job) -> None:
    work_day, start = draw(st.integers(0, len(board.work_days) - 1)), at(draw(st.integers(0, 90)) * 5)
    job.skills, job.tech = draw(skills), board.work_days[work_day].tech
    job.tech_id, job.scheduled_start = job.tech.id, start
    job.scheduled_end = start + timedelta(minutes=draw(lengths))
    _promise(draw, job)
    visit = Stretch(start, job.scheduled_end)
    board.jobs[job.id], board.places[job.id], board.standing[job.id] = job, draw(places), Put(work_day, visit)
    if OPEN.covers(visit) and draw(st.integers(0, 4)):
        board.movable.add(job.id)


def _promise(draw: st.DrawFn, job: Job) -> None:
    job.window_start = job.window_end = None
    if not draw(st.integers(0, 3)):
        start = draw(st.integers(0, 8)) * 60
        job.window_start, job.window_end = at(start), at(start + 120)


NOWHERE = Distances({}, asyncio.run(StraightLines().table([])), "estimate")


async def measured(board: Board) -> Board:
    """The board with the ways between its places."""
    distinct = sorted({*board.places.values(), *([board.base] if board.base else [])})
    travel = await StraightLines().table(distinct)
    ways = Distances({place: number for number, place in enumerate(distinct)}, travel, "estimate")
    return replace(board, distances=ways)


def changed(board: Board, standing: Standing) -> dict[str, Put]:
    """What is not where it was."""
    return {job: put for job, put in standing.items() if board.standing.get(job) != put}


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(boards())
async def test_whatever_is_proposed_holds_every_rule_and_gains_something(board: Board) -> None:
    board = await measured(board)
    found = await better(board)
    moves = changed(board, found)
    assert board.standing.keys() <= found.keys() <= board.jobs.keys()
    assert {job for job in moves if job in board.standing} <= board.movable
    for job, put in moves.items():
        visit, day = board.jobs[job], board.work_days[put.work_day]
        assert OPEN.covers(put.visit)
        assert not any(put.visit.overlaps(each) for each in day.taken)
        if window := visit.promised_window:
            assert window.start <= put.visit.start <= window.end
        if board.same_hands:
            assert day.tech.id == visit.tech_id
        assert day.tech.id == visit.tech_id or known(visit.skills) <= known(day.tech.skills)
        assert put.visit.length == timedelta(hours=1) or job in board.standing
        assert_nobody_is_booked_twice(board, found, job, put)
    before, after = cost(board, board.standing), cost(board, found)
    if moves and not moves.keys() - board.standing.keys():
        assert (after.late // 300, after.seconds) < (before.late // 300, before.seconds)
        assert after.late // 300 < before.late // 300 or after.seconds < before.seconds


def assert_nobody_is_booked_twice(board: Board, found: Standing, job: str, put: Put) -> None:
    """What was put somewhere overlaps nothing there, and there is time for the way to it and from it."""
    for other, theirs in found.items():
        if other == job or theirs.work_day != put.work_day:
            continue
        assert not put.visit.overlaps(theirs.visit)
    day = sorted((each.visit, name) for name, each in found.items() if each.work_day == put.work_day)
    for (one, first), (later, second) in pairwise(day):
        if job in (first, second):
            way = board.distances.leg(board.places[first], board.places[second])
            assert one.end + timedelta(seconds=way.seconds) <= later.start


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(boards())
async def test_the_same_board_gives_the_same_proposal(board: Board) -> None:
    board = await measured(board)
    assume(len(board.jobs) > 1)
    assert await better(board) == await better(board)


async def test_a_board_without_anything_is_left_alone() -> None:
    days = [WorkDay(User(id="tech", name="Tech", role="tech", skills=[]), [OPEN], [])]
    assert await better(Board(MIDNIGHT, None, days, {}, {}, {}, set(), [], False, NOWHERE)) == {}
