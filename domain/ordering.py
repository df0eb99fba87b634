"""A better order of a board, if one is found: what waits is put in, then as little is late and driven as can be."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from datetime import timedelta

from domain.board import WEIGHTS, Board, Put, Standing
from domain.jobs import length
from domain.puzzling import puzzle_of
from domain.rota import STEP, Order, Puzzle, matched, stands, timed
from domain.solving import orders
from domain.stretches import Stretch

ROUNDS = 6
WORTH_A_MOVE = 300  # seconds of driving that are to be saved for each customer whose visit is moved
Score = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Cost:
    """What an order costs: seconds and meters of driving, and how many seconds late visits would begin in all."""

    seconds: int
    meters: int
    late: int

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.seconds + other.seconds, self.meters + other.meters, self.late + other.late)


async def better(board: Board) -> Standing:
    """The best order that is found; the present one if none is better."""
    best: Standing = board.standing
    least = _score(board, best)
    async for candidate in _candidates(board):
        score = _score(board, candidate)
        if score < least:
            best, least = candidate, score
    return best


def _score(board: Board, standing: Standing) -> Score:
    """What waits and matters is put somewhere first, then nobody is late, then driving and moves are saved."""
    placed = sum(WEIGHTS.get(board.jobs[job].priority, 0) for job in standing if job not in board.standing)
    moved = sum(standing[job] != put for job, put in board.standing.items())
    spent = cost(board, standing)
    return -placed, spent.late // STEP, spent.seconds + WORTH_A_MOVE * moved


def cost(board: Board, standing: Standing) -> Cost:
    """What all drive, and how late they would be, in this order."""
    seconds = meters = 0
    late = timedelta()
    for number in range(len(board.work_days)):
        here, ready = board.base, None
        for visit, job in sorted((put.visit, job) for job, put in standing.items() if put.work_day == number):
            place = board.places[job]
            way = timedelta()
            if here is not None:
                leg = board.distances.leg(here, place)
                seconds, meters, way = seconds + leg.seconds, meters + leg.meters, timedelta(seconds=leg.seconds)
            arrival = visit.start if ready is None else max(visit.start, ready + way)
            late += arrival - visit.start
            here, ready = place, arrival + visit.length
    return Cost(seconds, meters, int(late.total_seconds()))


async def _candidates(board: Board) -> AsyncIterator[Standing]:
    """Orders that can be driven: nothing moved and what waits put in between; then everything put in order.

    A booked visit that finds no place stays where it is, and the rest is put in order around it.
    """
    if board.waiting:
        for standing in await _solved(board, board.movable):
            yield standing
    held: set[str] = set()
    for _ in range(ROUNDS):
        if held >= board.movable:
            return
        found = await _solved(board, held)
        missing = [board.standing.keys() - each.keys() for each in found]
        for standing, lost in zip(found, missing, strict=True):
            if not lost:
                yield standing
        if not missing or not all(missing):
            return
        held |= min(missing, key=len)


async def _solved(board: Board, held: Collection[str]) -> list[Standing]:
    """Where everything is in the orders found around what is held; a booked visit that found no place is missing.

    An order that has no place for what stays is none.
    """
    puzzle, names = puzzle_of(board, held)
    present = [_drivable(puzzle, shift, [task for task, _ in order]) for shift, order in enumerate(stands(puzzle))]
    stays = {job: put for job, put in board.standing.items() if job in held or job not in board.movable}
    standings: list[Standing] = []
    for found in await orders(puzzle, present):
        begun = [timed(puzzle, shift, order) or [] for shift, order in enumerate(matched(puzzle, found))]
        done = {job for shift in begun for task, _ in shift for job in names[task]}
        if done >= stays.keys():
            put = [(names[task][0], (shift, step), task) for shift, day in enumerate(begun) for task, step in day]
            moved = {job: _put(board, puzzle, task, job, at) for job, at, task in put if job not in stays}
            standings.append({**stays, **moved})
    return standings


def _drivable(puzzle: Puzzle, shift: int, order: Order) -> Order:
    """The order without what cannot be driven after what comes before it."""
    kept: Order = []
    for task in order:
        if timed(puzzle, shift, [*kept, task]) is not None:
            kept.append(task)
    return kept


def _put(board: Board, puzzle: Puzzle, task: int, job: str, at: tuple[int, int]) -> Put:
    """Where a job is put; to the minute where it was, if it stays."""
    if puzzle.tasks[task].now == at:
        return board.standing[job]
    start = board.moment(at[1])
    return Put(at[0], Stretch(start, start + length(board.jobs[job])))
