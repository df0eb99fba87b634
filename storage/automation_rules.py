"""Automation rules: what is done by itself when something happens, and what came of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Record, link, points_at
from storage.users import User


class AutomationRule(Record):
    """When `trigger` happens to a record that fits the conditions, the actions are done, after a delay in seconds.

    They are done as the owner, who is whoever said last what is to be done.
    """

    __tablename__ = "automation_rules"
    __table_args__ = points_at(("owner_id", "users"))

    name: Mapped[str]
    trigger: Mapped[str] = mapped_column(index=True)
    conditions: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    actions: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    delay_seconds: Mapped[int] = mapped_column(default=0)
    enabled: Mapped[bool] = mapped_column(default=True)
    owner_id: Mapped[str] = mapped_column(index=True)

    owner: Mapped[User] = link("AutomationRule.owner_id", "User")

    runs = None  # type: list[AutomationRun] | None

    def heard_as(self) -> tuple[str, ...]:
        return (self.name,)


class AutomationRun(Record):
    """What came of a rule once. States: done, failed, skipped (a condition did not hold), stopped (too deep)."""

    __tablename__ = "automation_runs"
    __table_args__ = (
        UniqueConstraint("account_id", "rule_id", "event_id"),
        *points_at(("rule_id", "automation_rules")),
    )
    audited = False

    rule_id: Mapped[str]
    event_id: Mapped[str]
    event: Mapped[str]
    record_type: Mapped[str]
    record_id: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
    status: Mapped[str]
    problem: Mapped[str | None]
    actions: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
