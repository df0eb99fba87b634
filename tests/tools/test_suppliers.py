"""Suppliers: found by how people call them, and which parts come from whom."""

import pytest

from domain.problems import Conflict, Forbidden, Invalid, NotFound
from tests.conftest import Ask, person

OWEN, LUIS = person("owen"), person("luis")


async def test_a_supplier_is_kept_with_its_number_written_one_way(ask: Ask) -> None:
    made = await ask("create_supplier", name="Ferguson", phone="(720) 555-0411", by=OWEN)
    assert (made["name"], made["phone"], made["email"], made["supplies"]) == ("Ferguson", "+17205550411", None, [])
    moved = await ask("update_supplier", id=made["id"], email="will.call@ferguson.example", by=OWEN)
    assert (moved["phone"], moved["email"]) == ("+17205550411", "will.call@ferguson.example")


async def test_two_suppliers_do_not_go_by_one_name(ask: Ask) -> None:
    with pytest.raises(Conflict, match="Mountain HVAC Supply is a supplier already"):
        await ask("create_supplier", name="mountain hvac supply")
    with pytest.raises(Conflict):
        await ask("update_supplier", id="sup-front", name="Mountain HVAC Supply")
    assert (await ask("update_supplier", id="sup-front", name="FRONT RANGE PLUMBING WHOLESALE"))["name"].isupper()


@pytest.mark.parametrize(
    ("words", "supplier"),
    [
        ("mountain", "sup-mountain"),
        ("mountain hvac", "sup-mountain"),
        ("front range", "sup-front"),
        ("the plumbing wholesale place", "sup-front"),
        ("the hvac supply house", "sup-mountain"),
    ],
)
async def test_a_supplier_is_found_as_people_call_it(ask: Ask, words: str, supplier: str) -> None:
    assert (await ask("get_supplier", id=words, channel="voice", by=OWEN))["id"] == supplier


async def test_a_supplier_is_found_by_what_it_supplies(ask: Ask) -> None:
    for item in ("item-ignitor", "item-cap"):
        bought = await ask("update_inventory_item", id=item, supplierId="sup-mountain")
        assert bought["supplierName"] == "Mountain HVAC Supply"
    found = await ask("list_suppliers", search="ignitor")
    assert [each["supplies"] for each in found["items"]] == [["45 5 run capacitor", "Hot surface ignitor"]]
    assert (await ask("list_suppliers", search="pex"))["count"] == 0
    assert (await ask("get_inventory_item", id="item-cap", by=LUIS))["supplierName"] == "Mountain HVAC Supply"


async def test_suppliers_are_the_offices_and_the_companys_own(ask: Ask) -> None:
    with pytest.raises(Forbidden):
        await ask("list_suppliers", by=LUIS)
    with pytest.raises(NotFound):
        await ask("get_supplier", id="sup-front", by=person("lk-nora", "lakeshore"))
    with pytest.raises(Invalid):
        await ask("create_supplier", name="Ferguson", email="not an address")
