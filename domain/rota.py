"""A rota as a puzzle: visits to be put in order on technicians' days, on a grid of five minutes.

Everything here is whole numbers and knows neither people nor a database. Times are steps of the grid from a common
zero; `steps` is the way between two places in them, rounded up, and `seconds` the same exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

STEP = 300
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Task:
    """A visit: where, how long, when it may begin, on whose days, how much it matters, and where it stands now.

    `now` is the shift and the step it begins at; None while it waits to be put somewhere.
    """

    place: int
    length: int
    windows: Sequence[Span]
    shifts: Sequence[int]
    weight: int
    now: Span | None = None

    @property
    def fixed(self) -> bool:
        """Whether it can be nowhere but where it stands."""
        return self.now is not None and tuple(self.windows) == ((self.now[1], self.now[1]),)


@dataclass(frozen=True, slots=True)
class Shift:
    """A technician's day: where it begins, if that is known, from when to when, and the breaks in it."""

    begins: int | None
    span: Span
    breaks: Sequence[Span] = ()


@dataclass(frozen=True, slots=True)
class Puzzle:
    """What is to be put in order."""

    tasks: Sequence[Task]
    shifts: Sequence[Shift]
    steps: Sequence[Sequence[int]]
    seconds: Sequence[Sequence[int]]


Order = list[int]
Timed = list[tuple[int, int]]
"""Tasks with the steps they begin at, in their order."""


def stands(puzzle: Puzzle) -> list[Timed]:
    """Each shift as it is now."""
    rota: list[Timed] = [[] for _ in puzzle.shifts]
    for task, each in enumerate(puzzle.tasks):
        if each.now is not None:
            rota[each.now[0]].append((task, each.now[1]))
    return [sorted(shift, key=lambda timed: (timed[1], timed[0])) for shift in rota]


def timed(puzzle: Puzzle, shift: int, order: Sequence[int]) -> Timed | None:
    """When each visit of a shift begins, in this order; None where that is not possible.

    A visit that may stay at its hour does; any other begins as soon as can be.
    """
    latest = _latest(puzzle, shift, order)
    if latest is None:
        return None
    begins: Timed = []
    for place, number in enumerate(order):
        ready = _ready(puzzle, shift, begins, number)
        start = _start(puzzle, shift, number, ready, latest[place])
        if start is None:
            return None
        begins.append((number, start))
    return begins


def _ready(puzzle: Puzzle, shift: int, begun: Timed, number: int) -> int:
    """When somebody who has done these visits can be at the next."""
    if not begun:
        return puzzle.shifts[shift].span[0]
    last, start = begun[-1]
    before = puzzle.tasks[last]
    way = puzzle.steps[before.place][puzzle.tasks[number].place]
    return arrives(start + before.length, way, puzzle.shifts[shift].breaks)


def _start(puzzle: Puzzle, shift: int, number: int, ready: int, latest: int) -> int | None:
    task, here = puzzle.tasks[number], puzzle.shifts[shift]
    stays = task.now[1] if task.now is not None and task.now[0] == shift else None
    if stays is not None and ready <= stays <= latest and may_begin(task, stays, here):
        return stays
    starts = {ready, *(first for first, _ in task.windows), *(end for _, end in here.breaks)}
    return min((each for each in starts if ready <= each <= latest and may_begin(task, each, here)), default=None)


def _latest(puzzle: Puzzle, shift: int, order: Sequence[int]) -> list[int] | None:
    """By when each visit must have begun, so that all after it can."""
    here, found = puzzle.shifts[shift], list[int]()
    for place in range(len(order) - 1, -1, -1):
        task = puzzle.tasks[order[place]]
        bound = here.span[1] - task.length
        if found:
            way = puzzle.steps[task.place][puzzle.tasks[order[place + 1]].place]
            bound = leaves(found[-1], way, here.breaks) - task.length
        ends = {bound, *(last for _, last in task.windows), *(begin - task.length for begin, _ in here.breaks)}
        last = max((each for each in ends if each <= bound and may_begin(task, each, here)), default=None)
        if last is None:
            return None
        found.append(last)
    return found[::-1]


def arrives(leaving: int, way: int, breaks: Sequence[Span]) -> int:
    """When somebody arrives who leaves then; nobody drives in a break."""
    here = leaving
    for start, end in sorted(breaks):
        if end <= here or (way == 0 and start >= here):
            continue
        if here + way <= start:
            break
        way -= max(start - here, 0)
        here = max(here, end)
    return here + way


def leaves(arriving: int, way: int, breaks: Sequence[Span]) -> int:
    """By when somebody must leave who is to be there then."""
    return -arrives(-arriving, way, [(-end, -start) for start, end in breaks])


def may_begin(task: Task, start: int, shift: Shift) -> bool:
    """Whether a visit may begin then on this shift, and go on to its end without a break."""
    end = start + task.length
    inside = shift.span[0] <= start and end <= shift.span[1] and any(a <= start <= b for a, b in task.windows)
    return inside and not any(start < over and begin < end for begin, over in shift.breaks)


def possible(puzzle: Puzzle, shift: int, begins: Timed) -> bool:
    """Whether a shift can be driven so: nothing overlaps, each way is long enough, and every visit may be then."""
    here = puzzle.shifts[shift]
    allowed = all(
        shift in puzzle.tasks[number].shifts and may_begin(puzzle.tasks[number], start, here)
        for number, start in begins
    )
    return allowed and all(
        _ready(puzzle, shift, begins[: place + 1], number) <= start for place, (number, start) in enumerate(begins[1:])
    )


def matched(puzzle: Puzzle, orders: Sequence[Order]) -> list[Order]:
    """The same orders, each on the shift where most of its visits are already, if all can be placed so.

    Shifts that are alike are all one to a solver, but not to the people whose visits would change hands for nothing.
    """
    used = [(kept(puzzle, shift, order), number, shift)
            for number, order in enumerate(orders) for shift in range(len(orders))
            if order and all(shift in puzzle.tasks[task].shifts for task in order)]  # fmt: skip
    placed: dict[int, int] = {}
    taken: set[int] = set()
    for _, number, shift in sorted(used, key=lambda each: (-each[0], each[1] != each[2], each[1], each[2])):
        if number not in placed and shift not in taken and timed(puzzle, shift, orders[number]) is not None:
            placed[number] = shift
            taken.add(shift)
    if any(order and number not in placed for number, order in enumerate(orders)):
        return list(orders)
    result: list[Order] = [[] for _ in orders]
    for number, shift in placed.items():
        result[shift] = list(orders[number])
    return result


def kept(puzzle: Puzzle, shift: int, order: Order) -> int:
    """How many of these visits are on this shift already."""
    return sum(1 for task in order if (now := puzzle.tasks[task].now) is not None and now[0] == shift)
