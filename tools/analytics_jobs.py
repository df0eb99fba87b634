"""The work in figures: how much was done, by whom, of which kind, against the stretch before."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from domain import analytics_jobs as rules
from domain.comparing import during
from domain.context import Context
from domain.wording import counted, length
from storage.jobs import Job
from storage.users import User
from tools.card import Wire
from tools.figures import (
    Asked,
    Charted,
    CountedCard,
    PointCard,
    ShareCard,
    answer,
    cut,
    measured_days,
    percent,
    point,
    shares,
    some,
    stretch_of,
)
from tools.finance import Days
from tools.jobs import JobCard
from tools.resource import Resource


class JobsPoint(PointCard):
    """Visits planned and jobs finished in a part of the period."""

    visits: int
    completed: int


class TechCard(Wire):
    """What one technician did."""

    user_id: str
    name: str
    visits: int
    completed: int
    seconds: Annotated[int, Field(description="Time on the clock.")]


class JobFigures(Wire):
    """The work of a period: finished by the time it was finished, visits by when they are planned."""

    period: Days
    compared_to: Days
    completed: CountedCard
    visits: CountedCard
    cancelled: CountedCard
    booked: CountedCard
    completion_rate: Annotated[float | None, Field(description="Of the visits due by now, the share that is done.")]
    due: int
    per_day: Annotated[float, Field(description="Jobs finished on the average day so far.")]
    average_seconds: Annotated[int | None, Field(description="Clocked on the average finished job.")]
    came_again: Annotated[int, Field(description="Finished for somebody served in the thirty days before.")]
    by_status: list[ShareCard]
    by_priority: list[ShareCard]
    by_trade: list[ShareCard]
    by_tech: list[TechCard]
    series: list[JobsPoint]

    def spoken(self, now: datetime) -> str:
        rest = f"{counted(self.visits.count, 'visit')} planned, {self.cancelled.count} cancelled"
        return f"{self._finished()}; {rest}."

    def answering(self, said: str, now: datetime) -> str | None:
        """The figure that was asked for, first."""
        return answer(self, ASKED, said)

    def _finished(self) -> str:
        told = self.completed.told(self.compared_to.called)
        return f"{counted(self.completed.count, 'job')} completed {during(self.period.called)}, {told}"

    def _rate(self) -> str:
        if self.completion_rate is None:
            return f"No visits were due {during(self.period.called)}."
        done = round(self.completion_rate * self.due)
        return f"{percent(self.completion_rate)} of the visits due by now are done: {done} of {self.due}."

    def _length(self) -> str:
        if self.average_seconds is None:
            return f"No time was clocked on the jobs finished {during(self.period.called)}."
        return f"{length(self.average_seconds)} on the clock for the average job finished {during(self.period.called)}."

    def _cancelled(self) -> str:
        told = self.cancelled.told(self.compared_to.called)
        return f"{counted(self.cancelled.count, 'visit')} cancelled {during(self.period.called)}, {told}."

    def _outcomes(self) -> str:
        done, cancelled = self.completed.count, self.cancelled.count
        return f"{counted(done, 'job')} completed and {cancelled} cancelled {during(self.period.called)}."

    def _urgent(self) -> str:
        urgent = {each.name: each for each in self.by_priority if each.name in ("emergency", "high")}
        emergencies, high = (urgent[name].count if name in urgent else 0 for name in ("emergency", "high"))
        share = percent(sum(each.share for each in urgent.values()))
        kinds = f"{counted(emergencies, 'emergency')} and {high} of high priority"
        return f"{kinds} {during(self.period.called)}: {share} of the visits."

    def _kinds(self) -> str:
        told = some(self.by_trade, lambda each: f"{percent(each.share)} {each.name}", 5)
        return f"Of {counted(self.visits.count, 'visit')} {during(self.period.called)}, {told}."

    def _states(self) -> str:
        told = some(self.by_status, lambda each: f"{percent(each.share)} {each.name.replace('_', ' ')}", 7)
        return f"Of {counted(self.visits.count, 'visit')} {during(self.period.called)}, {told}."

    def _techs(self) -> str:
        done = [each for each in self.by_tech if each.completed] or [each for each in self.by_tech if each.visits]
        told = some(done, lambda each: f"{each.name} {each.completed} of {counted(each.visits, 'visit')}")
        return f"{told} completed {during(self.period.called)}." if done else self._finished() + "."

    def _again(self) -> str:
        share = percent(self.came_again / self.completed.count) if self.completed.count else "none"
        jobs = "were for somebody we had served in the thirty days before"
        return f"{self.came_again} of {counted(self.completed.count, 'job')} {jobs}, {share}."

    def _planned(self) -> str:
        told = self.visits.told(self.compared_to.called)
        return f"{counted(self.visits.count, 'visit')} {during(self.period.called)}, {told}."

    def _daily(self) -> str:
        return f"{self.per_day:g} jobs a day {during(self.period.called)}, {self.completed.count} in all."


ASKED: Asked = (
    (r"completion", JobFigures._rate),
    (
        r"(?:finish\w*|complet\w+|done|closed?)\b.*\bcancell?\w*|cancell?\w*\b.*\b(?:finish\w*|complet\w+|done)",
        JobFigures._outcomes,
    ),
    (r"how long|average (?:job|visit|call)|take us", JobFigures._length),
    (r"cancell?\w*", JobFigures._cancelled),
    (r"emergenc\w+|priority|urgent", JobFigures._urgent),
    (r"second time|go back|callbacks?|come ?backs?", JobFigures._again),
    (r"by status", JobFigures._states),
    (r"plumbing|heating|cooling|electrical|kinds? of|types? of|mostly|trades?", JobFigures._kinds),
    (r"who|whos|who's|techs?|technicians?|each guy|crews?|productive", JobFigures._techs),
    (r"a day|per day|daily average", JobFigures._daily),
    (r"busy|workload|visits|calls|slammed", JobFigures._planned),
)
job_figures = Resource(Job, JobCard, "/analytics", "job analytics", permits="analytics")


@job_figures.read(
    "GET /jobs",
    "how many jobs did we finish last week",
    "who's closing the most jobs",
    "what's our completion rate this month",
    card=JobFigures,
)
async def get_job_analytics(
    ctx: Context,
    stretch: Charted,
    tech: Annotated[User | None, Field(description="Only this technician's work.")] = None,
) -> JobFigures:
    """Say how much work was done, by whom and of which kind, this month against last."""
    period, today = stretch_of(ctx, stretch), ctx.now().date()
    only = [Job.tech_id == tech.id] if tech else []
    visits = await rules.visits(ctx, period, *only)
    completed = await rules.tallied(ctx, Job.completed_at, period, *only)
    techs = await rules.technicians(ctx, period, visits, *only)
    shown, against = measured_days(period, today)
    return JobFigures(
        period=shown,
        compared_to=against,
        completed=CountedCard.of(completed),
        visits=CountedCard.of(visits.all),
        cancelled=CountedCard.of(visits.cancelled),
        booked=CountedCard.of(await rules.tallied(ctx, Job.created_at, period, *only)),
        completion_rate=round(visits.done / visits.due, 4) if visits.due else None,
        due=visits.due,
        per_day=round(completed.count / period.until(today).days, 2),
        average_seconds=await rules.usual_length(ctx, period, *only),
        came_again=await rules.came_again(ctx, period, *only),
        by_status=shares(visits.by_status),
        by_priority=shares(visits.by_priority),
        by_trade=shares(await rules.by_trade(ctx, period, *only)),
        by_tech=[TechCard.model_validate(each) for each in techs if tech is None or each.user_id == tech.id],
        series=[
            JobsPoint(**point(part.period), visits=part.visits, completed=part.completed)
            for part in await rules.series(ctx, cut(period, stretch), *only)
        ],
    )
