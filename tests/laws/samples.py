"""Arguments for any operation, made from its input schema alone; and a call that succeeds, found by trying."""

from __future__ import annotations

import base64
import io
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from typing import Any

from PIL import Image
from pydantic import BaseModel
from sqlalchemy import select

from domain import demo
from domain.context import Actor
from domain.problems import Conflict, Problem
from domain.roles import Role, allows
from storage.base import Record
from storage.database import Database
from tests.conftest import person
from tools.call import Call
from tools.operation import Lines, Operation, Parameter
from tools.perform import Desk, perform

Records = dict[str, list[str]]
Schema = Mapping[str, Any]
TRIES = 60
WORDS = ("Check the filter", "No hot water upstairs", "Gate code 4411", "Señora Núñez called back", "Blue van, 2 p.m.")
NAMED: Mapping[str, Sequence[Any]] = {
    "phone": ("+13035550142", "(720) 555-0143"),
    "email": ("new.person@mail.example", "billing@shop.example"),
    "to": ("+13035550142",),
    "timezone": ("America/Denver",),
    "currency": ("USD",),
    "mime": ("image/png",),
    "voice": ("v1",),
    "signature": ("Maria Garcia",),
    "sort": ("createdAt", "-createdAt"),
}
ORDERED = (("start", "end"), ("scheduledStart", "scheduledEnd"), ("dateStart", "dateEnd"), ("low", "high"))
# What somebody must have done before there is anything to take back, or to do again.
FIRST: Mapping[str, tuple[str, ...]] = {
    "undo": ("create_contact_note",),
    "redo": ("create_contact_note", "undo"),
    "pause_campaign": ("send_campaign",),
    "resume_campaign": ("pause_campaign",),
    "delete_push_device": ("register_push_device",),
}
CSV = {"data": base64.b64encode(b"Name,Phone,Tags,Gate code\nAda Price,303 555 0188,New,4411\n").decode()}
REVIEW = {"operation": "create_review_request", "arguments": {"jobId": "{job.id}"}}
RULE = {"trigger": "job.completed", "conditions": [{"field": "priority", "value": "high"}], "actions": [REVIEW]}
WORKFLOW = {"trigger": "manual", "steps": [REVIEW, {"waitSeconds": 3600}, {"approval": "More for {contact.name}"}]}
EXAMPLES: Mapping[str, Mapping[str, Any]] = {
    "create_workflow": WORKFLOW | {"enabled": True},
    "update_workflow": WORKFLOW | {"enabled": True},
    "trigger_workflow": {"jobId": "job-1042", "contactId": "maria-garcia"},
    "create_automation_rule": RULE,
    "update_automation_rule": RULE,
    "register_push_device": {"platform": "ios", "token": "a token of this test"},
    "subscribe": {"wait": 0},
    "create_review_request": {"contactId": "bob-johnson", "jobId": "job-1041"},
    "optimize_schedule": {"date": "2026-03-10", "apply": True},
    "optimize_routes": {"date": "2026-03-10", "apply": True},
    "import_contacts": {"file": CSV},
    "preview_contact_import": {"file": CSV},
    "request_schedule_change": {"action": "reschedule", "start": "2026-03-12T15:00:00-06:00"},
    "pay_customer_invoice": {"amount": "25.00"},
    "assign_job": {"id": "job-1051", "techId": "luis"},
}


@cache
def _png() -> str:
    made = io.BytesIO()
    Image.new("RGB", (8, 8), "orange").save(made, "png")
    return base64.b64encode(made.getvalue()).decode()


@cache
def schema_of(model: type[BaseModel]) -> Schema:
    """An operation's input as JSON schema."""
    return model.model_json_schema(by_alias=True)


@dataclass
class Sampler:
    """Makes arguments that fit a schema; the same seed makes the same ones."""

    random: random.Random
    records: Records

    def arguments(self, operation: Operation[Any, Any], chance: float = 0.4) -> dict[str, Any]:
        """What an operation takes: all that is required, and each of the rest by chance."""
        schema = schema_of(operation.input)
        given = self._object(schema, schema.get("$defs", {}), chance)
        return {**given, **EXAMPLES.get(operation.name, {})}

    def line(self, lines: Lines) -> dict[str, Any]:
        """One line of a list: all that it must have."""
        schema = schema_of(lines.input)
        return self._object(schema, schema.get("$defs", {}), 0.0)

    def _object(self, schema: Schema, definitions: Schema, chance: float) -> dict[str, Any]:
        required = schema.get("required", ())
        given = {
            name: self.value(each, definitions, name)
            for name, each in schema.get("properties", {}).items()
            if name in required or self.random.random() < chance
        }
        for first, second in ORDERED:
            if None not in (given.get(first), given.get(second)) and _amount(given[first]) > _amount(given[second]):
                given[first], given[second] = given[second], given[first]
        return given

    def value(self, schema: Schema, definitions: Schema, name: str = "") -> Any:
        """A value that fits; the field's name tells what the schema leaves open."""
        if "$ref" in schema:
            return self.value(definitions[schema["$ref"].rsplit("/", 1)[-1]], definitions, name)
        if "x-record" in schema:
            return self._records(schema)
        for several in ("anyOf", "oneOf"):
            if several in schema:
                kinds = [each for each in schema[several] if each.get("type") != "null"] or schema[several]
                return self.value(self.random.choice(kinds), definitions, name)
        if "allOf" in schema:
            return self.value(schema["allOf"][0], definitions, name)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return self.random.choice(schema["enum"])
        if name in NAMED:
            return self.random.choice(NAMED[name])
        if "examples" in schema:
            return self.random.choice(schema["examples"])
        return self._of_type(schema, definitions, name)

    def _of_type(self, schema: Schema, definitions: Schema, name: str) -> Any:
        match schema.get("type"):
            case "string":
                return self._text(schema)
            case "integer":
                return self._number(schema)
            case "number":
                return float(self._number(schema))
            case "boolean":
                return self.random.random() < 0.5
            case "array":
                few = range(max(schema.get("minItems", 0), self.random.randint(1, 2)))
                return [self.value(schema.get("items", {}), definitions, name) for _ in few]
            case "object":
                return self._object(schema, definitions, 0.4)
            case "null":
                return None
        return self.random.choice(WORDS)

    def _records(self, schema: Schema) -> Any:
        known = self.records.get(schema["x-record"], [])
        if any(each.get("type") == "array" for each in (schema, *schema.get("anyOf", ()))):
            return self.random.sample(known, min(len(known), max(2, schema.get("minItems", 0))))
        return self.random.choice(known) if known else "there-is-none"

    def _number(self, schema: Schema) -> int:
        low = schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)
        high = schema.get("maximum", schema.get("exclusiveMaximum", low + 20))
        return self.random.randint(int(low), int(min(high, low + 20)))

    def _text(self, schema: Schema) -> str:
        later = demo.demo_now() + timedelta(minutes=30 * self.random.randint(2, 400))
        match schema.get("format") or schema.get("contentEncoding"):
            case "date-time":
                return later.isoformat()
            case "date":
                return later.date().isoformat()
            case "time":
                return f"{later:%H:%M}"
            case "uri":
                return "https://shop.example/there"
            case "base64" | "binary":
                return _png()
        length = max(schema.get("minLength", 1), 1)
        return self.random.choice(WORDS).ljust(length, "x")[: schema.get("maxLength", 200)]


def _amount(value: Any) -> Any:
    try:
        return float(value)
    except ValueError:
        return str(value)


async def records_of(database: Database, account: str, wanted: Iterable[type[Record]], eye: Any = None) -> Records:
    """The ids of the account's records, of the kinds wanted."""
    async with database.transaction(account, eye=eye, write=False) as session:
        return {kind.__name__: list(await session.scalars(select(kind.id).order_by(kind.id))) for kind in wanted}


def actors(operation: Operation[Any, Any]) -> list[Actor]:
    """Who may do this, widest first; an operation is sampled as the first for whom it works."""
    customer = Actor("ridgeline", Role.CUSTOMER, "Maria Garcia", contact_id="maria-garcia", phone="+17205550204")
    others = [
        Actor("ridgeline", Role.CUSTOMER, "Siobhan Murphy", contact_id="siobhan-murphy", phone="+17205550211"),
        Actor("ridgeline", Role.CUSTOMER, "Robert Johnson", contact_id="bob-johnson", phone="+17205550208"),
    ]
    operator = Actor("ridgeline", Role.OPERATOR, "Olive", user_id="dana")
    everyone = [person("dana"), person("mike-a"), customer, operator, Actor("ridgeline", Role.CALLER), *others]
    return [actor for actor in everyone if allows(actor.role, operation.may)]


Scratch = Callable[[], AbstractAsyncContextManager[Desk]]


class NoExample(AssertionError):
    """No sample succeeded: the operation is broken, or needs a line in EXAMPLES."""


@dataclass
class Examples:
    """Finds for every operation a call that succeeds on the world as loaded, and remembers the seed of it."""

    operations: Mapping[str, Operation[Any, Any]] = field(repr=False)
    scratch: Scratch
    seeds: dict[str, int] = field(default_factory=dict)

    async def of(self, operation: Operation[Any, Any], desk: Desk, doing: tuple[str, ...] = ()) -> Call:
        """A call that will succeed on this desk; what it needs to be there is made first."""
        if operation.name not in self.seeds:
            self.seeds[operation.name] = await self._try(operation, doing)
        return await self._call(operation, desk, self.seeds[operation.name], doing)

    async def _try(self, operation: Operation[Any, Any], doing: tuple[str, ...]) -> int:
        last: Problem | None = None
        async with self.scratch() as desk:
            for seed in range(TRIES):
                try:
                    await perform(desk, await self._call(operation, desk, seed, doing))
                except Problem as problem:
                    last = problem
                else:
                    return seed
        raise NoExample(f"{operation.name}: no sample succeeds ({last!r}); give tests/laws/samples.py an example")

    async def _call(self, operation: Operation[Any, Any], desk: Desk, seed: int, doing: tuple[str, ...]) -> Call:
        likely = actors(operation)
        actor = likely[seed % len(likely)]
        wanted = {each.record for _, each in record_paths(operation) if each.record}
        records = await records_of(desk.database, actor.account_id, wanted, actor.eye)
        for kind in needed(operation):
            if not records[kind.__name__] and operation.name not in doing:
                records[kind.__name__] = await self._make(kind, desk, (*doing, operation.name))
        for name in FIRST.get(operation.name, ()):
            made = await self._call(self.operations[name], desk, seed, (*doing, operation.name))
            with suppress(Conflict):  # done before is done
                await perform(desk, replace(made, actor=actor))
        chance = 0.0 if seed % 2 else 0.4
        return Call(operation.name, Sampler(random.Random(seed), records).arguments(operation, chance), actor)

    async def _make(self, kind: type[Record], desk: Desk, doing: tuple[str, ...]) -> list[str]:
        """The ids of a new record of this kind, made by the first operation that makes one."""
        for operation in self.operations.values():
            if operation.returns is kind and operation.routes[0].method == "POST" and operation.name not in doing:
                outcome = await perform(desk, await self.of(operation, desk, doing))
                return [outcome.plain()["id"]]
        return []


def needed(operation: Operation[Any, Any]) -> Iterable[type[Record]]:
    """The kinds of record that must be there for the operation to be called at all."""
    demanded = [each for path, each in record_paths(operation) if each.required and _demanded(operation, path)]
    return {each.record for each in demanded if each.record}


async def line_of(parameter: Parameter, desk: Desk) -> dict[str, Any]:
    """A line that the parameter would list, of our own records."""
    assert parameter.lines is not None
    wanted = [each.record for each in parameter.lines.members if each.record]
    return Sampler(random.Random(1), await records_of(desk.database, "ridgeline", wanted)).line(parameter.lines)


def record_paths(operation: Operation[Any, Any]) -> Iterator[tuple[str, Parameter]]:
    """Every record parameter with the path that leads to it on the wire: `contactId`, `lines.0.itemId`."""
    for each in operation.takes:
        if each.record:
            yield each.wire, each
        for member in each.lines.members if each.lines else ():
            if member.record:
                yield f"{each.wire}.0.{member.wire}", member


def _demanded(operation: Operation[Any, Any], path: str) -> bool:
    first = path.split(".", maxsplit=1)[0]
    return any(each.wire == first and each.required for each in operation.takes)
