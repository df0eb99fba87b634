"""The algebra of stretches of time."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from domain.stretches import Stretch, merged, total, without

ZERO = datetime(2026, 3, 10, tzinfo=UTC)


def _minutes(stretches: list[Stretch]) -> set[int]:
    """The minutes that the stretches have in them."""
    return {
        minute
        for each in stretches
        for minute in range(
            int((each.start - ZERO).total_seconds()) // 60, int((each.end - ZERO).total_seconds()) // 60
        )
    }


pairs = st.tuples(st.integers(0, 60), st.integers(1, 30))
several = st.lists(
    pairs.map(lambda p: Stretch(ZERO + timedelta(minutes=p[0]), ZERO + timedelta(minutes=p[0] + p[1]))), max_size=8
)


@given(several, several)
def test_what_is_left_is_what_is_in_the_first_and_not_in_the_second(mine: list[Stretch], taken: list[Stretch]) -> None:
    left = without(mine, taken)
    assert _minutes(left) == _minutes(mine) - _minutes(taken)
    assert left == merged(left)


@given(several)
def test_merging_keeps_the_moments_and_counts_each_once(mine: list[Stretch]) -> None:
    once = merged(mine)
    assert _minutes(once) == _minutes(mine)
    assert all(one.end < other.start for one, other in pairwise(once))
    assert total(mine) == timedelta(minutes=len(_minutes(mine)))
