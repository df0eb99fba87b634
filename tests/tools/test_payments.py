"""Payments: applied to one invoice, never more than is owed; its balance follows whatever becomes of them."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from domain.problems import Conflict, Invalid, NeedsConfirmation
from tests.conftest import Ask, person
from tools.call import Call
from tools.perform import Desk, perform

PATEL = "inv-2003"  # 1240.50, of which 500.00 is paid by check


async def balance(ask: Ask, invoice: str) -> tuple[str, str]:
    found = await ask("get_invoice", id=invoice)
    return found["balance"], found["status"]


async def test_a_payment_brings_the_balance_down(ask: Ask) -> None:
    paid = await ask("create_payment", invoiceId=PATEL, amount="700.00", method="transfer", received="2026-03-09")
    assert (paid["invoiceBalance"], paid["contactId"], paid["received"]) == ("40.50", "patel-dental", "2026-03-09")
    await ask("create_payment", invoiceId=PATEL, amount="40.50")
    assert await balance(ask, PATEL) == ("0.00", "paid")
    with pytest.raises(Conflict, match="Invoice 2003 is paid already"):
        await ask("create_payment", invoiceId=PATEL, amount="0.01")


async def test_no_more_is_taken_than_is_owed(ask: Ask) -> None:
    for channel in ("rest", "voice"):
        with pytest.raises(Conflict, match=r"Invoice 2003 has \$740.50 left to pay, so \$740.51 is too much"):
            await ask("create_payment", invoiceId=PATEL, amount="740.51", channel=channel)
    for amount in ("0", "-5", "1.001"):
        with pytest.raises(Invalid):
            await ask("create_payment", invoiceId=PATEL, amount=amount)
    await ask("update_invoice", id="inv-2002", status="void")
    with pytest.raises(Conflict, match="Invoice 2002 is void"):
        await ask("create_payment", invoiceId="inv-2002", amount="1.00")


@pytest.mark.both_engines
async def test_payments_at_the_same_moment_never_come_to_too_much(ask: Ask, desk: Desk) -> None:
    async def pay() -> bool:
        given = {"invoiceId": PATEL, "amount": "200.00"}
        try:
            await perform(desk, Call("create_payment", given, person("owen")))
        except Conflict:
            return False
        return True

    assert sum(await asyncio.gather(*(pay() for _ in range(8)))) == 3
    assert await balance(ask, PATEL) == ("140.50", "sent")


async def test_what_was_never_sent_counts_as_sent_once_it_is_paid(ask: Ask) -> None:
    await ask("create_payment", invoiceId="inv-2004", amount="45.00", method="cash")
    found = await ask("get_invoice", id="inv-2004")
    assert (found["status"], found["balance"], found["issued"]) == ("sent", "50.00", "2026-03-10")
    await ask("undo")
    assert await balance(ask, "inv-2004") == ("95.00", "draft")


async def test_changing_and_moving_a_payment_restates_both_invoices(ask: Ask) -> None:
    await ask("update_payment", id="pay-2", amount="550.00", method="card")
    assert await balance(ask, PATEL) == ("690.50", "sent")
    moved = await ask("update_payment", id="pay-2", invoiceId="inv-2005")
    assert (moved["invoiceNumber"], moved["contactId"], moved["invoiceBalance"]) == (2005, "first-baptist", "2230.00")
    assert await balance(ask, PATEL) == ("1240.50", "sent")
    with pytest.raises(Conflict, match=r"\$325.00 left to pay, so \$550.00 is too much"):
        await ask("update_payment", id="pay-2", invoiceId="inv-2002")
    with pytest.raises(Conflict, match="too much"):
        await ask("update_payment", id="pay-2", amount="2780.01")
    await ask("undo")
    assert (await balance(ask, PATEL), await balance(ask, "inv-2005")) == (("690.50", "sent"), ("2780.00", "sent"))
    with pytest.raises(Invalid):
        await ask("update_payment", id="pay-2", amount=None)


async def test_a_deleted_payment_is_owed_again(ask: Ask) -> None:
    await ask("delete_payment", id="pay-1")
    found = await ask("get_invoice", id="inv-2001")
    assert (found["balance"], found["paid"], found["status"]) == ("189.00", "0.00", "sent")
    await ask("undo")
    assert await balance(ask, "inv-2001") == ("0.00", "paid")
    await ask("redo")
    assert await balance(ask, "inv-2001") == ("189.00", "sent")


async def test_a_deleted_payment_does_not_come_back_on_top_of_another(ask: Ask) -> None:
    await ask("delete_payment", id="pay-1", by=person("owen"))
    await ask("mark_invoice_paid", id="inv-2001", method="check")
    with pytest.raises(Conflict, match="paid or voided since"):
        await ask("undo", by=person("owen"))
    assert (await ask("list_payments", invoiceId="inv-2001"))["count"] == 1


async def test_marking_paid_records_a_payment_of_the_balance(ask: Ask) -> None:
    paid = await ask("mark_invoice_paid", id=PATEL, method="check")
    assert (paid["status"], paid["balance"]) == ("paid", "0.00")
    newest = (await ask("list_payments", invoiceId=PATEL))["items"][0]
    assert (newest["amount"], newest["method"], newest["received"]) == ("740.50", "check", "2026-03-10")
    with pytest.raises(Conflict, match="paid already"):
        await ask("mark_invoice_paid", id=PATEL, channel="voice")
    blank = await ask("create_invoice", contactId="bob-johnson")
    with pytest.raises(Conflict, match="has nothing on it yet"):
        await ask("mark_invoice_paid", id=blank["id"])


@pytest.mark.parametrize(
    ("operation", "given", "question"),
    [
        (
            "create_payment",
            {"invoiceId": "2003", "amount": "740.5"},
            "Record $740.50 from Anil Patel on invoice 2003?",
        ),
        (
            "update_payment",
            {"id": "pay-2", "amount": "550", "received": "2026-03-05"},
            "Change the $500.00 check from Anil Patel on invoice 2003 to $550.00, March 5?",
        ),
        ("delete_payment", {"id": "pay-2"}, "Delete the $500.00 check from Anil Patel on invoice 2003?"),
        ("mark_invoice_paid", {"id": "2003"}, "Mark invoice 2003 paid, $740.50 from Anil Patel?"),
        ("update_invoice", {"id": "2003", "status": "paid"}, "Mark invoice 2003 paid, $740.50 from Anil Patel?"),
    ],
)
async def test_money_moves_after_a_yes_to_the_sum(
    ask: Ask, operation: str, given: dict[str, Any], question: str
) -> None:
    with pytest.raises(NeedsConfirmation) as asked:
        await ask(operation, **given, channel="voice")
    assert asked.value.question == question
    assert await balance(ask, PATEL) == ("740.50", "sent")


async def test_lists_are_by_customer_invoice_way_and_day(ask: Ask) -> None:
    async def ids(**listing: Any) -> list[str]:
        return [each["id"] for each in (await ask("list_payments", **listing))["items"]]

    assert await ids() == ["pay-2", "pay-1"]
    assert await ids(contactId="patel-dental") == ["pay-2"]
    assert await ids(invoiceId="inv-2001") == ["pay-1"]
    assert await ids(method="card") == ["pay-1"]
    assert await ids(dateStart="2026-03-04") == ["pay-2"]
    assert await ids(dateEnd="2026-03-03") == ["pay-1"]


async def test_whatever_is_paid_the_sum_is_exact(ask: Ask) -> None:
    for _ in range(10):
        await ask("create_payment", invoiceId=PATEL, amount="0.07")
    assert Decimal((await balance(ask, PATEL))[0]) == Decimal("739.80")
