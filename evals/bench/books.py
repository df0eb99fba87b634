"""The books of one company with 300,000 invoices, three years of them and most paid: figures and lists, over SQLite."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from agent.installation import Installation
from agent.settings import Settings
from domain import demo
from evals.bench.measuring import Figure, percentiles
from tools.call import Call
from tools.perform import perform

INVOICES, ROUNDS, DAYS = 300_000, 20, 1160
FIRST, NOW = date(2023, 1, 1), "2026-03-10 14:30:00.000000"
COLUMNS = "id, number, issued, due, late_from, sent_at, voided_at, paid, total, subtotal"
SHARED = "account_id, contact_id, currency, tax_rate, tax, created_at, updated_at, version"
INVOICE = (
    f"insert into invoices ({COLUMNS}, {SHARED}) values ({', '.join('?' * 10)}, "
    f"'ridgeline', 'bob-johnson', 'USD', 0, 0, '{NOW}', '{NOW}', 1)"
)
PAYMENTS = f"""
insert into payments (account_id, id, invoice_id, contact_id, currency, amount, method, received, created_at,
  updated_at, version)
select account_id, 'paid ' || id, id, contact_id, currency, paid, 'check', date(issued, '+10 day'), '{NOW}', '{NOW}', 1
from invoices where id like 'made %' and paid > 0
"""
ASKED: Mapping[str, tuple[str, dict[str, Any]]] = {
    "finance stats, this month": ("get_finance_stats", {}),
    "finance stats, this year": ("get_finance_stats", {"period": "year"}),
    "overdue invoices": ("list_invoices", {"status": "overdue"}),
    "who owes most": ("list_invoices", {"status": "unpaid", "sort": "-balance"}),
    "newest invoices": ("list_invoices", {}),
}


async def measure() -> list[Figure]:
    """Milliseconds a call, p50 and p99."""
    with TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder), database_url="", openai_api_key=None, openai_base_url=None)
        installation = await Installation.open(settings, demo.demo_now)
        await installation.load_demo()
        file = Path(folder) / "callout.db"
        fill(file)
        with sqlite3.connect(file) as connection:
            connection.execute("analyze")
        actor = await installation.person("dana@ridgeline.example")
        assert actor is not None
        figures: list[Figure] = []
        for name, (operation, given) in ASKED.items():
            took = [await timed(installation, Call(operation, given, actor)) for _ in range(ROUNDS)]
            figures += percentiles(name, took, "ms")
        await installation.close()
    return figures


async def timed(installation: Installation, call: Call) -> float:
    """The milliseconds that a call takes."""
    began = time.perf_counter()
    await perform(installation.desk, call)
    return (time.perf_counter() - began) * 1000


def fill(file: Path) -> None:
    """Write the invoices and their payments past the program, as a restored copy would."""
    with sqlite3.connect(file) as connection:
        connection.executemany(INVOICE, _invoices(Random(1)))
        connection.execute(PAYMENTS)


def _invoices(random: Random) -> Iterator[tuple[Any, ...]]:
    """In a hundred invoices two drafts, one void, and seven that are not paid."""
    for place in range(INVOICES):
        issued = FIRST + timedelta(days=place * DAYS // INVOICES)
        due, total = issued + timedelta(days=14), random.randint(5_000, 300_000)
        sent = f"{issued} 16:00:00.000000" if random.random() > 0.02 else None
        void = f"{issued} 17:00:00.000000" if random.random() < 0.01 else None
        paid = total if sent and not void and random.random() < 0.93 else 0
        late = f"{due + timedelta(days=1)} 07:00:00.000000"
        days = (issued.isoformat(), due.isoformat(), late)
        yield f"made {place}", 10_000 + place, *days, sent, void, paid, total, total
