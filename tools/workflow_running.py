"""Running a workflow: lasting work, begun by the outbox, that does step after step and keeps its place in the run.

A call is made under a key of the run and its step, and only then is the place moved on, so whatever happens in between,
the call acts once. At a wait it sleeps; at an approval it ends, and the decision begins it anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import approvals
from domain.ports import Run
from domain.problems import Problem
from domain.wording import length
from domain.workflows import OVER, State
from storage.approvals import Approval
from storage.notifications import Notification
from storage.workflows import Workflow, WorkflowRun
from tools.call import Call
from tools.perform import Desk, surroundings
from tools.standing import GONE, Ended, carried_out, facts_of, filled, present_owner

Told = Mapping[str, str]
Facts = Mapping[str, Mapping[str, Any]]
OFF = "The workflow was turned off or deleted meanwhile."


@dataclass(frozen=True, slots=True)
class Running:
    """What running workflows needs."""

    desk: Desk

    async def work(self, run: Run, told: Told) -> None:
        """Do what is left of a run, up to its end or to an approval."""

        async def step() -> float | None:
            return await self.advance(told["account"], told["run"])

        while (wait := await run.step("next step", step)) is not None:
            if wait:
                await run.sleep(wait)

    async def advance(self, account: str, run_id: str) -> float | None:
        """Do the next step; the seconds until there is more to do, or None."""
        async with self.desk.database.transaction(account, write=False) as session:
            run = await session.scalar(select(WorkflowRun).where(WorkflowRun.id == run_id))
            if run is None or run.status in OVER:
                return None
            workflow: Workflow | None = await session.scalar(select(Workflow).where(Workflow.id == run.workflow_id))
        if workflow is None or not workflow.enabled:
            return await self._over(run, "stopped", OFF)
        if run.step >= len(run.steps):
            return await self._over(run, "done")
        step = run.steps[run.step]
        if step.get("waitSeconds") is not None:
            return await self._wait(run, step["waitSeconds"])
        if run.approval_id is not None:
            return await self._decided(run)
        try:
            facts = await self._facts(run)
            if step.get("approval") is not None:
                return await self._ask(run, str(filled(step["approval"], facts)))
            ended = await self._call(run, step, facts)
        except Problem as problem:
            ended = Ended(problem=problem)
        return await self._made(run, step.get("operation") or "approval", ended)

    async def _facts(self, run: WorkflowRun) -> Facts:
        """What blanks are filled from: the record that the run is about, and its customer."""
        if run.noun is None or run.record_id is None:
            return {}
        facts = await facts_of(self.desk, run.account_id, run.actor_id, run.noun, run.record_id)
        if facts is None:
            raise Problem(f"The {run.noun.replace('_', ' ')} is gone, or may not be seen by whose workflow it is.")
        contact = facts.get("contactId")
        theirs = await facts_of(self.desk, run.account_id, run.actor_id, "contact", contact) if contact else None
        return {**({"contact": theirs} if theirs else {}), run.noun: facts}

    async def _call(self, run: WorkflowRun, step: Mapping[str, Any], facts: Facts) -> Ended:
        return await carried_out(
            self.desk,
            run.account_id,
            run.actor_id,
            step["operation"],
            filled(step["arguments"], facts),
            f"workflow {run.id} {run.step}",
            causes=tuple(run.causes),
        )

    async def _made(self, run: WorkflowRun, operation: str, ended: Ended) -> float | None:
        """Write down what came of a call. One that is held has the run wait for the decision."""
        told = ended.told(self.desk.clock())
        if ended.problem is not None:
            return await self._over(run, "failed", told, operation)
        held = ended.outcome is not None and ended.outcome.held is not None
        async with self.desk.database.transaction(run.account_id, now=self.desk.clock) as session:
            here = await self._here(session, run)
            if here is not None and held and ended.outcome is not None:
                here.approval_id, here.status = ended.outcome.plain()["id"], "waiting"
            elif here is not None:
                self._past(here, operation, told)
        return 0.0

    async def _wait(self, run: WorkflowRun, seconds: int) -> float:
        """Begin to wait, wait on, or go on."""
        now = self.desk.clock()
        due = run.due_at or now + timedelta(seconds=seconds)
        async with self.desk.database.transaction(run.account_id, now=self.desk.clock) as session:
            here = await self._here(session, run)
            if here is None:
                return 0.0
            if due > now:
                here.due_at, here.status = due, "waiting"
            else:
                here.due_at, here.status = None, "running"
                self._past(here, "wait", f"Waited {length(seconds)}.")
        return max((due - now).total_seconds(), 0.0)

    async def _ask(self, run: WorkflowRun, title: str) -> float | None:
        """Ask for the approval and wait for it: both in one transaction, so that it is asked for once."""
        owner = await present_owner(self.desk, run.account_id, run.actor_id)
        if owner is None:
            return await self._over(run, "failed", GONE, "approval")
        async with surroundings(self.desk, Call("", {}, owner, channel="system"), write=True) as ctx:
            here = await self._here(ctx.session, run)
            if here is not None and here.approval_id is None:
                approval = await approvals.ask_for(ctx, title)
                here.approval_id, here.status = approval.id, "waiting"
        return None

    async def _decided(self, run: WorkflowRun) -> float | None:
        """Go on if it was approved, stop if it was rejected, else wait for the decision, which begins this anew."""
        wanted = select(Approval).where(Approval.id == run.approval_id)
        async with self.desk.database.transaction(run.account_id, now=self.desk.clock) as session:
            approval = await session.scalar(wanted)
            here = await self._here(session, run)
            if approval is not None and approval.status == "pending":
                return None
            if here is not None and approval is not None and approval.status == "approved":
                here.approval_id, here.status = None, "running"
                self._past(here, "approval", f"Approved: {approval.asked}.")
                return 0.0
        return await self._over(run, "stopped", _refused(approval), "approval")

    async def _over(
        self, run: WorkflowRun, status: State, problem: str | None = None, what: str | None = None
    ) -> float | None:
        """End the run, and tell whose it is if it did not come to its end; there is nothing more to do then."""
        async with self.desk.database.transaction(run.account_id, now=self.desk.clock) as session:
            here = await self._here(session, run)
            if here is None:
                return None
            here.status, here.problem = status, problem
            if problem is not None:
                here.log = [*here.log, self._entry(here, what or "end", problem, done=False)]
                name = await session.scalar(select(Workflow.name).where(Workflow.id == run.workflow_id))
                title = f"The workflow {name or ''} stopped at step {here.step + 1}"
                session.add(Notification(user_id=run.actor_id, title=title, body=problem, read=False))
        return None

    async def _here(self, session: AsyncSession, run: WorkflowRun) -> WorkflowRun | None:
        """The run as it is now, kept from others; None if it has gone on meanwhile."""
        locked = select(WorkflowRun).where(WorkflowRun.id == run.id).with_for_update()
        here: WorkflowRun | None = await session.scalar(locked)
        stands = here is not None and here.step == run.step and here.status not in OVER
        return here if stands else None

    def _past(self, here: WorkflowRun, what: str, told: str) -> None:
        here.log = [*here.log, self._entry(here, what, told)]
        here.step += 1

    def _entry(self, here: WorkflowRun, what: str, told: str, *, done: bool = True) -> dict[str, Any]:
        return {"step": here.step + 1, "what": what, "done": done, "told": told, "at": self.desk.clock().isoformat()}


def _refused(approval: Approval | None) -> str:
    if approval is None:
        return "The request for approval was taken back."
    return f"Rejected{f': {approval.reason}' if approval.reason else ''}."
