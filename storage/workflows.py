"""Workflows: steps that follow one another, and how far each run of them is."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Index, true
from sqlalchemy.orm import Mapped, mapped_column

from storage.approvals import Approval
from storage.base import Eye, Record, link, points_at
from storage.users import User


class Workflow(Record):
    """Steps that are calls, waits and approvals, begun by an event or by hand; the owner is who said them last."""

    __tablename__ = "workflows"
    __table_args__ = points_at(("owner_id", "users"))

    name: Mapped[str]
    trigger: Mapped[str] = mapped_column(default="manual", index=True)
    steps: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    enabled: Mapped[bool] = mapped_column(default=True)
    owner_id: Mapped[str]

    owner: Mapped[User] = link("Workflow.owner_id", "User")
    runs = None  # type: list[WorkflowRun] | None

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        return true()

    def heard_as(self) -> tuple[str, ...]:
        return (self.name, f"{self.name} workflow")


class WorkflowRun(Record):
    """One run, with the steps as they were when it began. States: running, waiting, done, failed, stopped.

    `step` is the place of the next step; `log` tells what came of those before.
    """

    __tablename__ = "workflow_runs"
    __table_args__ = (
        Index("ix_workflow_runs_account_id_workflow_id", "account_id", "workflow_id"),
        *points_at(("workflow_id", "workflows"), ("actor_id", "users"), ("approval_id", "approvals")),
    )
    beside = True

    workflow_id: Mapped[str]
    actor_id: Mapped[str]
    event: Mapped[str]
    noun: Mapped[str | None]
    record_id: Mapped[str | None]
    causes: Mapped[list[str]] = mapped_column(default=list)
    steps: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    step: Mapped[int] = mapped_column(default=0)
    status: Mapped[str] = mapped_column(default="running")
    due_at: Mapped[datetime | None]
    approval_id: Mapped[str | None] = mapped_column(index=True)
    problem: Mapped[str | None]
    log: Mapped[list[dict[str, Any]]] = mapped_column(default=list)

    workflow: Mapped[Workflow] = link("WorkflowRun.workflow_id", "Workflow")
    approval: Mapped[Approval | None] = link("WorkflowRun.approval_id", "Approval")

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        return true()
