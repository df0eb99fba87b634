"""The parts in stock: looked up in the field, kept in the office, counted by a ledger."""

import asyncio
from decimal import Decimal

import pytest
from sqlalchemy import select

from domain.problems import Conflict, Forbidden, Invalid, NotFound
from storage.database import Database
from storage.stock_moves import StockMove
from tests.conftest import Ask, person

LUIS, OWEN = person("luis"), person("owen")


async def test_low_is_at_or_under_the_reorder_point(ask: Ask) -> None:
    low = await ask("list_inventory_items", low=True)
    assert [each["sku"] for each in low["items"]] == ["CAP-455", "IGN-HS"]
    assert (await ask("list_inventory_items", low=False))["count"] == 3


@pytest.mark.parametrize("words", ["ignitor", "filters", "PEX", "CAP-455", "run capacitor"])
async def test_a_part_is_found_by_its_short_names(ask: Ask, words: str) -> None:
    part = await ask("get_inventory_item", id=words, channel="voice", by=LUIS)
    assert part["id"] in ("item-ignitor", "item-filter", "item-pex", "item-cap")


async def test_search_looks_at_name_and_code(ask: Ask) -> None:
    assert (await ask("list_inventory_items", search="smart thermostat"))["count"] == 1
    assert (await ask("list_inventory_items", search="flt"))["count"] == 1
    assert (await ask("list_inventory_items", search="air filters"))["count"] == 1


async def test_another_companys_stock_is_unknown(ask: Ask) -> None:
    with pytest.raises(NotFound):
        await ask("get_inventory_item", id="item-pex", by=person("lk-nora", "lakeshore"))


async def test_a_new_part_begins_with_a_move(ask: Ask, database: Database) -> None:
    made = await ask("create_inventory_item", name="Wax ring", sku="WAX-1", quantity=12, unitPrice="9.50", by=OWEN)
    assert (made["quantity"], made["unit"], made["unitPrice"], made["reorderAt"]) == (12, "each", "9.50", 0)
    assert await ledger(database, made["id"]) == [("opening count", Decimal(12))]


async def test_a_part_without_stock_has_no_moves(ask: Ask, database: Database) -> None:
    made = await ask("create_inventory_item", name="Expansion tank")
    assert made["quantity"] == 0
    assert await ledger(database, made["id"]) == []


@pytest.mark.parametrize("operation", ["create_inventory_item", "update_inventory_item"])
async def test_a_code_is_one_parts_alone(ask: Ask, operation: str) -> None:
    given = {"name": "Another ignitor"} if operation == "create_inventory_item" else {"id": "item-cap"}
    with pytest.raises(Conflict, match="Hot surface ignitor has the code IGN-HS already"):
        await ask(operation, sku="IGN-HS", **given)


async def test_a_part_keeps_its_own_code_and_the_rest_when_changed(ask: Ask) -> None:
    changed = await ask("update_inventory_item", id="item-cap", sku="CAP-455", unitPrice="70.00", reorderAt=15)
    assert (changed["unitPrice"], changed["reorderAt"], changed["unitCost"], changed["quantity"]) == (
        "70.00",
        15,
        "11.20",
        7,
    )


async def test_how_many_there_are_is_changed_by_moves_alone(ask: Ask) -> None:
    with pytest.raises(Invalid):
        await ask("update_inventory_item", id="item-cap", quantity=70)


async def test_adjusting_writes_the_reason_into_the_ledger(ask: Ask, database: Database) -> None:
    broken = await ask("adjust_inventory_item", id="item-thermo", change=-1, reason="dropped", by=OWEN)
    assert broken["quantity"] == 4
    found = await ask("adjust_inventory_item", id="item-thermo", counted=9, by=OWEN)
    assert found["quantity"] == 9
    assert await ledger(database, "item-thermo") == [
        ("opening count", Decimal(5)),
        ("dropped", Decimal(-1)),
        ("counted 9", Decimal(5)),
    ]


@pytest.mark.parametrize("wrong", [{}, {"change": 0}, {"change": 1, "counted": 3}, {"change": "0.0001"}])
async def test_an_adjustment_says_one_thing(ask: Ask, wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        await ask("adjust_inventory_item", id="item-thermo", **wrong)


async def test_stock_grows_past_what_one_adjustment_may_hold(ask: Ask) -> None:
    for _ in range(2):
        item = await ask("adjust_inventory_item", id="item-pex", change="999999.999")
    assert item["quantity"] == 2000599.998


@pytest.mark.parametrize("operation", ["create_inventory_item", "update_inventory_item", "adjust_inventory_item"])
async def test_technicians_look_stock_up_and_leave_it(ask: Ask, operation: str) -> None:
    with pytest.raises(Forbidden):
        await ask(operation, id="item-cap", name="Mine", change=1, by=LUIS)


@pytest.mark.both_engines
async def test_fifty_writers_at_once_lose_nothing(ask: Ask, database: Database) -> None:
    """What is added and used adds up; those who count the same shelf at once correct it once."""
    async with asyncio.timeout(60):
        await asyncio.gather(
            *(ask("adjust_inventory_item", id="item-filter", change="2.5") for _ in range(20)),
            *(ask("create_job_material", jobId="job-1042", itemId="item-filter", quantity=1) for _ in range(20)),
            *(ask("adjust_inventory_item", id="item-cap", counted=40) for _ in range(10)),
        )
    for item, count, left in (("item-filter", 41, 72), ("item-cap", 11, 40)):
        moves = await ledger(database, item)
        assert len(moves) == count
        assert sum(change for _, change in moves) == (await ask("get_inventory_item", id=item))["quantity"] == left


async def test_undo_takes_a_new_part_back_and_redo_does_not_count_it_twice(ask: Ask) -> None:
    made = await ask("create_inventory_item", name="Wax ring", quantity=12)
    await ask("undo")
    assert (await ask("list_inventory_items", search="wax"))["count"] == 0
    await ask("redo")
    assert (await ask("get_inventory_item", id=made["id"]))["quantity"] == 12


async def test_undo_of_a_rename_leaves_what_others_took(ask: Ask) -> None:
    await ask("update_inventory_item", id="item-cap", name="Dual run capacitor", by=OWEN)
    await ask("adjust_inventory_item", id="item-cap", change=-3)
    await ask("undo", by=OWEN)
    item = await ask("get_inventory_item", id="item-cap")
    assert (item["name"], item["quantity"]) == ("45 5 run capacitor", 4)


async def ledger(database: Database, item: str) -> list[tuple[str, Decimal]]:
    """The item's moves in the order they were made: why, and how many."""
    moves = select(StockMove).where(StockMove.item_id == item).order_by(StockMove.created_at, StockMove.id)
    async with database.transaction("ridgeline", write=False) as session:
        return [(move.reason, move.change) for move in await session.scalars(moves)]


async def told(ask: Ask, user: str) -> list[tuple[str, str]]:
    """What somebody was told of stock in this test, oldest first."""
    notices = (await ask("list_notifications", by=person(user), sort="createdAt"))["items"]
    return [(each["title"], each["body"]) for each in notices if each["body"] and "reorder point" in each["body"]]


async def test_who_orders_is_told_once_when_a_part_runs_low(ask: Ask) -> None:
    for _ in range(3):
        await ask("create_job_material", jobId="job-1045", itemId="item-thermo", quantity=1, by=LUIS)
    notice = ("Low stock on Smart thermostat", "4 left, and the reorder point is 4.")
    assert await told(ask, "priya") == await told(ask, "owen") == [notice]
    assert await told(ask, "dana") == await told(ask, "mike-a") == []


async def test_who_orders_is_told_again_when_it_runs_low_again(ask: Ask) -> None:
    await ask("update_inventory_item", id="item-thermo", supplierId="sup-mountain")
    await ask("adjust_inventory_item", id="item-thermo", change=-6)
    await ask("adjust_inventory_item", id="item-thermo", counted=5)
    await ask("adjust_inventory_item", id="item-thermo", change=-1, by=OWEN)
    assert [body for _, body in await told(ask, "priya")] == [
        "minus 1 left, and the reorder point is 4. Order more from Mountain HVAC Supply.",
        "4 left, and the reorder point is 4. Order more from Mountain HVAC Supply.",
    ]
    assert len(await told(ask, "owen")) == 1, "nobody is told of what they did themselves"


@pytest.mark.both_engines
async def test_of_many_at_once_one_brings_it_down_to_the_reorder_point(ask: Ask) -> None:
    await asyncio.gather(*(ask("adjust_inventory_item", id="item-filter", change=-2) for _ in range(20)))
    assert [title for title, _ in await told(ask, "priya")] == ["Low stock on 16 by 25 air filter"]
