"""Contacts through the one door: what is kept of a number, who is found, what may be deleted, many at once."""

import pytest
from sqlalchemy import event

from domain.problems import Conflict, Forbidden, Invalid, Missing, NeedsConfirmation, NotFound
from storage.database import Database
from tests.conftest import Ask, person

LAKEWOOD = ["john-smith-pine", "maria-garza", "kathryn-leigh", "patel-dental", "walter-krause"]


async def test_a_phone_number_is_kept_in_one_form(ask: Ask) -> None:
    made = await ask("create_contact", name="Renata Kowalski", phone="(720) 555-0199", email=" renata@mail.example ")
    assert (made["phone"], made["email"], made["status"]) == ("+17205550199", "renata@mail.example", "lead")
    assert made["tags"] == []


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("phone", "555"),
        ("phone", "the usual one"),
        ("phone", "303 555 0171 ext 5"),
        ("email", "renata at mail"),
        ("email", "a@mail.example\nBcc: b@mail.example"),
        ("name", "   "),
        ("lat", 91),
        ("status", "vip"),
    ],
)
async def test_what_cannot_be_right_is_refused_by_field(ask: Ask, field: str, words: object) -> None:
    with pytest.raises(Invalid) as refused:
        await ask("update_contact", id="maria-garcia", **{field: words})
    assert [error.field for error in refused.value.errors] == [field]
    assert "Value error" not in refused.value.sentence


async def test_a_company_without_a_person_goes_by_its_own_name(ask: Ask) -> None:
    assert (await ask("create_contact", company="Riverside HOA"))["name"] == "Riverside HOA"
    with pytest.raises(Missing):
        await ask("create_contact", phone="720 555 0199")


async def test_moving_house_forgets_the_old_place_on_the_map(ask: Ask) -> None:
    renamed = await ask("update_contact", id="maria-garcia", nickname="Mari", address="905 Kalamath Street")
    assert renamed["lat"] == pytest.approx(39.7299)
    moved = await ask("update_contact", id="maria-garcia", address="333 Vine Street")
    assert (moved["lat"], moved["lng"], moved["nickname"]) == (None, None, "Mari")


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"search": "oak street"}, ["john-smith-oak", "oak-street-cafe"]),
        ({"search": "(720) 555-0209"}, ["linh-nguyen"]),
        ({"search": "patel dental"}, ["patel-dental"]),
        ({"search": "Bob"}, ["bob-johnson"]),
        ({"tags": ["VIPs"]}, ["maria-garcia", "xavier-dubois"]),
        ({"tags": ["tag-maint", "Dog on Property"]}, ["catherine-lee"]),
        ({"tags": ["VIP,Commercial"]}, []),
        ({"status": "lead"}, ["kathryn-leigh"]),
        ({"status": "inactive", "dateEnd": "2026-03-09"}, []),
        ({"status": "inactive", "dateStart": "2026-03-10"}, ["walter-krause"]),
    ],
)
async def test_the_address_book_is_narrowed(ask: Ask, filters: dict[str, object], found: list[str]) -> None:
    page = await ask("list_contacts", **filters)
    assert sorted(each["id"] for each in page["items"]) == found
    assert page["count"] == len(found)


async def test_an_unknown_tag_is_named(ask: Ask) -> None:
    with pytest.raises(NotFound, match="platinum"):
        await ask("list_contacts", tags=["platinum"])


async def test_a_page_of_contacts_brings_their_tags_in_one_go(ask: Ask, database: Database) -> None:
    asked: list[str] = []
    event.listen(database.reader.sync_engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    page = await ask("list_contacts", limit=15)
    tags = {each["id"]: each["tags"] for each in page["items"]}
    assert len(page["items"]) == 15
    assert tags["catherine-lee"] == ["Dog on Property", "Maintenance Plan"]
    assert len([statement for statement in asked if "contacts" in statement]) == 2


async def test_tags_go_on_and_come_off(ask: Ask) -> None:
    tagged = await ask("tag_contact", id="wei-zhang", tagId="tag-vip")
    again = await ask("tag_contact", id="wei-zhang", tagId="tag-vip")
    assert tagged["tags"] == again["tags"] == ["VIP"]
    listed = await ask("list_tags_of_contact", id="wei-zhang")
    assert [each["id"] for each in listed["items"]] == ["tag-vip"]
    await ask("untag_contact", id="wei-zhang", tagId="tag-vip")
    assert (await ask("get_contact", id="wei-zhang"))["tags"] == []
    with pytest.raises(NotFound, match="Wei Zhang does not carry the tag VIP"):
        await ask("untag_contact", id="wei-zhang", tagId="tag-vip")
    assert (await ask("tag_contact", id="wei-zhang", tagId="tag-vip"))["tags"] == ["VIP"]


async def test_tags_given_with_the_card_are_the_ones_carried(ask: Ask) -> None:
    made = await ask("create_contact", name="Renata Kowalski", tags=["vip", "tag-dog"])
    assert made["tags"] == ["Dog on Property", "VIP"]
    changed = await ask("update_contact", id=made["id"], tags=["VIP", "Commercial"])
    assert changed["tags"] == ["Commercial", "VIP"]
    assert (await ask("update_contact", id=made["id"], city="Denver"))["tags"] == ["Commercial", "VIP"]
    with pytest.raises(NotFound, match="platinum"):
        await ask("update_contact", id=made["id"], city="Aurora", tags=["platinum"])
    kept = await ask("get_contact", id=made["id"])
    assert (kept["city"], kept["tags"]) == ("Denver", ["Commercial", "VIP"])
    assert (await ask("update_contact", id=made["id"], tags=[]))["tags"] == []


async def test_a_contact_with_open_work_is_not_deleted(ask: Ask) -> None:
    with pytest.raises(Conflict, match="Maria Garcia has open job 1042, Furnace not heating"):
        await ask("delete_contact", id="maria-garcia")
    await ask("delete_contact", id="lynn-newman")
    with pytest.raises(NotFound):
        await ask("get_contact", id="lynn-newman")


async def test_notes_say_who_wrote_them(ask: Ask) -> None:
    note = await ask("create_contact_note", id="catherine-lee", body="The dog bites.", by=person("tasha"))
    assert (note["authorId"], note["authorName"], note["body"]) == ("tasha", "Tasha Green", "The dog bites.")
    await ask("create_contact_note", id="catherine-lee", body="Pays by check.")
    listed = await ask("list_contact_notes", id="catherine-lee", authorId="tasha")
    assert [each["id"] for each in listed["items"]] == [note["id"]]
    assert (await ask("list_contact_notes", id="maria-garza"))["count"] == 0


async def test_many_are_changed_together(ask: Ask) -> None:
    done = await ask("bulk_change_contacts", action="update", contactIds=[*LAKEWOOD, LAKEWOOD[0]], status="inactive")
    assert [(each["id"], each["status"]) for each in done["items"]] == [(each, "inactive") for each in LAKEWOOD]
    assert (await ask("list_contacts", search="lakewood", status="inactive"))["count"] == 5


async def test_what_one_of_many_forbids_happens_to_none(ask: Ask) -> None:
    with pytest.raises(Conflict, match="Siobhan Murphy has open job 1049"):
        await ask("bulk_change_contacts", action="delete", contactIds=["walter-krause", "siobhan-murphy"])
    assert (await ask("get_contact", id="walter-krause"))["status"] == "inactive"
    with pytest.raises(NotFound):
        await ask("bulk_change_contacts", action="untag", contactIds=["maria-garcia", "wei-zhang"], tagId="tag-vip")
    assert (await ask("get_contact", id="maria-garcia"))["tags"] == ["VIP"]


@pytest.mark.parametrize(
    "given",
    [
        {"action": "update", "contactIds": ["wei-zhang"]},
        {"action": "tag", "contactIds": ["wei-zhang"]},
        {"action": "update", "contactIds": [], "status": "inactive"},
    ],
)
async def test_bulk_work_without_its_particulars_is_refused(ask: Ask, given: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        await ask("bulk_change_contacts", **given)


async def test_many_at_once_are_asked_about_by_name_when_spoken(ask: Ask) -> None:
    with pytest.raises(NeedsConfirmation, match=r"Change John Smith, Maria Garza and 3 more\?"):
        await ask("bulk_change_contacts", action="update", contactIds=LAKEWOOD, status="inactive", channel="voice")
    with pytest.raises(NeedsConfirmation, match=r"Delete Walter Krause\?"):
        await ask("bulk_change_contacts", action="delete", contactIds=["walter-krause"], channel="voice")
    with pytest.raises(NeedsConfirmation, match="Tag John Smith, Maria Garza and 3 more"):
        await ask("bulk_tag_contacts", contactIds=LAKEWOOD, tagId="tag-vip", channel="voice")
    four = await ask("bulk_tag_contacts", contactIds=LAKEWOOD[:4], tagId="tag-vip", channel="voice")
    assert all("VIP" in each["tags"] for each in four["items"])


async def test_a_technician_sees_own_customers_alone(ask: Ask) -> None:
    seen = await ask("list_contacts", by=person("luis"))
    assert [each["id"] for each in seen["items"]] == ["linh-nguyen", "lynn-newman", "bob-johnson"]
    with pytest.raises(NotFound):
        await ask("create_contact_note", id="maria-garcia", body="Not mine.", by=person("luis"))
    with pytest.raises(Forbidden):
        await ask("update_contact", id="linh-nguyen", city="Aurora", by=person("luis"))
    await ask("delete_job", id="job-1045")
    with pytest.raises(NotFound):
        await ask("get_contact", id="linh-nguyen", by=person("luis"))


@pytest.mark.parametrize(
    ("operation", "given"),
    [
        ("get_contact", {"id": "lk-john-smith"}),
        ("tag_contact", {"id": "lk-john-smith", "tagId": "tag-vip"}),
        ("bulk_change_contacts", {"action": "delete", "contactIds": ["walter-krause", "lk-john-smith"]}),
        ("create_contact_note", {"id": "lk-john-smith", "body": "Hello."}),
    ],
)
async def test_another_company_is_not_there(ask: Ask, operation: str, given: dict[str, object]) -> None:
    with pytest.raises(NotFound):
        await ask(operation, **given)


async def test_a_new_list_of_tags_takes_none_off_without_a_yes(ask: Ask) -> None:
    more = await ask("update_contact", id="maria-garcia", tags=["VIP", "Commercial"], channel="voice")
    assert sorted(more["tags"]) == ["Commercial", "VIP"]
    with pytest.raises(NeedsConfirmation, match=r"^Take Commercial off Maria Garcia\?$"):
        await ask("update_contact", id="maria-garcia", tags=["VIP"], channel="voice")
    assert sorted((await ask("get_contact", id="maria-garcia"))["tags"]) == ["Commercial", "VIP"]
