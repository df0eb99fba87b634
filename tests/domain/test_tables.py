"""Tables as programs write them: whatever the encoding and the separator, every row is read or told."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.problems import Invalid
from domain.spreadsheets import guarded, line
from domain.tables import UNCLOSED, Table, cleaned, table

NAMES = "Name,City\r\nSeñora Núñez,Denver\r\n"


def cells(read: Table) -> list[list[str]]:
    return [row.cells for row in read.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_it_is_read_in_whatever_encoding_it_comes(encoding: str) -> None:
    read = table(NAMES.encode(encoding))
    assert (read.columns, cells(read)) == (["Name", "City"], [["Señora Núñez", "Denver"]])


@pytest.mark.parametrize(
    "text",
    [
        'Name;City\n"Price; Ada";Denver\n',
        "Name\tCity\nPrice; Ada\tDenver\n",
        'sep=;\r\nName;City\r\n"Price; Ada";Denver\r\n',
        "Name|City\nPrice; Ada|Denver",
        '"Name","City"\r"Price; Ada","Denver"\r',
        '\n\n"Name", "City"\n,,\n"Price; Ada", "=""Denver"""\n\n',
    ],
)
def test_it_is_read_with_whatever_stands_between_the_cells(text: str) -> None:
    read = table(text.encode())
    assert (read.columns, cells(read)) == (["Name", "City"], [["Price; Ada", "Denver"]])


def test_a_row_with_wrong_quotes_spoils_no_other_and_keeps_its_text() -> None:
    read = table(b'Name,City\nAda,Denver\n"Bob"by,Aurora\n"Carl,Arvada\nDee,Denver\n"Eve",Golden\n')
    assert [(row.number, row.cells[:1], row.text) for row in read.rows if not row.wrong] == [
        (2, ["Ada"], "Ada,Denver\n"),
        (5, ["Dee"], "Dee,Denver\n"),
        (6, ["Eve"], '"Eve",Golden\n'),
    ]
    assert [(row.number, row.text) for row in read.rows if row.wrong] == [
        (3, '"Bob"by,Aurora\n'),
        (4, '"Carl,Arvada\n'),
    ]
    unclosed = table(b'Name,City\n"Ada,Denver\nDee,Aurora\n')
    assert [(row.wrong, row.text) for row in unclosed.rows] == [(UNCLOSED, '"Ada,Denver\n'), (None, "Dee,Aurora\n")]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"PK\x03\x04rest of a workbook", b'"never closed'])
def test_what_is_no_table_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid):
        table(data)


CELL = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20)


@given(st.lists(st.tuples(CELL, CELL), max_size=8))
def test_what_an_export_writes_is_read_back_as_it_was(rows: list[tuple[str, str]]) -> None:
    written = line(["Name", "City"]) + "".join(line([guarded(each) for each in row]) for row in rows)
    kept = [[each.strip() for each in row] for row in rows]
    assert [row for row in cells(table(written.encode())) if any(row)] == [row for row in kept if any(row)]


@given(st.text(alphabet='ab,";\n\r\té=', max_size=80))
def test_every_line_is_in_a_row_or_empty(text: str) -> None:
    try:
        read = table(f"Name,City\n{text}".encode())
    except Invalid:
        return
    there = "".join(row.text for row in read.rows)
    for each in io.StringIO(text, newline=""):
        if any(cleaned(cell) for cell in next(csv.reader([each]), [])):
            assert each in there
