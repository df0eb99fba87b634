"""Every operation is defined once, well: its name, its words, its fields, its permission, its question."""

from __future__ import annotations

import inspect
import re
from collections import defaultdict
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from domain.problems import Invalid, NeedsConfirmation
from domain.roles import ALLOWED, DENIED, Role, allows
from tests.laws.samples import Examples
from tools.catalog import AREAS, OPERATIONS
from tools.operation import Operation
from tools.perform import Desk, perform, validated

DOORS = ("voice:use",)
HEARD = Path(__file__).parents[2] / "tools" / "heard"
EVERY = pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS.keys())
AnyOperation = Operation[Any, Any]


def test_an_operation_is_called_as_its_variable() -> None:
    for area in AREAS:
        named = {name: each for name, each in vars(area).items() if isinstance(each, Operation)}
        assert {name for name, each in named.items() if name != each.name} == set()


def test_no_two_operations_share_a_route() -> None:
    routes = [str(route) for each in OPERATIONS.values() for route in each.routes]
    assert sorted(routes) == sorted(set(routes))


@EVERY
def test_get_reads_and_nothing_else_does_unless_it_says_so(operation: AnyOperation) -> None:
    for route in operation.routes:
        if route.method == "GET":
            assert operation.effect == "read"
        elif operation.effect == "read":
            assert route.method == "POST", "only a POST may read: a preview, a draft, a suggestion"
        if route.method == "DELETE":
            assert operation.effect == "destructive"


@EVERY
def test_the_docstring_begins_with_a_sentence(operation: AnyOperation) -> None:
    assert re.fullmatch(r"[A-Z][^\n]{5,140}\.", operation.description), operation.description


@EVERY
def test_blanks_of_the_path_are_parameters(operation: AnyOperation) -> None:
    wires = {each.wire for each in operation.takes}
    for route in operation.routes:
        assert route.path.startswith("/api/")
        assert set(re.findall(r"{(\w+)}", route.path)) <= wires


@EVERY
def test_no_field_inside_ends_in_id(operation: AnyOperation) -> None:
    assert [each.name for each in operation.takes if each.name.endswith(("_id", "_ids"))] == []


@EVERY
def test_wire_names_are_camel_case_and_unique(operation: AnyOperation) -> None:
    wires = [each.wire for each in operation.takes]
    assert len(set(wires)) == len(wires)
    assert [wire for wire in wires if not re.fullmatch(r"[a-z][a-zA-Z0-9]*", wire)] == []


@EVERY
def test_unknown_fields_are_refused(operation: AnyOperation) -> None:
    with pytest.raises(Invalid) as refused:
        validated(operation, {"confirm": True})
    assert "confirm" in {error.field for error in refused.value.errors}


@EVERY
def test_somebody_may(operation: AnyOperation) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9-]*:[a-z][a-z0-9-]*", operation.may)
    assert any(allows(role, operation.may) for role in (Role.ADMIN, Role.OPERATOR, Role.CUSTOMER))


@pytest.mark.parametrize(
    ("role", "pattern"),
    [(role, pattern) for told in (ALLOWED, DENIED) for role, patterns in told.items() for pattern in patterns],
)
def test_every_pattern_of_a_role_is_about_something(role: Role, pattern: str) -> None:
    """About an operation there is, a door that is no operation, or a noun that people ask for already.

    A role's bounds are drawn before what lies beyond them is built, or nobody would think of them that day.
    """
    there = any(fnmatchcase(each.may, pattern) for each in OPERATIONS.values()) or pattern in DOORS
    noun = pattern.partition(":")[0]
    assert there or any(f"/api/{noun}" in key for key, _ in heard()), f"{role}: {pattern} matches nothing"


@EVERY
def test_somebody_says_it(operation: AnyOperation) -> None:
    assert operation.said
    assert [words for words in operation.said if not words.strip()] == []


def heard() -> list[tuple[str, str]]:
    """Every utterance that is written down, with the operation that it asks for."""
    names = {str(route): each.name for each in OPERATIONS.values() for route in each.routes}
    lines = [(each.name, words) for each in OPERATIONS.values() for words in each.said]
    for file in sorted(HEARD.glob("*.tsv")):
        for line in file.read_text(encoding="utf-8").splitlines():
            key, _, words = line.partition("\t")
            lines.append((names.get(key, key), words))
    return lines


def normalised(words: str) -> str:
    """An utterance without case, punctuation and the marks of its slots."""
    bare = re.sub(r"\[([^\]]*)\]\(\w+\)", r"\1", words).lower()
    return " ".join(re.findall(r"[a-z0-9']+", bare))


def test_no_utterance_asks_for_two_operations() -> None:
    asked: dict[str, set[str]] = defaultdict(set)
    for key, words in heard():
        asked[normalised(words)].add(key)
    assert {words: keys for words, keys in asked.items() if len(keys) > 1} == {}


@EVERY
def test_an_operation_is_a_coroutine_that_starts_with_its_context(operation: AnyOperation) -> None:
    assert inspect.iscoroutinefunction(operation.function)
    assert next(iter(inspect.signature(operation.function).parameters)) == "ctx"


@pytest.mark.parametrize("operation", [each for each in OPERATIONS.values() if each.ask], ids=lambda each: each.name)
async def test_the_question_reads_well_on_real_records(operation: AnyOperation, desk: Desk, examples: Examples) -> None:
    call = await examples.of(operation, desk)
    with pytest.raises(NeedsConfirmation) as asked:
        await perform(desk, replace(call, channel="voice"))
    question = asked.value.question
    assert question.endswith("?")
    assert not re.search(r"[{}<>]|None|[0-9a-f]{8}-[0-9a-f]{4}|\b\w+_\w+\b", question), question
