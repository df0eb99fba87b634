"""Putting a day of 60 visits and 8 technicians in order: how long the dispatcher waits, and what it saves."""

from __future__ import annotations

import random
import time
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from agent.installation import Installation
from agent.settings import Settings
from domain import demo
from domain.context import Actor
from domain.roles import Role
from evals.bench.measuring import Figure
from storage.contacts import Contact
from storage.database import Database
from storage.jobs import Job
from storage.users import User
from tools.call import Call
from tools.perform import perform

VISITS, TECHNICIANS, REPEATS = 60, 8, 5
DAY = datetime.fromisoformat("2026-03-18T08:00:00-06:00")
SKILLS = ("hvac", "plumbing", "electrical")
OURS = ("mike-a", "mike-o", "tasha", "luis", "sam")
MANAGER = Actor("ridgeline", Role.ADMIN, "Dana Whitfield", user_id="dana")


async def measure() -> list[Figure]:
    """The whole call, over a database: gathering, the ways between, the search, the answer."""
    with TemporaryDirectory() as folder:
        installation = await Installation.open(Settings(data=Path(folder), database_url=""), demo.demo_now)
        await installation.load_demo()
        await fill(installation.database)
        figures: list[Figure] = []
        for name in ("optimize_schedule", "optimize_routes"):
            figures += await _measured(installation, name)
        await installation.close()
    return figures


async def _measured(installation: Installation, name: str) -> list[Figure]:
    seconds = []
    for _ in range(REPEATS + 1):
        began = time.perf_counter()
        outcome = await perform(installation.desk, Call(name, {"date": f"{DAY:%Y-%m-%d}"}, MANAGER))
        seconds.append(time.perf_counter() - began)
    told = outcome.plain()
    return [
        Figure(f"{name}, {VISITS} visits, {TECHNICIANS} technicians: first call", seconds[0], "s"),
        Figure(f"{name}, p50 of {REPEATS} more", median(seconds[1:]), "s"),
        Figure(f"{name}, slowest of {REPEATS} more", max(seconds[1:]), "s"),
        Figure(f"{name}, driving saved", 100 * told["savedSeconds"] / told["drivingSecondsBefore"], "%"),
        Figure(f"{name}, visits moved", len(told["moves"]), ""),
    ]


async def fill(database: Database) -> None:
    """A Wednesday booked as people called: each visit with one of three who were asked, whoever is free first."""
    chance = random.Random(1)
    async with database.transaction("ridgeline", now=demo.demo_now) as session:
        crew = [
            User(name=f"Technician {n}", role="tech", skills=[SKILLS[n % 3], SKILLS[(n + 1) % 3]])
            for n in range(TECHNICIANS - len(OURS))
        ]
        session.add_all(crew)
        await session.flush()
        free = dict.fromkeys([*OURS, *(each.id for each in crew)], DAY)
        for number in range(VISITS):
            place = {"lat": chance.uniform(39.6, 39.85), "lng": chance.uniform(-105.1, -104.8)}
            contact = Contact(name=f"Customer {number}", status="customer", **place)
            session.add(contact)
            await session.flush()
            tech = min(chance.sample(list(free), 3), key=lambda each: free[each])
            start, length = free[tech], timedelta(minutes=chance.choice((30, 30, 45)))
            free[tech] = start + length + timedelta(minutes=30)
            session.add(_visit(number, contact, tech, start, length))


def _visit(number: int, contact: Contact, tech: str, start: datetime, length: timedelta) -> Job:
    return Job(
        number=5000 + number,
        title=f"Visit {number}",
        contact_id=contact.id,
        tech_id=tech,
        status="scheduled",
        priority="normal",
        skills=[],
        scheduled_start=start,
        scheduled_end=start + length,
    )
