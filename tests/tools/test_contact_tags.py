"""Tags: one of a name, shown in a color, off everybody when it is deleted and on them again when that is undone."""

from typing import Any

import pytest

from domain.problems import Conflict, Forbidden, Invalid, NeedsConfirmation, NotFound
from tests.conftest import Ask, person

MIKE = person("mike-a")


async def tagged(ask: Ask, contact: str) -> list[str]:
    return [each["name"] for each in (await ask("list_tags_of_contact", id=contact))["items"]]


async def test_a_tag_is_made_recolored_and_listed_by_name(ask: Ask) -> None:
    made = await ask("create_contact_tag", name="  Landlord ", color="Light Blue")
    assert (made["name"], made["color"]) == ("Landlord", "lightblue")
    assert (await ask("update_contact_tag", id=made["id"], color="#CC3300"))["color"] == "#cc3300"
    names = [each["name"] for each in (await ask("list_contact_tags"))["items"]]
    assert names == ["Commercial", "Dog on Property", "Landlord", "Maintenance Plan", "Slow Payer", "VIP"]
    assert (await ask("list_contact_tags", search="pay"))["count"] == 1


@pytest.mark.parametrize("wrong", [{"color": "as it was before"}, {"color": "#12345"}, {"name": "  "}, {"name": None}])
async def test_what_is_no_label_or_color_is_refused_by_field(ask: Ask, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        await ask("update_contact_tag", id="tag-vip", **wrong)
    assert [each.field for each in refused.value.errors] == list(wrong)


async def test_there_is_one_tag_of_a_name(ask: Ask) -> None:
    with pytest.raises(Conflict, match="a tag called VIP already"):
        await ask("create_contact_tag", name="vip")
    with pytest.raises(Conflict, match="Slow Payer"):
        await ask("update_contact_tag", id="tag-vip", name="slow payer")
    assert (await ask("update_contact_tag", id="tag-vip", name="Vip"))["name"] == "Vip"
    assert (await ask("create_contact_tag", name="VIP", by=person("lk-nora", "lakeshore")))["name"] == "VIP"


async def test_a_deleted_tag_is_off_everybody_and_undo_puts_it_back_on(ask: Ask) -> None:
    with pytest.raises(NeedsConfirmation) as asked:
        await ask("delete_contact_tag", id="VIP", channel="voice")
    assert asked.value.question == "Delete the tag VIP, which 2 contacts carry?"
    await ask("delete_contact_tag", id="tag-vip")
    assert await tagged(ask, "maria-garcia") == []
    assert (await ask("list_contacts"))["count"] == 20
    with pytest.raises(NotFound):
        await ask("delete_contact_tag", id="tag-vip")
    await ask("undo")
    assert await tagged(ask, "maria-garcia") == ["VIP"]


async def test_a_name_that_was_deleted_can_be_given_anew(ask: Ask) -> None:
    await ask("delete_contact_tag", id="tag-vip")
    anew = await ask("create_contact_tag", name="VIP")
    assert (await ask("get_contact_tag", id="vip", channel="voice"))["id"] == anew["id"]


async def test_technicians_read_tags_and_the_office_makes_them(ask: Ask) -> None:
    assert (await ask("list_contact_tags", by=MIKE))["count"] == 5
    for operation, given in (("create_contact_tag", {"name": "Landlord"}), ("delete_contact_tag", {"id": "tag-vip"})):
        with pytest.raises(Forbidden):
            await ask(operation, by=MIKE, **given)
