"""Who is told what: colleagues by each other, technicians of their jobs, and nobody of anybody else's."""

from typing import Any

import pytest

from domain.problems import Forbidden, Missing, NeedsConfirmation, NotFound
from tests.conftest import Ask, person

PRIYA, OWEN, MIKE, LUIS, TASHA = (person(each) for each in ("priya", "owen", "mike-a", "luis", "tasha"))


async def told(ask: Ask, who: Any, **wanted: Any) -> list[str]:
    """The titles of somebody's notifications, the newest first."""
    return [each["title"] for each in (await ask("list_notifications", by=who, **wanted))["items"]]


async def test_everybody_sees_their_own_alone(ask: Ask) -> None:
    assert len(await told(ask, PRIYA, read=False)) == 2
    for other in (OWEN, LUIS, person("dana")):
        assert await told(ask, other) == []
    for other in (OWEN, LUIS):
        assert await told(ask, other, userId="priya") == []
        for operation in ("get_notification", "update_notification", "delete_notification"):
            with pytest.raises(NotFound):
                await ask(operation, id="notif-1", by=other)
        with pytest.raises(NotFound):
            await ask("get_notification", id="low stock on ignitors", by=other, channel="voice")


async def test_an_admin_may_look_over_anybodys_shoulder_but_speaks_of_their_own(ask: Ask) -> None:
    assert len(await told(ask, person("dana"), userId="priya")) == 2
    assert (await ask("get_notification", id="notif-1"))["title"] == "Job 1050 is on hold"
    with pytest.raises(NotFound):
        await ask("get_notification", id="the low stock alert", channel="voice")


async def test_another_companys_notifications_are_unknown(ask: Ask) -> None:
    with pytest.raises(NotFound):
        await ask("get_notification", id="notif-1", by=person("lk-nora", "lakeshore"))


@pytest.mark.parametrize("words", ["the low stock alert", "ignitors", "the ten fifty notification", "the on hold one"])
async def test_one_is_found_by_what_it_says(words: str, ask: Ask) -> None:
    found = await ask("get_notification", id=words, by=PRIYA, channel="voice")
    assert found["id"] == ("notif-1" if "fifty" in words or "hold" in words else "notif-2")


async def test_read_and_unread_and_all_read(ask: Ask) -> None:
    assert (await ask("update_notification", id="notif-1", by=PRIYA))["read"] is True
    assert await told(ask, PRIYA, read=False) == ["Low stock on hot surface ignitors"]
    await ask("update_notification", id="notif-1", read=False, by=PRIYA)
    await ask("create_notification", userId="owen", body="The check came in.", by=PRIYA)
    assert await ask("read_all_notifications", by=PRIYA) == {"count": 2}
    assert await ask("read_all_notifications", by=PRIYA) == {"count": 0}
    assert await told(ask, OWEN, read=False) == ["Note from Priya Raman"]


async def test_marking_five_at_once_is_asked_about_when_spoken(ask: Ask) -> None:
    for body in ("one", "two", "three"):
        await ask("create_notification", userId="priya", body=body)
    with pytest.raises(NeedsConfirmation, match="Mark all 5 notifications as read") as asked:
        await ask("read_all_notifications", by=PRIYA, channel="voice")
    assert await ask("read_all_notifications", by=PRIYA, channel="voice", yes=asked.value.token) == {"count": 5}


async def test_the_field_may_tell_the_office_and_take_it_back(ask: Ask) -> None:
    note = await ask("create_notification", userId="dispatch", body="I need a hand.", by=LUIS, channel="voice")
    assert (note["userName"], note["authorName"]) == ("Priya Raman", "Luis Ortega")
    assert await told(ask, PRIYA) == ["Note from Luis Ortega", *await told(ask, PRIYA, offset=1)]
    await ask("undo", by=LUIS)
    assert "Note from Luis Ortega" not in await told(ask, PRIYA)


async def test_a_notification_says_something(ask: Ask) -> None:
    with pytest.raises(Missing, match="body"):
        await ask("create_notification", userId="owen")
    kept = await ask("create_notification", body="Call the accountant.", by=OWEN)
    assert (kept["userId"], kept["title"]) == ("owen", "Note to self")


async def test_a_technician_is_told_of_what_is_done_to_their_jobs(ask: Ask) -> None:
    await ask("assign_job", id="job-1051", techId="luis")
    await ask("update_job", id="job-1043", scheduledStart="2026-03-12T08:00:00-06:00")
    await ask("assign_job", id="job-1047", techId="sam")
    await ask("update_job_status", id="job-1048", status="cancelled")
    await ask("delete_job", id="job-1045")
    assert sorted(await told(ask, LUIS)) == ["Job 1045 was deleted", "Job 1051 is yours"]
    assert await told(ask, person("mike-o")) == ["Job 1043 has moved to Thursday, March 12 at 8 AM"]
    assert await told(ask, MIKE) == ["Job 1047 is no longer yours"]
    assert await told(ask, person("sam")) == ["Job 1047 is yours, Tuesday, March 10 at 1 PM"]
    [cancelled] = (await ask("list_notifications", by=TASHA))["items"]
    assert (cancelled["title"], cancelled["recordType"], cancelled["recordId"]) == (
        "Job 1048 is cancelled",
        "job",
        "job-1048",
    )
    assert cancelled["body"] == "Panel upgrade, for Anil Patel"


async def test_many_at_once_tell_everybody_theirs(ask: Ask) -> None:
    jobs = ["job-1043", "job-1044", "job-1046"]
    await ask("bulk_jobs", jobIds=jobs, action="reschedule", scheduledStart="2026-03-13")
    for who in ("mike-o", "tasha", "sam"):
        [title] = await told(ask, person(who))
        assert "has moved to Friday, March 13" in title


async def test_nobody_is_told_of_their_own_doing_or_of_what_concerns_nobody(ask: Ask) -> None:
    await ask("update_job_status", id="job-1042", status="completed", by=MIKE)
    await ask("update_job", id="job-1047", scheduledStart="2026-03-10T14:00:00-06:00", by=MIKE)
    await ask("update_job", id="job-1044", notes="Gate code 4411")
    await ask("update_job_status", id="job-1043", status="en_route")
    for who in (MIKE, TASHA, person("mike-o")):
        assert await told(ask, who) == []


async def test_what_is_taken_back_takes_its_notice_along(ask: Ask) -> None:
    await ask("assign_job", id="job-1051", techId="luis", by=PRIYA)
    await ask("undo", by=PRIYA)
    assert await told(ask, LUIS) == []
    await ask("redo", by=PRIYA)
    assert await told(ask, LUIS) == ["Job 1051 is yours"]


async def test_who_has_read_it_already_is_told_that_it_was_taken_back(ask: Ask) -> None:
    await ask("assign_job", id="job-1051", techId="luis", by=PRIYA)
    await ask("read_all_notifications", by=LUIS)
    await ask("undo", by=PRIYA)
    assert await told(ask, LUIS) == ["Taken back: Job 1051 is yours"]
    assert (await ask("get_job", id="job-1051"))["techId"] is None


async def test_customers_have_none(ask: Ask) -> None:
    from domain.context import Actor
    from domain.roles import Role

    maria = Actor("ridgeline", Role.CUSTOMER, "Maria Garcia", contact_id="maria-garcia")
    with pytest.raises(Forbidden):
        await ask("list_notifications", by=maria)
