"""The terminal: a typed conversation with somebody of this installation."""

from __future__ import annotations

import asyncio
import sys
from threading import Thread

from rich.console import Console

from agent.callers import caller
from agent.conversation import Conversation
from agent.installation import Installation
from agent.settings import Settings
from agent.turn import Step
from agent.typed import Typed
from domain.problems import Problem


async def talk(settings: Settings, who: str, channel: str) -> None:
    """Read lines and answer them until the input ends."""
    console = Console(highlight=False)
    installation = await Installation.for_somebody(settings)
    try:
        actor, company = await caller(installation, who, channel)
        conversation = Conversation(installation.desk, actor, company, channel)
        conversation.watchers.append(lambda step: _show(console, step))
        console.print(f"[dim]{company.name}. You are {actor.name or 'a caller'} ({actor.role}). Ctrl-D ends.[/]")
        async with installation.delivering(), Typed(conversation, settings) as typed:
            await _converse(console, typed)
    finally:
        await installation.close()


async def _converse(console: Console, typed: Typed) -> None:
    while True:
        line = await _next_line()
        if line is None:
            console.print()
            return
        if not line.strip():
            continue
        try:
            answered = await typed.say(line)
        except Problem as problem:
            console.print(f"[red]{problem.sentence}[/]")
            continue
        console.print(f"[bold cyan]{answered.reply}[/]")


async def _next_line() -> str | None:
    """Read in a thread that nobody waits for in the end: Ctrl-C would have to wait for the line."""
    loop = asyncio.get_running_loop()
    read: asyncio.Future[str | None] = loop.create_future()

    def settle(line: str | None) -> None:
        if not read.done():
            read.set_result(line)

    Thread(target=lambda: loop.call_soon_threadsafe(settle, _line()), daemon=True).start()
    return await read


def _line() -> str | None:
    try:
        return input("› " if sys.stdin.isatty() else "")
    except EOFError:
        return None


def _show(console: Console, step: Step) -> None:
    if step.outcome is not None:
        told = ", ".join(f"{name}={value}" for name, value in step.outcome.arguments.items())
        console.print(f"[dim]  {step.operation.key}  {told}[/]")
