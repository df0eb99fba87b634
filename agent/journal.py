"""What the agent writes down of a conversation by itself: who it was, what was said, what was done, how it ended.

Written after each turn, so that a call that breaks off is there as far as it went. Nobody is kept waiting for it, and
no conversation fails over it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from agent.conversation import Conversation
from agent.knowledge import outside
from agent.replies import done
from agent.turn import Step, Turn
from domain import call_logs
from domain.call_logs import Kind, Outcome, Told, Urgency
from domain.context import Context
from domain.ports import Writer
from domain.problems import Unavailable
from domain.reach import national
from prompts import prompt
from storage.faults import DatabaseUnavailable, Unstorable

FEW_TURNS = 2  # a shorter call is not worth a model's words
LONGEST, LONGEST_QUOTE = 600, 200
log = structlog.get_logger()


class Journal:
    """The call log of one conversation."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation
        self._began = conversation.desk.clock()
        self._sentences: dict[int, str] = {}
        self._told_of: set[str] = set()
        self._one_at_a_time = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    def keep_soon(self) -> asyncio.Task[None]:
        """Write it down without waiting for it."""
        return self._begun(self._keep())

    async def keep(self) -> None:
        """Write down the conversation as far as it has gone.

        The writing is a task of its own: whoever waits may be cancelled, a transaction must not be.
        """
        await asyncio.shield(self.keep_soon())

    async def settled(self) -> None:
        """Once what was begun is written down."""
        await asyncio.shield(asyncio.gather(*self._tasks))

    async def close(self) -> None:
        """Write down how it ended, in a model's words if a customer's call was long enough and there is a model."""
        await self.settled()
        if self._conversation.lines or self._conversation.channel == "phone":
            await asyncio.shield(self._begun(self._end()))

    def _begun(self, writing: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(writing)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _keep(self) -> None:
        async with self._one_at_a_time:
            await self._unless_away(self._write())

    async def _end(self) -> None:
        await self._keep()
        writer = self._conversation.desk.ports.writer
        if writer and outside(self._conversation) and len(self._conversation.turns) >= FEW_TURNS:
            await self._unless_away(self._resummarise(writer))

    async def _unless_away(self, writing: Coroutine[Any, Any, None]) -> None:
        try:
            await writing
        except (DatabaseUnavailable, Unstorable, SQLAlchemyError) as trouble:
            log.warning("call_not_logged", conversation=self._conversation.id, kind=type(trouble).__name__)

    async def _write(self) -> None:
        conversation = self._conversation
        told, news = self._told(), self._news()
        desk, actor = conversation.desk, conversation.actor
        async with desk.database.transaction(actor.account_id, now=desk.clock) as session:
            ctx = Context(session, actor, conversation.company, desk.clock, "system", desk.ports)
            await call_logs.keep(ctx, told)
            for urgency, text in news:
                await call_logs.tell_the_office(ctx, told, urgency, text)
        self._told_of.update(turn.id for turn in conversation.turns)

    def _news(self) -> list[tuple[Urgency, str]]:
        """What the office has to know at once, and has not been told yet."""
        turns = [turn for turn in self._conversation.turns if turn.urgency and turn.id not in self._told_of]
        return [(turn.urgency, turn.text) for turn in turns if turn.urgency]

    async def _resummarise(self, writer: Writer) -> None:
        conversation = self._conversation
        try:
            written = await writer.write(prompt("call_summary", company=conversation.company.name), self._transcript())
        except Unavailable:
            return
        if summary := written.strip()[:LONGEST]:
            async with conversation.desk.database.transaction(conversation.actor.account_id) as session:
                await call_logs.resummarise(session, conversation.id, summary)

    def _told(self) -> Told:
        conversation, actor = self._conversation, self._conversation.actor
        kind: Kind = "call" if conversation.channel == "phone" else "voice" if conversation.spoken else "chat"
        return Told(
            id=conversation.id,
            kind=kind,
            contact_id=actor.contact_id,
            user_id=actor.user_id,
            phone=actor.phone,
            began=self._began,
            until=conversation.desk.clock(),
            outcome=_outcome(conversation.turns),
            summary=self._summary(),
            transcript=self._transcript(),
            calls=[_call(step) for step in _steps(conversation.turns) if step.outcome is not None],
        )

    def _transcript(self) -> str:
        return "\n".join(f"{who}: {text}" for who, text in self._conversation.lines)

    def _summary(self) -> str:
        """What was done, in the sentences that said so; else what was asked."""
        turns = self._conversation.turns
        now = self._conversation.desk.clock().astimezone(self._conversation.company.timezone)
        said = [_urgent(turn) for turn in turns if turn.urgency or turn.put_through]
        said += [self._sentence(step, now) for step in _steps(turns) if step.wrote]
        if not said and turns:
            said = [f"Asked: “{turns[0].text[:LONGEST_QUOTE]}”"]
        return " ".join(dict.fromkeys(said))[:LONGEST] or "Nothing was said."

    def _sentence(self, step: Step, now: datetime) -> str:
        """What a step did, in the words of the moment at which it did it."""
        return self._sentences.setdefault(id(step), done(step, now))


def _steps(turns: list[Turn]) -> list[Step]:
    return [step for turn in turns for step in turn.steps]


def _urgent(turn: Turn) -> str:
    if turn.put_through:
        return f"Put through to {national(turn.put_through)}."
    what = {"emergency": "Emergency", "person": "Asked for a person"}[turn.urgency or "person"]
    return f"{what}: “{turn.text[:LONGEST_QUOTE]}”"


def _outcome(turns: list[Turn]) -> Outcome:
    """How it ended, the most pressing first."""
    urgencies, steps = {turn.urgency for turn in turns}, _steps(turns)
    if "emergency" in urgencies:
        return "emergency"
    if "person" in urgencies:
        return "unresolved"
    if any(step.wrote for step in steps) or any(turn.put_through for turn in turns):
        return "done"
    if any(step.outcome is not None for step in steps):
        return "answered"
    return "unresolved" if turns else "abandoned"


def _call(step: Step) -> dict[str, Any]:
    """A call that was made, as outsiders name it."""
    assert step.outcome is not None
    return {"operation": step.operation.key, "args": dict(step.outcome.arguments)}


def journal_of(conversation: Conversation) -> Journal:
    """The conversation's call log, begun if there is none."""
    if conversation.journal is None:
        conversation.journal = Journal(conversation)
    return conversation.journal
