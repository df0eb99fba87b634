"""The trail: what was done is found by who, what, which and when."""

import pytest

from domain.problems import Forbidden
from tests.conftest import Ask, person


async def test_an_entry_says_who_did_what_and_how_it_was(ask: Ask) -> None:
    await ask("update_job", id="job-1043", title="Tankless swap", by=person("priya"), channel="voice")
    [entry] = (await ask("list_audit", recordId="job-1043"))["items"]
    assert (entry["actorId"], entry["actorName"], entry["channel"]) == ("priya", "Priya Raman", "voice")
    assert (entry["operation"], entry["recordType"]) == ("update_job", "job")
    assert (entry["before"]["title"], entry["after"]["title"]) == ("Water heater replacement", "Tankless swap")


async def test_filters_narrow_the_trail(ask: Ask) -> None:
    await ask("update_job", id="job-1043", title="One", by=person("priya"))
    await ask("update_user", id="owen", name="Owen Cass")
    await ask("delete_job", id="job-1040")

    async def found(**filters: str) -> list[str]:
        return [each["operation"] for each in (await ask("list_audit", sort="at", **filters))["items"]]

    assert await found(actorId="priya") == ["update_job"]
    assert await found(recordType="jobs") == await found(recordType="job") == ["update_job", "delete_job"]
    assert await found(operation="delete") == await found(operation="delete_job") == ["delete_job"]
    assert await found(dateStart="2026-03-10") == ["update_job", "update_user", "delete_job"]
    assert await found(dateEnd="2026-03-09") == await found(recordType="invoice") == []


@pytest.mark.parametrize("words", ["1040", "annual furnace tune-up"])
async def test_by_voice_a_record_is_named_by_its_words(ask: Ask, words: str) -> None:
    await ask("update_job", id="job-1040", notes="Gate code 4411")
    assert (await ask("list_audit", recordType="job", recordId=words, channel="voice"))["count"] == 1


async def test_who_deleted_it_is_found_by_number(ask: Ask) -> None:
    await ask("delete_job", id="job-1040")
    assert (await ask("list_audit", recordType="job", recordId="1040", channel="voice"))["count"] == 1


async def test_technicians_do_not_read_the_trail(ask: Ask) -> None:
    with pytest.raises(Forbidden):
        await ask("list_audit", by=person("luis"))
