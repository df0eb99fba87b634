"""What a company sets about itself: what holds where nothing is set, what is refused, and taking it back."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from pydantic.alias_generators import to_camel

from domain.account_settings import AccountSettings
from domain.companies import FRESH_FOR, Companies, company
from domain.problems import Conflict, Forbidden, Invalid
from storage.accounts import Account
from storage.database import Database
from tests.conftest import Ask, person
from tools.account_settings import SettingsCard
from tools.perform import Desk

ROOT = Path(__file__).parents[2]
NORA = person("lk-nora", "lakeshore")
HOURS = {
    "mon": "08:00-17:00",
    "tue": "08:00-17:00",
    "wed": "08:00-17:00",
    "thu": "08:00-17:00",
    "fri": "08:00-16:00",
    "sat": "09:00-12:00",
}


async def test_everything_is_told_with_what_holds_where_nothing_is_set(ask: Ask) -> None:
    told = await ask("get_account_settings")
    assert (told["name"], told["timezone"], told["currency"], told["businessLine"]) == (
        "Ridgeline Home Services",
        "America/Denver",
        "USD",
        "+13035550100",
    )
    assert (told["hours"], told["taxRate"], told["serviceArea"][0]) == (HOURS, "0.0881", "Denver")
    assert (told["undoSeconds"], told["paymentTermsDays"], told["transferNumber"]) == (10, 14, None)
    assert (await ask("get_account_settings", by=NORA))["taxRate"] == "0"


@pytest.mark.both_engines
async def test_just_what_is_given_changes_at_once_and_can_be_taken_back(ask: Ask) -> None:
    before = await ask("get_account_settings")
    changed = await ask(
        "update_account_settings",
        timezone="America/Chicago",
        hours={"fri": "08:00-12:00, 13:00-15:00", "sat": None},
        taxRate="0.09",
        addTowns=["Golden", "denver"],
        dropTowns=["Aurora"],
        transferNumber="(303) 555-0142",
        closures=[{"start": "2026-11-26", "end": "2026-11-27", "reason": "Thanksgiving"}],
        undoSeconds=30,
    )
    week = dict.fromkeys(("mon", "tue", "wed", "thu"), "08:00-17:00")
    assert changed["hours"] == {**week, "fri": "08:00-12:00, 13:00-15:00"}
    assert changed["serviceArea"] == ["Denver", "Lakewood", "Arvada", "Littleton", "Golden"]
    assert (changed["transferNumber"], changed["greeting"]) == ("+13035550142", before["greeting"])
    assert (await ask("get_me"))["timezone"] == "America/Chicago"
    assert await ask("get_account_settings") == changed
    [entry] = (await ask("list_audit", recordType="accounts"))["items"]
    assert (entry["operation"], entry["before"]["settings"]["taxRate"]) == ("update_account_settings", "0.0881")
    await ask("undo")
    assert await ask("get_account_settings") == before
    assert (await ask("get_me"))["timezone"] == "America/Denver"
    await ask("redo")
    assert await ask("get_account_settings") == changed


async def test_null_goes_back_to_what_holds_where_nothing_is_set(ask: Ask) -> None:
    await ask("update_account_settings", greeting="Ridgeline, hello!", undoSeconds=0)
    told = await ask("update_account_settings", greeting=None, undoSeconds=None, hours=None, serviceArea=None)
    assert (told["greeting"], told["undoSeconds"]) == ("Thanks for calling {company}. How can I help?", 10)
    assert (told["hours"]["fri"], told["serviceArea"]) == ("08:00-17:00", [])


async def test_taking_back_leaves_what_somebody_else_has_set_meanwhile(ask: Ask) -> None:
    await ask("create_user", name="Ines Moreau", role="admin")
    [ines] = (await ask("list_users", search="ines"))["items"]
    her = person("dana").__class__("ridgeline", person("dana").role, "Ines Moreau", user_id=ines["id"])
    await ask("update_account_settings", taxRate="0.09")
    await ask("update_account_settings", undoSeconds=20, by=her)
    await ask("undo")
    told = await ask("get_account_settings")
    assert (told["taxRate"], told["undoSeconds"]) == ("0.0881", 20)
    await ask("redo")
    await ask("update_account_settings", taxRate="0.1", by=her)
    with pytest.raises(Conflict, match="changed since"):
        await ask("undo")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"taxRate": "8.81"}, "a tax rate is a share"),
        ({"taxRate": "-0.1"}, "a tax rate is a share"),
        ({"hours": {"fri": "17:00-08:00"}}, "are no opening hours"),
        ({"hours": {"fri": "08:00-12:00, 11:00-17:00"}}, "are no opening hours"),
        ({"hours": {"friday": "08:00-12:00"}}, "not permitted"),
        ({"timezone": "Mars/Olympus"}, "is not a time zone"),
        ({"timezone": None}, "valid string"),
        ({"currency": "XYZ"}, "is not a currency"),
        ({"undoSeconds": 61}, "less than or equal to 60"),
        ({"transferNumber": "12"}, "is not a phone number"),
        ({"quietHours": "late"}, "are no quiet hours"),
        ({"closures": [{"start": "Thanksgiving"}]}, "closures.0.start"),
        ({"theme": "dark"}, "not permitted"),
    ],
)
async def test_what_makes_no_sense_is_refused_by_field(given: dict[str, Any], sentence: str, ask: Ask) -> None:
    with pytest.raises(Invalid, match=sentence) as refused:
        await ask("update_account_settings", **given)
    assert refused.value.errors[0].field.startswith(next(iter(given)))


async def test_every_setting_has_its_sentence(ask: Ask) -> None:
    card = SettingsCard.of(company(Account(id="a", name="A", timezone="America/Denver", currency="USD", settings={})))
    fields = set(SettingsCard.model_fields) - {"id"}
    assert {name for name in fields if not card.sentence(name).endswith((".", "?"))} == set()
    told = await ask("update_account_settings", laborRate="95", quoteValidDays=14, units="metric")
    assert (told["laborRate"], told["quoteValidDays"], told["units"]) == ("95.00", 14, "metric")


def test_every_setting_is_obeyed_somewhere() -> None:
    """None is kept that nothing reads, beside what keeps and tells the settings themselves."""
    told = {"account_settings.py", "settings_told.py", "settings_words.py"}
    files = (file for folder in ("agent", "api", "domain", "integrations") for file in (ROOT / folder).rglob("*.py"))
    nodes = (node for file in files if file.name not in told for node in ast.walk(ast.parse(file.read_text("utf-8"))))
    read = {node.attr if isinstance(node, ast.Attribute) else getattr(node, "value", None) for node in nodes
            if isinstance(node, ast.Attribute | ast.Constant)}  # fmt: skip
    beyond = {"closures": "closed_for", "service_area": "serves", "greeting": "greets"}
    ways = {name: {beyond.get(name, name), to_camel(name)} for name in AccountSettings.model_fields}
    assert {name for name, names in ways.items() if read.isdisjoint(names)} == set()


@pytest.mark.both_engines
async def test_the_next_papers_are_by_what_is_set(ask: Ask) -> None:
    await ask("update_account_settings", taxRate="0.10", paymentTermsDays=30, quoteValidDays=7, laborRate="120")
    line = {"description": "Blower motor", "quantity": "1", "unitPrice": "200.00"}
    bill = await ask("create_invoice", contactId="wei-zhang", lines=[line])
    offer = await ask("create_quote", contactId="wei-zhang", title="Blower motor", lines=[line])
    assert [(each["tax"], each["total"]) for each in (bill, offer)] == [("20.00", "220.00")] * 2
    sent = await ask("update_invoice", id=bill["id"], status="sent")
    assert (sent["issued"], sent["due"]) == ("2026-03-10", "2026-04-09")
    assert (await ask("update_quote", id=offer["id"], status="sent"))["validUntil"] == "2026-03-17"
    await ask("update_time_entry", id="time-1", clockOut="2026-03-10T08:25:00-06:00")
    worked = await ask("create_invoice", jobId="job-1042")
    assert {each["unitPrice"] for each in worked["lines"] if "abor" in each["description"]} == {"120.00"}


async def test_a_town_that_is_not_served_cannot_be_dropped(ask: Ask) -> None:
    with pytest.raises(Conflict, match="Boulder is not in the service area"):
        await ask("update_account_settings", dropTowns=["Boulder"], taxRate="0.5")
    assert (await ask("get_account_settings"))["taxRate"] == "0.0881"


@pytest.mark.both_engines
async def test_a_business_line_is_one_companys(ask: Ask) -> None:
    with pytest.raises(Conflict, match="Another company"):
        await ask("update_account_settings", businessLine="+13035550100", by=NORA)
    assert (await ask("update_account_settings", businessLine="303 555 0199"))["businessLine"] == "+13035550199"
    theirs = await ask("update_account_settings", businessLine="+13035550100", by=NORA)
    assert theirs["businessLine"] == "+13035550100"


@pytest.mark.parametrize("who", ["priya", "owen", "luis"])
async def test_only_an_admin_sees_and_sets_them(who: str, ask: Ask) -> None:
    for operation in ("get_account_settings", "update_account_settings"):
        with pytest.raises(Forbidden):
            await ask(operation, by=person(who))


async def test_another_process_knows_within_seconds(
    desk: Desk, database: Database, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = 1000.0
    monkeypatch.setattr("domain.companies.time.monotonic", lambda: moment)
    elsewhere = Companies(database)
    assert (await elsewhere.of("ridgeline")).name == "Ridgeline Home Services"
    await ask("update_account_settings", name="Ridgeline Home and Electrical")
    assert (await desk.companies.of("ridgeline")).name == "Ridgeline Home and Electrical"
    moment += FRESH_FOR + 0.1
    assert (await elsewhere.of("ridgeline")).name == "Ridgeline Home and Electrical"
