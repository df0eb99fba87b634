"""Approvals: what waits until somebody decides who may."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Index, false, true
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Eye, Record, link, points_at
from storage.users import User


class Approval(Record):
    """A request, pending until it is approved or rejected; the call that it holds is made when it is approved.

    Where no call is held, something else waits for the answer: a person, or a workflow.
    """

    __tablename__ = "approvals"
    __table_args__ = (
        Index("ix_approvals_account_id_status", "account_id", "status"),
        *points_at(("requested_by_id", "users"), ("decided_by_id", "users")),
    )

    title: Mapped[str]
    status: Mapped[str] = mapped_column(default="pending")
    requested_by_id: Mapped[str]
    requester: Mapped[str]
    decided_by_id: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    operation: Mapped[str | None]
    arguments: Mapped[dict[str, Any]] = mapped_column(default=dict)
    outcome: Mapped[str | None]

    requested_by: Mapped[User] = link("Approval.requested_by_id", "User")
    decided_by: Mapped[User | None] = link("Approval.decided_by_id", "User")

    @property
    def asked(self) -> str:
        """What is asked for, in the middle of a sentence."""
        return self.title[:1].lower() + self.title[1:]

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        return cls.requested_by_id == eye.user_id if eye.user_id and not eye.wide else true() if eye.wide else false()

    def heard_as(self) -> tuple[str, ...]:
        return (self.title, f"{self.requester.split()[0]}'s request", f"{self.requester.split()[0]} {self.title}")
