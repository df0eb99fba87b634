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
        # nothing joins them
        ("heading over to the church text harold i'm ten minutes out", 2),
        ("put the boiler on hold clock me out", 2),
        ("close ten forty three and who have i got next", 2),
        # what is to be sent or written down is not cut, but where it ends
        ("text linh to please put the cat in the bedroom and leave the gate open", 1),
        ("tell renee i'll be back in an hour and punch me out", 2),
        # what is only told goes with what is asked for
        ("wrong valve so put this one on hold", 1),
        ("i'm at the church for the boiler so start it", 1),
        # what is to be done some day is not to be done now
        ("make a rule whenever a job is completed text the customer", 1),
    ],
)
def test_requests_are_told_from_what_belongs_to_them(said: str, requests: int) -> None:
    assert len(pieces(said, Recogniser.load().recognise(said))) == requests
