"""Visits that customers and strangers book by themselves on the phone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.context import Actor
from domain.problems import Forbidden, Missing, NotFound
from domain.roles import Role
from tests.conftest import Ask, person

pytestmark = pytest.mark.both_engines
THURSDAY = "2026-03-12T19:00:00Z"
STRANGER = Actor("ridgeline", Role.CALLER, phone="+17205550788", unlisted=True)
TOLD = {"title": "Frozen AC", "callerName": "Gordon Pruitt", "address": "2148 South Logan, Denver"}


async def test_a_stranger_becomes_a_contact_with_a_visit(ask: Ask) -> None:
    job = await ask("create_job", **TOLD, scheduledStart=THURSDAY, by=STRANGER, channel="voice")
    contact = await ask("get_contact", id=job["contactId"])
    assert (contact["name"], contact["phone"], contact["city"]) == ("Gordon Pruitt", "+17205550788", "Denver")
    assert (contact["status"], job["scheduledStart"]) == ("lead", THURSDAY)
    assert "+17205550788" in (await ask("get_job", id=job["id"]))["notes"]


@pytest.mark.parametrize(
    ("told", "asked"),
    [
        ({}, "scheduledStart"),
        ({"scheduledStart": THURSDAY}, "callerName"),
        ({"scheduledStart": THURSDAY, "callerName": "Gordon Pruitt"}, "address"),
    ],
)
async def test_what_is_missing_is_asked_for_one_thing_at_a_time(ask: Ask, told: dict[str, str], asked: str) -> None:
    with pytest.raises(Missing) as missing:
        await ask("create_job", title="Frozen AC", **told, by=STRANGER, channel="voice")
    assert missing.value.fields[0] == asked


async def test_nobody_is_taken_for_a_customer_by_what_they_say(ask: Ask) -> None:
    told = TOLD | {"callerName": "Maria Garcia", "callerPhone": "+17205550204", "scheduledStart": THURSDAY}
    job = await ask("create_job", **told, by=replace(STRANGER, phone=None, unlisted=False), channel="voice")
    assert job["contactId"] != "maria-garcia"
    # Maria's number stays hers alone, or her own calls would not be known any more.
    assert (await ask("get_contact", id=job["contactId"]))["phone"] is None
    with pytest.raises(NotFound):
        await ask("create_job", **told, contactId="maria-garcia", by=STRANGER, channel="voice")


async def test_a_number_that_somebody_has_is_not_given_away(ask: Ask) -> None:
    spoofed = replace(STRANGER, phone="+17205550204", unlisted=False)
    job = await ask("create_job", **TOLD, scheduledStart=THURSDAY, by=spoofed, channel="voice")
    assert (await ask("get_contact", id=job["contactId"]))["phone"] is None


async def test_the_soonest_is_the_first_hour_that_somebody_has(ask: Ask) -> None:
    job = await ask("create_job", title="Burst pipe", soonest=True, by=customer(), channel="voice")
    assert job["contactId"] == "wei-zhang"
    assert job["scheduledStart"] == "2026-03-10T14:30:00Z"


async def test_the_office_still_says_who_it_is_for(ask: Ask) -> None:
    with pytest.raises(Missing) as missing:
        await ask("create_job", title="Frozen AC", callerName="Gordon Pruitt", by=person("priya"))
    assert missing.value.fields == ("contactId",)


async def test_a_stranger_can_look_at_nothing_that_was_booked(ask: Ask) -> None:
    job = await ask("create_job", **TOLD, scheduledStart=THURSDAY, by=STRANGER, channel="voice")
    for operation in ("get_job", "update_job"):
        with pytest.raises(Forbidden):
            await ask(operation, id=job["id"], by=STRANGER)


def customer() -> Actor:
    """A customer who rings."""
    return Actor("ridgeline", Role.CUSTOMER, "Wei Zhang", contact_id="wei-zhang", phone="+17205550214")
