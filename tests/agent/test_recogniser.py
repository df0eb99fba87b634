"""The recogniser as it ships: what it hears in sentences that none of its examples holds."""

from __future__ import annotations

import pytest

from agent.planner.recogniser import Recogniser, Recognition
from agent.shortlist import shortlist

JOB_STATUS, TECH_STATUS = "PATCH /api/jobs/{id}/status", "PATCH /api/tech/jobs/{id}/status"


def hear(text: str, said_before: str | None = None) -> Recognition:
    return Recogniser.load().recognise(text, said_before)


@pytest.mark.parametrize(
    ("text", "operation"),
    [
        ("Could you hand the panel upgrade over to Tasha?", "PATCH /api/jobs/{id}/assign"),
        ("put three capacitors on this job", "POST /api/job-materials"),
        ("text Wei Zhang that we're stuck in traffic", "POST /api/send-message"),
        ("which customers do we have out in Golden", "GET /api/contacts"),
        ("what parts are we running short of", "GET /api/inventory"),
        ("punch me in", "POST /api/time-entries"),
        ("throw away job ten fifty one, it's a duplicate", "DELETE /api/jobs/{id}"),
        ("who was it that changed Bob's address", "GET /api/audit"),
    ],
)
def test_the_operation_meant_is_ranked_first(text: str, operation: str) -> None:
    assert hear(text).among([operation, *dict(hear(text).operations)]).operations[0][0] == operation


def test_aliases_share_one_entry_under_the_name_that_is_allowed() -> None:
    heard = hear("okay i'm all finished up at the church")
    first = heard.operations[0]
    assert first[0] in {JOB_STATUS, TECH_STATUS}
    assert {JOB_STATUS, TECH_STATUS} - {first[0]} == {JOB_STATUS, TECH_STATUS} - set(dict(heard.operations))
    for allowed in (JOB_STATUS, TECH_STATUS):
        assert heard.among([allowed, "GET /api/users"]).operations[0][0] == allowed


def test_the_share_says_when_something_that_is_not_allowed_was_meant() -> None:
    heard = hear("void invoice two thousand five")
    assert heard.among(["PATCH /api/invoices/{id}"]).share > 0.5
    restricted = heard.among(["GET /api/jobs", "DELETE /api/jobs/{id}"])
    assert restricted.share < 0.2
    assert sum(p for _, p in restricted.operations) == pytest.approx(1)
    assert heard.among([]).operations == ()


@pytest.mark.parametrize(
    ("said_before", "text", "act"),
    [
        ("Delete job 1040, the furnace tune-up, for good?", "no", "deny"),
        ("Anything else?", "no", "goodbye"),
        ("Delete job 1040, the furnace tune-up, for good?", "yep, go on", "affirm"),
        ("Which Mike: Alvarez or O'Brien?", "the first one", "choose"),
        ("Marked job 1042 complete.", "oh no, undo that", "undo"),
        ("Move it to Friday at two?", "no, make it Thursday", "correct"),
        (None, "i can smell gas in the basement", "emergency"),
        (None, "what is the tallest mountain in the world", "out_of_scope"),
        ("Delete job 1040, the furnace tune-up, for good?", "who's working on Saturday", "request"),
    ],
)
def test_the_act_is_read_in_the_light_of_what_the_agent_had_said(said_before: str | None, text: str, act: str) -> None:
    assert hear(text, said_before).acts[0][0] == act


def test_small_talk_is_not_confidently_an_operation() -> None:
    assert hear("so how was your weekend").operations[0][1] < 0.5


def test_spans_stand_where_they_say_in_the_text_as_given() -> None:
    text = "Okay, text Maria Garcia: I'm ten minutes away!"
    spans = hear(text).spans
    assert all(text[span.start : span.end] == span.text for span in spans)
    assert {"Maria Garcia", "I'm ten minutes away"} <= {span.text for span in spans}


def test_a_further_request_is_heard_to_begin() -> None:
    text = "mark ten forty two done and text maria that we're finished"
    assert hear(text).breaks == (text.index("and text"),)
    assert hear("mark ten forty two done").breaks == ()


@pytest.mark.parametrize("text", ["", "   ", "?!", "🙂", "a" * 5000, "no " * 2000])
def test_any_text_at_all_has_an_answer(text: str) -> None:
    assert sum(p for _, p in hear(text, text).operations) == pytest.approx(1, abs=1e-3)


def test_the_shortlist_is_of_what_is_allowed_likeliest_first() -> None:
    heard = hear("what's on for tomorrow")
    allowed = set(dict(heard.operations)) - {heard.operations[0][0]}
    listed = shortlist(heard, allowed, limit=7)
    assert listed == [name for name, _ in heard.operations if name in allowed][:7]
