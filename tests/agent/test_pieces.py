"""Where one breath is cut into requests."""

import pytest

from agent.planner.pieces import pieces
from agent.planner.recogniser import Recogniser


@pytest.mark.parametrize(
    ("said", "requests"),
    [
        ("change the color of the landlord tag to teal", 1),
        ("tag bob johnson as a slow payer", 1),
        ("job ten forty two is done put two ignitors on it and text maria i'm leaving", 3),
        ("pull up maria garcia and tag her vip", 2),
        ("what range did we give deshawn on the sewer line", 1),
    ],
)
def test_a_verb_within_a_value_begins_nothing(said: str, requests: int) -> None:
    assert len(pieces(said, Recogniser.load().recognise(said))) == requests
