"""A board as a puzzle for the solver: places become numbers, and others go round what stays where it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from domain.board import BOOKED, STAYING, WEIGHTS, Board, WorkDay
from domain.jobs import length
from domain.ports import Place
from domain.rota import STEP, Puzzle, Shift, Span, Task
from domain.stretches import Stretch, clipped, without
from storage.jobs import Job

Names = list[tuple[str, ...]]


def puzzle_of(board: Board, held: Collection[str]) -> tuple[Puzzle, Names]:
    """The puzzle in which some visits stay where they are, and the jobs that each of its tasks stands for."""
    return _Puzzling(board, held).made()


class _Puzzling:
    """Makes the puzzle of a board: places become numbers, and visits that stay and leave no time between become one."""

    def __init__(self, board: Board, held: Collection[str]) -> None:
        self.board, self.held = board, held
        self.tasks: list[Task] = []
        self.names: Names = []
        self.ways_in: list[Place] = []
        self.ways_out: list[Place] = []

    def made(self) -> tuple[Puzzle, Names]:
        board = self.board
        begins = None if board.base is None else self._node(board.base, board.base)
        moving = [job for job in board.standing if job in board.movable and job not in self.held]
        for job in (*moving, *board.waiting):
            self._add(board.jobs[job])
        stretches = [self._shift(number, set(moving)) for number in range(len(board.work_days))]
        legs = [[board.distances.leg(out, into) for into in self.ways_in] for out in self.ways_out]
        steps = [[-(-leg.seconds // STEP) for leg in row] for row in legs]
        shifts = [Shift(begins, span, breaks) for span, breaks in stretches]
        return Puzzle(self.tasks, shifts, steps, [[leg.seconds for leg in row] for row in legs]), self.names

    def _node(self, into: Place, out: Place) -> int:
        self.ways_in.append(into)
        self.ways_out.append(out)
        return len(self.ways_in) - 1

    def _add(self, job: Job) -> None:
        board, put = self.board, self.board.standing.get(job.id)
        able, windows = board.able(job), board.windows(job, board.days_for(job.id))
        if not windows:
            return
        now, weight = None, WEIGHTS.get(job.priority, WEIGHTS["normal"])
        steps = board.next_step(board.zero + length(job))
        if put is not None:
            now, weight = (put.work_day, board.step(put.visit.start)), BOOKED
            steps = max(steps, board.next_step(put.visit.end) - now[1])
        place = board.places[job.id]
        self.tasks.append(Task(self._node(place, place), steps, windows, able, weight, now))
        self.names.append((job.id,))

    def _shift(self, number: int, moving: set[str]) -> tuple[Span, list[Span]]:
        """A work day's fixed visits as tasks; when it begins and ends, and its breaks."""
        board, day = self.board, self.board.work_days[number]
        staying = sorted(
            (put.visit, job) for job, put in board.standing.items() if put.work_day == number and job not in moving
        )
        fixed = [self._cluster(number, each) for each in self._clusters(staying)]
        breaks = without(clipped(day.taken, _whole(day)), [self._stretch(*each) for each in fixed])
        spans = [(board.step(each.start), board.next_step(each.end)) for each in breaks]
        ends = [(board.step(each.start), board.next_step(each.end)) for each in day.open]
        reach = [*fixed, *spans, *ends]
        return (min(start for start, _ in reach), max(end for _, end in reach)), _apart(spans, fixed)

    def _stretch(self, start: int, end: int) -> Stretch:
        return Stretch(self.board.moment(start), self.board.moment(end))

    def _clusters(self, staying: Sequence[tuple[Stretch, str]]) -> list[list[str]]:
        """Visits that stay, those together between which there is not even time for the way."""
        board, clusters = self.board, list[list[str]]()
        over = 0
        for visit, job in staying:
            start, place = board.step(visit.start), board.places[job]
            if clusters:
                way = board.distances.leg(board.places[clusters[-1][-1]], place).seconds
                if start < over + -(-way // STEP):
                    clusters[-1].append(job)
                    over = max(over, board.next_step(visit.end))
                    continue
            clusters.append([job])
            over = board.next_step(visit.end)
        return clusters

    def _cluster(self, number: int, jobs: list[str]) -> Span:
        board = self.board
        visits = [board.standing[job].visit for job in jobs]
        start, end = board.step(visits[0].start), max(board.next_step(each.end) for each in visits)
        node = self._node(board.places[jobs[0]], board.places[jobs[-1]])
        self.tasks.append(Task(node, end - start, [(start, start)], [number], STAYING, (number, start)))
        self.names.append(tuple(jobs))
        return start, end


def _apart(breaks: Iterable[Span], fixed: Sequence[Span]) -> list[Span]:
    """The breaks without what rounding has laid over a visit that stays, and none that is empty."""
    cut = []
    for start, end in breaks:
        for begin, over in fixed:
            if begin < end and start < over:
                start, end = (over, end) if begin <= start else (start, begin)
        if start < end:
            cut.append((start, end))
    return cut


def _whole(day: WorkDay) -> Stretch:
    start = min(each.start for each in day.open)
    return Stretch(start, max(each.end for each in day.open))
