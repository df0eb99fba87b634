"""A name that is said and spelled is as it was spelled; other letters stay letters."""

import pytest

from agent.planner.spelled import read_off


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("theodore finch f i n c h", "theodore finch"),
        ("theodore fynch that's f y n c h", "theodore fynch"),
        ("he spells it with a k so markus m a r k u s webb", "he spells it with a k so markus webb"),
        ("jon spelled j o n adams", "jon adams"),
        ("the h v a c guys", "the h v a c guys"),
        ("tag her v i p", "tag her v i p"),
        ("kathryn leigh at l e i g h k at mail dot example", "kathryn leigh at l e i g h k at mail dot example"),
        ("run the p e x line", "run the p e x line"),
    ],
)
def test_a_spelled_name_is_read_off(heard: str, meant: str) -> None:
    assert read_off(heard) == meant
