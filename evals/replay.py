"""Replays scripted conversations through the same agent session that a caller gets, each in a fresh demo world."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from rich.console import Console
from rich.progress import track

from agent.callers import caller
from agent.conversation import Conversation
from agent.installation import Installation
from agent.settings import Settings
from agent.turn import Step
from agent.typed import Answered, Typed
from domain import demo
from domain.context import Actor, Company
from domain.problems import Invalid, Problem
from domain.roles import Role
from evals import score
from evals.script import Script, StateCheck, TurnScript, read
from tools.call import Call
from tools.perform import perform

PLANNERS = ("local", "cloud")


async def evaluate(paths: list[Path], planner: str, runs: int, report: Path | None) -> int:
    """Replay everything, print the score, and answer the exit status."""
    if planner not in PLANNERS:
        raise Invalid(f"There is no planner {planner}; choose local or cloud.")
    scripts = read(paths)
    console = Console(stderr=True, highlight=False)
    with TemporaryDirectory() as folder:
        worlds = Worlds(Path(folder), settings_for(planner))
        await worlds.make()
        results = [
            await replayed(worlds, script, max(runs, script.runs))
            for script in track(scripts, "Replaying", console=console, transient=True)
        ]
        idle = [await would_pass_idle(worlds, script) for script in scripts]
    _print(console, results, sum(idle))
    if report:
        _write(report, results)
    return 0 if all(each["passed"] for each in results) else 1


def settings_for(planner: str) -> Settings:
    """The installation's settings, without the cloud unless it is asked for."""
    settings = Settings()
    if planner == "local":
        return settings.model_copy(update={"openai_api_key": None, "openai_base_url": None})
    if settings.openai_api_key is None and settings.openai_base_url is None:
        raise Invalid("The cloud planner needs OPENAI_API_KEY or OPENAI_BASE_URL.")
    return settings


class Worlds:
    """Fresh demo worlds: one is made, and every conversation gets a copy."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self._folder, self._settings, self._made = folder, settings, 0

    async def make(self) -> None:
        """Make the world that the others are copies of."""
        installation = await self._opened(self._folder / "world")
        await installation.load_demo()
        await installation.close()

    async def fresh(self) -> Installation:
        """A new world, the clock at its now."""
        self._made += 1
        folder = self._folder / str(self._made)
        shutil.copytree(self._folder / "world", folder)
        return await self._opened(folder)

    async def _opened(self, folder: Path) -> Installation:
        settings = self._settings.model_copy(update={"data": folder, "database_url": ""})
        return await Installation.open(settings, demo.demo_now)


async def replayed(worlds: Worlds, script: Script, runs: int) -> dict[str, Any]:
    """One conversation, as often as asked; it passes only if it passes each time."""
    last: dict[str, Any] = {}
    for _ in range(max(1, runs)):
        last = await _once(worlds, script)
        if not last["passed"]:
            break
    return last


async def _once(worlds: Worlds, script: Script) -> dict[str, Any]:
    installation = await worlds.fresh()
    try:
        actor, company = await caller(installation, script.who, script.channel, script.account)
        conversation = Conversation(installation.desk, actor, company, script.channel)
        async with Typed(conversation, installation.settings) as typed:
            turns = [await _turn(typed, turn) for turn in script.turns]
        wrong = await _state_failures(installation, company, script.state)
    finally:
        await installation.close()
    passed = not wrong and all(not turn["failures"] for turn in turns)
    return {"id": script.id, "passed": passed, "turns": turns, "state": wrong}


async def _turn(typed: Typed, script: TurnScript) -> dict[str, Any]:
    try:
        answered = await typed.say(script.user)
    except Problem as problem:
        answered = Answered(script.user, problem.sentence, None, (), (), 0.0)
    made = [_made(step) for step in answered.steps if step.outcome is not None]
    return {
        "user": script.user,
        "calls": [{"operation": each["names"][0], "args": each["args"]} for each in made],
        "reply": answered.reply,
        "asks": answered.asks,
        "failures": score.failures(script, made, answered.reply, answered.asks),
        "wrong_writes": score.wrong_writes(script, made),
        "understood": score.understood(script, made),
        "ms": round(answered.seconds * 1000, 1),
    }


def _made(step: Step) -> dict[str, Any]:
    assert step.outcome is not None
    operation, args = step.operation, dict(step.outcome.arguments)
    names = [str(route) for route in operation.routes]
    renamed = [pair for route in operation.routes for pair in operation.renamed_under(route).items()]
    aliases = {outer: args[inner] for inner, outer in renamed if inner in args}
    return {"names": names, "args": args, "aliases": aliases, "writes": step.wrote}


async def _state_failures(installation: Installation, company: Company, checks: Sequence[StateCheck]) -> list[str]:
    admin = Actor(company.id, Role.ADMIN, "the account's admin", user_id="the scorer")
    return [wrong for check in checks for wrong in await _state(installation, admin, check)]


async def _state(installation: Installation, admin: Actor, check: StateCheck) -> list[str]:
    try:
        found = await _get(installation, admin, check.get)
    except Problem as problem:
        if check.status == problem.status:
            return []
        return [f"GET {check.get} answers {problem.status}: {problem.sentence}"]
    wrong = []
    if check.status not in (None, 200):
        wrong.append(f"GET {check.get} answers 200 instead of {check.status}")
    if check.has is not None and not score.alike(check.has, found):
        different = {name: found.get(name) for name in check.has}
        wrong.append(f"GET {check.get} has {different} instead of {check.has}")
    if check.count is not None and found.get("count") != check.count:
        wrong.append(f"GET {check.get} counts {found.get('count')} instead of {check.count}")
    return wrong


async def _get(installation: Installation, admin: Actor, address: str) -> Any:
    """What a GET of this address answers."""
    parts = urlsplit(address)
    for operation in installation.desk.operations.values():
        for route in operation.routes:
            named = matched(route.path, parts.path) if route.method == "GET" else None
            if named is not None:
                arguments = {**named, **dict(parse_qsl(parts.query))}
                return (await perform(installation.desk, Call(operation.name, arguments, admin))).plain()
    raise Invalid(f"No operation reads {address}.")


def matched(template: str, path: str) -> dict[str, str] | None:
    """The blanks of a path template, filled from a path; None if it is another path."""
    wanted, given = template.strip("/").split("/"), path.strip("/").split("/")
    if len(wanted) != len(given):
        return None
    blanks = {w[1:-1]: g for w, g in zip(wanted, given, strict=True) if w.startswith("{")}
    return blanks if all(w == g or w.startswith("{") for w, g in zip(wanted, given, strict=True)) else None


async def would_pass_idle(worlds: Worlds, script: Script) -> bool:
    """Whether an agent that says and does nothing would pass: what the score is worth."""
    if any(score.failures(turn, [], "", None) for turn in script.turns):
        return False
    installation = await worlds.fresh()
    try:
        company = await installation.companies.of(script.account or demo.world()["accounts"][0]["id"])
        return not await _state_failures(installation, company, script.state)
    finally:
        await installation.close()


def _write(report: Path, results: Sequence[dict[str, Any]]) -> None:
    report.write_text(json.dumps(summary(results), indent=1, default=str), encoding="utf-8")


def summary(results: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The report."""
    turns = [turn for each in results for turn in each["turns"]]
    return {
        "passed": sum(each["passed"] for each in results),
        "total": len(results),
        "turns": len(turns),
        "wrong_writes": sum(turn["wrong_writes"] for turn in turns),
        "conversations": list(results),
    }


def _print(console: Console, results: Sequence[dict[str, Any]], idle: int) -> None:
    for each in results:
        if each["passed"]:
            continue
        console.print(f"[red]✗[/] {each['id']}")
        for turn in each["turns"]:
            if turn["failures"]:
                console.print(f"    “{turn['user']}”")
            for wrong in turn["failures"]:
                console.print(f"      {wrong}", markup=False)
        for wrong in each["state"]:
            console.print(f"    at the end: {wrong}", markup=False)
    told = summary(results)
    times = sorted(turn["ms"] for each in results for turn in each["turns"])
    middle = times[len(times) // 2] if times else 0
    print(
        f"{told['passed']} of {told['total']} conversations passed, {told['wrong_writes']} wrong writes in "
        f"{told['turns']} turns, {middle:.0f} ms a turn (doing nothing would pass {idle})"
    )
