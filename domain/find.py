"""Words to a record: the one meant, or a question which, or nothing by that name."""

from sqlalchemy import select

from domain.context import Context
from domain.problems import Ambiguous, Candidate, NotFound
from storage.base import Record


async def find(ctx: Context, kind: type[Record], words: str, *, field: str) -> Candidate:
    """The one record of a kind that the words mean; raises `Ambiguous` or `NotFound`."""
    rows = (await ctx.session.scalars(select(kind))).all()
    hits = [row for row in rows if any(words.lower() in heard.lower() for heard in row.heard_as())]
    candidates = [Candidate(row.id, row.heard_as()[0]) for row in hits]
    if len(candidates) == 1:
        return candidates[0]
    if candidates:
        raise Ambiguous(field, words, candidates, kind.__name__.lower())
    raise NotFound(f"I can't find {words}.", field=field)
