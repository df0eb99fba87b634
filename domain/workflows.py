"""Workflows: what begins them, and what keeps them from going on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from domain.context import Context
from domain.outbox import begin_work
from domain.problems import Conflict
from storage.approvals import Approval
from storage.base import Record
from storage.events import Event
from storage.session import whole
from storage.types import new_id
from storage.workflows import Workflow, WorkflowRun

WORK = "run_workflow"
MANUAL = "manual"
DEEPEST = 3
RUNS_SHOWN = 20
DOING = frozenset({"trigger", "steps"})
State = Literal["running", "waiting", "done", "failed", "stopped"]
OVER: Sequence[State] = ("done", "failed", "stopped")


def add_workflow(ctx: Context, facts: Mapping[str, Any]) -> Workflow:
    """A new workflow, its author's."""
    workflow = Workflow(**{"trigger": MANUAL, "steps": [], "enabled": True, **facts}, owner_id=_author(ctx))
    ctx.session.add(workflow)
    return workflow


def change_workflow(ctx: Context, workflow: Workflow, facts: Mapping[str, Any]) -> Workflow:
    """Change what is given. Whoever says what is done has it done in their name; runs go on as they were begun."""
    for name, value in facts.items():
        setattr(workflow, name, value)
    if DOING & facts.keys():
        workflow.owner_id = _author(ctx)
    return workflow


def start(ctx: Context, workflow: Workflow, noun: str | None, record: Record | None) -> WorkflowRun:
    """Begin a workflow by hand, in the name of who begins it; raises `Conflict` for one that is off."""
    if not workflow.enabled:
        raise Conflict(f"The workflow {workflow.name} is off; turn it on first.")
    if not workflow.steps:
        raise Conflict(f"The workflow {workflow.name} has no steps yet; add some first.")
    return _begin(ctx, workflow, _author(ctx), MANUAL, noun, record.id if record else None, ctx.causes)


async def set_off(ctx: Context, events: Sequence[Event]) -> None:
    """Begin the workflows that wait for what has happened, each once for an event; none sets itself off."""
    names = {event.name for event in events}
    waiting = select(Workflow).where(Workflow.trigger.in_(names), Workflow.enabled, Workflow.deleted_at.is_(None))
    found = list(await ctx.session.scalars(waiting.order_by(Workflow.id).options(whole(ctx.session))))
    for event in events if found else ():
        for workflow in found:
            around = workflow.id in event.causes or len(event.causes) >= DEEPEST
            if workflow.trigger == event.name and workflow.steps and not around:
                noun = event.name.partition(".")[0]
                _begin(ctx, workflow, workflow.owner_id, event.name, noun, event.record_id, tuple(event.causes))


def _begin(
    ctx: Context,
    workflow: Workflow,
    actor_id: str,
    event: str,
    noun: str | None,
    record_id: str | None,
    causes: Sequence[str],
) -> WorkflowRun:
    run = WorkflowRun(
        id=new_id(),
        workflow_id=workflow.id,
        actor_id=actor_id,
        event=event,
        noun=noun,
        record_id=record_id,
        causes=[*causes, workflow.id],
        steps=list(workflow.steps),
        step=0,
        status="running",
        log=[],
    )
    ctx.session.add(run)
    begin_work(ctx, WORK, {"account": ctx.company.id, "run": run.id}, run)
    return run


async def go_on(ctx: Context, approval: Approval) -> None:
    """Have the run go on that waits for this decision, if one does."""
    waiting = select(WorkflowRun).where(WorkflowRun.approval_id == approval.id, WorkflowRun.status == "waiting")
    for run in await ctx.session.scalars(waiting):
        begin_work(ctx, WORK, {"account": ctx.company.id, "run": run.id}, run)


async def last_runs(ctx: Context, workflow: Workflow) -> list[WorkflowRun]:
    """How a workflow has run lately, the newest first."""
    runs = select(WorkflowRun).where(WorkflowRun.workflow_id == workflow.id).options(joinedload(WorkflowRun.workflow))
    newest = runs.order_by(WorkflowRun.created_at.desc(), WorkflowRun.id.desc()).limit(RUNS_SHOWN)
    return list(await ctx.session.scalars(newest))


def _author(ctx: Context) -> str:
    if ctx.actor.user_id is None:
        raise Conflict("A workflow is done in somebody's name; sign in as one of the staff.")
    return ctx.actor.user_id
