"""Calls that stand: kept by somebody, and carried out later, as that person and with what they may do by then.

An approval, an automation rule and a workflow hold nothing else. Each call goes through the one door, once for its key,
in a transaction of its own; what came of it is told. Its arguments may have blanks for the record that set it off:
`{job.contactId}`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.context import Actor, Context
from domain.problems import Busy, FieldError, Forbidden, Invalid, Missing, NotFound, Problem
from domain.roles import Role, allows
from storage.base import Record
from storage.session import kinds
from storage.users import User
from tools.call import Call, Outcome, dump
from tools.cards import card_of
from tools.finding import by_id, find_record
from tools.operation import Operation, spoken_noun
from tools.perform import Desk, carded, perform, surroundings, validated
from tools.refusal import WHO, deed

GONE = "Whoever set this up does not work here any more; somebody else has to set it up again."
BLANK = re.compile(r"\{([a-z]\w*)\.(\w+)\}")
Operations = Mapping[str, Operation[Any, Any]]
Arguments = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ended:
    """What came of a call that stood: its outcome, or the problem that forbade it."""

    outcome: Outcome | None = None
    problem: Problem | None = None

    @property
    def done(self) -> bool:
        """Whether it was carried out."""
        return self.outcome is not None

    def told(self, now: datetime) -> str:
        """What came of it in a sentence or a few words."""
        if self.problem is not None:
            return self.problem.sentence
        value = self.outcome.value if self.outcome else None
        spoken = getattr(value, "spoken", None)
        return str(spoken(now)) if callable(spoken) else "Done."


async def carried_out(
    desk: Desk,
    account_id: str,
    owner_id: str,
    operation: str,
    arguments: Arguments,
    key: str,
    *,
    causes: tuple[str, ...] = (),
) -> Ended:
    """Carry a call out as its owner. It acts once for a key; what is refused may be tried again under it.

    `causes` are the rules whose doing it is.

    Raises `Busy` where the records cannot be reached: nothing came of it then, and it is to be tried again.
    """
    owner = await present_owner(desk, account_id, owner_id)
    if owner is None:
        return Ended(problem=Forbidden(GONE))
    try:
        return Ended(await perform(desk, Call(operation, arguments, owner, channel="system", key=key, causes=causes)))
    except Busy:
        raise
    except Problem as problem:
        return Ended(problem=problem)


async def present_owner(desk: Desk, account_id: str, owner_id: str) -> Actor | None:
    """Somebody as they are now; None if they are gone."""
    async with desk.database.transaction(account_id, write=False) as session:
        return await owner_in(session, account_id, owner_id)


async def owner_in(session: AsyncSession, account_id: str, owner_id: str) -> Actor | None:
    """The same, as a transaction sees it."""
    user = await session.scalar(select(User).where(User.id == owner_id))
    if user is None or not user.active:
        return None
    return Actor(account_id, Role(user.role), user.name, user_id=user.id, phone=user.phone)


async def facts_of(desk: Desk, account_id: str, owner_id: str, noun: str, record_id: str) -> Mapping[str, Any] | None:
    """A record's card as JSON, as far as the owner may see it: what blanks are filled from; None if it is gone."""
    owner, kind = await present_owner(desk, account_id, owner_id), record_called(noun)
    card = card_of(kind) if kind else None
    if owner is None or kind is None or card is None:
        return None
    async with surroundings(desk, Call("", {}, owner, channel="system"), write=False) as ctx:
        record = await by_id(ctx, kind, record_id)
        facts: dict[str, Any] | None = json.loads(dump(await carded(ctx, card, record))) if record else None
        return facts


def record_called(noun: str) -> type[Record] | None:
    """The kind of record that a noun names: `job`, `purchase_order`."""
    return next((kind for kind in kinds() if spoken_noun(kind.__name__).replace(" ", "_") == noun), None)


def filled(value: Any, facts: Mapping[str, Mapping[str, Any]]) -> Any:
    """Arguments with their blanks filled from facts by noun; a text that is one blank becomes the fact as it is.

    Raises `NotFound` for a blank that nothing is known for.
    """
    if isinstance(value, Mapping):
        return {name: filled(each, facts) for name, each in value.items()}
    if isinstance(value, list):
        return [filled(each, facts) for each in value]
    if not isinstance(value, str):
        return value
    if whole := BLANK.fullmatch(value):
        return _fact(whole, facts)
    return BLANK.sub(lambda blank: _words(_fact(blank, facts)), value)


def _fact(blank: re.Match[str], facts: Mapping[str, Mapping[str, Any]]) -> Any:
    value = facts.get(blank[1], {}).get(blank[2])
    if value is None:
        raise NotFound(f"Nothing is known for {blank[0]}, so this was left.")
    return value


def _words(fact: Any) -> str:
    return fact if isinstance(fact, str) else json.dumps(fact)


def must_stand(
    operations: Operations, role: Role, name: str, arguments: Arguments, *, nouns: tuple[str, ...], field: str
) -> Operation[Any, Any]:
    """The operation of a call that may be kept; raises `Invalid` with one sentence, about the field that holds it.

    Blanks may stand for facts of the nouns given; the values that have them are looked at when the call is made.
    """

    def refuse(why: str, at: str = "") -> Invalid:
        return Invalid(f"{_place(field)}: {why}", [FieldError(f"{field}{at}", why)])

    operation = operations.get(name)
    if operation is None:
        raise refuse(f"there is no operation called {name[:60]}.", ".operation")
    if operation.effect == "read" or operation.options.get("in_person"):
        raise refuse(f"{_said(operation)} is for people to do.", ".operation")
    if not allows(role, operation.may):
        raise refuse(f"{WHO.get(role, role)} may not {deed(operation.name)}.", ".operation")
    for wrong in _faults(operation, arguments, nouns):
        raise refuse(f"{wrong.field}: {wrong.message}.", f".arguments.{wrong.field}")
    return operation


async def kept(ctx: Context, named: str, arguments: Arguments, *, nouns: tuple[str, ...], field: str) -> dict[str, Any]:
    """A call as it is kept: by its operation's name, given by that or by an address, and ids for what words named.

    Raises `Invalid` for what could never be carried out by whoever says so now.
    """
    from tools.catalog import OPERATIONS

    addressed = (name for name, each in OPERATIONS.items() if named in map(str, each.routes))
    operation = must_stand(OPERATIONS, ctx.actor.role, next(addressed, named), arguments, nouns=nouns, field=field)
    found = dict(arguments)
    for each in operation.takes:
        words = found.get(each.wire)
        if each.record and isinstance(words, str) and not BLANK.search(words):
            found[each.wire] = (await find_record(ctx, each, words, by_words=ctx.channel != "rest")).id
    return {"operation": operation.name, "arguments": found}


def _faults(operation: Operation[Any, Any], arguments: Arguments, nouns: tuple[str, ...]) -> list[FieldError]:
    for path, blank in blanks(arguments):
        kind = record_called(blank[1]) if blank[1] in nouns else None
        card = card_of(kind) if kind else None
        known = {info.serialization_alias for info in card.model_fields.values()} if card else set()
        if blank[2] not in known:
            return [FieldError(path, f"nothing is known for {blank[0]}")]
    try:
        validated(operation, arguments)
    except Missing as missing:
        return [replace(each, message="must be given") for each in missing.errors]
    except Invalid as wrong:
        later = tuple(f"{path}." for path, _ in blanks(arguments))
        return [each for each in wrong.errors if not f"{each.field}.".startswith(later)]
    return []


def blanks(value: Any, path: str = "") -> list[tuple[str, re.Match[str]]]:
    """Every blank in the arguments, with the path that leads to it."""
    if isinstance(value, Mapping):
        return [each for name, inner in value.items() for each in blanks(inner, f"{path}.{name}".lstrip("."))]
    if isinstance(value, list):
        return [each for place, inner in enumerate(value) for each in blanks(inner, f"{path}.{place}")]
    return [(path, blank) for blank in BLANK.finditer(value)] if isinstance(value, str) else []


def _place(field: str) -> str:
    """A field as it is spoken of: `steps.1` → Step 2."""
    name, _, place = field.partition(".")
    noun = name.removesuffix("s").capitalize()
    return f"{noun} {int(place) + 1}" if place.isdigit() else noun


def _said(operation: Operation[Any, Any]) -> str:
    return operation.name.replace("_", " ")
