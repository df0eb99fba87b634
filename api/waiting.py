"""Calls that wait for a person: asked for by a program that cannot ask, answered on the page within ten minutes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from domain.context import Actor
from domain.problems import NeedsConfirmation, NotFound
from domain.roles import allows
from storage.pending import PendingCall
from tools.call import Call, Outcome
from tools.perform import Desk, perform

KEPT_FOR = timedelta(minutes=10)


class WaitingRoom:
    """Keeps what waits with the account's records, so that any process can answer what another has asked."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def add(self, call: Call, question: str) -> str:
        """Let a call wait, and sweep out what nobody answered; the id to answer it by."""
        now = self._desk.clock()
        async with self._desk.database.transaction(call.actor.account_id, now=self._desk.clock) as session:
            for stale in await session.scalars(select(PendingCall).where(PendingCall.expires_at <= now)):
                await session.delete(stale)
            waiting = PendingCall(
                operation=call.operation,
                arguments=dict(call.arguments),
                question=question,
                actor_id=call.actor.id,
                asked_by=call.actor.name,
                expires_at=now + KEPT_FOR,
            )
            session.add(waiting)
        return waiting.id

    async def seen_by(self, actor: Actor) -> list[PendingCall]:
        """What this person may answer: their own, and what their role lets them do in their account."""
        open_still = select(PendingCall).where(PendingCall.expires_at > self._desk.clock()).order_by(PendingCall.id)
        async with self._desk.database.transaction(actor.account_id, eye=actor.eye, write=False) as session:
            return [each for each in await session.scalars(open_still) if self._may_answer(actor, each)]

    async def answered(self, actor: Actor, waiting_id: str, *, yes: bool) -> Outcome | None:
        """Make the call on a yes, forget it on a no; raises `NotFound` and whatever the call raises.

        Whoever says yes is who does it: as far as they may, and on the trail by their name.
        """
        waiting = await self._taken(actor, waiting_id)
        return await self._confirmed(actor, waiting) if yes else None

    async def _taken(self, actor: Actor, waiting_id: str) -> PendingCall:
        """The question, taken off the page: two answers at once find it once."""
        this = select(PendingCall).where(PendingCall.id == waiting_id, PendingCall.expires_at > self._desk.clock())
        async with self._desk.database.transaction(actor.account_id, eye=actor.eye) as session:
            waiting = await session.scalar(this.with_for_update())
            if waiting is None or not self._may_answer(actor, waiting):
                raise NotFound("That question is no longer open.")
            await session.delete(waiting)
        return waiting

    def _may_answer(self, actor: Actor, waiting: PendingCall) -> bool:
        operation = self._desk.operations.get(waiting.operation)
        return operation is not None and allows(actor.role, operation.may)

    async def _confirmed(self, actor: Actor, waiting: PendingCall) -> Outcome:
        """The door asks again; only if it still asks what the person has read is their yes an answer."""
        call = Call(waiting.operation, waiting.arguments, actor, channel="mcp")
        try:
            return await perform(self._desk, call)
        except NeedsConfirmation as asked:
            if asked.question != waiting.question:
                raise
            return await perform(self._desk, replace(call, yes=asked.token))
