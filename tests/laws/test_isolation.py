"""Another account's id is as unknown as any other: in every operation, for every record it takes, at every door."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domain import demo
from domain.companies import Companies
from domain.context import Ports
from domain.problems import Ambiguous, NotFound, Problem
from storage.database import Database
from tests.laws.conftest import dump
from tests.laws.samples import Examples, line_of, record_paths, records_of
from tests.laws.twin import MARK, THEIRS
from tools.call import Call
from tools.catalog import OPERATIONS
from tools.operation import Operation, Parameter, placed
from tools.perform import Desk, perform

AnyOperation = Operation[Any, Any]
TAKERS = [(each, path, taken) for each in OPERATIONS.values() for path, taken in record_paths(each)]
EVERY = pytest.mark.parametrize(
    ("operation", "path", "parameter"), TAKERS, ids=[f"{each.name}-{path}" for each, path, _ in TAKERS]
)


async def foreign_id(parameter: Parameter, desk: Desk) -> str:
    """A live record of the other account, of the kind that the parameter takes."""
    assert parameter.record is not None
    return (await records_of(desk.database, THEIRS, [parameter.record]))[parameter.record.__name__][0]


async def called_with(
    words: str, operation: AnyOperation, path: str, parameter: Parameter, desk: Desk, examples: Examples
) -> Call:
    """A call that would succeed, but for what one record parameter is given."""
    call = await examples.of(operation, desk)
    arguments = dict(call.arguments)
    list_of = path.split(".", maxsplit=1)[0]
    if "." in path and not arguments.get(list_of):
        arguments[list_of] = [await line_of(next(each for each in operation.takes if each.wire == list_of), desk)]
    return replace(call, arguments=placed(arguments, path, [words] if parameter.several else words))


@EVERY
async def test_over_rest_it_is_not_found(
    operation: AnyOperation, path: str, parameter: Parameter, desk: Desk, examples: Examples, database: Database
) -> None:
    theirs = await foreign_id(parameter, desk)
    foreign = await called_with(theirs, operation, path, parameter, desk, examples)
    unknown = await called_with("no-such-id", operation, path, parameter, desk, examples)
    before = dump(database)
    answer = await answered(desk, foreign)
    assert isinstance(answer, NotFound)
    assert answer.sentence.replace(theirs, "no-such-id") == str(await answered(desk, unknown))
    assert dump(database) == before


@pytest.fixture
async def alone(tmp_path: Path, ports: Ports, loaded_alone: Path) -> AsyncIterator[Desk]:
    """A desk over the same account in a database where the other account has nothing at all."""
    shutil.copy(loaded_alone, tmp_path / "alone.db")
    database = Database(f"sqlite:///{tmp_path / 'alone.db'}")
    yield Desk(OPERATIONS, database, Companies(database), demo.demo_now, b"a secret of this test", ports)
    await database.close()


@EVERY
async def test_where_words_are_allowed_it_is_words_like_any_other(
    operation: AnyOperation, path: str, parameter: Parameter, desk: Desk, alone: Desk, examples: Examples
) -> None:
    """The answer with the other account there equals the answer with it gone."""
    theirs = await foreign_id(parameter, desk)
    for channel in ("voice", "mcp"):
        there, gone = [
            await answered(
                each, replace(await called_with(theirs, operation, path, parameter, each, examples), channel=channel)
            )
            for each in (desk, alone)
        ]
        assert MARK not in repr(there)
        assert told(there) == told(gone)


async def answered(desk: Desk, call: Call) -> Any:
    try:
        return (await perform(desk, call)).plain()
    except Problem as problem:
        return problem


def told(answer: Any) -> tuple[Any, ...]:
    """What an answer says; of a success only that it is one, since new records have ids of their own."""
    near = answer.near if isinstance(answer, NotFound) else ()
    choices = answer.candidates if isinstance(answer, Ambiguous) else ()
    offered = [(each.label, each.detail) for each in (*near, *choices)]
    return type(answer), str(answer) if isinstance(answer, Problem) else "", offered
