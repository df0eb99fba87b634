"""Choosing by any natural cue."""

import pytest

from agent.choose import chosen
from domain.problems import Candidate

SMITHS = (
    Candidate("oak", "John Smith", "418 Oak Street, Denver"),
    Candidate("pine", "John Smith", "77 Pine Court, Lakewood"),
    Candidate("smyth", "Jon Smyth", "1290 Birch Avenue, Arvada"),
)
MIKES = (Candidate("a", "Mike Alvarez", ""), Candidate("o", "Mike O'Brien", ""))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("the one on pine", "pine"),
        ("oak street", "oak"),
        ("the lakewood one", "pine"),
        ("the first one", "oak"),
        ("second", "pine"),
        ("the last one", "smyth"),
        ("number two", "pine"),
        ("arvada", "smyth"),
    ],
)
def test_a_street_a_town_or_a_place_in_the_list(said: str, meant: str) -> None:
    found = chosen(said, SMITHS)
    assert found is not None
    assert found.id == meant


def test_part_of_a_name_and_the_other_one() -> None:
    assert [each and each.id for each in (chosen("o'brien", MIKES), chosen("alvarez", MIKES))] == ["o", "a"]
    other = chosen("no the other one", MIKES)
    assert other is not None
    assert other.id == "o"


@pytest.mark.parametrize("said", ["john smith", "the smith", "hmm", "whichever", "yes"])
def test_what_tells_nothing_apart_chooses_nothing(said: str) -> None:
    assert chosen(said, SMITHS) is None
