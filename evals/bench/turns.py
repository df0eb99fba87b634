"""A typed turn, end to end: the session, the local planner, the door, the commit and the reply.

A read, a write and a message, each many times in one conversation over a SQLite file with `synchronous=FULL`.
"""

from __future__ import annotations

import time
from pathlib import Path
from tempfile import TemporaryDirectory

from agent.callers import caller
from agent.conversation import Conversation
from agent.installation import Installation
from agent.settings import Settings
from agent.typed import Typed
from domain import demo
from evals.bench.measuring import Figure, percentiles

ROUNDS = 60
SAID = {
    "typed turn, a read": ("what's job ten forty six", "what's job ten forty three"),
    "typed turn, with a write": ("make job ten fifty three high priority", "make job ten fifty three low priority"),
    "typed turn, with a message": ("text maria garcia that i am late", "text linh nguyen that i am late"),
}


async def measure() -> list[Figure]:
    """Milliseconds a turn, p50 and p99."""
    with TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder), database_url="", openai_api_key=None, openai_base_url=None)
        installation = await Installation.open(settings, demo.demo_now)
        await installation.load_demo()
        actor, company = await caller(installation, "priya@ridgeline.example", "field")
        figures: list[Figure] = []
        async with Typed(Conversation(installation.desk, actor, company), settings) as typed:
            for name, utterances in SAID.items():
                await typed.say(utterances[0])
                figures += percentiles(name, [await _timed(typed, utterances[i % 2]) for i in range(ROUNDS)], "ms")
        await installation.close()
    return figures


async def _timed(typed: Typed, said: str) -> float:
    began = time.perf_counter()
    await typed.say(said)
    return (time.perf_counter() - began) * 1000
