"""Calls that wait for a person: asked for by a program that cannot ask, answered on the page."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace

from domain.context import Actor
from domain.problems import NeedsConfirmation, NotFound
from domain.roles import allows
from storage.types import new_id
from tools.call import Call, Outcome
from tools.perform import Desk, perform

KEPT_FOR = 10 * 60.0
MOST_KEPT = 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """A call and the exact question that somebody must answer."""

    call: Call
    question: str
    id: str = field(default_factory=new_id)
    since: float = field(default_factory=time.monotonic)


class WaitingRoom:
    """Keeps what waits, an account's apart from another's, for ten minutes."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._kept: dict[str, Waiting] = {}

    def add(self, call: Call, question: str) -> Waiting:
        """Let a call wait."""
        self._forget_old()
        waiting = Waiting(call, question)
        self._kept[waiting.id] = waiting
        return waiting

    def seen_by(self, actor: Actor) -> list[Waiting]:
        """What this person may answer: their own, and what their role lets them do in their account."""
        self._forget_old()
        return [each for each in self._kept.values() if self._may_answer(actor, each)]

    async def answered(self, actor: Actor, waiting_id: str, *, yes: bool) -> Outcome | None:
        """Carry the call out on a yes, forget it on a no; raises `NotFound` and whatever the call raises.

        The question is asked of the door again: if it has changed since, the yes was to another one.
        """
        waiting = self._kept.get(waiting_id)
        if waiting is None or not self._may_answer(actor, waiting):
            raise NotFound("That question is no longer open.")
        del self._kept[waiting_id]
        return await confirmed(self._desk, waiting) if yes else None

    def _may_answer(self, actor: Actor, waiting: Waiting) -> bool:
        if waiting.call.actor == actor:
            return True
        operation = self._desk.operations[waiting.call.operation]
        whole_account = actor.eye is None and allows(actor.role, operation.may)
        return whole_account and waiting.call.actor.account_id == actor.account_id

    def _forget_old(self) -> None:
        old = time.monotonic() - KEPT_FOR
        newest = sorted(self._kept.values(), key=lambda each: each.since)[-MOST_KEPT:]
        self._kept = {each.id: each for each in newest if each.since > old}


async def confirmed(desk: Desk, waiting: Waiting) -> Outcome:
    """Carry out what a person said yes to, if the question is still the one they read."""
    try:
        return await perform(desk, waiting.call)
    except NeedsConfirmation as asked:
        if asked.question != waiting.question:
            raise
        return await perform(desk, replace(waiting.call, yes=asked.token))
