"""The one-account session: the single place where isolation is kept.

A session is born with an account and never leaves it. Every statement gets the session's view: the account's rows
without the tombstones, narrower still for a technician or a customer. New rows are stamped, foreign ones refused, and
so are statements that the view cannot reach, or that would write behind the unit of work's back (so past the audit).
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NoReturn

from sqlalchemy import event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction, UOWTransaction

from storage.accounts import Account
from storage.base import Kept, Owned, Record, Table
from storage.clock import wall_clock
from storage.images import note_changes
from storage.types import new_id
from storage.view import View, above_the_accounts, kinds, view

WITH_DELETED = {"with_deleted": True}
WALL = text(
    "SELECT set_config('app.account_id', :account, true), set_config('app.platform', :platform, true),"
    " set_config('transaction_read_only', :reads, true)"
)

__all__ = ["WITH_DELETED", "AccountSession", "CrossesAccounts", "PlatformSession", "insert_into", "kinds", "whole"]


class CrossesAccounts(Exception):
    """Code tried to leave its account: always a bug, never an answer."""


class OnlyReads(Exception):
    """Code tried to write in a transaction that was opened to read: always a bug, never an answer."""


class AccountSession(Session):
    """A session that sees and writes one account alone; `info["account_id"]` is demanded at birth."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.account_id: str = self.info["account_id"]
        if not self.account_id:
            raise CrossesAccounts("a session belongs to an account")
        self.now: Callable[[], datetime] = self.info.get("now", wall_clock)

    def view(self, *, deleted: bool) -> View:
        """What this session may see."""
        return view(self.account_id, self.info.get("eye"), deleted=deleted)

    def _past_the_unit_of_work(self, *args: object, **options: object) -> NoReturn:
        raise CrossesAccounts("write through the session's records, one by one")

    bulk_save_objects = bulk_insert_mappings = bulk_update_mappings = _past_the_unit_of_work


class PlatformSession(Session):
    """A session above the accounts, over the tables of `storage/accounts.py`: it sees and writes nobody's rows."""


@event.listens_for(AccountSession, "do_orm_execute")
def _keep_within_account(state: ORMExecuteState) -> None:
    if not state.is_orm_statement or state.is_from_statement:
        raise CrossesAccounts("only statements over mapped records are kept within the account")
    if (state.is_insert or state.is_update or state.is_delete) and not state.execution_options.get("unaudited"):
        raise CrossesAccounts("write through the session's records, or say why with execution option 'unaudited'")
    if state.is_insert or state.is_column_load or any(isinstance(each, View) for each in state.statement._with_options):
        return
    session = state.session
    assert isinstance(session, AccountSession)
    mine = session.view(deleted=state.execution_options.get("with_deleted", False))
    state.statement = mine.of(state.statement)


@event.listens_for(PlatformSession, "do_orm_execute")
def _keep_above_the_accounts(state: ORMExecuteState) -> None:
    if not state.is_orm_statement or state.is_from_statement:
        raise CrossesAccounts("only statements over mapped tables are kept above the accounts")
    if not state.is_insert:
        state.statement = above_the_accounts().of(state.statement)


@event.listens_for(PlatformSession, "before_flush")
def _refuse_what_is_owned(session: PlatformSession, context: UOWTransaction, instances: object) -> None:
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, Owned):
            raise CrossesAccounts(f"a {type(row).__name__} belongs to an account")


@event.listens_for(AccountSession, "before_flush")
def _stamp_and_refuse(session: AccountSession, context: UOWTransaction, instances: object) -> None:
    if not session.info.get("write", True):
        raise OnlyReads("open the transaction with write=True")
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
    for row in (*session.new, *session.dirty):
        if isinstance(row, Kept) and type(row).__table__ is Account.__table__:
            session.info.setdefault("accounts_changed", set()).add(row.id)
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, Owned) and row.account_id != session.account_id:
            raise CrossesAccounts(f"a {type(row).__name__} belongs to another account")
    note_changes(session)


@event.listens_for(AccountSession, "after_begin")
@event.listens_for(PlatformSession, "after_begin")
def _second_wall(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    """On Postgres, row-level security holds the same line below the code."""
    if connection.dialect.name != "postgresql":
        return
    account = session.account_id if isinstance(session, AccountSession) else ""
    platform = "on" if isinstance(session, PlatformSession) else "off"
    reads = "off" if session.info.get("write", True) else "on"
    connection.execute(WALL, {"account": account, "platform": platform, "reads": reads})


def whole(session: AsyncSession) -> View:
    """The account with its tombstones, whoever looks: an option for a statement that reads rows by their ids."""
    mine = session.sync_session
    assert isinstance(mine, AccountSession)
    return view(mine.account_id, None, deleted=True)


def insert_into(session: AsyncSession, kind: type[Table]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that knows ON CONFLICT, in the dialect of the session's database."""
    return postgresql.insert(kind) if session.get_bind().dialect.name == "postgresql" else sqlite.insert(kind)
