"""Statements compiled once for a program: what one engine has compiled, the next of its kind takes over.

Compiling a statement takes longer than reading by it, and SQLAlchemy keeps what is compiled by engine and dialect.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Dialect, event
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.util import LRUCache

MOST_KEPT = 1500
_dialects: dict[str, Dialect] = {}  # the first of each kind that has seen its server
_compiled: LRUCache[Any, Any] = LRUCache(MOST_KEPT)


def shared(engine: AsyncEngine) -> AsyncEngine:
    """The engine, with its statements compiled together with the others' of its kind."""
    inner = engine.sync_engine
    kind = inner.dialect.name
    inner.dialect = _dialects.get(kind, inner.dialect)
    inner.update_execution_options(compiled_cache=_compiled)

    def connected(*_: object) -> None:
        inner.dialect = _dialects.setdefault(kind, inner.dialect)

    event.listen(inner, "connect", connected)
    return engine
