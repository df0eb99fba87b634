"""What can go wrong below the records, told apart: the database is out of reach, or a value does not fit in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

# SQLite's result codes: busy, locked, out of memory, read-only, interrupted, I/O error, corrupt, full, cannot open,
# protocol, not a database.
SQLITE_OUT_OF_REACH = frozenset({5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 26})
SQLITE_TOO_BIG = 18
# Postgres' classes of SQLSTATE: connection, authorization, no such database, rolled back, resources, not in the state
# for it (locks), operator intervention, system error.
POSTGRES_OUT_OF_REACH = frozenset({"08", "28", "3D", "40", "53", "55", "57", "58"})
POSTGRES_UNFIT = "22"


class DatabaseUnavailable(Exception):
    """The database cannot be used; the sentence says why, and `unsure` whether the change may have been kept."""

    def __init__(self, sentence: str, *, unsure: bool = False) -> None:
        super().__init__(sentence)
        self.unsure = unsure


class Unstorable(ValueError):
    """A value that no column can hold: a number beyond 64 bits, a character that the database refuses."""


@contextmanager
def told_apart(*, connecting: bool = False, committing: bool = False) -> Iterator[None]:
    """Turn what the drivers raise into `DatabaseUnavailable` or `Unstorable`; clashes and bugs pass as they are."""
    try:
        yield
    except (DBAPIError, PoolTimeout, OverflowError, UnicodeEncodeError, OSError) as problem:
        if unfit(problem):
            raise Unstorable(first_line(problem)) from problem
        if out_of_reach(problem) or (connecting and isinstance(problem, OSError)):
            raise DatabaseUnavailable(first_line(problem), unsure=committing) from problem
        raise


def out_of_reach(problem: Exception) -> bool:
    """Whether the database could not be opened, locked, read or written in time."""
    if not isinstance(problem, DBAPIError):
        return isinstance(problem, PoolTimeout)
    code = getattr(problem.orig, "sqlite_errorcode", None)
    state = getattr(problem.orig, "sqlstate", None) or ""
    return (
        problem.connection_invalidated
        or (code or 0) & 0xFF in SQLITE_OUT_OF_REACH
        or state[:2] in POSTGRES_OUT_OF_REACH
    )


def unfit(problem: Exception) -> bool:
    """Whether a value was refused for what it is."""
    if not isinstance(problem, DBAPIError):
        return isinstance(problem, OverflowError | UnicodeEncodeError)
    if getattr(problem.orig, "sqlite_errorcode", None) == SQLITE_TOO_BIG:
        return True
    refused_by_driver = isinstance(getattr(problem.orig, "__cause__", None), ValueError)
    return refused_by_driver or (getattr(problem.orig, "sqlstate", None) or "").startswith(POSTGRES_UNFIT)


def first_line(problem: BaseException) -> str:
    """What the driver said, in one line."""
    cause = getattr(problem, "orig", None) or problem
    return (str(cause).splitlines() or [type(cause).__name__])[0].rstrip(".")
