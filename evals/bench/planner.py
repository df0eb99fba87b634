"""The local planner on scripted conversations, set by set, and the recogniser that it works from on words it never saw.

`evals/cases` were written and seen while the planner was built: they guard, they don't measure. `evals/blind` were
written by people who had seen nothing of the product; the first half of each was looked at while the planner was
mended, and what is left of the other half's blindness is told in docs/recogniser.md. None of them is in the training
data. `training: held out` are the figures of the last whole training, on utterances that it was not taught.
"""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import track

from agent.callers import caller
from agent.conversation import Conversation
from agent.planner.recogniser import MODEL, OTHER_NAMES, Recogniser
from agent.planner.reflex import reflex
from agent.rails import before_planning
from agent.speech import hear, when
from evals import script
from evals.bench.measuring import Figure, percentiles, share
from evals.replay import Worlds, replayed, settings_for
from evals.script import Script

EVALS = Path(__file__).parents[1]
NOW = datetime(2026, 3, 10, 8, 30, tzinfo=ZoneInfo("America/Denver"))
SHORTLIST = 25
Figures = list[Figure]


async def measure() -> Figures:
    """Conversations, operations and values by set; recall of the recogniser; spoken times and values; size."""
    figures: Figures = []
    ranks: dict[str, list[int]] = defaultdict(list)
    reflexes: dict[str, list[bool | None]] = defaultdict(list)
    took: list[float] = []
    said: list[str] = []
    with TemporaryDirectory() as folder:
        worlds = Worlds(Path(folder), settings_for("local"))
        await worlds.make()
        for name, scripts in sets():
            told = track(scripts, name, console=Console(stderr=True), transient=True)
            results = [await replayed(worlds, each, each.runs) for each in told]
            figures += _of_conversations(name, results)
            reflexes[name.partition(",")[0]] += await _reflexes(worlds, scripts, results)
            took += [turn["ms"] for each in results for turn in each["turns"]]
            said += [turn.user for each in scripts for turn in each.turns]
            ranks[name.partition(",")[0]] += await _ranks(worlds, scripts)
    figures += percentiles("a turn, planned and done", took, "ms")
    for kind, places in ranks.items():
        figures += share(f"{kind}: operation first, of first turns", [place == 0 for place in places])
        figures += share(f"{kind}: operation among the first {SHORTLIST}", [place < SHORTLIST for place in places])
    for kind, right in reflexes.items():
        figures += share(f"{kind}: answered by reflex, of first turns", [each is not None for each in right])
        figures += share(f"{kind}: of these, rightly", [each for each in right if each is not None])
    return [*figures, *_recogniser(said), *_spoken_values(), *_held_out()]


def sets() -> Iterable[tuple[str, list[Script]]]:
    """The scripts by set, those that were written blind marked as such."""
    yield "cases (seen)", script.read([EVALS / "cases"])
    for file in sorted((EVALS / "blind").glob("*.yaml")):
        yield f"blind, {file.stem.replace('_', ' ')}", script.read([file])


def _of_conversations(name: str, results: Sequence[dict[str, Any]]) -> Figures:
    turns = [turn for each in results for turn in each["turns"]]
    values: dict[str, list[bool]] = defaultdict(list)
    for sort, right in (told for turn in turns for told in turn["understood"]):
        values[sort].append(right)
    return [
        *share(f"{name}: conversations passed", [each["passed"] for each in results]),
        Figure(f"{name}: wrong writes in {len(turns)} turns", sum(turn["wrong_writes"] for turn in turns), ""),
        *share(f"{name}: the operation that was meant ran", values.pop("operation", [])),
        *(figure for sort in sorted(values) for figure in share(f"{name}: its {sort}s right", values[sort])),
    ]


async def _ranks(worlds: Worlds, scripts: Sequence[Script]) -> list[int]:
    """At which place the recogniser has what each first turn asks for, among what its speaker may ask for."""
    installation = await worlds.fresh()
    try:
        found: list[int] = []
        for each in scripts:
            first = each.turns[0]
            if first.calls is None or len(first.calls) != 1:
                continue
            actor, company = await caller(installation, each.who, each.channel, each.account)
            offered = Conversation(installation.desk, actor, company, each.channel).operations.values()
            names = {str(route) for operation in offered for route in operation.routes}
            wanted = {expected.operation for expected in first.calls[0]}
            if not wanted & names:
                continue  # what somebody may not ask for is not offered, and is to be refused
            wanted |= {other for name in wanted for other in OTHER_NAMES.get(name, ())}
            ranked = [name for name, _ in Recogniser.load().recognise(first.user).among(names).operations]
            found.append(next((place for place, name in enumerate(ranked) if name in wanted), len(ranked)))
        return found
    finally:
        await installation.close()


async def _reflexes(worlds: Worlds, scripts: Sequence[Script], results: Sequence[dict[str, Any]]) -> list[bool | None]:
    """Whether a first turn that is answered without a model is answered rightly; None where a model would be asked."""
    installation = await worlds.fresh()
    try:
        found: list[bool | None] = []
        for each, result in zip(scripts, results, strict=True):
            actor, company = await caller(installation, each.who, each.channel, each.account)
            conversation = Conversation(installation.desk, actor, company, each.channel)
            turn = conversation.begin("first", each.turns[0].user)
            sure = installation.settings.reflex_from
            asks = before_planning(conversation, turn, Recogniser.load().recognise(turn.text)) is not None
            at_once = None if asks else await reflex(conversation, turn, sure)
            found.append(None if at_once is None else not result["turns"][0]["failures"])
        return found
    finally:
        await installation.close()


def _recogniser(texts: Sequence[str]) -> Figures:
    """How long the recogniser takes, and how large it is."""
    recogniser, took = Recogniser.load(), []
    for text in texts:
        began = time.perf_counter()
        recogniser.recognise(text)
        took.append(1000 * (time.perf_counter() - began))
    size = sum(file.stat().st_size for file in MODEL.iterdir()) / 1e6
    return [*percentiles("the recogniser alone", took, "ms"), Figure("model, on disk", size, "MB")]


def _spoken_values() -> Figures:
    """Times and values understood, on phrases of our own, which the grammars were written with."""
    times = [_reads(*row[:4]) for row in _rows("times.tsv")]
    values = [_hears(*row) for row in _rows("values.tsv")]
    return [*share("spoken times understood (own phrases)", times), *share("spoken values understood (own)", values)]


def _reads(text: str, start: str, end: str, grain: str) -> bool:
    read = when.read(text, NOW)
    return (start, end, grain) == ((read.start or "", read.end or "", read.grain) if read else ("", "", ""))


def _hears(kind: str, text: str, value: str) -> bool:
    name = {"job_number": "number", "invoice_number": "number", "name_spelled": "name"}.get(kind, kind)
    heard = getattr(hear, name)(text)
    return value == ("" if heard is None else str(heard))


def _rows(name: str) -> list[list[str]]:
    lines = (EVALS / "spoken" / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines]


def _held_out() -> Figures:
    """What the last whole training measured on utterances that it had not been taught."""
    told = json.loads((EVALS / "training" / "figures.json").read_text(encoding="utf-8"))
    operations, name = told["operations"]["all"], f"training: {told['heldOut']} held out"
    return [
        Figure(f"{name}, operation first", 100 * operations["top1"], "%"),
        Figure(f"{name}, among {SHORTLIST}", 100 * operations["top25"], "%"),
        Figure(f"{name}, spans strict F1", 100 * told["spans"]["all"]["f1"], "%"),
    ]
