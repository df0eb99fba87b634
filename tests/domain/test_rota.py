"""The rota as a puzzle: when visits begin in a given order, and what can be driven at all."""

from __future__ import annotations

from itertools import product

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.rota import Puzzle, Shift, Span, Task, Timed, arrives, kept, leaves, matched, possible, timed

DAY = 24
WAYS = ((0, 2, 3), (2, 0, 1), (3, 1, 0))


def spans(most: int) -> st.SearchStrategy[Span]:
    """A stretch within the day."""
    return st.tuples(st.integers(0, DAY), st.integers(0, most)).map(lambda pair: (pair[0], pair[0] + pair[1]))


breaks = st.lists(spans(4).filter(lambda span: span[0] < span[1]), max_size=2).filter(
    lambda two: len(two) < 2 or two[0][1] <= two[1][0] or two[1][1] <= two[0][0]
)
tasks = st.builds(
    Task,
    place=st.integers(0, 2),
    length=st.integers(1, 5),
    windows=st.lists(spans(8), min_size=1, max_size=2),
    shifts=st.just((0,)),
    weight=st.just(1),
    now=st.none() | st.integers(0, DAY).map(lambda start: (0, start)),
)


@st.composite
def puzzles(draw: st.DrawFn) -> Puzzle:
    """A day of one technician and up to three visits."""
    day = Shift(None, (draw(st.integers(0, 4)), draw(st.integers(12, DAY))), draw(breaks))
    return Puzzle(draw(st.lists(tasks, min_size=1, max_size=3)), [day], WAYS, WAYS)


def every_way(puzzle: Puzzle) -> list[Timed]:
    """All hours at which the visits of the day can begin, in the order that they are listed."""
    starts = product(range(DAY + 1), repeat=len(puzzle.tasks))
    ways = [[(number, start) for number, start in enumerate(each)] for each in starts]
    return [each for each in ways if possible(puzzle, 0, each)]


@settings(max_examples=50, deadline=None)
@given(puzzles())
def test_an_order_is_timed_if_and_only_if_it_can_be_driven(puzzle: Puzzle) -> None:
    found = timed(puzzle, 0, range(len(puzzle.tasks)))
    ways = every_way(puzzle)
    assert (found is None) == (not ways)
    if found is not None:
        assert possible(puzzle, 0, found)


@settings(max_examples=50, deadline=None)
@given(puzzles())
def test_what_waits_begins_as_soon_as_can_be_and_what_may_stay_stays(puzzle: Puzzle) -> None:
    ways = every_way(puzzle)
    assume(ways)
    first, start = (timed(puzzle, 0, range(len(puzzle.tasks))) or [])[0]
    now = puzzle.tasks[first].now
    may_stay = now is not None and any(way[0][1] == now[1] for way in ways)
    assert start == (now[1] if now is not None and may_stay else min(way[0][1] for way in ways))


@given(st.integers(0, DAY), st.integers(1, 9), breaks)
def test_nobody_drives_in_a_break(leaving: int, way: int, breaks: list[Span]) -> None:
    here, left = leaving, way
    while left:
        left -= not any(start <= here < end for start, end in breaks)
        here += 1
    assert arrives(leaving, way, breaks) == here
    latest = leaves(here, way, breaks)
    assert latest >= leaving
    assert arrives(latest, way, breaks) == here


def test_alike_days_are_not_swapped_for_nothing() -> None:
    mine, others = (Task(0, 1, [(0, DAY)], (0, 1), 1, (shift, 5)) for shift in (0, 1))
    puzzle = Puzzle([mine, others], [Shift(None, (0, DAY)), Shift(None, (0, DAY))], WAYS, WAYS)
    assert matched(puzzle, [[1], [0]]) == [[0], [1]]
    assert [kept(puzzle, shift, order) for shift, order in enumerate([[1], [0]])] == [0, 0]


def test_a_day_is_not_given_to_who_cannot_do_it() -> None:
    own, other = Task(0, 1, [(0, DAY)], (0,), 1, (1, 5)), Task(0, 1, [(0, DAY)], (0, 1), 1, (0, 5))
    puzzle = Puzzle([own, other], [Shift(None, (0, DAY)), Shift(None, (0, DAY))], WAYS, WAYS)
    assert matched(puzzle, [[0], [1]]) == [[0], [1]]
