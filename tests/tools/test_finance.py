"""The books in figures: what is owed now, and a stretch of days against the one before."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain import demo
from domain.problems import Forbidden
from tests.conftest import Ask, person
from tools.call import Call
from tools.finance import FinanceStats
from tools.perform import Desk, perform

DENVER = ZoneInfo("America/Denver")


@pytest.mark.both_engines
async def test_what_is_owed_and_what_came_in_this_month_against_last(ask: Ask) -> None:
    stats = await ask("get_finance_stats")
    assert stats["outstanding"] == {"amount": "3845.50", "count": 3}
    assert stats["overdue"] == {"amount": "325.00", "count": 1}
    assert [(each["days"], each["count"]) for each in stats["overdueByAge"]] == [(0, 1), (30, 0), (60, 0), (90, 0)]
    assert stats["drafts"] == {"amount": "95.00", "count": 1}
    assert stats["period"] == {"start": "2026-03-01", "end": "2026-03-31", "called": "this month"}
    assert stats["comparedTo"]["called"] == "the same days of February"
    assert stats["billed"] == {"amount": "1429.50", "count": 2, "before": "325.00", "change": 3.3985}
    assert stats["collected"] == {"amount": "689.00", "count": 2, "before": "0.00", "change": None}
    assert stats["collectedByMethod"] == {"check": "500.00", "card": "189.00"}


async def test_a_period_is_by_name_or_by_days(ask: Ask) -> None:
    february = await ask("get_finance_stats", period="last_month")
    assert (february["billed"]["amount"], february["billed"]["before"]) == ("3105.00", "0.00")
    days = await ask("get_finance_stats", dateStart="2026-03-03", dateEnd="2026-03-05")
    assert days["collected"] == {"amount": "189.00", "count": 1, "before": "0.00", "change": None}
    assert days["comparedTo"] == {"start": "2026-02-28", "end": "2026-03-02", "called": "February 28 to March 2"}
    assert days["billed"] == {"amount": "0.00", "count": 0, "before": "1429.50", "change": -1.0}


async def test_what_is_void_or_paid_is_not_owed(ask: Ask) -> None:
    await ask("update_invoice", id="inv-2005", status="void")
    await ask("mark_invoice_paid", id="inv-2002")
    stats = await ask("get_finance_stats")
    assert (stats["outstanding"], stats["overdue"]["count"]) == ({"amount": "740.50", "count": 1}, 0)
    assert (stats["billed"]["before"], stats["collected"]["amount"]) == ("325.00", "1014.00")


async def test_what_is_late_grows_older(ask: Ask, desk: Desk) -> None:
    async def ages(month: int, day: int) -> list[int]:
        later = replace(desk, clock=lambda: datetime(2026, month, day, 12, tzinfo=DENVER))
        stats = (await perform(later, Call("get_finance_stats", {}, person("dana")))).value
        assert stats.overdue.count == sum(each.count for each in stats.overdue_by_age)
        return [each.count for each in stats.overdue_by_age]

    assert await ages(3, 12) == [2, 0, 0, 0]
    assert await ages(3, 25) == [1, 1, 0, 0]
    assert await ages(8, 1) == [0, 0, 0, 3]


async def test_another_companys_money_is_not_counted(ask: Ask) -> None:
    stats = await ask("get_finance_stats", by=person("lk-nora", "lakeshore"))
    assert stats["outstanding"] == {"amount": "410.00", "count": 1}
    with pytest.raises(Forbidden):
        await ask("get_finance_stats", by=person("luis"))


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("how much are we owed all told", "$3,845.50 is owed to us on 3 invoices, $325.00 of it overdue."),
        ("what's the overdue total", "$325.00 is overdue on 1 invoice"),
        ("how much have we collected this month", "$689.00 collected this month, against $0.00 in the same days of"),
        ("what have we billed", "$1,429.50 billed this month, against $325.00 in the same days of February."),
    ],
)
async def test_the_answer_leads_with_the_number(desk: Desk, asked: str, first: str) -> None:
    stats = (await perform(desk, Call("get_finance_stats", {}, person("dana")))).value
    assert isinstance(stats, FinanceStats)
    assert str(stats.answering(asked, demo.demo_now())).startswith(first)


amounts = st.decimals(1, 5000, places=2)
days = st.integers(1, 28)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.lists(st.tuples(amounts, days, st.sampled_from(["none", "half", "all", "void"])), max_size=5))
async def test_the_figures_are_the_sums_of_the_lists(data: list[Any], ask: Ask) -> None:
    for amount, day, then in data:
        lines = [{"description": "Work", "unitPrice": str(amount)}]
        dated = {"issued": f"2026-02-{day:02}", "due": f"2026-03-{day:02}"}
        made = await ask("create_invoice", contactId="wei-zhang", lines=lines, **dated)
        await ask("update_invoice", id=made["id"], status="void" if then == "void" else "sent")
        if then in ("half", "all"):
            paid = Decimal(made["total"]) / (2 if then == "half" else 1)
            await ask("create_payment", invoiceId=made["id"], amount=f"{paid:.2f}", received=f"2026-03-{day:02}")
    stats = await ask("get_finance_stats")
    owed = (await ask("list_invoices", status="unpaid"))["items"]
    late = (await ask("list_invoices", status="overdue"))["items"]
    march = (await ask("list_payments", dateStart="2026-03-01", dateEnd="2026-03-31"))["items"]
    february = (await ask("list_invoices", dateStart="2026-02-01", dateEnd="2026-02-10"))["items"]
    assert Decimal(stats["outstanding"]["amount"]) == sum(Decimal(each["balance"]) for each in owed)
    assert Decimal(stats["overdue"]["amount"]) == sum(Decimal(each["balance"]) for each in late)
    assert stats["overdue"]["count"] == len(late)
    assert Decimal(stats["collected"]["amount"]) == sum(Decimal(each["amount"]) for each in march)
    billed = [each for each in february if each["status"] not in ("void", "draft")]
    assert Decimal(stats["billed"]["before"]) == sum(Decimal(each["total"]) for each in billed)
