"""Step 4: what cannot be taken back waits for a yes to one exact question.

The token binds the question to who asked, in which conversation, for what, on which version of which rows. If
anything changes, so does the token, and the question is asked anew. No tool takes it as an argument.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime
from string import Formatter
from typing import Any, NoReturn, cast

from domain.context import Context
from domain.problems import NeedsConfirmation
from domain.wording import when
from storage.base import Record
from tools.call import Call, canonical
from tools.operation import Operation, spoken_noun

MANY = 5
VALID_FOR = 60
GONE = "that is gone"


async def question(ctx: Context, operation: Operation[Any, Any], values: Mapping[str, Any]) -> str | None:
    """The read-back, rendered from the records found, what they come to (`blanks=`) and what was prepared.

    None where no question is due.
    """
    now = ctx.now()
    told = values if ctx.prepared is None else {**values, "prepared": ctx.prepared}
    if blanks := operation.options.get("blanks"):
        told = {**told, **await blanks(ctx, values)}
    if operation.ask is not None:
        return rendered(operation.ask, told, now)
    asks_when = operation.options.get("asks_when")
    if asks_when and (asked := asks_when(told)):
        return rendered(asked, told, now)
    many = max((len(value) for value in values.values() if _are_records(value)), default=0)
    if many >= MANY:
        return f"{operation.description.rstrip('.')}: {many} {operation.noun}s at once?"
    return None


def _are_records(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, Record) for each in value)


def rendered(template: str, values: Mapping[str, Any], now: datetime) -> str:
    """A sentence with its blanks filled from the found records: `{job.number}`, `{amount}`; moments as from `now`."""
    blanks = {name: value for name, value in values.items() if value is not None}
    for value in values.values():
        if isinstance(value, Record):
            blanks.setdefault(spoken_noun(type(value).__name__).replace(" ", "_"), value)
    return Sentence(now).vformat(template, (), blanks)


class Sentence(Formatter):
    """Fills blanks from records; what hangs on a record that has been deleted since is said to be gone."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def get_field(self, field_name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[Any, str]:
        """The value of one blank, `job.contact.name`."""
        try:
            return cast(tuple[Any, str], super().get_field(field_name, args, kwargs))
        except AttributeError as lost:
            if lost.obj is not None:
                raise
            return GONE, field_name

    def format_field(self, value: Any, format_spec: str) -> str:
        """One value in words."""
        if isinstance(value, datetime) and not format_spec:
            return when(value, self._now)
        return cast(str, super().format_field(value, format_spec))


def token(
    secret: bytes,
    ctx: Context,
    operation: Operation[Any, Any],
    call: Call,
    asked: str,
    arguments: Mapping[str, Any],
    records: Mapping[str, Record],
    issued: int,
) -> str:
    """A keyed hash over everything that the yes is about."""
    versions = ",".join(f"{name}:{record.id}:{record.version}" for name, record in sorted(records.items()))
    parts = (
        ctx.actor.account_id,
        str(ctx.actor.id),
        call.conversation_id or "",
        operation.name,
        canonical(arguments),
        getattr(ctx.prepared, "binding", ""),
        versions,
        asked,
        str(issued),
    )
    return f"{issued}.{hmac.new(secret, chr(31).join(parts).encode(), hashlib.sha256).hexdigest()}"


def demand(
    secret: bytes,
    ctx: Context,
    operation: Operation[Any, Any],
    call: Call,
    asked: str,
    arguments: Mapping[str, Any],
    records: Mapping[str, Record],
) -> None:
    """Return if the call carries the yes to this very question, else raise the question."""
    now = int(ctx.clock().timestamp())

    def sign(issued: int) -> str:
        return token(secret, ctx, operation, call, asked, arguments, records, issued)

    if call.yes:
        issued = int(call.yes.split(".", 1)[0]) if call.yes.split(".", 1)[0].isdigit() else 0
        if 0 <= now - issued <= VALID_FOR and hmac.compare_digest(call.yes, sign(issued)):
            return
    _ask(asked, sign(now), arguments)


def _ask(asked: str, signed: str, about: Mapping[str, Any]) -> NoReturn:
    raise NeedsConfirmation(asked, signed, about)
