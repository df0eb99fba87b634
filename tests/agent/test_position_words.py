"""Degrees as they are said."""

import pytest

from agent.planner.position_words import degrees


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("here's my position thirty nine point seven four by minus one oh four point nine nine", [39.74, -104.99]),
        ("truck's at thirty nine point eight north one oh five point oh eight west log that", [39.8, -105.08]),
        ("39.7400 -105.0250", [39.74, -105.025]),
        ("a hundred and five point two five west", [-105.25]),
        ("i'm rolling to ten forty five", []),
    ],
)
def test_degrees_are_read_as_said(said: str, told: list[float]) -> None:
    assert degrees(said) == told
