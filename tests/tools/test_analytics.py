"""The figures: whatever was written, and wherever in the account's days, the database adds up what a person would."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from agent.questions import own_answer
from domain import demo
from domain.buckets import Interval, parts_of, recent
from domain.comparing import change, told
from domain.periods import Period, around
from domain.problems import Forbidden, Invalid
from domain.trades import trade_of
from storage.contacts import Contact
from storage.database import Database
from storage.invoices import Invoice
from storage.jobs import Job
from storage.payments import Payment
from storage.time_entries import TimeEntry
from tests.conftest import Ask, person
from tools.call import Call
from tools.perform import Desk, perform

DENVER = ZoneInfo("America/Denver")
NORA = person("lk-nora", "lakeshore")
DAYS = [date(2025, 10, 28) + timedelta(days=days) for days in range(0, 160, 3)]


def moments(random: Random, count: int) -> list[datetime]:
    """Moments of the winter, many of them near midnight and near the hours that the clocks skip and repeat."""
    found = []
    for _ in range(count):
        day, hour = random.choice(DAYS), random.choice((0, 0, 1, 2, 9, 16, 23, 23))
        found.append(datetime(day.year, day.month, day.day, hour, random.choice((0, 30, 59)), tzinfo=DENVER))
    return found


async def filled(database: Database, random: Random) -> list[Job]:
    """Jobs, invoices and payments of a winter, beside the demo world's."""
    async with database.transaction("ridgeline") as session:
        jobs = []
        for place, start in enumerate(moments(random, 60)):
            done = start + timedelta(hours=1) if random.random() < 0.7 else None
            status = "completed" if done else random.choice(("cancelled", "scheduled"))
            tech = random.choice(("luis", "sam", None))
            job = Job(id=f"j{place}", number=3000 + place, title=random.choice(("Drain clearing", "Furnace tune-up")))
            job.contact_id, job.tech_id, job.status = random.choice(("wei-zhang", "linh-nguyen")), tech, status
            job.scheduled_start, job.completed_at = start, done
            jobs.append(job)
        session.add_all(jobs)
        await session.flush()
        for place, job in enumerate(jobs):
            total, day = Decimal(random.randint(100, 90_000)) / 100, random.choice(DAYS)
            sent = datetime(2026, 1, 1, tzinfo=DENVER) if random.random() < 0.9 else None
            void = sent if random.random() < 0.1 else None
            money = {"currency": "USD", "tax_rate": Decimal(0), "subtotal": total, "tax": Decimal(0), "total": total}
            made = Invoice(id=f"i{place}", number=5000 + place, contact_id=job.contact_id, job_id=job.id, **money)
            made.issued, made.sent_at, made.voided_at = day, sent, void
            session.add(made)
        await session.flush()
        session.add_all(
            Payment(
                invoice_id=f"i{place}", contact_id="wei-zhang", amount=Decimal(place + 1), received=day, method="cash"
            )
            for place, day in enumerate(DAYS)
        )
        return jobs


def days_of(job: Job, what: str) -> date | None:
    moment: datetime | None = getattr(job, what)
    return moment.astimezone(DENVER).date() if moment else None


@pytest.mark.both_engines
@pytest.mark.parametrize("seed", [1, 2])
async def test_the_work_adds_up_in_the_accounts_days(ask: Ask, database: Database, seed: int) -> None:
    jobs = await filled(database, Random(seed))
    for start, end in ((date(2025, 11, 1), date(2025, 11, 30)), (date(2025, 10, 30), date(2025, 11, 5))):
        figures = await ask("get_job_analytics", dateStart=start.isoformat(), dateEnd=end.isoformat())
        planned = [job for job in jobs if start <= (days_of(job, "scheduled_start") or date.min) <= end]
        finished = [job for job in jobs if start <= (days_of(job, "completed_at") or date.min) <= end]
        assert (figures["visits"]["count"], figures["completed"]["count"]) == (len(planned), len(finished))
        assert {each["name"]: each["count"] for each in figures["byStatus"]} == Counter(job.status for job in planned)
        assert {each["name"]: each["count"] for each in figures["byTrade"]} == Counter(
            "plumbing" if job.title.startswith("Drain") else "heating" for job in planned
        )
        by_tech = {each["userId"]: each["completed"] for each in figures["byTech"] if each["completed"]}
        assert by_tech == Counter(job.tech_id for job in finished if job.tech_id)
        for each in figures["series"]:
            day = date.fromisoformat(each["start"])
            assert each["visits"] == sum(days_of(job, "scheduled_start") == day for job in planned)
            assert each["completed"] == sum(days_of(job, "completed_at") == day for job in finished)


@pytest.mark.both_engines
async def test_the_money_adds_up_part_by_part(ask: Ask, database: Database) -> None:
    await filled(database, Random(3))
    async with database.transaction("ridgeline", write=False) as session:
        invoices = [each for each in await session.scalars(select(Invoice)) if each.sent_at and not each.voided_at]
        payments = list(await session.scalars(select(Payment)))
        jobs = {job.id: job for job in await session.scalars(select(Job))}
    figures = await ask("get_revenue_analytics", dateStart="2025-11-01", dateEnd="2026-02-28", interval="monthly")
    period = Period(date(2025, 11, 1), date(2026, 3, 1))
    mine = [each for each in invoices if each.issued and period.start <= each.issued < period.end]
    assert Decimal(figures["revenue"]["amount"]) == sum(each.total for each in mine)
    assert figures["revenue"]["count"] == len(mine)
    assert [each["label"] for each in figures["series"]] == ["Nov 2025", "Dec 2025", "Jan 2026", "Feb 2026"]
    for each in figures["series"]:
        month = around(date.fromisoformat(each["start"]), "month")
        billed = sum(one.total for one in mine if one.issued and month.start <= one.issued < month.end)
        assert Decimal(each["amount"]) == billed
        came = sum(one.amount for one in payments if month.start <= one.received < month.end)
        assert Decimal(each["collected"]) == came
    for tech in figures["byTech"]:
        theirs = [each for each in mine if each.job_id and jobs[each.job_id].tech_id == tech["id"]]
        assert (Decimal(tech["amount"]), tech["count"]) == (sum(each.total for each in theirs), len(theirs))
    assert sum(Decimal(each["amount"]) for each in figures["byTrade"]) == Decimal(figures["revenue"]["amount"])
    assert sum(Decimal(each["amount"]) for each in figures["byKind"]) == Decimal(figures["revenue"]["amount"])
    luis = await ask("get_revenue_analytics", dateStart="2025-11-01", dateEnd="2026-02-28", techId="luis")
    assert luis["revenue"]["amount"] == next(each["amount"] for each in figures["byTech"] if each["id"] == "luis")


@pytest.mark.both_engines
async def test_the_dashboard_agrees_with_the_figures_behind_it(ask: Ask, database: Database) -> None:
    await filled(database, Random(4))
    for period in ("month", "last_month", "quarter", "last_year"):
        board = await ask("get_dashboard", period=period)
        revenue, jobs = await ask("get_revenue_analytics", period=period), await ask("get_job_analytics", period=period)
        finance = await ask("get_finance_stats", period=period)
        assert board["revenue"] == revenue["revenue"] == finance["billed"]
        assert board["collected"] == revenue["collected"] == finance["collected"]
        assert (board["outstanding"], board["overdue"]) == (finance["outstanding"], finance["overdue"])
        assert (board["completed"], board["period"]) == (jobs["completed"], jobs["period"])
        assert {each["name"]: each["count"] for each in board["jobsByStatus"]} == {
            each["name"]: each["count"] for each in jobs["byStatus"]
        }


async def test_the_dashboard_of_the_demo_morning(ask: Ask) -> None:
    board = await ask("get_dashboard")
    assert board["jobs"] == {"open": 13, "unassigned": 3, "emergencies": 2, "onHold": 1}
    assert (board["today"]["visits"], board["techLoad"][0]) == (6, {"name": "Mike Alvarez", "visits": 2})
    assert board["waiting"] == {"leads": 3, "tickets": 2, "lowStock": 2, "onTheClock": 1}
    assert [each["label"] for each in board["revenueByMonth"]][-2:] == ["Feb 2026", "Mar 2026"]
    theirs = await ask("get_dashboard", by=NORA)
    assert (theirs["outstanding"]["amount"], theirs["jobs"]["open"], theirs["waiting"]["leads"]) == ("410.00", 1, 0)


@pytest.mark.both_engines
async def test_how_long_a_job_takes_and_who_comes_again(ask: Ask, database: Database) -> None:
    async with database.transaction("ridgeline") as session:
        for place, (day, hours) in enumerate(((2, 1), (5, 2), (6, 0))):
            done = datetime(2026, 2, day, 12, tzinfo=DENVER)
            job = Job(id=f"j{place}", number=3000 + place, title="Visit", contact_id="wei-zhang", status="completed")
            job.scheduled_start = job.completed_at = done
            session.add(job)
            await session.flush()
            if hours:
                entry = TimeEntry(user_id="sam", job_id=job.id, clock_in=done, clock_out=done + timedelta(hours=hours))
                session.add(entry)
    figures = await ask("get_job_analytics", period="last_month")
    assert (figures["averageSeconds"], figures["cameAgain"], figures["completionRate"]) == (5400, 2, 1.0)
    assert next(each for each in figures["byTech"] if each["userId"] == "sam")["seconds"] == 10800
    assert figures["perDay"] == round(3 / 28, 2)


@pytest.mark.both_engines
async def test_the_customers_by_kind_place_and_loyalty(ask: Ask, database: Database) -> None:
    async with database.transaction("ridgeline") as session:
        session.add(
            Contact(id="new", name="New Neighbor", city="Denver", created_at=datetime(2026, 2, 3, tzinfo=DENVER))
        )
        job = Job(id="j1", number=3001, title="Visit", contact_id="bob-johnson", status="completed")
        job.completed_at = datetime(2026, 2, 3, tzinfo=DENVER)
        session.add(job)
    figures = await ask("get_contact_analytics", period="last_month")
    assert (figures["total"], figures["added"]) == (21, {"count": 1, "before": 0, "change": None})
    assert {each["name"]: each["count"] for each in figures["byStatus"]} == {"customer": 18, "lead": 2, "inactive": 1}
    assert figures["byCity"][0] == {"name": "Denver", "count": 11, "share": round(11 / 21, 4)}
    assert {"name": "Maintenance Plan", "count": 2, "share": round(2 / 21, 4)} in figures["byTag"]
    assert (figures["servedOnce"], figures["servedAgain"]) == (1, 1)
    assert sum(each["added"] for each in figures["series"]) == 1


@pytest.mark.parametrize(
    ("operation", "question", "answer"),
    [
        (
            "get_revenue_analytics",
            "how much did we make this month",
            r"^\$1,429\.50 this month, up from \$325\.00",
        ),
        ("get_revenue_analytics", "what's our average ticket size", r"^\$714\.75 on average, over 2 invoices"),
        ("get_revenue_analytics", "which tech is bringing in the most money", r"^Mike Alvarez \$189\.00, 13 percent"),
        ("get_revenue_analytics", "which customers are our biggest earners", r"^Patel Dental Group \$1,240\.50"),
        ("get_revenue_analytics", "what did heating bring in", r"heating \$189\.00"),
        ("get_job_analytics", "how many jobs did we finish", r"^2 jobs completed this month, up from none in the same"),
        ("get_job_analytics", "what's our completion rate", r"^50 percent of the visits due by now are done: 2 of 4"),
        ("get_job_analytics", "how many calls are getting cancelled on us", r"^1 visit cancelled this month"),
        ("get_job_analytics", "how many emergencies did we run", r"^2 emergencies and 4 of high priority"),
        ("get_job_analytics", "who's closing the most jobs", r"^Luis Ortega 1 of 3 visits"),
        ("get_job_analytics", "how long does the average job take us", r"^No time was clocked"),
        ("get_contact_analytics", "what's the split between leads and customers", r"^1 lead and 18 customers"),
        ("get_contact_analytics", "what percentage are on a maintenance plan", r"^10 percent carry Maintenance Plan"),
        ("get_contact_analytics", "where are most of our clients located", r"^Most are in Denver, 10"),
        ("get_contact_analytics", "do people tend to come back to us", r"^0 percent came back: 0 of 2 customers"),
        ("get_dashboard", "how's the business doing", r"^\$1,429\.50 invoiced this month"),
    ],
)
async def test_an_answer_leads_with_the_figure_that_was_asked_for(
    desk: Desk, operation: str, question: str, answer: str
) -> None:
    now = demo.demo_now()
    card: Any = (await perform(desk, Call(operation, {}, person("owen")))).value
    assert re.search(answer, own_answer(card, question, now) or card.spoken(now))


@pytest.mark.parametrize(
    "operation", ["get_dashboard", "get_job_analytics", "get_contact_analytics", "get_revenue_analytics"]
)
async def test_figures_are_the_offices(ask: Ask, operation: str) -> None:
    with pytest.raises(Forbidden):
        await ask(operation, by=person("luis"))
    with pytest.raises(Invalid):
        await ask(operation, dateStart="2026-03-09", dateEnd="2026-03-01")


@pytest.mark.parametrize("interval", get_args(Interval))
def test_a_chart_has_few_enough_points(interval: Interval) -> None:
    for period in (Period(date(1990, 1, 1), date(2190, 1, 1)), around(date(2026, 3, 10), "year")):
        parts = parts_of(period, interval)
        assert len(parts) <= 62
        assert parts[-1].end == period.end
    assert recent(date(2026, 3, 10), interval).end > date(2026, 3, 10)


@pytest.mark.parametrize(
    ("now", "before", "against", "written", "said"),
    [
        (112, 100, "February", None, "up 12 percent on February"),
        (3, 5, "yesterday", None, "down from 5 yesterday"),
        (2, 0, "the same days of February", None, "up from none in the same days of February"),
        (189, 0, "January", "$0.00", "up from nothing in January"),
        (400, 100, "January", "$100.00", "up from $100.00 in January"),
        (40, 40, "last week", None, "the same as last week"),
        (1000, 1001, "2025", None, "about the same as in 2025"),
        (5, 3, "March 8", None, "up from 3 on March 8"),
    ],
)
def test_a_difference_in_words(now: int, before: int, against: str, written: str | None, said: str) -> None:
    assert told(now, before, against, written) == said
    assert change(now, before) == (round((now - before) / before, 4) if before else None)


@pytest.mark.parametrize(
    ("title", "trade"),
    [
        ("Water heater replacement", "plumbing"),
        ("Furnace not heating", "heating"),
        ("AC estimate visit", "cooling"),
        ("Walk-in cooler not cooling", "cooling"),
        ("Panel upgrade", "electrical"),
        ("Vacuum the office", "other"),
        (None, "other"),
    ],
)
def test_the_trade_of_a_title(title: str | None, trade: str) -> None:
    assert trade_of(title) == trade
