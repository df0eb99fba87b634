"""Stock: what is on the shelf is the sum of what came and went, whatever happens in whatever order."""

from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from storage.database import Database
from storage.inventory import InventoryItem
from storage.stock_moves import StockMove
from tests.conftest import Ask

AMOUNTS = st.decimals("0.001", "50", places=3).map(str)
STEPS = st.lists(st.tuples(st.sampled_from(["use", "return", "undo"]), AMOUNTS), max_size=8)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
async def test_the_quantity_is_always_the_sum_of_the_moves(
    ask: Ask, database: Database, steps: list[tuple[str, str]]
) -> None:
    before, used = await on_the_shelf(database), dict[str, Decimal]()
    for step, amount in steps:
        if step == "use":
            made = await ask("create_job_material", jobId="job-1042", itemId="item-pex", quantity=amount)
            used[made["id"]] = Decimal(amount)
        elif step == "return" and used:
            material = next(iter(used))
            await ask("delete_job_material", id=material)
            del used[material]
        elif step == "undo":
            await flip_last_move(database)
            await flip_last_move(database, back=True)
        assert await on_the_shelf(database) == before - sum(used.values())


async def on_the_shelf(database: Database) -> Decimal:
    """The item's quantity, which the ledger must bear out."""
    async with database.transaction("ridgeline", write=False) as session:
        kept = await session.scalar(select(InventoryItem.quantity).where(InventoryItem.id == "item-pex"))
        moved = await session.scalar(select(func.sum(StockMove.change)).where(StockMove.item_id == "item-pex"))
    assert kept is not None
    assert kept == moved
    return kept


async def flip_last_move(database: Database, *, back: bool = False) -> None:
    """Take the newest move out of the ledger, as undo does, or put it back."""
    last = select(StockMove).where(StockMove.item_id == "item-pex").order_by(StockMove.id.desc()).limit(1)
    async with database.transaction("ridgeline") as session:
        move = (await session.scalars(last.execution_options(with_deleted=True))).one()
        move.deleted_at = None if back else session.sync_session.now()  # type: ignore[attr-defined]
    await on_the_shelf(database)
