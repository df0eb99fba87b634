"""The one door: every call, from every channel, passes these seven steps in one transaction.

Permit, validate, find, confirm, replay, do, record. "Done" may be said only when `perform` has returned. What its actor
may not do alone is undone again, and held for approval instead.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import structlog
from pydantic import BaseModel, ValidationError
from sqlalchemy import inspect
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from domain import approvals
from domain.companies import Companies
from domain.context import Context, Ports
from domain.events import announce
from domain.listeners import hear
from domain.notifications import tell_technicians
from domain.ports import Clock
from domain.problems import Ambiguous, Busy, Conflict, FieldError, Invalid, Malformed, Missing, NotFound
from domain.push_devices import push_out
from domain.roles import allows
from storage import replays
from storage.base import Record
from storage.database import Database
from storage.faults import DatabaseUnavailable, Unstorable
from tools import confirmation
from tools.call import Call, Outcome, canonical, dump
from tools.card import Card
from tools.cards import card_of
from tools.download import Download
from tools.finding import find_record, readdressed
from tools.holding import NeedsApproval, hold, must_be_allowed_alone
from tools.operation import Fields, Operation, Parameter, lines_of
from tools.recording import record_write
from tools.redaction import redacted
from tools.refusal import forbidden

log = structlog.get_logger()
UNSTORABLE = "One of the values is too large, or has a character that cannot be kept; say it another way."
NOT_SAVED = "The records cannot be reached just now, and nothing was saved; try again in a moment."
PERHAPS_SAVED = "The records could not be reached to the end; look whether that was saved before you try again."
CHANGED_MEANWHILE = "Somebody changed that at the same moment; look at it again and retry."


@dataclass(frozen=True, slots=True)
class Desk:
    """What performing needs: the operations, the database, the clock, the outside, and the secret for tokens."""

    operations: Mapping[str, Operation[Any, Any]] = field(repr=False)
    database: Database
    companies: Companies
    clock: Clock
    secret: bytes = field(repr=False)
    ports: Ports = field(default_factory=Ports)


async def perform(desk: Desk, call: Call) -> Outcome:
    """Carry a call out, or raise the `Problem` that says why not. Nothing is kept of a call that failed."""
    operation = permitted(desk.operations, call)
    call = redacted(operation, call)
    given = validated(operation, call.arguments)
    try:
        try:
            ctx, outcome = await _performed(desk, operation, call, given)
        except NeedsApproval as needs:
            ctx, outcome = await _performed(desk, operation, call, given, held=needs.asked)
    except (StaleDataError, IntegrityError) as clash:
        raise Conflict(CHANGED_MEANWHILE) from clash
    except Unstorable as unfit:
        raise Invalid(UNSTORABLE) from unfit
    except DatabaseUnavailable as away:
        log.warning("database_unavailable", operation=operation.name, reason=str(away), unsure=away.unsure)
        raise Busy(PERHAPS_SAVED if away.unsure else NOT_SAVED) from away
    if ctx.session.info.get("scrub"):
        await desk.database.scrub()
    for account_id in ctx.session.info.get("accounts_changed", ()):
        desk.companies.forget(account_id)
    return outcome


async def _performed(
    desk: Desk, operation: Operation[Any, Any], call: Call, given: BaseModel, held: str | None = None
) -> tuple[Context, Outcome]:
    """One try, in a transaction of its own: to carry the call out, or to hold it as what is asked for."""
    prepared = await _prepared(desk, operation, call, given)
    async with surroundings(desk, call, write=operation.effect != "read") as ctx:
        ctx.prepared = prepared
        return ctx, await _carry_out(desk, ctx, operation, call, given, held)


async def within(ctx: Context, operations: Mapping[str, Operation[Any, Any]], call: Call) -> Any:
    """Carry a call out as its own actor within what another has begun, which records what it changes with the rest."""
    operation = permitted(operations, call)
    given = validated(operation, call.arguments)
    inner = replace(ctx, actor=call.actor, channel=call.channel, agreed=True, prepared=None)
    outer_eye, ctx.session.info["eye"] = ctx.session.info["eye"], call.actor.eye
    try:
        values = await _found(inner, operation, call, given)
        if prepares := operation.options.get("prepares"):
            inner.prepared = await prepares(inner, **_arguments(operation, values, given))
        return await _done(inner, operation, values, given)
    finally:
        ctx.session.info["eye"] = outer_eye


@asynccontextmanager
async def surroundings(desk: Desk, call: Call, *, write: bool) -> AsyncIterator[Context]:
    """One transaction of the caller's account, and what else a rule may use."""
    company = await desk.companies.of(call.actor.account_id)
    async with desk.database.transaction(
        call.actor.account_id, eye=call.actor.eye, write=write, now=desk.clock
    ) as session:
        yield Context(
            session=session,
            actor=call.actor,
            company=company,
            clock=desk.clock,
            channel=call.channel,
            ports=desk.ports,
            conversation_id=call.conversation_id,
            heard=call.heard,
            near=call.near,
            causes=call.causes,
            beside=partial(desk.database.transaction, call.actor.account_id, now=desk.clock),
        )


async def _prepared(desk: Desk, operation: Operation[Any, Any], call: Call, given: BaseModel) -> Any:
    """What the operation works out before it writes, in a transaction that only reads and keeps nobody waiting.

    The question may speak of it, and a yes is bound to its `binding`. State that forbids the call is for the function
    to refuse, inside the one transaction: a call that is replayed is prepared once more, and must not fail here.
    """
    prepares = operation.options.get("prepares")
    if prepares is None:
        return None
    async with surroundings(desk, call, write=False) as ctx:
        try:
            values = await _found(ctx, operation, call, given)
        except (NotFound, Ambiguous):
            return None  # for the call itself to say, if it is not one that was made before
        return await prepares(ctx, **_arguments(operation, values, given))


async def _carry_out(
    desk: Desk, ctx: Context, operation: Operation[Any, Any], call: Call, given: BaseModel, held: str | None
) -> Outcome:
    """Steps 3 to 7; under a caller's own key, at most once.

    The key is looked up before any record is: the first call may have deleted what both name.
    """
    if call.key is None or operation.effect == "read":
        return await _answered(desk, ctx, operation, call, given, held)
    asked = {each.wire: getattr(given, each.name) for each in operation.takes if each.name in given.model_fields_set}
    key = replays.digest("key", str(call.actor.id), call.key)
    return await _once(ctx, key, _request(call, asked), lambda: _answered(desk, ctx, operation, call, given, held))


async def _answered(
    desk: Desk, ctx: Context, operation: Operation[Any, Any], call: Call, given: BaseModel, held: str | None
) -> Outcome:
    given = await readdressed(ctx, operation, given) if by_words(call) else given
    values = await _found(ctx, operation, call, given)
    arguments, records = wire_arguments(operation, given, values), _records(values)
    if operation.effect == "read":
        value = await _done(ctx, operation, values, given)
        if isinstance(value, Download):
            value.at(operation.routes[0].path, arguments)
        return Outcome(operation.name, value, arguments, records=records)
    if call.asks_first and (question := await confirmation.question(ctx, operation, values)):
        confirmation.demand(desk.secret, ctx, operation, call, question, arguments, records)
        ctx.agreed = True
    previews = operation.options.get("previews")
    if previews and previews(ctx, values):
        return Outcome(operation.name, await _done(ctx, operation, values, given), arguments, records=records)

    async def act() -> Outcome:
        if held is not None:
            value = await presented_as_itself(ctx, await hold(ctx, held, operation, arguments))
        else:
            value = await _done(ctx, operation, values, given)
            must_be_allowed_alone(ctx)
        await tell_technicians(ctx)
        await ctx.session.flush()
        await push_out(ctx)
        await hear(ctx, await announce(ctx, operation.name))
        entry = await record_write(ctx, operation, arguments, value)
        said = await approvals.held(ctx) if held is not None else None
        return Outcome(operation.name, value, arguments, entry.id, records=records, held=said)

    try:
        if call.turn is None:
            return await act()
        key = replays.digest("turn", call.conversation_id or "", call.turn, operation.name, canonical(arguments))
        return replace(await _once(ctx, key, _request(call, arguments), act), records=records)
    except Conflict as refused:
        refused.about = arguments
        raise


def _request(call: Call, arguments: Mapping[str, Any]) -> str:
    """The hash of what a call asks."""
    return replays.digest(call.operation, canonical(arguments), str(call.actor.id))


async def _once(ctx: Context, key: str, request: str, act: Callable[[], Awaitable[Outcome]]) -> Outcome:
    """Step 5: act, or give again what came of it under this key; the same key for something else is refused."""
    earlier = await replays.claim(ctx.session, key, request)
    if earlier is None:
        outcome = await act()
        kept = {"value": outcome.plain(), "arguments": outcome.arguments, "audit": outcome.audit_id}
        kept |= {"held": outcome.held} if outcome.held else {}
        await replays.settle(ctx.session, key, {"operation": outcome.operation, **kept})
        return outcome
    if earlier.request != request:
        raise Conflict("That idempotency key was used for another request; use a new key.")
    told = earlier.outcome or {}
    made = Outcome(told["operation"], told["value"], told["arguments"], told["audit"], replayed=True)
    return replace(made, held=told.get("held"))


def permitted(operations: Mapping[str, Operation[Any, Any]], call: Call) -> Operation[Any, Any]:
    """Step 1: the operation, if the role may use it; before anything reveals what exists."""
    operation = operations.get(call.operation)
    if operation is None:
        raise Malformed(f"There is no operation called {call.operation[:60]}.")
    if not allows(call.actor.role, operation.may):
        raise forbidden(call.actor.role, operation)
    return operation


def validated(operation: Operation[Any, Any], arguments: Mapping[str, Any]) -> BaseModel:
    """Step 2: the input, strictly: unknown fields are refused, unset and null differ."""
    try:
        return operation.input.model_validate(dict(arguments))
    except ValidationError as wrong:
        errors = [FieldError(".".join(str(part) for part in each["loc"]), each["msg"]) for each in wrong.errors()]
        missing = [error.field for error, each in zip(errors, wrong.errors(), strict=True) if each["type"] == "missing"]
        if missing and len(missing) == len(errors):
            raise Missing(missing) from None
        raise Invalid(f"{errors[0].field}: {errors[0].message}.", errors) from None


async def _found(ctx: Context, operation: Operation[Any, Any], call: Call, given: BaseModel) -> dict[str, Any]:
    """Step 3: each record parameter found within the account; the rest as it is."""
    return {each.name: await _meant(ctx, each, getattr(given, each.name), call) for each in operation.takes}


async def _meant(ctx: Context, parameter: Parameter, value: Any, call: Call) -> Any:
    """What a value stands for: a record for its id or words, in a line too; anything else as it is."""
    if value is None:
        return None
    if parameter.lines:
        return [await _line(ctx, parameter, place, line, call) for place, line in enumerate(value)]
    return await _find(ctx, parameter, value, call) if parameter.record else value


async def _line(ctx: Context, parameter: Parameter, place: int, given: BaseModel, call: Call) -> Fields:
    assert parameter.lines is not None
    values: dict[str, Any] = {}
    for each in parameter.lines.members:
        member = replace(each, wire=f"{parameter.wire}.{place}.{each.wire}")
        values[each.name] = await _meant(ctx, member, getattr(given, each.name), call)
    return parameter.lines.kind.model_construct(_fields_set=set(given.model_fields_set), **values)


async def _find(ctx: Context, parameter: Parameter, value: Any, call: Call) -> Any:
    if parameter.several:
        return [await find_record(ctx, parameter, each, by_words=by_words(call)) for each in value]
    return await find_record(ctx, parameter, value, by_words=by_words(call))


def by_words(call: Call) -> bool:
    """Whether records may be named by words where the call comes from; elsewhere by their ids alone."""
    return call.channel not in ("rest", "system")


async def _done(ctx: Context, operation: Operation[Any, Any], values: Mapping[str, Any], given: BaseModel) -> Any:
    """Step 6: do it, flush, and present what came of it through its card."""
    result = await operation.function(ctx, **_arguments(operation, values, given))
    if operation.effect != "read":
        await ctx.session.flush()
    return await presented(ctx, operation, result)


def _arguments(operation: Operation[Any, Any], values: Mapping[str, Any], given: BaseModel) -> dict[str, Any]:
    """The values as the operation's function takes them, groups put together."""
    arguments = {each.name: values[each.name] for each in operation.takes if each.group is None}
    for name, kind in operation.groups.items():
        mine = {each.name: values[each.name] for each in operation.takes if each.group == name}
        arguments[name] = kind.model_construct(_fields_set=given.model_fields_set & mine.keys(), **mine)
    return arguments


async def presented(ctx: Context, operation: Operation[Any, Any], result: Any) -> Any:
    """A record as its card (relations loaded), a list of records as cards, anything else as it is."""
    if isinstance(result, Record):
        assert operation.card is not None, f"{operation.name} returns a record without a card"
        return await carded(ctx, operation.card, result)
    if isinstance(result, list) and result and isinstance(result[0], Record):
        return [await carded(ctx, operation.card, each) for each in result]  # type: ignore[arg-type]
    return result


async def presented_as_itself(ctx: Context, record: Record) -> Card:
    """A record of another kind than the operation is about, as its own card."""
    card = card_of(type(record))
    assert card is not None
    await ctx.session.flush()
    return await carded(ctx, card, record)


async def carded(ctx: Context, card: type[Card], record: Record) -> Card:
    """The record's card."""
    unloaded = [name for name in card.relations() if name in inspect(record).unloaded]
    if unloaded:
        await ctx.session.refresh(record, attribute_names=unloaded)
    return card.model_validate(record)


def wire_arguments(operation: Operation[Any, Any], given: BaseModel, values: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments as on the wire, with every record as its id: what is audited, hashed and evaluated."""
    written = {
        each.wire: _written(values[each.name]) for each in operation.takes if each.name in given.model_fields_set
    }
    plain: dict[str, Any] = json.loads(dump(written))
    return plain


def _written(value: Any) -> Any:
    """A value as on the wire: a record as its id, a line as what was given of it."""
    if isinstance(value, list):
        return [_written(each) for each in value]
    if isinstance(value, Fields):
        members = lines_of(type(value)).members
        return {
            each.wire: _written(getattr(value, each.name)) for each in members if each.name in value.model_fields_set
        }
    return value.id if isinstance(value, Record) else value


def _records(values: Mapping[str, Any]) -> dict[str, Record]:
    """The records meant, by name; a line's by its place too: `lines.0.item`."""
    found: dict[str, Record] = {}
    for name, value in values.items():
        if isinstance(value, Record):
            found[name] = value
        for place, line in enumerate(value if isinstance(value, list) else ()):
            if isinstance(line, Fields):
                found |= {f"{name}.{place}.{inner}": each for inner, each in _records(line.given()).items()}
    return found
