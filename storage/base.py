"""What every row of an account has in common, and how rows point at each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import BigInteger, ColumnElement, ForeignKeyConstraint, MetaData, String, false
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column, relationship
from sqlalchemy.types import JSON

from storage.types import Money, Utc, new_id

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


@dataclass(frozen=True, slots=True)
class Eye:
    """Who looks, where they may see less than their whole account: a technician or a customer.

    A `wide` eye is the office's: it sees all but what is personal to somebody else.
    """

    user_id: str | None = None
    contact_id: str | None = None
    wide: bool = False


class Table(DeclarativeBase):
    """Any table of the database; what belongs to an account is `Owned`, and nearly always a `Record`."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Utc,
        int: BigInteger,
        Decimal: Money,
        list[str]: JSON,
        dict[str, Any]: JSON,
        list[dict[str, Any]]: JSON,
    }


class Kept(Table):
    """A row whose changes the audit keeps, so that they can be taken back."""

    __abstract__ = True
    # Columns that only follow from other rows: no part of what an undo puts back, for they follow by themselves.
    derived: ClassVar[frozenset[str]] = frozenset()
    secret: ClassVar[frozenset[str]] = frozenset()  # columns that the audit trail does not show
    # A row that only tells of a change: taken back with it, whatever its reader has done since.
    beside: ClassVar[bool] = False

    id: Mapped[str] = mapped_column(primary_key=True)

    @property
    def gone(self) -> bool:
        """Whether it is a tombstone."""
        return False


class Owned(Table):
    """A row that belongs to one account, and is seen and written by its sessions alone."""

    __abstract__ = True

    account_id: Mapped[str] = mapped_column(String, primary_key=True, sort_order=-2)


class Record(Kept, Owned):
    """A row with an id of its own: found by it within the account, and kept as a tombstone when deleted."""

    __abstract__ = True
    stream: ClassVar[str | None] = None  # the time by which "the last one" is meant, where these come one after another
    part: ClassVar[bool] = False  # a line of another record: written and taken away with it, never by itself
    passing: ClassVar[frozenset[str]] = frozenset()  # states it comes to by nobody's call: in time, or on delivery
    personal: ClassVar[bool] = False  # somebody's own: narrowed to its person for the office too

    id: Mapped[str] = mapped_column(String, primary_key=True, default=new_id, sort_order=-1)
    created_at: Mapped[datetime] = mapped_column()
    updated_at: Mapped[datetime] = mapped_column()
    deleted_at: Mapped[datetime | None] = mapped_column()
    version: Mapped[int] = mapped_column(default=1)

    @property
    def gone(self) -> bool:
        return self.deleted_at is not None

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        return {"version_id_col": cls.version}

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        """Which rows a technician or a customer may see; none, unless the record says otherwise."""
        return false()

    def heard_as(self) -> tuple[str, ...]:
        """The words people say for this record; kept as phonetic keys. Empty: not found by ear."""
        return ()


def points_at(*links: tuple[str, str]) -> tuple[ForeignKeyConstraint, ...]:
    """Foreign keys within the account: `("contact_id", "contacts")` cannot store a link that crosses accounts."""
    return tuple(
        ForeignKeyConstraint(["account_id", column], [f"{table}.account_id", f"{table}.id"]) for column, table in links
    )


def link(here: str, there: str) -> Any:
    """The record that a column points at, by `link("Job.contact_id", "Contact")`; never loaded by accident."""
    table = here.split(".", maxsplit=1)[0]
    join = f"and_({table}.account_id == {there}.account_id, foreign({here}) == {there}.id)"
    return relationship(there, primaryjoin=join, lazy="raise")
