"""Cells of a spreadsheet: written so that no program takes one for a formula, and read back as they were.

A cell that begins like a formula gets an apostrophe before it, which spreadsheets show as text. A plain number with its
sign is none: amounts stay amounts, and +13035550101 stays a phone number.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from typing import Any

# What programs have been seen to take for the beginning of a formula, full-width signs included.
FORMULA = re.compile(r"[\s']*[=+\-@\t\r\n＝＋－＠]")
PLAIN_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
BETWEEN = ";"
QUOTED = re.compile(r'[;,"\n]')


def cell(value: Any) -> str:
    """A value as it stands in a cell."""
    if value is None:
        return ""
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return guarded(listed(value))
    if isinstance(value, list | dict):
        return guarded(json.dumps(value, ensure_ascii=False))
    return str(value)


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if FORMULA.match(text) and not PLAIN_NUMBER.fullmatch(text) else text


def unguarded(text: str) -> str:
    """The text that `guarded` was given."""
    return text[1:] if text.startswith("'") and FORMULA.match(text[1:]) else text


def listed(values: Sequence[str]) -> str:
    """Several words in one cell."""
    return f"{BETWEEN} ".join(_quoted(each) if QUOTED.search(each) else each for each in values)


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def unlisted(text: str) -> list[str]:
    """The words of a cell, with semicolons between them, or else commas."""
    between = BETWEEN if BETWEEN in text or '"' in text else ","
    rows = list(csv.reader([text], delimiter=between, skipinitialspace=True))
    return [word.strip() for word in rows[0] if word.strip()] if rows else []


def line(cells: Sequence[str]) -> str:
    """A row of a CSV file, as RFC 4180 has it."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow(cells)
    return written.getvalue()
