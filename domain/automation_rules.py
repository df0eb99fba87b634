"""Automation rules: whose they are, what sets them off, and where that ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.context import Context
from domain.outbox import begin_work
from domain.problems import Conflict
from storage.automation_rules import AutomationRule, AutomationRun
from storage.events import Event
from storage.session import whole

WORK = "carry_out_rule"
DEEPEST = 3
LOGGED_FOR = timedelta(days=90)
RUNS_SHOWN = 20
DOING = frozenset({"trigger", "conditions", "actions", "delay_seconds"})
TOO_DEEP = "Rules had set each other off three times over by then, so it was left."
ITSELF = "It would have set itself off, so it was left."
UNAUDITED = {"unaudited": "the log of runs tells of what the audit keeps"}
Ending = Literal["done", "failed", "skipped", "stopped"]


def add_rule(ctx: Context, facts: Mapping[str, Any]) -> AutomationRule:
    """A new rule, its author's."""
    rule = AutomationRule(**{"conditions": [], "actions": [], "delay_seconds": 0, "enabled": True, **facts})
    rule.owner_id = _author(ctx)
    ctx.session.add(rule)
    return rule


def change_rule(ctx: Context, rule: AutomationRule, facts: Mapping[str, Any]) -> AutomationRule:
    """Change what is given; whoever changes what a rule does has it done in their own name from then on."""
    for name, value in facts.items():
        setattr(rule, name, value)
    if DOING & facts.keys():
        rule.owner_id = _author(ctx)
    return rule


def _author(ctx: Context) -> str:
    if ctx.actor.user_id is None:
        raise Conflict("A rule is done in somebody's name; sign in as one of the staff.")
    return ctx.actor.user_id


async def set_off(ctx: Context, events: Sequence[Event]) -> None:
    """Have the rules carried out that wait for what has happened; each once for an event."""
    names = {event.name for event in events}
    waiting = select(AutomationRule).where(AutomationRule.trigger.in_(names), AutomationRule.enabled)
    live = waiting.where(AutomationRule.deleted_at.is_(None)).order_by(AutomationRule.id)
    rules = list(await ctx.session.scalars(live.options(whole(ctx.session))))
    for event in events if rules else ():
        for rule in rules:
            if rule.trigger == event.name:
                _begin(ctx, rule, event)


def _begin(ctx: Context, rule: AutomationRule, event: Event) -> None:
    if rule.id in event.causes or len(event.causes) >= DEEPEST:
        why = ITSELF if rule.id in event.causes else TOO_DEEP
        ctx.session.add(run_of(rule.id, told_of(event), "stopped", ctx.now(), problem=why))
        return
    told = {"account": ctx.company.id, "rule": rule.id, **told_of(event)}
    begin_work(ctx, WORK, told, event, not_before=ctx.now() + timedelta(seconds=rule.delay_seconds))


async def last_runs(ctx: Context, rule: AutomationRule) -> list[AutomationRun]:
    """What came of a rule lately, the newest first."""
    runs = select(AutomationRun).where(AutomationRun.rule_id == rule.id)
    newest = runs.order_by(AutomationRun.at.desc(), AutomationRun.id.desc()).limit(RUNS_SHOWN)
    return list(await ctx.session.scalars(newest))


async def log_run(session: AsyncSession, run: AutomationRun) -> None:
    """Keep a run in the log, and sweep out what is long past."""
    session.add(run)
    stale = delete(AutomationRun).where(AutomationRun.rule_id == run.rule_id, AutomationRun.at < run.at - LOGGED_FOR)
    await session.execute(stale, execution_options=UNAUDITED)


def told_of(event: Event) -> dict[str, str]:
    """An event as lasting work is told of it, which may outlive it."""
    return {
        "event": event.id,
        "name": event.name,
        "type": event.record_type,
        "record": event.record_id,
        "causes": " ".join(event.causes),
    }


def run_of(
    rule_id: str,
    told: Mapping[str, str],
    status: Ending,
    at: datetime,
    *,
    problem: str | None = None,
    actions: Sequence[Mapping[str, Any]] = (),
) -> AutomationRun:
    """One line of a rule's log."""
    return AutomationRun(
        rule_id=rule_id,
        event_id=told["event"],
        event=told["name"],
        record_type=told["type"],
        record_id=told["record"],
        at=at,
        status=status,
        problem=problem,
        actions=[dict(each) for each in actions],
    )
