"""Numbers as people say them for jobs and invoices."""

import pytest

from domain.numbers import number, with_figures


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("1042", 1042),
        ("job #1042", 1042),
        ("1,042", 1042),
        ("ten forty two", 1042),
        ("invoice twenty oh two", 2002),
        ("two thousand five", 2005),
        ("two thousand and ten", 2010),
        ("one thousand one hundred and five", 1105),
        ("three oh one", 301),
        ("nine ninety one", 991),
        ("eleven oh six", 1106),
        ("eleven hundred six", 1106),
        ("ninety eight twelve", 9812),
        ("one oh four two", 1042),
        ("one oh oh four", 1004),
        ("purchase order seven oh one", 701),
        ("forty two hundred", 4200),
        ("one hundred thousand", 100_000),
    ],
)
def test_a_number_that_is_said(said: str, meant: int) -> None:
    assert number(said) == meant


@pytest.mark.parametrize("said", ["", "the garcia job", "two sinks", "hundred", "job", "9" * 40, "1042 oak street"])
def test_words_that_are_more_than_a_number(said: str) -> None:
    assert number(said) is None


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("the ten fifty notification", "the 1050 notification"),
        ("that alert about job ten fifty two", "that alert about job 1052"),
        ("the one from two thousand and five", "the one from 2005"),
        ("five filters and two ignitors", "five filters and two ignitors"),
        ("the first one", "the first one"),
        ("", ""),
    ],
)
def test_longer_numbers_in_a_text_become_figures(said: str, written: str) -> None:
    assert with_figures(said) == written
