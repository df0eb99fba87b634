"""The scorer and the script reader: what passes, what fails, what counts as a wrong write."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from domain.problems import Invalid
from evals import score
from evals.script import TurnScript, read

ASSIGN, UPDATE, GET = "PATCH /api/jobs/{id}/assign", "PATCH /api/jobs/{id}", "GET /api/jobs/{id}"


def turn(**written: Any) -> TurnScript:
    """A turn as a script has it."""
    return TurnScript.model_validate({"user": "something", **written})


def made(*names: str, writes: bool = True, **args: Any) -> dict[str, Any]:
    """A call that ran."""
    return {"names": list(names), "args": args, "writes": writes}


def wrong(script: TurnScript, *calls: Any, reply: str = "", asks: str | None = None) -> int:
    """How many things are wrong with a turn."""
    return len(score.failures(script, calls, reply, asks))


@pytest.mark.parametrize(
    ("expected", "actual", "alike"),
    [
        ("a", "a", True),
        ("a", "b", False),
        (None, None, True),
        (None, "a", False),
        ("189.00", "189", True),
        (2, "2.0", True),
        ("2026-03-10T10:00:00-06:00", "2026-03-10T16:00:00Z", True),
        ("2026-03-10T10:00:00-06:00", "2026-03-10T10:00:00Z", False),
        ({"near": 10, "within": 2}, 12, True),
        ({"near": 10, "within": 2}, 12.1, False),
        ({"near": 10, "within": 2}, None, False),
        ({"near": "2026-03-10T10:00:00-06:00", "within": 60}, "2026-03-10T16:01:00Z", True),
        ({"near": "2026-03-10T10:00:00-06:00", "within": 60}, "2026-03-10T16:01:01Z", False),
        ({"matches": "gate.*4411"}, "The Gate code is 4411", True),
        ({"matches": "gate.*4411"}, None, False),
        ({"a": 1}, {"a": 1, "b": 2}, True),
        ({"a": 1}, {"b": 2}, False),
        (["a", "b"], ["a", "b"], True),
        (["a", "b"], ["a"], False),
    ],
)
def test_values_are_compared_as_a_person_would(expected: Any, actual: Any, alike: bool) -> None:
    assert score.alike(expected, actual) is alike


def test_the_arguments_named_must_be_right_and_others_may_be_there() -> None:
    script = turn(calls=[{"operation": ASSIGN, "args": {"techId": "luis"}}])
    assert wrong(script, made(ASSIGN, id="job-1051", techId="luis")) == 0
    assert wrong(script, made(ASSIGN, id="job-1051", techId="tasha")) == 2
    assert wrong(script) == 1


def test_any_one_of_several_calls_will_do_and_by_any_of_its_names() -> None:
    script = turn(calls=[[{"operation": ASSIGN}, UPDATE]])
    assert wrong(script, made(UPDATE)) == 0
    assert wrong(script, made("POST /api/dispatch/assign", ASSIGN)) == 0
    assert wrong(script, made("DELETE /api/jobs/{id}")) == 2


def test_an_argument_may_go_by_its_name_under_another_address() -> None:
    script = turn(calls=[{"operation": "POST /api/dispatch/assign", "args": {"jobId": "job-1051"}}])
    call = made(ASSIGN, "POST /api/dispatch/assign", id="job-1051")
    assert wrong(script, {**call, "aliases": {"jobId": "job-1051"}}) == 0
    assert wrong(script, {**call, "aliases": {"jobId": "job-1052"}}) == 2


def test_what_was_understood_is_counted_by_the_sort_of_value() -> None:
    wanted: dict[str, Any] = {
        "techId": "luis",
        "start": "2026-03-10T10:00:00-06:00",
        "count": 2,
        "status": "done",
        "note": "gate 7",
    }
    script = turn(calls=[{"operation": ASSIGN, "args": wanted}, GET])
    understood = score.understood(script, [made(ASSIGN, **{**wanted, "count": 3, "note": "gate"})])
    assert understood == [
        *(("operation", True), ("record", True), ("time", True), ("number", False), ("word", True), ("text", False)),
        ("operation", False),
    ]


def test_every_expected_call_needs_one_of_its_own() -> None:
    script = turn(calls=[ASSIGN, ASSIGN])
    assert wrong(script, made(ASSIGN)) == 1
    assert wrong(script, made(ASSIGN), made(ASSIGN)) == 0
    assert wrong(script, made(ASSIGN), made(ASSIGN), made(ASSIGN)) == 1


def test_reads_are_free_and_writes_must_be_listed_or_allowed() -> None:
    nothing = turn(calls=[])
    assert wrong(nothing, made(GET, writes=False)) == 0
    assert wrong(nothing, made(UPDATE)) == 1
    assert score.wrong_writes(nothing, [made(UPDATE), made(GET, writes=False)]) == 1
    allowed = turn(calls=[], may=[UPDATE])
    assert wrong(allowed, made(UPDATE)) == 0
    assert score.wrong_writes(allowed, [made(UPDATE)]) == 0


def test_a_turn_that_names_no_calls_checks_none() -> None:
    assert wrong(turn(), made(UPDATE)) == 0
    assert score.wrong_writes(turn(), [made(UPDATE)]) == 0


def test_the_reply_must_say_one_of_each_never_the_forbidden_and_ask_as_told() -> None:
    script = turn(reply={"says": ["luis", ["nine", r"\b9\b"]], "never": ["sorry"], "asks": "choice"})
    assert wrong(script, reply="Luis at 9.", asks="choice") == 0
    assert wrong(script, reply="Luis at ten, sorry.", asks="input") == 3
    assert wrong(script, reply="", asks=None) == 3


def test_doing_nothing_fails_where_something_was_to_be_done_or_said() -> None:
    assert wrong(turn(calls=[ASSIGN])) == 1
    assert wrong(turn(calls=[], reply={"says": ["no"]})) == 1
    assert wrong(turn(calls=[])) == 0


def test_scripts_are_read_from_files_and_folders(tmp_path: Path) -> None:
    written = [{"id": "one", "as": "dana@ridgeline.example", "turns": [{"user": "hi", "calls": [GET]}]}]
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.yaml").write_text(yaml.safe_dump(written), encoding="utf-8")
    (script,) = read([tmp_path])
    assert (script.id, script.who, script.channel) == ("one", "dana@ridgeline.example", "field")
    assert script.turns[0].calls is not None
    assert script.turns[0].calls[0][0].operation == GET


@pytest.mark.parametrize(
    "text", ["a: b: c", "just words", "- {id: one}", "- {id: one, as: x, turns: [], more: 1}", "7", "\x00", "- 1"]
)
def test_a_broken_script_is_named(text: str, tmp_path: Path) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Invalid, match=r"broken\.yaml"):
        read([file])


def test_no_scripts_and_no_file_are_said(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="no scripts"):
        read([tmp_path])
    with pytest.raises(Invalid, match="no file"):
        read([tmp_path / "missing.yaml"])
