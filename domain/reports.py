"""Reports: headline figures, charts and tables of a stretch of days, as a page to print or rows for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from domain import spreadsheets
from domain.context import Company
from domain.documents import LETTER_SIZE, letterhead
from domain.money import written
from domain.outbox import Enclosed

Type = Literal["summary", "jobs", "revenue", "technicians", "customers", "receivables"]
Format = Literal["pdf", "csv", "excel", "json"]
Unit = Literal["name", "money", "count", "share", "change", "hours"]
Row = Mapping[str, Any]
MIMES: Mapping[Format, str] = {
    "pdf": "application/pdf",
    "csv": "text/csv",
    "excel": "text/csv",
    "json": "application/json",
}
MARK = "\ufeff"  # by which Excel knows that a CSV file is UTF-8
SECTION = "Section"
SHORT = 15


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that stands out, what it was in the stretch before, and the difference in words."""

    name: str
    value: Any
    unit: Unit
    before: Any = None
    change: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """One column or bar of a chart, and what it was in the stretch before."""

    name: str
    value: Decimal | float
    before: Decimal | float | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """Points over time as columns, or by name as lying bars."""

    title: str
    unit: Unit
    points: Sequence[Point]
    form: Literal["columns", "bars"] = "columns"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under the names of their columns, the first of which says what a row is about."""

    title: str
    columns: Mapping[str, Unit]
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A report before it is written in a format: `called` is its stretch of days, `against` the one before."""

    title: str
    start: date
    end: date
    called: str
    against: str
    currency: str
    headline: str
    figures: Sequence[Figure]
    charts: Sequence[Chart]
    tables: Sequence[Table]


def file_name(kind: Type, form: Format, sheet: Sheet) -> str:
    """What the file is called: revenue-2026-02-01-to-2026-02-28.pdf."""
    return f"{kind}-{sheet.start}-to-{sheet.end}.{'csv' if form == 'excel' else form}"


def enclosed(name: str, form: Format, url: str) -> Enclosed:
    """The file as it goes along with a mail."""
    return Enclosed(name, MIMES[form], url)


def as_csv(sheet: Sheet, *, marked: bool = False) -> bytes:
    """All of it as one table: the section that a row is from, then every column that any section has."""
    tables = [_figures(sheet), *sheet.tables]
    columns = list(dict.fromkeys(name for table in tables for name in table.columns))
    lines = [spreadsheets.line([SECTION, *columns])]
    for table in tables:
        for row in table.rows:
            cells = [table.title, *(_cell(row.get(name), table.columns.get(name)) for name in columns)]
            lines.append(spreadsheets.line([spreadsheets.cell(each) for each in cells]))
    return ((MARK if marked else "") + "".join(lines)).encode()


def _figures(sheet: Sheet) -> Table:
    """The headline figures as a section of their own."""
    units: dict[str, Unit] = {"Name": "name", "Amount": "money", "Count": "count", "Share": "share", "Hours": "hours"}
    by_unit = {unit: name for name, unit in units.items()}
    rows = [
        {"Name": each.name, by_unit[each.unit]: each.value, "Before": each.before, "Change": each.change}
        for each in sheet.figures
    ]
    return Table(sheet.title, {**units, "Before": "count", "Change": "change"}, rows)


def _cell(value: Any, unit: Unit | None) -> Any:
    return f"{value:.2f}" if isinstance(value, Decimal) else value


def printed(company: Company, sheet: Sheet, made: date) -> dict[str, Any]:
    """The data of the page; every value is text already, and lengths are shares of the longest."""
    return {
        "paper": "us-letter" if company.currency in LETTER_SIZE else "a4",
        "title": sheet.title,
        "period": f"{sheet.called[:1].upper()}{sheet.called[1:]}",
        "days": _days(sheet.start, sheet.end),
        "against": sheet.against,
        "made": f"Made on {_day(made)}",
        "company": {"name": company.name, "lines": letterhead(company)},
        "figures": [
            {"name": each.name, "value": _told(each.value, each.unit, sheet.currency), "note": each.note}
            for each in sheet.figures
        ],
        "charts": [_drawn(each, sheet.currency) for each in sheet.charts if any(point.value for point in each.points)],
        "tables": [_ruled(each, sheet.currency) for each in sheet.tables if each.rows],
    }


def _drawn(chart: Chart, currency: str) -> dict[str, Any]:
    most = max(max(float(point.value), float(point.before or 0)) for point in chart.points)
    return {
        "title": chart.title,
        "form": chart.form,
        "compared": any(point.before is not None for point in chart.points),
        "points": [
            {
                "name": point.name,
                "value": max(float(point.value), 0) / most,
                "before": None if point.before is None else max(float(point.before), 0) / most,
                "told": _told(point.value, chart.unit, currency, short=True),
            }
            for point in chart.points
        ],
    }


def _ruled(table: Table, currency: str) -> dict[str, Any]:
    return {
        "title": table.title,
        "heads": list(table.columns),
        "numeric": [unit != "name" for unit in table.columns.values()],
        "rows": [list(_texts(table, row, currency)) for row in _worth_printing(table)],
    }


def _worth_printing(table: Table) -> Sequence[Row]:
    """All rows of a short table; of a long one those that are not all noughts."""
    if len(table.rows) <= SHORT:
        return table.rows
    numbers = [name for name, unit in table.columns.items() if unit != "name"]
    return [row for row in table.rows if any(row.get(name) for name in numbers)]


def _texts(table: Table, row: Row, currency: str) -> Iterator[str]:
    for name, unit in table.columns.items():
        yield _told(row.get(name), unit, currency)


def _told(value: Any, unit: Unit, currency: str, *, short: bool = False) -> str:
    """A value as it is printed; `short`: beside a column, where cents would only be in the way."""
    if value is None:
        return "–"
    match unit:
        case "money":
            text = written(value, currency)
            return text.partition(".")[0] if short else text
        case "share":
            return f"{round(100 * value)}%"
        case "change":
            return f"{'+' if value >= 0 else '−'}{abs(round(100 * value))}%"
        case "hours":
            return f"{value:,.1f}"
        case "count":
            return f"{value:,}"
    return str(value)


def _day(value: date) -> str:
    return f"{value:%B %-d, %Y}"


def _days(start: date, end: date) -> str:
    return _day(start) if start == end else f"{_day(start)} to {_day(end)}"
