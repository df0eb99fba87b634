"""The dashboard: the business at a glance, the money first."""

from __future__ import annotations

from datetime import datetime

from domain import analytics_contacts, analytics_jobs, comparing, finance
from domain import analytics_dashboard as rules
from domain.comparing import during
from domain.context import Context
from domain.money import written
from domain.wording import counted
from storage.jobs import Job
from tools.card import Money, Wire
from tools.figures import CountedCard, PointCard, ShareCard, Stretch, measured_days, point, shares, stretch_of
from tools.finance import Days, MeasuredCard, SumCard
from tools.jobs import JobCard
from tools.resource import Resource


class BoardCard(Wire):
    """The jobs that are not over, as of now."""

    open: int
    unassigned: int
    emergencies: int
    on_hold: int


class TodayCard(Wire):
    """Today's visits."""

    visits: int
    done: int
    cancelled: int
    by_status: list[ShareCard]


class LoadCard(Wire):
    """A technician's visits today."""

    name: str
    visits: int


class MonthPoint(PointCard):
    """What was invoiced in a month."""

    amount: Money
    count: int


class WaitingCard(Wire):
    """What waits for somebody, and who is on the clock."""

    leads: int
    tickets: int
    low_stock: int
    on_the_clock: int


class Dashboard(Wire):
    """The business at a glance: money, jobs and customers of the period; the board and what waits, as of now."""

    currency: str
    period: Days
    compared_to: Days
    revenue: MeasuredCard
    collected: MeasuredCard
    outstanding: SumCard
    overdue: SumCard
    completed: CountedCard
    new_contacts: CountedCard
    jobs: BoardCard
    today: TodayCard
    waiting: WaitingCard
    jobs_by_status: list[ShareCard]
    tech_load: list[LoadCard]
    revenue_by_month: list[MonthPoint]

    def spoken(self, now: datetime) -> str:
        return f"{self._money()} {self._work()} {self._owed()}{self._low()}"

    def _money(self) -> str:
        revenue, before = self.revenue.amount, self.revenue.before
        told = comparing.told(revenue, before, self.compared_to.called, written(before, self.currency))
        return f"{written(revenue, self.currency)} invoiced {during(self.period.called)}, {told}."

    def _work(self) -> str:
        done = f"{counted(self.completed.count, 'job')} completed, {self.completed.told(self.compared_to.called)}"
        nobody = f", {self.jobs.unassigned} open without a technician" if self.jobs.unassigned else ""
        return f"{done}; {counted(self.today.visits, 'visit')} today{nobody}."

    def _owed(self) -> str:
        late = f", {written(self.overdue.amount, self.currency)} of it overdue" if self.overdue.count else ""
        return f"{written(self.outstanding.amount, self.currency)} is owed to us{late}."

    def _low(self) -> str:
        low = self.waiting.low_stock
        return f" {counted(low, 'part')} {'runs' if low == 1 else 'run'} low." if low else ""


dashboard = Resource(Job, JobCard, "/analytics", "dashboard", permits="analytics")


@dashboard.read(
    "GET /dashboard",
    "how's the business doing",
    "show me the dashboard",
    "what are the headline numbers",
    card=Dashboard,
)
async def get_dashboard(ctx: Context, stretch: Stretch) -> Dashboard:
    """Say how the business is doing: money, jobs, customers and what waits, this month against last."""
    period, today = stretch_of(ctx, stretch), ctx.now().date()
    shown, against = measured_days(period, today)
    board, visits, waiting = await rules.board(ctx), await rules.visits_today(ctx), await rules.waiting(ctx)
    owed, late = await finance.owed_in_short(ctx)
    money = await rules.money(ctx, period)
    return Dashboard(
        currency=ctx.company.currency,
        period=shown,
        compared_to=against,
        revenue=MeasuredCard.of(money.billed),
        collected=MeasuredCard.of(money.collected),
        outstanding=SumCard(amount=owed.amount, count=owed.count),
        overdue=SumCard(amount=late.amount, count=late.count),
        completed=CountedCard.of(await analytics_jobs.tallied(ctx, Job.completed_at, period)),
        new_contacts=CountedCard.of(await analytics_contacts.added(ctx, period)),
        jobs=BoardCard(
            open=sum(board.by_status.values()),
            unassigned=board.unassigned,
            emergencies=board.emergencies,
            on_hold=board.by_status["on_hold"],
        ),
        today=TodayCard(
            visits=visits.all.count - visits.cancelled.count,
            done=visits.by_status.get("completed", 0),
            cancelled=visits.cancelled.count,
            by_status=shares(visits.by_status),
        ),
        waiting=WaitingCard.model_validate(waiting),
        jobs_by_status=shares(await analytics_jobs.states(ctx, period)),
        tech_load=[LoadCard(name=name, visits=count) for name, count in (await rules.load(ctx, visits)).items()],
        revenue_by_month=[
            MonthPoint(**point(month), amount=billed.amount, count=billed.count) for month, billed in money.by_month
        ],
    )
