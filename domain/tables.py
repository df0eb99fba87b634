"""Tables in text files, as spreadsheets and other programs write them: any usual encoding and separator, row by row.

A row that cannot be read spoils no other: it is given with what is wrong with it, and with its text as it came.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from domain.problems import FieldError, Invalid
from domain.spreadsheets import unguarded

SEPARATORS = (",", ";", "\t", "|")
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
WORKBOOK = b"PK\x03\x04"
TOLD_SEPARATOR = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
AS_TEXT = re.compile(r'="(.*)"', re.DOTALL)  # how Excel is told that a number is text
UNREADABLE = "That file cannot be read as a table; save it as CSV and send that."
UNCLOSED = "A quotation mark is opened here and closed nowhere."
WRONGLY_QUOTED = "The quotation marks in this row are not where they should be."
NOT_KEPT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number as a spreadsheet shows it, its cells, its text as it came, and what is wrong with it."""

    number: int
    cells: list[str]
    text: str = ""
    wrong: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table: what its columns are called, how that stands in the file, and the rows that have anything in them."""

    columns: list[str]
    head: str
    rows: list[Row] = field(default_factory=list)


def table(data: bytes) -> Table:
    """Read a table; raises `Invalid` where there is none in the file."""
    text = decoded(data)
    told = TOLD_SEPARATOR.match(text)
    if told:
        text = text[told.end() :]
    rows = _rows(text, told[1] if told else separator(text))
    head = next(rows, None)
    if head is None or head.wrong:
        raise Invalid(UNREADABLE, [FieldError("file", "has no row with the names of its columns")])
    return Table(head.cells, head.text, list(rows))


def decoded(data: bytes) -> str:
    """The text of a file: by its mark, or UTF-16 if every other byte is nought, or UTF-8, or what Windows writes."""
    if data.startswith(WORKBOOK):
        raise Invalid(
            "That is a workbook and not a CSV file; save it as CSV in your spreadsheet program and send that.",
            [FieldError("file", "is a workbook")],
        )
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    beginning = data[:1000]
    for place, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(beginning) > 3 and beginning[place::2].count(0) > len(beginning) // 3:
            return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def separator(text: str) -> str:
    """What stands between the cells: the likeliest by the first line, quoted parts left out."""
    first = re.sub(r'"[^"]*"', "", text.lstrip("\r\n").split("\n", 1)[0])
    return max(SEPARATORS, key=lambda each: (first.count(each), -SEPARATORS.index(each)))


def _rows(text: str, between: str) -> Iterator[Row]:
    """The rows with anything in them. Of a row that cannot be read its first line alone is taken, so that what is
    behind it is not lost; behind a quotation mark that is never closed, every line is a row.
    """
    lines = list(io.StringIO(text, newline=""))
    place = number = 0
    line_by_line = False
    while place < len(lines):
        number += 1
        last = place + 1 if line_by_line else len(lines)
        row, taken = _row((lines[at] for at in range(place, last)), number, between)
        if row.wrong:
            line_by_line, taken = line_by_line or row.wrong == UNCLOSED, 1
        row = replace(row, text="".join(lines[place : place + taken]))
        place += taken
        if row.wrong or any(row.cells):
            yield row


def _row(lines: Iterator[str], number: int, between: str) -> tuple[Row, int]:
    """The first row of some lines, and over how many of them it goes."""
    reader = csv.reader(lines, delimiter=between, strict=True, skipinitialspace=True)
    try:
        cells = [cleaned(cell) for cell in next(reader)]
    except csv.Error as wrong:
        return Row(number, [], wrong=UNCLOSED if "end of data" in str(wrong) else WRONGLY_QUOTED), reader.line_num
    return Row(number, cells), reader.line_num


def cleaned(cell: str) -> str:
    """A cell's text without what spreadsheets put around it."""
    if told := AS_TEXT.fullmatch(cell.strip()):
        return told[1].replace('""', '"').strip()
    return unguarded(cell).strip()
