"""The one-account session: the single place where isolation is kept.

A session is born with an account and never leaves it. Every ORM statement gets the account's criterion and the
not-deleted one; a technician's or customer's narrower view is a third. New rows are stamped, foreign ones refused,
and statements that would write behind the unit of work's back (so past the audit) are refused too.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import and_, event, text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction, UOWTransaction, with_loader_criteria
from sqlalchemy.sql.base import ExecutableOption

from storage.base import Eye, Record
from storage.images import note_changes
from storage.types import new_id

WITH_DELETED = {"with_deleted": True}


class CrossesAccounts(Exception):
    """Code tried to write a row of another account: always a bug, never an answer."""


class AccountSession(Session):
    """A session that sees and writes one account alone; `info["account_id"]` is demanded at birth."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.account_id: str = self.info["account_id"]
        self.now: Callable[[], datetime] = self.info.get("now", lambda: datetime.now(UTC))
        eye: Eye | None = self.info.get("eye")
        self.view = _criteria(self.account_id, deleted=False) + _narrower(eye)
        self.view_with_deleted = _criteria(self.account_id, deleted=True) + _narrower(eye)


@lru_cache(maxsize=4096)
def _criteria(account_id: str, *, deleted: bool) -> list[ExecutableOption]:
    if deleted:
        return [with_loader_criteria(Record, lambda row: row.account_id == account_id, include_aliases=True)]
    return [
        with_loader_criteria(
            Record, lambda row: and_(row.account_id == account_id, row.deleted_at.is_(None)), include_aliases=True
        )
    ]


@lru_cache(maxsize=4096)
def _narrower(eye: Eye | None) -> list[ExecutableOption]:
    if eye is None:
        return []
    return [with_loader_criteria(kind, kind.seen_by(eye), include_aliases=True) for kind in kinds()]


def kinds() -> list[type[Record]]:
    """Every kind of record there is."""
    return [mapper.class_ for mapper in Record.registry.mappers if issubclass(mapper.class_, Record)]


@event.listens_for(AccountSession, "do_orm_execute")
def _keep_within_account(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        if not state.execution_options.get("unaudited"):
            raise CrossesAccounts("write through the session's records, or say why with execution option 'unaudited'")
        if state.is_insert:
            return
    if state.is_column_load or state.is_relationship_load:
        return
    session = state.session
    assert isinstance(session, AccountSession)
    deleted = state.execution_options.get("with_deleted", False)
    state.statement = state.statement.options(*(session.view_with_deleted if deleted else session.view))


@event.listens_for(AccountSession, "before_flush")
def _stamp_and_refuse(session: AccountSession, context: UOWTransaction, instances: object) -> None:
    now = session.now()
    for row in session.new:
        if isinstance(row, Record):
            row.account_id = row.account_id or session.account_id
            row.id = row.id or new_id()
            row.created_at = row.created_at or now
            row.updated_at = now
    for row in session.dirty:
        if isinstance(row, Record) and session.is_modified(row):
            row.updated_at = now
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, Record) and row.account_id != session.account_id:
            raise CrossesAccounts(f"{type(row).__name__} {row.id} belongs to another account")
    note_changes(session)


@event.listens_for(AccountSession, "after_begin")
def _second_wall(session: AccountSession, transaction: SessionTransaction, connection: Connection) -> None:
    """On Postgres, row-level security holds the same line below the code."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("select set_config('app.account_id', :account, true)"), {"account": session.account_id})
