"""Travel as the crow flies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ports import Place
from domain.straight_lines import TO_PARK, StraightLines, crow_flies, leg

places = st.builds(Place, st.floats(-89, 89), st.floats(-180, 180))


@pytest.mark.parametrize(
    ("here", "there", "kilometers"),
    [
        (Place(39.7392, -104.9903), Place(40.0150, -105.2705), 39.0),  # Denver to Boulder
        (Place(52.5200, 13.4050), Place(48.1372, 11.5756), 504.4),  # Berlin to Munich
        (Place(0, 179.9), Place(0, -179.9), 22.2),  # across the date line
    ],
)
def test_known_distances(here: Place, there: Place, kilometers: float) -> None:
    assert crow_flies(here, there) / 1000 == pytest.approx(kilometers, rel=0.01)


@given(places, places, places)
def test_it_is_as_far_back_as_there_and_never_nearer_by_a_detour(one: Place, other: Place, third: Place) -> None:
    assert crow_flies(one, other) == pytest.approx(crow_flies(other, one))
    assert crow_flies(one, other) <= crow_flies(one, third) + crow_flies(third, other) + 1e-3
    assert leg(one, one) == leg(other, other)
    assert leg(one, one).seconds == 0


@given(st.lists(places, max_size=6))
async def test_a_table_has_the_way_from_each_to_each(several: list[Place]) -> None:
    travel = await StraightLines().table(several)
    for here, seconds, meters in zip(several, travel.seconds, travel.meters, strict=True):
        for there, long, far in zip(several, seconds, meters, strict=True):
            told = leg(here, there)
            assert long == pytest.approx(told.seconds, abs=TO_PARK if told.meters < 1 else 1)
            assert far == pytest.approx(told.meters, abs=1)
