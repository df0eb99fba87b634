"""What the local planner fills in from what was said, tags and all."""

from __future__ import annotations

import re
from typing import Any

import pytest

from agent.conversation import Conversation
from agent.planner.ranges import ends
from agent.planner.recogniser import Recogniser
from agent.planner.slots import filled
from agent.planner.spans import TaggedSpan
from agent.planner.values import switched
from tests.conftest import person
from tools.catalog import OPERATIONS
from tools.perform import Desk


@pytest.mark.parametrize(
    ("name", "said", "given"),
    [
        (
            "create_lead",
            "new lead gina torres wants a tankless water heater",
            {"name": "Gina Torres", "interest": "Tankless water heater"},
        ),
        ("list_leads", "list the leads we haven't contacted yet", {"status": "new"}),
        ("list_leads", "which leads haven't we contacted yet", {"status": "new"}),
        ("update_lead", "mark gregory tanaka as contacted", {"id": "gregory tanaka", "status": "contacted"}),
        ("list_invoices", "who owes us money", {"status": "unpaid"}),
        ("list_invoices", "is the church all paid up with us", {"status": "unpaid", "contactId": "church"}),
        (
            "create_payment",
            "i collected one eighty five from linh in cash",
            {"invoiceId": "linh", "amount": "185.00", "method": "cash"},
        ),
        (
            "mark_invoice_paid",
            "the church settled the boiler bill in full this morning",
            {"id": "church the boiler bill", "received": "2026-03-10"},
        ),
        ("delete_payment", "undo the payment on twenty oh three", {"id": "twenty oh three"}),
        (
            "update_invoice",
            "the church asked for more time on twenty oh five so let them have until the thirty first",
            {"id": "2005", "due": "2026-03-31"},
        ),
        (
            "update_invoice",
            "switch invoice two thousand four over to john smith on pine",
            {"id": "2004", "contactId": "john smith on pine"},
        ),
        (
            "create_estimate",
            "ballpark bob two to three thousand for a new main line",
            {"contactId": "bob", "low": "2000.00", "high": "3000.00", "title": "New main line"},
        ),
        (
            "create_quote",
            "create a quote two smart thermostats at two forty nine each for lynn newman",
            {
                "contactId": "lynn newman",
                "lines": [{"description": "Smart thermostats", "quantity": 2, "unitPrice": "249.00"}],
            },
        ),
        (
            "create_quote",
            "quote oak street cafe quarterly cooler maintenance at four hundred valid through april thirtieth",
            {
                "contactId": "oak street cafe",
                "title": "Quarterly cooler maintenance",
                "total": "400.00",
                "validUntil": "2026-04-30",
            },
        ),
        (
            "create_quote",
            "turn estimate four oh one into a quote at twenty five hundred",
            {"estimateId": "401", "total": "2500.00"},
        ),
        ("create_quote", "write up a quote from that estimate", {"estimateId": "that"}),
        ("update_quote", "quote three oh two is good for sixty days", {"id": "302", "validUntil": "2026-05-09"}),
        ("update_quote", "knock fifty bucks off that quote", {"id": "that", "discount": "50.00"}),
        (
            "update_quote",
            "put permit fee ninety five dollars on quote three oh one",
            {"id": "301", "addLines": [{"description": "Permit fee", "unitPrice": "95.00"}]},
        ),
        (
            "update_quote",
            "add a forty nine dollar trip fee to quote three oh one",
            {"id": "301", "addLines": [{"description": "Trip fee", "unitPrice": "49.00"}]},
        ),
        (
            "update_quote",
            "take the permit fee off of quote three oh one",
            {"id": "301", "dropLines": [{"description": "Permit fee"}]},
        ),
        (
            "update_quote",
            "add ninety five dollars to quote three oh one",
            {"id": "301", "addLines": [{"unitPrice": "95.00"}]},
        ),
        ("convert_quote", "uh xavier wants to go ahead with the ac bid make a job out of it", {"id": "the ac bid"}),
        (
            "convert_lead",
            "turn the bathroom remodel lead into a job",
            {"id": "bathroom remodel", "createJob": True},
        ),
    ],
)
async def test_values_go_to_their_fields(desk: Desk, name: str, said: str, given: dict[str, Any]) -> None:
    conversation = Conversation(desk, person("owen"), await desk.companies.of("ridgeline"))
    heard = Recogniser.load().recognise(said)
    assert await filled(conversation, OPERATIONS[name], said, heard) == given


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("turn it into a job", True),
        ("make her a customer", None),
        ("make her a customer but no job yet", False),
        ("without a job", False),
        ("jobs", None),
    ],
)
def test_a_yes_or_no_is_said_or_denied_or_left_open(said: str, meant: bool | None) -> None:
    assert switched(said, ("job", "work order")) is meant


@pytest.mark.parametrize(
    ("said", "low", "high"),
    [
        ("{eighteen hundred} to {thirty two hundred}", "1800.00", "3200.00"),
        ("{two} to {three thousand}", "2000.00", "3000.00"),
        ("{twenty two} to {four thousand}", "2200.00", "4000.00"),
        ("{six} to {nine hundred}", "600.00", "900.00"),
        ("{fifteen hundred} on the low side {twenty eight} on the high", "1500.00", "2800.00"),
        ("not to exceed {thirty five hundred} low end {twenty four}", "2400.00", "3500.00"),
        ("low {thirty one} high {thirty six}", "3100.00", "3600.00"),
        ("{six} or {eight}", "6000.00", "8000.00"),
        ("{two fifty four hundred}", "250.00", "400.00"),
        ("{twenty dollars} to {forty dollars}", "20.00", "40.00"),
        ("the low is bigger than the high make the low {eight hundred}", "800.00", None),
        ("cap it at {six thousand}", None, "6000.00"),
        ("say {six thousand}", None, "6000.00"),
    ],
)
def test_a_range_is_read_as_people_leave_it_to_be_understood(said: str, low: str | None, high: str | None) -> None:
    plain, tags = "", []
    for part in re.split(r"({[^}]*})", said):
        if part.startswith("{"):
            tags.append(TaggedSpan("money", len(plain), len(plain) + len(part) - 2, part[1:-1], 1.0))
        plain += part.strip("{}")
    assert ends(plain, tags) == {end: value for end, value in (("low", low), ("high", high)) if value}
