"""The trail: what an entry is about, in the words people use for it."""

from __future__ import annotations

import re

from sqlalchemy import inspect, select

from domain.context import Context
from domain.find import find
from domain.problems import Problem
from storage.base import Record
from storage.session import WITH_DELETED, kinds

BY_NAME = ("contacts", "users", "jobs")


def kind_said(words: str) -> type[Record] | None:
    """The kind of record that words name, in one or many: "job", "jobs", "schedule block", "contactTag"."""
    wanted = _bare(words)
    return next((kind for kind in kinds() if wanted in _names(kind)), None)


def _names(kind: type[Record]) -> set[str]:
    names = {_bare(kind.__tablename__), _bare(kind.__name__)}
    return names | {f"{name}s" for name in names}


def _bare(words: str) -> str:
    return re.sub(r"[^a-z]", "", words.lower())


async def record_said(ctx: Context, words: str, kind: type[Record] | None) -> str:
    """The id of the record that words name; the words themselves where they name none, being an id already.

    Records that are deleted by now count too, by their number: who deleted it is what is asked.
    """
    asked = [kind] if kind else [each for each in kinds() if each.__tablename__ in BY_NAME]
    for each in asked:
        if found := await _named(ctx, each, words):
            return found
    return words


async def _named(ctx: Context, kind: type[Record], words: str) -> str | None:
    if words.isdigit() and "number" in inspect(kind).columns:
        numbered = select(kind.id).filter_by(number=int(words[:9]))
        found: str | None = await ctx.session.scalar(numbered.limit(1), execution_options=WITH_DELETED)
        return found
    try:
        return (await find(ctx, kind, words, field="recordId")).id
    except Problem:
        return None
