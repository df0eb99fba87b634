"""Parts on jobs through the one door: the price, the stock, and putting it back."""

import asyncio
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from domain.problems import Invalid, Missing, NeedsConfirmation, NotFound
from storage.database import Database
from storage.inventory import InventoryItem
from storage.stock_moves import StockMove
from tests.conftest import Ask, person

MIKE = person("mike-a")


async def stock(ask: Ask, item: str) -> object:
    """What is on the shelf."""
    return (await ask("get_inventory_item", id=item))["quantity"]


async def test_a_part_from_stock_has_its_price_and_leaves_the_shelf(ask: Ask) -> None:
    used = await ask("create_job_material", jobId="job-1042", itemId="item-ignitor", quantity=2, by=MIKE)
    assert (used["name"], used["unitPrice"], used["total"], used["stockLeft"]) == (
        "Hot surface ignitor",
        "89.00",
        "178.00",
        1,
    )
    assert await stock(ask, "item-ignitor") == 1


async def test_a_part_by_name_needs_no_stock_and_no_price(ask: Ask) -> None:
    used = await ask("create_job_material", jobId="job-1042", name="Roll of teflon tape")
    assert (used["itemId"], used["quantity"], used["unitPrice"], used["total"]) == (None, 1, None, None)


async def test_pipe_is_measured_to_a_thousandth(ask: Ask) -> None:
    used = await ask("create_job_material", jobId="job-1045", itemId="item-pex", quantity="12.125")
    assert (used["quantity"], used["unit"], used["total"]) == (12.125, "foot", "18.19")
    assert await stock(ask, "item-pex") == 587.875
    for wrong in ("0", "-1", "0.0001", "1000000"):
        with pytest.raises(Invalid):
            await ask("create_job_material", jobId="job-1045", itemId="item-pex", quantity=wrong)


async def test_more_than_the_count_knows_of_is_taken_and_said(ask: Ask) -> None:
    used = await ask("create_job_material", jobId="job-1042", itemId="item-ignitor", quantity=5)
    assert (used["stockLeft"], await stock(ask, "item-ignitor")) == (-2, -2)


async def test_deleting_asks_when_spoken_and_puts_the_part_back(ask: Ask) -> None:
    used = await ask("create_job_material", jobId="job-1042", itemId="item-ignitor", quantity=2)
    with pytest.raises(NeedsConfirmation, match="Take Hot surface ignitor, quantity 2, off job 1042") as asked:
        await ask("delete_job_material", id=used["id"], channel="voice", by=MIKE)
    await ask("delete_job_material", id=used["id"], channel="voice", by=MIKE, yes=asked.value.token)
    assert await stock(ask, "item-ignitor") == 3
    with pytest.raises(NotFound):
        await ask("delete_job_material", id=used["id"])
    assert await stock(ask, "item-ignitor") == 3


@pytest.mark.both_engines
async def test_parallel_uses_add_up(ask: Ask, database: Database) -> None:
    assert await stock(ask, "item-filter") == 42
    await asyncio.gather(
        *(ask("create_job_material", jobId="job-1042", itemId="item-filter", quantity="1.5") for _ in range(20))
    )
    assert await stock(ask, "item-filter") == 12
    async with database.transaction("ridgeline", write=False) as session:
        kept = await session.scalar(select(InventoryItem.quantity).where(InventoryItem.id == "item-filter"))
        moved = await session.scalar(select(func.sum(StockMove.change)).where(StockMove.item_id == "item-filter"))
    assert kept == moved == Decimal(12)


async def test_something_must_be_named(ask: Ask) -> None:
    with pytest.raises(Missing):
        await ask("create_job_material", jobId="job-1042", quantity=2)


async def test_the_list_is_narrowed_by_job_and_part(ask: Ask) -> None:
    for job, item in (("job-1042", "item-cap"), ("job-1042", "item-ignitor"), ("job-1045", "item-cap")):
        await ask("create_job_material", jobId=job, itemId=item)
    assert (await ask("list_job_materials", jobId="job-1042"))["count"] == 2
    assert (await ask("list_job_materials", itemId="item-cap"))["count"] == 2
    assert (await ask("list_job_materials", by=person("luis")))["count"] == 1


async def test_taking_it_back_puts_the_part_back_and_leaves_others_uses_alone(ask: Ask) -> None:
    await ask("create_job_material", jobId="job-1042", itemId="item-filter", quantity=2, by=MIKE)
    await ask("create_job_material", jobId="job-1045", itemId="item-filter", quantity=5, by=person("luis"))
    await ask("undo", by=MIKE)
    assert (await ask("list_job_materials", jobId="job-1042"))["count"] == 0
    assert await stock(ask, "item-filter") == 37


async def test_taking_a_removal_back_uses_the_part_again(ask: Ask) -> None:
    used = await ask("create_job_material", jobId="job-1042", itemId="item-filter", quantity=2, by=MIKE)
    await ask("delete_job_material", id=used["id"], by=MIKE)
    await ask("undo", by=MIKE)
    assert (await ask("list_job_materials", jobId="job-1042"))["count"] == 1
    assert await stock(ask, "item-filter") == 40
