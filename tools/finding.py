"""Step 3: a record parameter becomes a record: by id, or over voice and MCP by words, within the account."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload

from domain.context import Context
from domain.find import find
from domain.problems import Ambiguous, NotFound
from storage.base import Record
from storage.users import User
from tools.cards import card_of
from tools.operation import Operation, Parameter, spoken_noun

SPEAKER = frozenset(("i", "me", "my", "mine", "myself"))


async def find_record(ctx: Context, parameter: Parameter, words: str, *, by_words: bool) -> Record:
    """The one record meant; raises `NotFound` or `Ambiguous`. Another account's id is as unknown as any other."""
    kind = parameter.record
    assert kind is not None
    record = await by_id(ctx, kind, words)
    if record is not None:
        return record
    if not by_words:
        raise NotFound(f"There is no {spoken_noun(kind.__name__)} {words!r} here.", field=parameter.wire)
    if kind is User and ctx.actor.user_id and words.strip().lower() in SPEAKER:
        found_id = ctx.actor.user_id
    else:
        found_id = (await find(ctx, kind, words, field=parameter.wire, near=ctx.near)).id
    again = await by_id(ctx, kind, found_id)
    if again is None:
        raise NotFound(f"There is no {spoken_noun(kind.__name__)} {words!r} here.", field=parameter.wire)
    return again


async def readdressed(ctx: Context, operation: Operation[Any, Any], given: BaseModel) -> BaseModel:
    """The input with words that name no record of one kind given to the parameter that may be meant instead.

    An estimate "for Bianca Rossi" is for a lead, if no customer is called that.
    """
    for each in operation.takes:
        words = getattr(given, each.name)
        other = next((instead for instead in operation.takes if instead.name == each.instead), None)
        if other is None or words is None or await _is_there(ctx, each, words):
            continue
        meant = getattr(given, other.name) or words
        if await _is_there(ctx, other, meant):
            given = given.model_copy(update={each.name: None, other.name: meant})
            given.model_fields_set.discard(each.name)
    return given


async def _is_there(ctx: Context, parameter: Parameter, words: str) -> bool:
    """Whether there is such a record, or several that may be meant."""
    try:
        return bool(await find_record(ctx, parameter, words, by_words=True))
    except Ambiguous:
        return True
    except NotFound:
        return False


async def by_id(ctx: Context, kind: type[Record], record_id: str) -> Record | None:
    """The record with this id, with what its card shows loaded; None if there is none to see."""
    found: Record | None = (await ctx.session.execute(_with_id(kind), {"id": record_id})).unique().scalar_one_or_none()
    return found


@cache
def _with_id(kind: type[Record]) -> Select[Any]:
    """Written once for each kind: SQLAlchemy takes longer to write a statement than SQLite to answer it."""
    card = card_of(kind)
    relations = card.relations() if card else ()
    return select(kind).where(kind.id == bindparam("id")).options(*(joinedload(getattr(kind, r)) for r in relations))
