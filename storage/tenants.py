"""Tenants: the companies as the account that hosts them sees them. The same rows are accounts to themselves."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, declared_attr

from storage.accounts import Account
from storage.base import Record
from storage.clock import now


class Tenant(Record):
    """A company that is hosted here: a record of the account of whoever runs the installation.

    It is the row of the `Account` and nothing beside it, so what either side changes is what both see. What the company
    keeps belongs to the company's own account, where its host has no view.
    """

    __tablename__ = "tenants"
    __table__ = Account.__table__

    name: Mapped[str]
    timezone: Mapped[str]
    currency: Mapped[str]
    business_line: Mapped[str | None]
    settings: Mapped[dict[str, Any]]
    suspended_at: Mapped[datetime | None]
    admin_name: Mapped[str | None]
    admin_email: Mapped[str | None]
    invited_at: Mapped[datetime | None]

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        columns = Account.__table__.c
        return {"version_id_col": columns.version, "primary_key": [columns.account_id, columns.id]}

    @hybrid_property
    def status(self) -> str:
        """Whether its people may use it: active or suspended."""
        return "active" if self.suspended_at is None else "suspended"

    @status.inplace.setter
    def _set_status(self, status: str) -> None:
        self.suspended_at = (self.suspended_at or now()) if status == "suspended" else None

    @status.inplace.expression
    @classmethod
    def _status(cls) -> ColumnElement[str]:
        return case((Account.__table__.c.suspended_at.is_(None), "active"), else_="suspended")

    @property
    def tax_rate(self) -> str | None:
        """The sales tax on what it bills, as a share."""
        return self.settings.get("taxRate")

    @property
    def invite_url(self) -> str | None:
        """Where the invited admin comes in, known only where the invitation has just been made."""
        return getattr(self, "_invite_url", None)

    def invited_by(self, url: str | None) -> None:
        """Tell the link of an invitation this once."""
        self._invite_url = url

    def heard_as(self) -> tuple[str, ...]:
        return (self.name,)
