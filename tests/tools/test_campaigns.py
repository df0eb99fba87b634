"""Campaigns through the one door: which state follows which, what is missing, who is added, what is asked."""

from typing import Any

import pytest

from domain.problems import Conflict, Forbidden, Invalid, Missing, NeedsConfirmation, NotFound
from tests.conftest import Ask, person


async def test_a_campaign_is_made_planned_and_taken_off_the_schedule(ask: Ask) -> None:
    made = await ask("create_campaign", name="Fall check", templateId="tpl-spring")
    assert (made["status"], made["templateName"], made["progress"]["waiting"]) == ("draft", "Spring tune-up", 0)
    planned = await ask("update_campaign", id=made["id"], scheduledAt="2026-04-01T05:00:00-06:00")
    assert (planned["status"], planned["scheduledAt"]) == ("scheduled", "2026-04-01T11:00:00Z")
    assert planned["heldUntil"] == "2026-04-01T14:00:00Z"
    assert (await ask("list_campaigns", status="scheduled"))["items"][0]["id"] == made["id"]
    back = await ask("update_campaign", id=made["id"], status="draft")
    assert (back["status"], back["scheduledAt"]) == ("draft", None)
    with pytest.raises(Invalid, match="That time has passed"):
        await ask("update_campaign", id=made["id"], scheduledAt="2026-03-01T09:00:00-06:00")


async def test_sending_says_how_many_it_reaches(ask: Ask) -> None:
    assert await ask_to_send(ask) == "Send the campaign Spring tune-up 2026 to 3 people now?"
    await ask("update_contact", id="maria-garcia", acceptsMarketing=False)
    await ask("update_contact", id="catherine-lee", email="John.Smith@mail.example")
    assert await ask_to_send(ask) == "Send the campaign Spring tune-up 2026 to 1 person now?"


async def ask_to_send(ask: Ask) -> str:
    with pytest.raises(NeedsConfirmation) as asked:
        await ask("send_campaign", id="spring tune up", channel="voice")
    return asked.value.question


@pytest.mark.parametrize(
    ("lacking", "sentence"),
    [
        ({"templateId": None}, "has no e-mail template"),
        ({"name": "Empty", "templateId": "empty"}, "has no subject"),
        ({"recipients": 0}, "has nobody left to go to"),
        ({"blank": "{{ contact.frstName }}"}, r"Line 1 of the body: there is no contact\.frstName"),
    ],
)
async def test_what_cannot_be_sent_says_what_is_missing(ask: Ask, lacking: dict[str, Any], sentence: str) -> None:
    if "blank" in lacking:
        await ask("update_email_template", id="tpl-spring", body=lacking["blank"])
    elif "recipients" in lacking:
        for contact in ("john-smith-oak", "catherine-lee", "maria-garcia"):
            await ask("remove_campaign_recipient", id="camp-1", contactId=contact)
    elif lacking.get("templateId") == "empty":
        empty = await ask("create_email_template", name="Empty", body="Hello.")
        await ask("update_campaign", id="camp-1", templateId=empty["id"])
    else:
        await ask("update_campaign", id="camp-1", **lacking)
    with pytest.raises(Conflict, match=sentence):
        await ask("send_campaign", id="camp-1")


@pytest.mark.parametrize(
    ("done", "then", "given", "sentence"),
    [
        ((), "pause_campaign", {}, "is a draft and cannot be paused"),
        ((), "resume_campaign", {}, "is a draft and cannot be resumed"),
        (("send_campaign",), "send_campaign", {}, "is being sent and cannot be sent"),
        (("send_campaign",), "delete_campaign", {}, "is being sent and cannot be deleted; pause it first"),
        (("send_campaign",), "update_campaign", {"templateId": "tpl-late"}, "cannot be changed; pause it first"),
        (("send_campaign",), "update_campaign", {"status": "sent"}, "is being sent; to have it sent"),
        (("send_campaign",), "add_campaign_recipients", {"contactId": "wei-zhang"}, "is being sent; pause it first"),
        (("send_campaign", "pause_campaign"), "send_campaign", {}, "is paused and cannot be sent; resume it"),
    ],
)
async def test_what_a_state_forbids_is_refused_with_what_to_do(
    ask: Ask, done: tuple[str, ...], then: str, given: dict[str, Any], sentence: str
) -> None:
    for operation in done:
        await ask(operation, id="camp-1")
    with pytest.raises(Conflict, match=sentence):
        await ask(then, id="camp-1", **given)


async def test_a_template_that_is_needed_stays(ask: Ask) -> None:
    await ask("update_campaign", id="camp-1", scheduledAt="2026-04-01T09:00:00-06:00")
    with pytest.raises(Conflict, match="Spring tune-up 2026 needs the template"):
        await ask("delete_email_template", id="tpl-spring")
    await ask("update_campaign", id="camp-1", status="draft")
    await ask("delete_email_template", id="tpl-spring")


async def test_people_are_added_once_by_name_and_by_tag(ask: Ask) -> None:
    added = await ask("add_campaign_recipients", id="camp-1", contactIds=["wei-zhang"], tags=["VIP", "commercial"])
    assert (added["added"], added["already"]) == (5, 1)
    assert added["summary"] == "5 people added; 1 person on it already"
    await ask("update_contact", id="linh-nguyen", acceptsMarketing=False)
    await ask("update_contact", id="deshawn-carter", email=None)
    for contact, sentence in (
        ("wei-zhang", "Wei Zhang is on it already"),
        ("linh-nguyen", "Linh Nguyen has unsubscribed"),
        ("deshawn-carter", "DeShawn Carter has no e-mail address"),
    ):
        with pytest.raises(Conflict, match=sentence):
            await ask("add_campaign_recipients", id="camp-1", contactId=contact)
    everyone = await ask("add_campaign_recipients", id="camp-1", everyone=True)
    assert everyone["withoutAddress"] == everyone["optedOut"] == 1


async def test_nobody_named_is_asked_for_and_many_are_asked_about(ask: Ask) -> None:
    with pytest.raises(Missing, match="contactIds"):
        await ask("add_campaign_recipients", id="camp-1")
    with pytest.raises(NeedsConfirmation, match=r"Add 18 people to Spring tune-up 2026\?"):
        await ask("add_campaign_recipients", id="camp-1", everyone=True, channel="voice")


async def test_somebody_is_left_out(ask: Ask) -> None:
    await ask("remove_campaign_recipient", id="camp-1", contactId="maria-garcia")
    with pytest.raises(NotFound, match="Maria Garcia is not on Spring tune-up 2026"):
        await ask("remove_campaign_recipient", id="camp-1", contactId="maria-garcia")
    assert (await ask("list_campaign_recipients", id="camp-1", contactId="maria-garcia"))["count"] == 0
    assert (await ask("add_campaign_recipients", id="camp-1", contactId="maria-garcia"))["added"] == 1


async def test_marketing_is_the_offices(ask: Ask) -> None:
    assert (await ask("list_campaigns", by=person("owen")))["count"] == 1
    for operation in ("list_campaigns", "create_campaign", "send_campaign"):
        with pytest.raises(Forbidden):
            await ask(operation, by=person("mike-a"))
    with pytest.raises(NotFound):
        await ask("get_campaign", id="camp-1", by=person("lk-nora", "lakeshore"))
