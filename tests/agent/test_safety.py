"""Danger first, and no card number goes further than the first line of code."""

import pytest

from agent.safety import danger, without_cards


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("i smell gas in my basement", "gas"),
        ("there's a rotten egg smell by the stove", "gas"),
        ("my carbon monoxide alarm is going off", "carbon monoxide"),
        ("the outlet is smoking", "fire"),
        ("there are sparks flying out of the panel", "electric"),
        ("water is pouring through the ceiling", "flood"),
        ("somebody call nine one one", "danger"),
    ],
)
def test_danger_is_heard(said: str, kind: str) -> None:
    assert danger(said) == kind


@pytest.mark.parametrize(
    "said",
    [
        "book a gas furnace tune up for maria",
        "put three flame sensors back on the shelf",
        "change the spark plug",
        "there was a flood last week and luis fixed it",
        "no smell of gas it's just cold",
        "add a carbon monoxide detector to the list",
    ],
)
def test_shop_talk_is_not_danger(said: str) -> None:
    assert danger(said) is None


@pytest.mark.parametrize(
    "said",
    [
        "call me at 720 555 0204",
        "job ten forty two is done",
        "invoice 2003 for 1240.50",
        "five five five one two one two",
    ],
)
def test_other_numbers_stay(said: str) -> None:
    assert without_cards(said) == (said, False)
