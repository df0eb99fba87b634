"""Every area has conversations of its own: one that goes on, one ambiguous, one refused, one in slang."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from evals.replay import matched
from evals.script import Script, TurnScript, read
from tools.catalog import OPERATIONS
from tools.operation import Route

ROOT = Path(__file__).parents[2]
SCRIPTS = read([ROOT / "evals" / "cases"])
HEARD = ROOT / "tools" / "heard"  # what people say of the operations, a file an area
AREAS = {
    file.stem: {line.split("\t")[0] for line in file.read_text(encoding="utf-8").splitlines()}
    for file in sorted(HEARD.glob("*.tsv"))
}
FEWEST = 4


def kinds(script: Script) -> Iterator[str]:
    """What a conversation shows; slang is in its name, all else in its turns."""
    if len(script.turns) > 1:
        yield "goes on"
    if any(is_ambiguous(turn) for turn in script.turns):
        yield "ambiguous"
    if any(is_refused(turn) for turn in script.turns):
        yield "refused"
    if "slang" in script.id:
        yield "slang"


def is_ambiguous(turn: TurnScript) -> bool:
    """Whether several may be meant, and it is asked which."""
    asked_which = turn.reply.asks == "input" and "which" in str(turn.reply.says).lower()
    return turn.reply.asks == "choice" or asked_which


def is_refused(turn: TurnScript) -> bool:
    """Whether nothing may come of it and that is said, or kept from being said; a question is no refusal."""
    return turn.calls == [] and turn.reply.asks is None and bool(turn.reply.says or turn.reply.never)


def operations_of(script: Script) -> set[str]:
    """The operations that a conversation is about: those that it calls, and those that show what came of it."""
    called = {each.operation for turn in script.turns for any_of in [*(turn.calls or []), *turn.may] for each in any_of}
    looked = {str(route) for check in script.state for route in routes_to(check.get)}
    return called | looked


def routes_to(address: str) -> Iterator[Route]:
    """The routes that a GET of this address leads to."""
    path = urlsplit(address).path
    for operation in OPERATIONS.values():
        for route in operation.routes:
            if route.method == "GET" and matched(route.path, path) is not None:
                yield route


@pytest.mark.parametrize("area", AREAS)
def test_an_area_has_conversations_of_every_kind(area: str) -> None:
    own = [script for script in SCRIPTS if operations_of(script) & AREAS[area]]
    assert {"goes on", "ambiguous", "refused", "slang"} - {kind for script in own for kind in kinds(script)} == set()
    assert len(own) >= FEWEST
