"""An operation, defined once: the typed function, and everything that is derived from its signature."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import UnionType
from typing import Annotated, Any, Generic, Literal, ParamSpec, TypeVar, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, JsonValue, create_model
from pydantic.alias_generators import to_camel
from pydantic.fields import FieldInfo

from domain.context import Context
from storage.base import Record

P = ParamSpec("P")
R = TypeVar("R")
Effect = Literal["read", "write", "destructive"]
IDENTIFIER = {"minLength": 1, "maxLength": 200}
UNSAID: dict[str, JsonValue] = {"x-unsaid": True}


class Fields(BaseModel):
    """A group of inputs that belong together, spliced into an operation's input.

    Only what was given is set (`model_fields_set`): unset and null differ.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True, extra="forbid")

    def given(self) -> dict[str, Any]:
        """What was given, by name, records as records."""
        return {name: getattr(self, name) for name in self.model_fields_set}


@dataclass(frozen=True, slots=True)
class Lines:
    """What one line of a list of `Fields` is made of: an invoice's lines, a purchase order's."""

    kind: type[Fields]
    members: tuple[Parameter, ...]
    input: type[BaseModel]


@dataclass(frozen=True, slots=True)
class Said:
    """Marks an input by the words that tell of it: `Annotated[bool | None, Said("job", "work order")]`.

    To a yes-or-no they say yes; a number that they stand beside is this input's, not another's.
    """

    phrases: tuple[str, ...]

    def __init__(self, *phrases: str) -> None:
        object.__setattr__(self, "phrases", phrases)


@dataclass(frozen=True, slots=True)
class Instead:
    """Marks a record that may be of another kind: who is no `Contact` may be the `Lead` that `lead` takes."""

    other: str


@dataclass(frozen=True, slots=True)
class Needed:
    """Marks a record that is asked for unless something else tells it: whom a message is for, if no thread is named."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One input: its name inside and on the wire, its type, and whether it names a record."""

    name: str
    wire: str
    annotation: Any
    info: FieldInfo
    record: type[Record] | None
    several: bool
    group: str | None
    in_path: bool
    lines: Lines | None = None

    @property
    def required(self) -> bool:
        """Whether a call without it is refused."""
        return self.info.is_required()

    @property
    def needed(self) -> bool:
        """Whether somebody who leaves it out means one that goes without saying."""
        return self.required or any(isinstance(mark, Needed) for mark in self._marks)

    @property
    def said(self) -> tuple[str, ...]:
        """The words that tell of it."""
        return next((mark.phrases for mark in self._marks if isinstance(mark, Said)), ())

    @property
    def instead(self) -> str | None:
        """The parameter that is meant where words name no record of this one's kind."""
        return next((mark.other for mark in self._marks if isinstance(mark, Instead)), None)

    @property
    def _marks(self) -> tuple[Any, ...]:
        return getattr(self.annotation, "__metadata__", ())

    @property
    def unsaid(self) -> bool:
        """Whether it is given by who writes the call, and never read out of what people say."""
        extra = self.info.json_schema_extra
        return isinstance(extra, dict) and bool(extra.get("x-unsaid"))


@dataclass(frozen=True, slots=True)
class Route:
    """A method and a full path whose blanks are wire names: `PATCH /api/jobs/{id}/assign`."""

    method: str
    path: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class Operation(Generic[P, R]):
    """What can be asked, whole: REST, MCP, voice, permission, question and audit all read from here."""

    function: Callable[..., Awaitable[R]]
    routes: tuple[Route, ...]
    effect: Effect
    may: str
    said: tuple[str, ...]
    ask: str | None
    done: str | None
    takes: tuple[Parameter, ...]
    returns: Any
    card: type[Any] | None
    groups: Mapping[str, type[Fields]]
    input: type[BaseModel]
    noun: str
    options: Mapping[str, Any] = field(default_factory=dict)
    renamed: str | None = None

    @property
    def name(self) -> str:
        """The one name: of the tool, the operation id, the audit and the evals."""
        return self.renamed or self.function.__name__

    @property
    def key(self) -> str:
        """The operation as outsiders write it: `PATCH /api/jobs/{id}`."""
        return str(self.routes[0])

    @property
    def description(self) -> str:
        """The docstring's first line: what it does, in spoken English."""
        return (inspect.getdoc(self.function) or "").split("\n", 1)[0]

    def renamed_under(self, route: Route) -> dict[str, str]:
        """Wire names that differ under an address: where it does not name the own record, `id` is told as `jobId`."""
        own = (each for each in self.takes if each.in_path and each.record)
        return {each.wire: to_camel(f"{each.name}_id") for each in own if f"{{{each.wire}}}" not in route.path}

    async def __call__(self, ctx: Context, *args: P.args, **kwargs: P.kwargs) -> R:
        return await self.function(ctx, *args, **kwargs)


def parameters(function: Callable[..., Any], path: str) -> tuple[tuple[Parameter, ...], dict[str, type[Fields]]]:
    """Read a signature: every input, groups spliced in, and the groups by parameter name."""
    hints = get_type_hints(function, include_extras=True)
    takes: list[Parameter] = []
    groups: dict[str, type[Fields]] = {}
    blanks = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    for name, given in list(inspect.signature(function).parameters.items())[1:]:
        annotation = hints[name]
        if isinstance(annotation, type) and issubclass(annotation, Fields):
            groups[name] = annotation
            types = get_type_hints(annotation, include_extras=True)
            takes += [_read(each, types[each], info, name, blanks) for each, info in annotation.model_fields.items()]
        else:
            info = (
                FieldInfo.from_annotation(annotation)
                if given.default is given.empty
                else (FieldInfo.from_annotated_attribute(annotation, given.default))
            )
            takes.append(_read(name, annotation, info, None, blanks))
    return tuple(takes), groups


def _read(name: str, annotation: Any, info: FieldInfo, group: str | None, blanks: list[str]) -> Parameter:
    record, several = record_in(annotation)
    in_path = name in blanks
    own = in_path and name == blanks[0] and record is not None
    wire = (
        "id"
        if own
        else to_camel(f"{name.removesuffix('s')}_ids" if several else f"{name}_id")
        if record
        else (info.alias or to_camel(name))
    )
    kind = lines_in(annotation)
    return Parameter(name, wire, annotation, info, record, several, group, in_path, lines_of(kind) if kind else None)


@cache
def lines_of(kind: type[Fields]) -> Lines:
    """What the lines of this kind take, members that are records among them; the same for all who list them."""
    types = get_type_hints(kind, include_extras=True)
    members = tuple(_read(name, types[name], info, None, []) for name, info in kind.model_fields.items())
    return Lines(kind, members, input_model(kind.__name__, members))


def lines_in(annotation: Any) -> type[Fields] | None:
    """The kind of line that a type lists: `list[InvoiceLine]`, `list[InvoiceLine] | None`."""
    parts = get_args(annotation)
    if get_origin(annotation) is list and isinstance(parts[0], type) and issubclass(parts[0], Fields):
        return parts[0]
    return next((kind for part in parts if (kind := lines_in(part))), None)


def record_in(annotation: Any) -> tuple[type[Record] | None, bool]:
    """The record that a type names, and whether it names several: `Job`, `User | None`, `list[Contact]`."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return annotation, False
    for part in () if lines_in(annotation) else get_args(annotation):
        record, several = record_in(part)
        if record:
            return record, several or getattr(annotation, "__origin__", None) is list
    return None, False


def input_model(name: str, takes: tuple[Parameter, ...]) -> type[BaseModel]:
    """The operation's input as pydantic sees it: records as text, unknown fields refused."""
    fields: dict[str, Any] = {each.name: _input_field(each) for each in takes}
    config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False, arbitrary_types_allowed=False)
    title = "".join(f"{word[:1].upper()}{word[1:]}" for word in name.split("_"))
    return create_model(title, __config__=config, **fields)


def _input_field(parameter: Parameter) -> tuple[Any, Any]:
    info = parameter.info
    default = ... if info.is_required() else info.get_default(call_default_factory=True)
    if parameter.record is None:
        annotation = parameter.annotation
        if parameter.lines:
            annotation = _with(parameter.annotation, parameter.lines)
        return annotation, Field(default, alias=parameter.wire, description=info.description)
    noun = parameter.record.__name__
    kind: Any = list[str] if parameter.several else str
    if type(None) in get_args(parameter.annotation):
        kind = kind | None
    told = info.description or f"Which {spoken_noun(noun)}: its id."
    extra: dict[str, Any] = {"x-record": noun}
    if parameter.several:
        return kind, Field(default, alias=parameter.wire, description=told, json_schema_extra=extra, max_length=500)
    return kind, Field(
        default, alias=parameter.wire, description=told, json_schema_extra=extra, min_length=1, max_length=200
    )


def _with(annotation: Any, lines: Lines) -> Any:
    """The annotation with the line's input in the place of its fields; bounds and null stay."""
    if annotation is lines.kind:
        return lines.input
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return Annotated[(_with(parts[0], lines), *parts[1:])]
    if origin is list:
        return list[_with(parts[0], lines)]  # type: ignore[misc]
    if origin in (Union, UnionType):
        return Union[tuple(_with(part, lines) for part in parts)]  # noqa: UP007
    return annotation


def parameter_at(operation: Operation[Any, Any], path: str) -> Parameter:
    """The parameter that a path on the wire leads to: `contactId`, `lines.0.itemId`."""
    first, *rest = path.split(".")
    parameter = next(each for each in operation.takes if each.wire == first)
    if len(rest) == 2 and parameter.lines:
        return next(each for each in parameter.lines.members if each.wire == rest[1])
    return parameter


def placed(arguments: Mapping[str, Any], path: str, value: Any) -> dict[str, Any]:
    """The arguments with a value put where the path leads; what lies beside it stays."""
    first, *rest = path.split(".")
    if not rest:
        return {**arguments, first: value}
    place, name = int(rest[0]), rest[1]
    lines = list(arguments[first])
    lines[place] = {**lines[place], name: value}
    return {**arguments, first: lines}


def spoken_noun(kind: str) -> str:
    """A class name as people say it: `JobPhoto` → `job photo`."""
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in kind).strip()
