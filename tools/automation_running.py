"""Carrying a rule out: lasting work, begun by the outbox once what set it off is saved and stays.

It looks at the rule, the record and the owner as they are by then. Every action is a call of its own under a key of its
own, so a run that is begun twice acts once; what fails is told in the log and keeps nothing else from being done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from domain.automation_rules import Ending, log_run, run_of
from domain.events import noun_of
from domain.ports import Run
from domain.problems import Problem
from storage.automation_rules import AutomationRule, AutomationRun
from tools import triggers
from tools.cards import card_of
from tools.conditions import Condition, holds
from tools.perform import Desk
from tools.standing import GONE, carried_out, facts_of, filled, present_owner

Told = Mapping[str, str]
Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Result:
    """How a run ended, and what came of each action."""

    status: Ending
    problem: str | None = None
    actions: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class Running:
    """What carrying rules out needs."""

    desk: Desk

    async def work(self, run: Run, told: Told) -> None:
        """Carry a rule out for one event."""

        async def once() -> None:
            await self.carry_out(told)

        await run.step("carry out", once)

    async def carry_out(self, told: Told) -> None:
        """The same at once; does nothing for a rule that is off or gone, or was carried out for this event before."""
        rule = await self._due(told)
        if rule is None:
            return
        result = await self._result(rule, told)
        async with self.desk.database.transaction(told["account"], now=self.desk.clock) as session:
            now, actions = self.desk.clock(), result.actions
            await log_run(session, run_of(rule.id, told, result.status, now, problem=result.problem, actions=actions))

    async def _due(self, told: Told) -> AutomationRule | None:
        wanted = select(AutomationRule).where(AutomationRule.id == told["rule"], AutomationRule.enabled)
        before = select(AutomationRun.id).where(
            AutomationRun.rule_id == told["rule"], AutomationRun.event_id == told["event"]
        )
        async with self.desk.database.transaction(told["account"], write=False) as session:
            done: str | None = await session.scalar(before)
            rule: AutomationRule | None = await session.scalar(wanted)
        return None if done else rule

    async def _result(self, rule: AutomationRule, told: Told) -> Result:
        kind = triggers.triggers().get(told["name"])
        card = card_of(kind) if kind else None
        if kind is None or card is None or await present_owner(self.desk, told["account"], rule.owner_id) is None:
            return Result("failed", GONE)
        noun = noun_of(kind)
        facts = await facts_of(self.desk, told["account"], rule.owner_id, noun, told["record"])
        if facts is None:
            return Result("failed", f"The {noun.replace('_', ' ')} is gone, or the rule's owner may not see it.")
        conditions = [Condition.model_validate(each) for each in rule.conditions]
        if unmet := next((each for each in conditions if not holds(card, each, facts)), None):
            return Result("skipped", f"It does not hold that its {unmet.said()}.")
        deeds = [await self._done(rule, told, place, {noun: facts}) for place in range(len(rule.actions))]
        return Result("done" if all(each["done"] for each in deeds) else "failed", actions=deeds)

    async def _done(self, rule: AutomationRule, told: Told, place: int, facts: Mapping[str, Facts]) -> dict[str, Any]:
        """What came of one action."""
        action, causes = rule.actions[place], (*told["causes"].split(), rule.id)
        deed = {"operation": action["operation"], "done": False}
        try:
            arguments = filled(action["arguments"], facts)
        except Problem as problem:
            return {**deed, "told": problem.sentence}
        ended = await carried_out(
            self.desk,
            told["account"],
            rule.owner_id,
            action["operation"],
            arguments,
            f"{told['event']} {rule.id} {place}",
            causes=causes,
        )
        return {**deed, "done": ended.done, "told": ended.told(self.desk.clock())}
