"""Taking back: newest first, once, one's own, and never over somebody else's change."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from domain.problems import Conflict, Forbidden, NeedsConfirmation
from domain.roles import Role
from domain.signin import SignIn
from storage.database import Database
from storage.outbox import Parcel
from tests.conftest import PASSWORD, Ask, person


async def test_a_change_is_put_back_and_said(ask: Ask) -> None:
    await ask("update_job", id="job-1043", title="Tankless swap", priority="low")
    undone = await ask("undo")
    job = await ask("get_job", id="job-1043")
    assert (job["title"], job["priority"]) == ("Water heater replacement", "high")
    assert undone["sentence"] == "Put job 1043 back as it was."


async def test_what_was_made_goes_and_its_number_stays_taken(ask: Ask) -> None:
    await ask("create_job", title="No hot water", contactId="maria-garcia")
    assert (await ask("undo"))["sentence"] == "Removed job 1056 again."
    assert (await ask("create_job", title="Still none", contactId="maria-garcia"))["number"] == 1057


async def test_what_was_deleted_comes_back(ask: Ask) -> None:
    before = await ask("get_job", id="job-1040")
    await ask("delete_job", id="job-1040")
    assert (await ask("undo"))["sentence"] == "Brought job 1040 back."
    after = await ask("get_job", id="job-1040")
    assert {**after, "updatedAt": ""} == {**before, "updatedAt": ""}


async def test_undoing_twice_goes_back_two_steps_and_redo_comes_forward(ask: Ask) -> None:
    for title in ("One", "Two"):
        await ask("update_job", id="job-1043", title=title)

    async def now() -> str:
        return str((await ask("get_job", id="job-1043"))["title"])

    await ask("undo")
    assert await now() == "One"
    await ask("undo")
    assert await now() == "Water heater replacement"
    with pytest.raises(Conflict, match="nothing of yours"):
        await ask("undo")
    await ask("redo")
    assert await now() == "One"
    await ask("redo")
    assert await now() == "Two"
    with pytest.raises(Conflict, match="done again"):
        await ask("redo")
    await ask("undo", count=2)
    assert await now() == "Water heater replacement"
    await ask("redo")
    assert await now() == "Two"


async def test_after_a_new_write_nothing_is_left_to_redo(ask: Ask) -> None:
    await ask("update_job", id="job-1043", title="One")
    await ask("undo")
    await ask("update_job", id="job-1044", title="Two")
    with pytest.raises(Conflict, match="done again"):
        await ask("redo")


async def test_only_ones_own(ask: Ask) -> None:
    await ask("update_job", id="job-1043", title="Mine")
    with pytest.raises(Conflict, match="nothing of yours"):
        await ask("undo", by=person("priya"))


async def test_somebody_elses_change_is_not_written_over(ask: Ask) -> None:
    await ask("update_job", id="job-1043", title="Mine")
    await ask("update_job", id="job-1043", title="Theirs", by=person("priya"))
    with pytest.raises(Conflict, match="Job 1043 has been changed since"):
        await ask("undo")


async def test_somebody_elses_change_of_something_else_is_kept(ask: Ask) -> None:
    await ask("update_job", id="job-1043", title="Mine")
    await ask("update_job", id="job-1043", notes="Theirs", by=person("priya"))
    await ask("undo")
    job = await ask("get_job", id="job-1043")
    assert (job["title"], job["notes"]) == ("Water heater replacement", "Theirs")


async def test_what_others_need_by_now_stays(ask: Ask) -> None:
    made = await ask("create_contact", name="Renata Kowalski")
    await ask("create_job", title="No heat", contactId=made["id"], by=person("priya"))
    with pytest.raises(Conflict, match="Contact Renata Kowalski is needed by job 1056"):
        await ask("undo")


async def parcel_states(database: Database) -> list[str]:
    async with database.transaction("ridgeline", write=False) as session:
        return list(await session.scalars(select(Parcel.state).order_by(Parcel.id)))


async def test_a_text_that_waits_is_stopped_and_can_go_after_all(ask: Ask, database: Database) -> None:
    sent = await ask("send_message", contactId="maria-garcia", body="Mike is late")
    await ask("undo")
    assert await parcel_states(database) == ["cancelled"]
    messages = await ask("list_conversation_messages", id=sent["conversationId"])
    assert sent["id"] not in {each["id"] for each in messages["items"]}
    await ask("redo")
    assert await parcel_states(database) == ["waiting"]


async def test_a_text_that_has_gone_is_gone(ask: Ask, database: Database) -> None:
    await ask("send_message", contactId="maria-garcia", body="Mike is late")
    async with database.transaction("ridgeline") as session:
        parcel = (await session.scalars(select(Parcel))).one()
        parcel.state = "sent"
    with pytest.raises(Conflict, match=r"The text to Maria has already gone\."):
        await ask("undo")


async def test_an_undone_address_signs_in_again(ask: Ask, signin: SignIn) -> None:
    await ask("update_user", id="owen", email="owen.c@ridgeline.example")
    await ask("undo")
    assert (await signin.sign_in("owen@ridgeline.example", PASSWORD)).actor.user_id == "owen"


async def test_undo_gives_no_power_back(ask: Ask) -> None:
    await ask("update_user", id="priya", role="admin")
    demoted = replace(person("dana"), role=Role.TECH)
    with pytest.raises(Forbidden):
        await ask("undo", by=demoted)


async def test_several_at_once_are_asked_about_by_voice(ask: Ask) -> None:
    with pytest.raises(NeedsConfirmation, match="last 5 things"):
        await ask("undo", count=5, channel="voice")
