"""Cards: what an operation shows of a record, on the wire and to the planner."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar, get_args

from pydantic import (
    AfterValidator,
    AliasChoices,
    AliasPath,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
)
from pydantic.alias_generators import to_camel
from pydantic.fields import FieldInfo

Money = Annotated[
    Decimal,
    Field(max_digits=12, decimal_places=2),
    PlainSerializer(lambda amount: f"{amount:.2f}", return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^-?\d{1,10}(\.\d{1,2})?$", "examples": ["189.00"]}),
]


def _in_utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)


Time = Annotated[datetime, AfterValidator(_in_utc)]


class Wire(BaseModel):
    """Anything that crosses the wire: camelCase outside, snake_case inside."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, from_attributes=True, arbitrary_types_allowed=True
    )


class Card(Wire):
    """A record as it is shown. Every card has an id and the times it was made and changed."""

    id: str
    created_at: Time
    updated_at: Time

    @classmethod
    def relations(cls) -> tuple[str, ...]:
        """The record's relations that this card reads, to be loaded with it."""
        return tuple(dict.fromkeys(path for info in cls.model_fields.values() for path in _first_steps(info)))

    @classmethod
    def paths(cls) -> dict[str, tuple[str, ...]]:
        """By field, the way from the record to what the field shows: itself, or through a relation."""
        found = {name: _paths(info) for name, info in cls.model_fields.items()}
        return {name: tuple(map(str, paths[0].path)) if paths else (name,) for name, paths in found.items()}

    def spoken(self, now: datetime) -> str:
        """The card in a few spoken words, the telling part first."""
        return str(getattr(self, "name", None) or getattr(self, "title", None) or self.id)

    def listed(self, now: datetime) -> str:
        """The card as one of several that are read out."""
        return self.spoken(now)


def _first_steps(info: FieldInfo) -> list[str]:
    return [str(path.path[0]) for path in _paths(info)]


def _paths(info: FieldInfo) -> list[AliasPath]:
    alias = info.validation_alias
    paths = alias.choices if isinstance(alias, AliasChoices) else [alias]
    return [path for path in paths if isinstance(path, AliasPath) and len(path.path) > 1]


def through(*path: str) -> Any:
    """A card field read through relations: `through("contact", "name")`; null where there is none."""
    return Field(default=None, validation_alias=AliasPath(path[0], *path[1:]))


def beside(*path: str) -> Any:
    """A fact read through relations that answers questions, and is not on the wire."""
    return Field(default=None, validation_alias=AliasPath(path[0], *path[1:]), exclude=True)


def first_of(name: str) -> BeforeValidator:
    """Marks a card field as a fact of the first of several records: the number of the job that a lead became."""
    return BeforeValidator(lambda records: getattr(records[0], name) if records else None)


C = TypeVar("C", bound=Card)


class Page(Wire, Generic[C]):
    """A part of a list, and how many match in all."""

    items: list[C]
    count: int
    limit: int
    offset: int

    def lead(self, now: datetime) -> str | None:
        """What is said before the first items, a sentence; how many there are, unless a list says it better."""
        return None


def card_in(annotation: Any) -> type[Card] | None:
    """The card a return type shows, if it is one or a page of one."""
    of_a_page = getattr(annotation, "__pydantic_generic_metadata__", {}).get("args", ())
    for kind in (annotation, *get_args(annotation), *of_a_page):
        if isinstance(kind, type) and issubclass(kind, Card):
            return kind
    return None
