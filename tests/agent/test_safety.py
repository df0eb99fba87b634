"""Danger first, and no card number goes further than the first line of code."""

import random

import pytest

from agent.safety import REMOVED, danger, without_cards

WORDS = dict(enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]))


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


def luhn(number: str) -> str:
    """The number with its check digit."""
    digits = [int(digit) for digit in number]
    total = sum(digit if place % 2 else sum(divmod(digit * 2, 10)) for place, digit in enumerate(reversed(digits)))
    return number + str(-total % 10)


def spoken(number: str, kind: int, rng: random.Random) -> str:
    """The number typed or spoken in one of the ways that people do."""
    if kind == 0:
        return number
    if kind == 1:
        return " ".join(number[at : at + 4] for at in range(0, len(number), 4))
    if kind == 2:
        return "-".join(number[at : at + 4] for at in range(0, len(number), 4))
    words = [WORDS[int(digit)] for digit in number]
    if kind == 4:
        words = ["oh" if word == "zero" and rng.random() < 0.5 else word for word in words]
    if kind == 5:
        words.insert(8, "um")
    return " ".join(words)


def test_two_thousand_card_numbers_are_all_taken_out() -> None:
    rng = random.Random(7)
    for trial in range(2000):
        number = luhn(rng.choice("3456") + "".join(str(rng.randrange(10)) for _ in range(14)))
        said = f"it's {spoken(number, trial % 6, rng)} thanks"
        cleaned, found = without_cards(said)
        assert (found, cleaned) == (True, f"it's {REMOVED} thanks"), said


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
