"""The parts in stock, as the field looks them up."""

import pytest

from domain.problems import NotFound
from tests.conftest import Ask, person

LUIS = person("luis")


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
