"""What stands on each kind of report: the figures that are told elsewhere too, beside those of the stretch before."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from domain import comparing
from domain.context import Context
from domain.money import written
from domain.reports import Chart, Figure, Point, Sheet, Table, Type, Unit
from tools.analytics_contacts import get_contact_analytics
from tools.analytics_dashboard import get_dashboard
from tools.analytics_jobs import JobFigures, get_job_analytics
from tools.analytics_revenue import RevenueShare, get_revenue_analytics
from tools.call import dump
from tools.figures import Charted, CountedCard, ShareCard, Stretch
from tools.finance import Days, MeasuredCard, get_finance_stats
from tools.invoices import InvoiceListing, invoices

OWING = 100
SHARES: Mapping[str, Unit] = {"Name": "name", "Count": "count", "Share": "share"}
EARNED: Mapping[str, Unit] = {"Name": "name", "Amount": "money", "Invoices": "count", "Share": "share"}


class Written:
    """A report on its sheet, and the same figures as JSON."""

    def __init__(self, sheet: Sheet, **figures: Any) -> None:
        self.sheet, self.json = sheet, dump(figures)


def earlier(stretch: Charted, against: Days) -> Charted:
    """The stretch before, cut alike."""
    return Charted(date_start=against.start, date_end=against.end, interval=stretch.interval)


async def revenue(ctx: Context, stretch: Charted) -> Written:
    """What was invoiced and came in."""
    told = await get_revenue_analytics(ctx, stretch)
    before = await get_revenue_analytics(ctx, earlier(stretch, told.compared_to))
    course = Chart("Invoiced", "money", _course(told.series, before.series, lambda each: each.amount))
    parts: Mapping[str, Unit] = {"Name": "name", "Invoiced": "money", "Invoices": "count", "Came in": "money"}
    figures = [
        _money("Invoiced", told.revenue, told),
        _money("Came in", told.collected, told),
        Figure("Average invoice", told.average_invoice, "money", before.average_invoice),
        Figure("Invoices", told.revenue.count, "count", before.revenue.count),
    ]
    tables = [
        _earned("By technician", told.by_tech),
        _earned("By kind of work", told.by_trade),
        _earned("By customer", told.by_customer),
        _earned("By kind of customer", told.by_kind),
        Table(
            "Over time",
            parts,
            [
                {"Name": each.label, "Invoiced": each.amount, "Invoices": each.count, "Came in": each.collected}
                for each in told.series
            ],
        ),
    ]
    charts = [course, _by_name("By technician", "money", [(each.name, each.amount) for each in told.by_tech])]
    sheet = _sheet(ctx, "Revenue", told, told.spoken(ctx.now()), figures, charts, tables)
    return Written(sheet, figures=told, before=before)


async def jobs(ctx: Context, stretch: Charted) -> Written:
    """The work."""
    told = await get_job_analytics(ctx, stretch)
    before = await get_job_analytics(ctx, earlier(stretch, told.compared_to))
    states = {each.name: each.count for each in before.by_status}
    charts = [
        Chart("Jobs completed", "count", _course(told.series, before.series, lambda each: each.completed)),
        _by_name(
            "Visits by status",
            "count",
            [(_plain(each.name), each.count, states.get(each.name, 0)) for each in told.by_status],
        ),
    ]
    parts: Mapping[str, Unit] = {"Name": "name", "Visits": "count", "Completed": "count"}
    tables = [
        _shares("By status", told.by_status),
        _shares("By kind of work", told.by_trade),
        _shares("By priority", told.by_priority),
        Table("By technician", *_crew(told)),
        Table(
            "Over time",
            parts,
            [{"Name": each.label, "Visits": each.visits, "Completed": each.completed} for each in told.series],
        ),
    ]
    figures = [
        _count("Completed", told.completed, told),
        _count("Visits", told.visits, told),
        _count("Cancelled", told.cancelled, told),
        _count("Booked", told.booked, told),
        Figure("Done of what was due", told.completion_rate, "share", before.completion_rate),
        Figure("Hours for an average job", _hours(told.average_seconds), "hours", _hours(before.average_seconds)),
    ]
    return Written(
        _sheet(ctx, "Jobs", told, told.spoken(ctx.now()), figures, charts, tables), figures=told, before=before
    )


async def technicians(ctx: Context, stretch: Charted) -> Written:
    """Who did how much, and what it brought."""
    told, money = await get_job_analytics(ctx, stretch), await get_revenue_analytics(ctx, stretch)
    before = await get_job_analytics(ctx, earlier(stretch, told.compared_to))
    done = {each.user_id: each.completed for each in before.by_tech}
    earned = {each.id: each for each in money.by_tech}
    columns, rows = _crew(told)
    for row, each in zip(rows, told.by_tech, strict=True):
        mine = earned.get(each.user_id)
        row |= {"Before": done.get(each.user_id, 0), "Invoiced": mine.amount if mine else None}
    units: Mapping[str, Unit] = {**columns, "Before": "count", "Invoiced": "money"}
    charts = [
        _by_name(
            "Jobs completed",
            "count",
            [(each.name, each.completed, done.get(each.user_id, 0)) for each in told.by_tech],
        ),
        _by_name("Visits", "count", [(each.name, each.visits) for each in told.by_tech]),
    ]
    figures = [
        _count("Completed", told.completed, told),
        _count("Visits", told.visits, told),
        Figure("Hours on the clock", sum(row["Hours"] for row in rows), "hours"),
        _money("Invoiced", money.revenue, told, money.currency),
    ]
    headline = told.answering("which technicians", ctx.now()) or told.spoken(ctx.now())
    sheet = _sheet(ctx, "Technicians", told, headline, figures, charts, [Table("By technician", units, rows)])
    return Written(sheet, figures=told.by_tech, before=before.by_tech, revenue=money.by_tech)


async def customers(ctx: Context, stretch: Charted) -> Written:
    """The address book, and who is new."""
    told = await get_contact_analytics(ctx, stretch)
    before = await get_contact_analytics(ctx, earlier(stretch, told.compared_to))
    share = told.served_again / (told.served_once + told.served_again) if told.served_once + told.served_again else None
    figures = [
        _count("New", told.added, told),
        Figure("Contacts", told.total, "count"),
        Figure("Came back for another job", share, "share"),
    ]
    charts = [
        Chart("New contacts", "count", _course(told.series, before.series, lambda each: each.added)),
        _by_name("Where they are", "count", [(each.name, each.count) for each in told.by_city]),
    ]
    tables = [
        _shares("By status", told.by_status),
        _shares("By kind", told.by_kind),
        _shares("By city", told.by_city),
        _shares("By tag", told.by_tag),
    ]
    headline = told.answering("new", ctx.now()) or told.spoken(ctx.now())
    return Written(_sheet(ctx, "Customers", told, headline, figures, charts, tables), figures=told, before=before)


async def summary(ctx: Context, stretch: Charted) -> Written:
    """The business at a glance."""
    told = await get_dashboard(ctx, _uncut(stretch))
    months = [Point(each.label, each.amount) for each in told.revenue_by_month]
    charts = [
        Chart("Invoiced by month", "money", months),
        _by_name("Visits by status", "count", [(_plain(each.name), each.count) for each in told.jobs_by_status]),
    ]
    figures = [
        _money("Invoiced", told.revenue, told, told.currency),
        _money("Came in", told.collected, told, told.currency),
        Figure("Owed to us", told.outstanding.amount, "money", note="now"),
        Figure("Overdue", told.overdue.amount, "money", note="now"),
        _count("Jobs completed", told.completed, told),
        _count("New contacts", told.new_contacts, told),
        Figure("Open jobs", told.jobs.open, "count", note=f"now, {told.jobs.unassigned} without a technician"),
        Figure("Parts that run low", told.waiting.low_stock, "count", note="now"),
    ]
    units: Mapping[str, Unit] = {"Name": "name", "Invoiced": "money", "Invoices": "count"}
    rows = [{"Name": each.label, "Invoiced": each.amount, "Invoices": each.count} for each in told.revenue_by_month]
    tables = [_shares("Visits by status", told.jobs_by_status), Table("By month", units, rows)]
    return Written(_sheet(ctx, "Business summary", told, told.spoken(ctx.now()), figures, charts, tables), figures=told)


async def receivables(ctx: Context, stretch: Charted) -> Written:
    """What is owed, by how late it is, and by whom."""
    told = await get_finance_stats(ctx, stretch.period, stretch.date_start, stretch.date_end)
    owing = await invoices.page(ctx, InvoiceListing(status="unpaid", sort="due", limit=OWING))
    ages = [(_age(each.days), each.amount) for each in told.overdue_by_age]
    current = told.outstanding.amount - told.overdue.amount
    figures = [
        Figure("Owed to us", told.outstanding.amount, "money", note=f"now, on {told.outstanding.count} invoices"),
        Figure("Overdue", told.overdue.amount, "money", note=f"now, on {told.overdue.count} invoices"),
        _money("Invoiced", told.billed, told, told.currency),
        _money("Came in", told.collected, told, told.currency),
    ]
    units: Mapping[str, Unit] = {"Name": "name", "Amount": "money", "Invoices": "count"}
    aged = [{"Name": _age(each.days), "Amount": each.amount, "Invoices": each.count} for each in told.overdue_by_age]
    not_due = {
        "Name": "Not due yet", "Amount": current, "Invoices": told.outstanding.count - told.overdue.count,
    }  # fmt: skip
    open_ones: Mapping[str, Unit] = {
        "Name": "name",
        "Invoice": "name",
        "Due": "name",
        "Days late": "count",
        "Open": "money",
    }
    today = ctx.now().date()
    rows = [
        {
            "Name": each.contact_name,
            "Invoice": str(each.number),
            "Due": str(each.due or ""),
            "Days late": max((today - each.due).days, 0) if each.due else None,
            "Open": each.balance,
        }
        for each in owing.items
    ]
    title = "Open invoices" if owing.count <= OWING else f"The first {OWING} of {owing.count:,} open invoices"
    charts = [_by_name("Owed, by how late it is", "money", [("Not due yet", current), *ages])]
    headline = told.answering("owed", ctx.now()) or told.spoken(ctx.now())
    tables = [Table("By age", units, [not_due, *aged]), Table(title, open_ones, rows)]
    return Written(
        _sheet(ctx, "Receivables", told, headline, figures, charts, tables), figures=told, invoices=owing.items
    )


SHEETS: Mapping[Type, Callable[[Context, Charted], Awaitable[Written]]] = {
    "summary": summary,
    "jobs": jobs,
    "revenue": revenue,
    "technicians": technicians,
    "customers": customers,
    "receivables": receivables,
}


def _sheet(
    ctx: Context,
    title: str,
    told: Any,
    headline: str,
    figures: Sequence[Figure],
    charts: Sequence[Chart],
    tables: Sequence[Table],
) -> Sheet:
    days, currency = told.period, ctx.company.currency
    against = told.compared_to.called
    return Sheet(title, days.start, days.end, days.called, against, currency, headline, figures, charts, tables)


def _uncut(stretch: Charted) -> Stretch:
    return Stretch(period=stretch.period, date_start=stretch.date_start, date_end=stretch.date_end)


def _money(name: str, card: MeasuredCard, told: Any, currency: str | None = None) -> Figure:
    before = written(card.before, currency or told.currency)
    note = comparing.told(card.amount, card.before, told.compared_to.called, before)
    return Figure(name, card.amount, "money", card.before, card.change, note)


def _count(name: str, card: CountedCard, told: Any) -> Figure:
    return Figure(name, card.count, "count", card.before, card.change, card.told(told.compared_to.called))


def _course(now: Sequence[Any], before: Sequence[Any], of: Callable[[Any], Any]) -> list[Point]:
    """The points of now, each beside the one of the stretch before that is as far in."""
    pairs = zip_longest(now, before[: len(now)])
    return [Point(each.label, of(each), None if other is None else of(other)) for each, other in pairs]


def _by_name(title: str, unit: Unit, items: Sequence[tuple[Any, ...]]) -> Chart:
    return Chart(title, unit, [Point(*each) for each in items], "bars")


def _crew(told: JobFigures) -> tuple[Mapping[str, Unit], list[dict[str, Any]]]:
    units: Mapping[str, Unit] = {"Name": "name", "Visits": "count", "Completed": "count", "Hours": "hours"}
    return units, [
        {"Name": each.name, "Visits": each.visits, "Completed": each.completed, "Hours": _hours(each.seconds)}
        for each in told.by_tech
    ]


def _shares(title: str, items: Sequence[ShareCard]) -> Table:
    rows = [{"Name": _plain(each.name), "Count": each.count, "Share": each.share} for each in items]
    return Table(title, SHARES, rows)


def _earned(title: str, items: Sequence[RevenueShare]) -> Table:
    rows = [{"Name": each.name, "Amount": each.amount, "Invoices": each.count, "Share": each.share} for each in items]
    return Table(title, EARNED, rows)


def _hours(seconds: int | None) -> float | None:
    return None if seconds is None else round(seconds / 3600, 2)


def _age(days: int) -> str:
    return f"More than {days} days late" if days else "Up to 30 days late"


def _plain(name: str) -> str:
    return f"{name[:1].upper()}{name[1:].replace('_', ' ')}"
