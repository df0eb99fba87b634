"""The figures of a company with 100,000 jobs, 20,000 customers and 300,000 invoices, three years of them, on SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from agent.installation import Installation
from agent.settings import Settings
from domain import demo
from evals.bench import books
from evals.bench.measuring import Figure, percentile
from tools.call import Call

JOBS, CUSTOMERS, ROUNDS = 100_000, 20_000, 40
TECHS = ("mike-a", "mike-o", "tasha", "luis", "sam")
TITLES = (
    "Furnace tune-up",
    "Drain clearing",
    "Water heater replacement",
    "Panel upgrade",
    "AC repair",
    "Estimate visit",
)
CONTACT = (
    "insert into contacts (account_id, id, name, status, city, created_at, updated_at, version) "
    "values ('ridgeline', ?, ?, ?, 'Denver', ?, ?, 1)"
)
JOB = (
    "insert into jobs (account_id, id, number, title, contact_id, tech_id, status, priority, scheduled_start, "
    "scheduled_end, completed_at, created_at, updated_at, version) "
    "values ('ridgeline', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)"
)
LINKED = f"update invoices set job_id = 'made ' || (number % {JOBS}) where id like 'made %'"
ASKED: dict[str, tuple[str, dict[str, Any]]] = {
    "dashboard, this month": ("get_dashboard", {}),
    "dashboard, this year": ("get_dashboard", {"period": "year"}),
    "job analytics, last month": ("get_job_analytics", {"period": "last_month"}),
    "revenue analytics, last month": ("get_revenue_analytics", {"period": "last_month"}),
    "revenue analytics, by month": ("get_revenue_analytics", {"interval": "monthly"}),
    "contact analytics, last month": ("get_contact_analytics", {"period": "last_month"}),
}


async def measure() -> list[Figure]:
    """Milliseconds a call, p50 and p95; the first call of each is not counted."""
    with TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder), database_url="", openai_api_key=None, openai_base_url=None)
        installation = await Installation.open(settings, demo.demo_now)
        await installation.load_demo()
        fill(Path(folder) / "callout.db")
        actor = await installation.person("dana@ridgeline.example")
        assert actor is not None
        figures: list[Figure] = []
        for name, (operation, given) in ASKED.items():
            took = [await books.timed(installation, Call(operation, given, actor)) for _ in range(ROUNDS + 1)][1:]
            figures += [
                Figure(f"{name}, p{share * 100:.0f} of {ROUNDS}", percentile(took, share), "ms")
                for share in (0.5, 0.95)
            ]
        await installation.close()
    return figures


def fill(file: Path) -> None:
    """Write customers, jobs, invoices for them and payments past the program, as a restored copy would."""
    with sqlite3.connect(file) as connection:
        connection.executemany(CONTACT, _customers(Random(2)))
        connection.executemany(JOB, _jobs(Random(3)))
    books.fill(file)
    with sqlite3.connect(file) as connection:
        connection.execute(LINKED)


def _customers(random: Random) -> Iterator[tuple[Any, ...]]:
    for place in range(CUSTOMERS):
        added = _at(random.randrange(books.DAYS))
        status = random.choices(("customer", "lead", "inactive"), (85, 10, 5))[0]
        yield f"made {place}", f"Customer {place}", status, added, added


def _jobs(random: Random) -> Iterator[tuple[Any, ...]]:
    """In a hundred past jobs ninety are done, six cancelled and four left lying; the rest is planned."""
    now = demo.demo_now().replace(tzinfo=None)
    for place in range(JOBS):
        start = datetime.combine(books.FIRST, datetime.min.time()) + timedelta(
            days=place * (books.DAYS + 20) // JOBS, hours=random.randint(14, 23)
        )
        past = start < now
        status = random.choices(("completed", "cancelled", "unscheduled"), (90, 6, 4))[0] if past else "scheduled"
        done = _written(start + timedelta(hours=2)) if status == "completed" else None
        tech = random.choice(TECHS) if random.random() < 0.98 else None
        priority = random.choices(("normal", "high", "low", "emergency"), (70, 15, 10, 5))[0]
        who = (random.choice(TITLES), f"made {random.randrange(CUSTOMERS)}", tech, status, priority)
        times = (_written(start), _written(start + timedelta(hours=2)), done)
        booked = _written(start - timedelta(days=random.randint(0, 20)))
        yield f"made {place}", 10_000 + place, *who, *times, booked, booked


def _at(day: int) -> str:
    return _written(datetime.combine(books.FIRST, datetime.min.time()) + timedelta(days=day, hours=18))


def _written(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S.%f}"
