"""The books in figures: what is owed, what is late, what was billed and what came in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from domain import finance as rules
from domain.context import Context
from domain.finance import AGES, Measured, Sum
from domain.money import written
from domain.periods import DAY, Name, asked
from domain.wording import counted
from storage.invoices import Invoice
from tools.card import Money, Wire
from tools.invoices import InvoiceCard
from tools.listing import Moment
from tools.resource import Resource


class SumCard(Wire):
    """So much, on so many invoices."""

    amount: Money
    count: int


class AgedCard(SumCard):
    """What is late by more than `days`, up to the next step."""

    days: int


class MeasuredCard(Wire):
    """What a stretch of days brought, what the stretch before did, and the change as a share of that."""

    amount: Money
    count: int
    before: Money
    change: Annotated[float | None, Field(description="0.25 is a quarter more; null where there was nothing before.")]

    @classmethod
    def of(cls, measured: Measured) -> MeasuredCard:
        """The card of what was measured."""
        before = measured.before
        change = round(float((measured.amount - before) / before), 4) if before else None
        return cls(amount=measured.amount, count=measured.count, before=before, change=change)


class Days(Wire):
    """A stretch of days, both ends in it, and what people call it."""

    start: date
    end: date
    called: str


class FinanceStats(Wire):
    """How the company stands: owed, overdue and drafts as of now; billed and collected in the period."""

    currency: str
    period: Days
    compared_to: Days
    outstanding: SumCard
    overdue: SumCard
    overdue_by_age: list[AgedCard]
    drafts: SumCard
    billed: MeasuredCard
    collected: MeasuredCard
    collected_by_method: Annotated[Mapping[str, Money], Field(description="By cash, check, card, transfer or other.")]

    def spoken(self, now: datetime) -> str:
        return self._whole()

    def _whole(self) -> str:
        return f"{self._owed()} {self._in_the_period()}"

    def answering(self, said: str, now: datetime) -> str | None:
        """The figure that was asked for, first."""
        return next((told(self) for words, told in ASKED if re.search(rf"\b(?:{words})\b", said.lower())), None)

    def _owed(self) -> str:
        if not self.outstanding.count:
            return "Nothing is owed to us."
        late = f", {self._money(self.overdue.amount)} of it overdue" if self.overdue.count else ", none of it overdue"
        on = counted(self.outstanding.count, "invoice")
        return f"{self._money(self.outstanding.amount)} is owed to us on {on}{late}."

    def _late(self) -> str:
        if not self.overdue.count:
            return "Nothing is overdue."
        amount, on = self._money(self.overdue.amount), counted(self.overdue.count, "invoice")
        return f"{amount} is overdue on {on}, of {self._money(self.outstanding.amount)} owed to us."

    def _billed(self) -> str:
        return f"{self._money(self.billed.amount)} billed {self.period.called}, {self._against(self.billed)}."

    def _collected(self) -> str:
        ways = [f"{self._money(amount)} {BY.get(way, f'by {way}')}" for way, amount in self.collected_by_method.items()]
        how = f": {', '.join(ways)}" if len(ways) > 1 else f", all {ways[0].partition(' ')[2]}" if ways else ""
        amount = self._money(self.collected.amount)
        return f"{amount} collected {self.period.called}, {self._against(self.collected)}{how}."

    def _in_the_period(self) -> str:
        billed, collected = self._money(self.billed.amount), self._money(self.collected.amount)
        before = f"{self._money(self.billed.before)} billed and {self._money(self.collected.before)} collected"
        told = f"{billed} was billed and {collected} collected {self.period.called}"
        return f"{told}, against {before} {self._then()}."

    def _against(self, measured: MeasuredCard) -> str:
        return f"against {self._money(measured.before)} {self._then()}"

    def _then(self) -> str:
        """The other stretch, as it stands in a sentence: yesterday, last week, in February."""
        called = self.compared_to.called
        return called if called.startswith(("yesterday", "last ", "today")) else f"in {called}"

    def _money(self, amount: Decimal) -> str:
        return written(amount, self.currency)


BY = {"cash": "in cash", "other": "otherwise"}
ASKED = (
    (r"versus|billed and|paid,? (?:and )?unpaid|snapshot|summary|stats|numbers|just the totals", FinanceStats._whole),
    (r"overdue|late|past due|behind", FinanceStats._late),
    (r"collected|collect|banked|came in|come in|taken in|took in|cash came|received", FinanceStats._collected),
    (r"billed|invoiced", FinanceStats._billed),
    (r"owed?|owes|outstanding|receivables?|a ?r|unpaid|tied up|on the street|open", FinanceStats._owed),
)
finance = Resource(Invoice, InvoiceCard, "/finance", "finance", permits="finance")


@finance.read(
    "GET /stats",
    "how much are we owed all told",
    "what have we collected this month against last",
    "give me the finance numbers",
    card=FinanceStats,
    whole_days=True,
)
async def get_finance_stats(
    ctx: Context,
    period: Annotated[Name | None, Field(description="A stretch by name; this month, if none is said.")] = None,
    date_start: Annotated[Moment | None, Field(description="From this day on.")] = None,
    date_end: Annotated[Moment | None, Field(description="Up to this day, all of it.")] = None,
) -> FinanceStats:
    """Say what is owed and overdue, and what was billed and collected, this month against last."""
    wanted, today = asked(ctx, period, date_start, date_end), ctx.now().date()
    against, owed = wanted.compared(today), await rules.owed(ctx)
    return FinanceStats(
        currency=ctx.company.currency,
        period=Days(start=wanted.start, end=wanted.end - DAY, called=wanted.said(today)),
        compared_to=Days(start=against.start, end=against.end - DAY, called=wanted.compared_said(today)),
        outstanding=_sum(owed.all),
        overdue=_sum(owed.late),
        overdue_by_age=[
            AgedCard(days=days, amount=each.amount, count=each.count)
            for days, each in zip(AGES, owed.by_age, strict=True)
        ],
        drafts=_sum(await rules.drafts(ctx)),
        billed=MeasuredCard.of(await rules.billed(ctx, wanted)),
        collected=MeasuredCard.of(await rules.collected(ctx, wanted)),
        collected_by_method=await rules.collected_by_method(ctx, wanted),
    )


def _sum(told: Sum) -> SumCard:
    return SumCard(amount=told.amount, count=told.count)
