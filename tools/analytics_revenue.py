"""The revenue in figures: what was invoiced and came in, part by part, by whom, for whom and for what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from domain import analytics_revenue as rules
from domain import comparing, finance
from domain.analytics_revenue import Share
from domain.comparing import during
from domain.context import Context
from domain.money import rounded, written
from domain.periods import Period
from domain.wording import counted
from storage.invoices import Invoice
from storage.users import User
from tools.card import Money, Wire
from tools.figures import (
    Asked,
    Charted,
    PointCard,
    answer,
    cut,
    measured_days,
    percent,
    point,
    some,
    stretch_of,
)
from tools.finance import Days, MeasuredCard
from tools.invoices import InvoiceCard
from tools.resource import Resource


class RevenuePoint(PointCard):
    """What was invoiced and what came in, in a part of the period."""

    amount: Money
    collected: Money
    count: int


class RevenueShare(Wire):
    """What somebody, or a kind of work, brought."""

    id: str | None
    name: str
    amount: Money
    count: int
    share: Annotated[float, Field(description="0.25 is a quarter of all that was invoiced.")]


class RevenueFigures(Wire):
    """The revenue of a period: what was invoiced in it, by the invoices' dates, and what came in meanwhile."""

    currency: str
    period: Days
    compared_to: Days
    revenue: MeasuredCard
    collected: MeasuredCard
    average_invoice: Money | None
    by_tech: list[RevenueShare]
    by_customer: list[RevenueShare]
    by_trade: list[RevenueShare]
    by_kind: list[RevenueShare]
    series: list[RevenuePoint]

    def spoken(self, now: datetime) -> str:
        return f"{self._revenue()}; {self._money(self.collected.amount)} came in."

    def answering(self, said: str, now: datetime) -> str | None:
        """The figure that was asked for, first."""
        return answer(self, ASKED, said)

    def _revenue(self) -> str:
        revenue = self.revenue
        told = comparing.told(revenue.amount, revenue.before, self.compared_to.called, self._money(revenue.before))
        return f"{self._money(revenue.amount)} {during(self.period.called)}, {told}"

    def _collected(self) -> str:
        came = self.collected
        told = comparing.told(came.amount, came.before, self.compared_to.called, self._money(came.before))
        return f"{self._money(came.amount)} came in {during(self.period.called)}, {told}."

    def _ticket(self) -> str:
        if self.average_invoice is None:
            return f"Nothing was invoiced {during(self.period.called)}."
        on = counted(self.revenue.count, "invoice")
        return f"{self._money(self.average_invoice)} on average, over {on} {during(self.period.called)}."

    def _techs(self) -> str:
        return self._shared(self.by_tech, "on the technicians' jobs")

    def _customers(self) -> str:
        return self._shared(self.by_customer, "by customer")

    def _trades(self) -> str:
        return self._shared([each for each in self.by_trade if each.count], "by kind of work")

    def _kinds(self) -> str:
        return self._shared(self.by_kind, "by kind of customer")

    def _best(self) -> str:
        best = max(self.series, key=lambda each: each.amount)
        return f"{self._money(best.amount)} in {best.label}, the best of {counted(len(self.series), 'stretch')}."

    def _course(self) -> str:
        told = some(self.series[-3:], lambda each: f"{each.label} {self._money(each.amount)}")
        return f"{self._revenue()}. Lately: {told}."

    def _shared(self, items: Sequence[RevenueShare], what: str) -> str:
        if not items:
            return f"Nothing was invoiced {what} {during(self.period.called)}."
        told = some(items, lambda each: f"{each.name} {self._money(each.amount)}, {percent(each.share)}")
        return f"{told}, {what} {during(self.period.called)}."

    def _money(self, amount: Decimal) -> str:
        return written(amount, self.currency)


ASKED: Asked = (
    (r"techs?|technicians?|who's bringing|each guy", RevenueFigures._techs),
    (r"customers?|clients?|earners?", RevenueFigures._customers),
    (r"commercial|residential", RevenueFigures._kinds),
    (r"heating|plumbing|cooling|electrical|kinds? of|types? of|trades?", RevenueFigures._trades),
    (r"best month|best week|best day", RevenueFigures._best),
    (r"average|ticket", RevenueFigures._ticket),
    (r"collected|came in|come in|banked|paid", RevenueFigures._collected),
    (r"by month|by week|by day|monthly|weekly|daily|trend|chart|month by month", RevenueFigures._course),
)
revenue_figures = Resource(Invoice, InvoiceCard, "/analytics", "revenue analytics", permits="analytics")


@revenue_figures.read(
    "GET /revenue",
    "how much did we make last month",
    "show me revenue by month",
    "which tech is bringing in the most money",
    card=RevenueFigures,
)
async def get_revenue_analytics(
    ctx: Context,
    stretch: Charted,
    tech: Annotated[User | None, Field(description="Only invoices for this technician's jobs.")] = None,
) -> RevenueFigures:
    """Say what was invoiced and came in, by whom, for whom and for what, this month against last."""
    period, today, currency = stretch_of(ctx, stretch), ctx.now().date(), ctx.company.currency
    only = [rules.on_jobs_of(tech)] if tech else []
    against = period.compared(today)
    both = Period(against.start, period.end)
    book, came = await finance.billed_by_day(ctx, both, *only), await finance.collected_by_day(ctx, both)
    billed = finance.measured(book, period, against)
    by_tech, by_trade = await rules.by_work(ctx, period, *only)
    shown, compared = measured_days(period, today)
    return RevenueFigures(
        currency=currency,
        period=shown,
        compared_to=compared,
        revenue=MeasuredCard.of(billed),
        collected=MeasuredCard.of(finance.measured(came, period, against)),
        average_invoice=rounded(billed.amount / billed.count, currency) if billed.count else None,
        by_tech=_shares(by_tech, billed.amount),
        by_customer=_shares(await rules.by_customer(ctx, period, *only), billed.amount),
        by_trade=_shares(by_trade, billed.amount),
        by_kind=_shares(await rules.by_kind_of_customer(ctx, period, *only), billed.amount),
        series=[
            RevenuePoint(
                **point(part.period), amount=part.billed.amount, count=part.billed.count, collected=part.collected
            )
            for part in rules.cut(cut(period.until(today), stretch), book, came)
        ],
    )


def _shares(items: Sequence[Share], whole: Decimal) -> list[RevenueShare]:
    return [
        RevenueShare(
            id=each.id,
            name=each.name,
            amount=each.sum.amount,
            count=each.sum.count,
            share=round(float(each.sum.amount / whole), 4) if whole else 0.0,
        )
        for each in items
    ]
