"""Digits that are proof are taken out; a job's number is not."""

import pytest

from agent.secret_digits import HIDDEN, without_digits


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("four eight two one", "4821"),
        ("forty eight twenty one", "4821"),
        ("it's 4821", "4821"),
        ("um four eight uh two one please", "4821"),
        ("four eight and then two one", "4821"),
        ("one oh four double three seven", "104337"),
    ],
)
def test_asked_for(said: str, digits: str) -> None:
    kept, found = without_digits(said, asked=True)
    assert found == digits
    assert HIDDEN in kept
    assert not any(word in kept for word in ("four", "48", "oh"))


@pytest.mark.parametrize("said", ["my pin is four eight two one", "the passcode: 4821", "set my PIN to 4821 please"])
def test_called_a_pin_unasked(said: str) -> None:
    assert without_digits(said, asked=False)[1] == "4821"


@pytest.mark.parametrize(
    "said", ["job ten forty two is done", "pin a note on job ten forty two that i was there", "yes"]
)
def test_other_numbers_stay(said: str) -> None:
    assert without_digits(said, asked=False)[1] is None


def test_words_without_digits_stay_when_digits_are_asked_for() -> None:
    assert without_digits("i want to book a visit", asked=True) == ("i want to book a visit", None)
