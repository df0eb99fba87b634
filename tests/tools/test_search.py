"""One look everywhere: best first, and only what the role may list."""

import pytest

from domain.problems import Forbidden, Missing
from domain.roles import Role
from tests.conftest import Ask, person


async def test_words_are_found_in_every_kind_of_record(ask: Ask) -> None:
    found = await ask("search_everything", search="furnace")
    assert "job" in {each["type"] for each in found["items"]}
    assert {each["id"] for each in found["items"]} >= {"job-1040", "job-1042", "job-1053"}
    assert found["count"] == sum(group["count"] for group in found["groups"])


async def test_a_name_comes_before_a_mention(ask: Ask) -> None:
    found = await ask("search_everything", q="Maria Garcia")
    assert found["items"][0]["id"] == "maria-garcia"


async def test_a_number_finds_its_record_first(ask: Ask) -> None:
    assert (await ask("search_everything", search="1043"))["items"][0]["id"] == "job-1043"


async def test_nothing_of_another_account_is_found(ask: Ask) -> None:
    found = await ask("search_everything", search="sump pump")
    assert not [each for each in found["items"] if each["id"].startswith("lk-")]
    ours = await ask("search_everything", search="sump pump", by=person("lk-nora", "lakeshore"))
    assert "lk-job-1042" in {each["id"] for each in ours["items"]}


async def test_a_technician_finds_own_work_and_no_staff(ask: Ask) -> None:
    found = await ask("search_everything", search="furnace", by=person("luis"))
    assert "job-1042" not in {each["id"] for each in found["items"]}
    staff = await ask("search_everything", search="Dana", by=person("luis"))
    assert "user" not in {each["type"] for each in staff["items"]}


async def test_it_wants_words(ask: Ask) -> None:
    with pytest.raises(Missing):
        await ask("search_everything")
    with pytest.raises(Forbidden):
        await ask("search_everything", search="furnace", by=person("dana").__class__("ridgeline", Role.CALLER))
