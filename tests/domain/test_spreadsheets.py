"""Cells: no formula among what is written, and everything read back as it was."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from domain.spreadsheets import cell, guarded, line, listed, unguarded, unlisted

TRICKY = st.text(alphabet="=+-@\t\r\n'\";,＝ 12.aé", max_size=12)


@given(TRICKY)
def test_what_is_guarded_is_read_back_as_it_was(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(TRICKY)
def test_nothing_that_is_written_begins_like_a_formula_but_a_number(text: str) -> None:
    written = guarded(text).lstrip()
    assert not written.startswith(("=", "@", "\t", "\r", "＝")) or not written
    if written.startswith(("+", "-")):
        float(written)


@given(st.lists(TRICKY, max_size=6))
def test_a_row_is_one_row_whatever_is_in_it(cells: list[str]) -> None:
    if cells not in ([], [""]):
        assert list(csv.reader(io.StringIO(line(cells), newline=""))) == [cells]


@given(st.lists(st.text(alphabet="ab;,\"' é", min_size=1, max_size=6).map(str.strip).filter(bool), max_size=5))
def test_several_words_in_a_cell_come_back_as_they_were(words: list[str]) -> None:
    assert unlisted(listed(words)) == words


def test_amounts_and_phone_numbers_stay_what_they_are() -> None:
    assert [cell(value) for value in ("+13035550101", "-12.50", "189.00", 7, None, True, ["VIP", "a;b"])] == [
        "+13035550101",
        "-12.50",
        "189.00",
        "7",
        "",
        "true",
        'VIP; "a;b"',
    ]
