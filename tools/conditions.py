"""Conditions on a record: a field of its card, a comparison and a value; nothing is ever evaluated as code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, JsonValue, TypeAdapter, ValidationError

from domain.problems import FieldError, Invalid
from tools.card import Card

Operator = Literal["equals", "not_equals", "more_than", "less_than", "at_least", "at_most", "contains"]
ORDERED = (int, float, Decimal, date, datetime)
COMPARED: Mapping[str, Callable[[Any, Any], bool]] = {
    "equals": lambda one, other: bool(one == other),
    "not_equals": lambda one, other: bool(one != other),
    "more_than": lambda one, other: bool(one > other),
    "less_than": lambda one, other: bool(one < other),
    "at_least": lambda one, other: bool(one >= other),
    "at_most": lambda one, other: bool(one <= other),
}
SAID: Mapping[str, str] = {
    "equals": "is", "not_equals": "is not", "more_than": "is over", "less_than": "is under", "at_least": "is at least",
    "at_most": "is at most", "contains": "has",
}  # fmt: skip


class Condition(BaseModel):
    """What must hold of the record: `{"field": "priority", "operator": "equals", "value": "high"}`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    field: Annotated[str, Field(min_length=1, max_length=80, description="A field of the record, as it is shown.")]
    operator: Operator = "equals"
    value: JsonValue = None

    def said(self) -> str:
        """The condition in words."""
        return f"{_words(self.field)} {SAID[self.operator]} {'nothing' if self.value is None else self.value}"


def must_fit(card: type[Card], condition: Condition, place: int, noun: str) -> None:
    """Refuse a condition on what the record does not show, or with a value that its field cannot have."""
    at = f"conditions.{place}"
    kind = _kind(card, condition.field)
    if kind is None:
        fields = ", ".join(sorted(_fields(card)))
        sentence = f"A {noun} has no field {condition.field}; there are {fields}."
        raise Invalid(sentence, [FieldError(f"{at}.field", "is not a field of the record")])
    classes = _classes(kind)
    if condition.operator in COMPARED and condition.operator not in ("equals", "not_equals"):
        if not classes & set(ORDERED) or condition.value is None:
            raise _unfit(condition, f"{at}.operator", "compares numbers and times")
    elif condition.operator == "contains" and not (classes & {str, list}):
        raise _unfit(condition, f"{at}.operator", "looks into texts and lists")
    if condition.operator == "contains":
        if not isinstance(condition.value, str):
            raise _unfit(condition, f"{at}.value", "must be a text")
        return
    try:
        TypeAdapter(kind).validate_python(condition.value)
    except ValidationError as wrong:
        raise _unfit(condition, f"{at}.value", wrong.errors()[0]["msg"]) from None


def holds(card: type[Card], condition: Condition, facts: Mapping[str, Any]) -> bool:
    """Whether it holds of a record, by its card's facts as JSON; what is unknown is never more or less."""
    kind, fact = _kind(card, condition.field), facts.get(condition.field)
    if condition.operator == "contains":
        return fact is not None and str(condition.value).lower() in _contents(fact)
    if kind is None or (fact is None and condition.operator not in ("equals", "not_equals")):
        return False
    adapter: TypeAdapter[Any] = TypeAdapter(kind)
    return COMPARED[condition.operator](adapter.validate_python(fact), adapter.validate_python(condition.value))


def _contents(fact: Any) -> Any:
    return [str(each).lower() for each in fact] if isinstance(fact, list) else str(fact).lower()


def _unfit(condition: Condition, field: str, why: str) -> Invalid:
    told = f"The condition on {_words(condition.field)} does not fit: {condition.operator} {why}."
    if field.endswith("value"):
        told = f"The condition on {_words(condition.field)} does not fit: {why.rstrip('.')}."
    return Invalid(told, [FieldError(field, why)])


def _fields(card: type[Card]) -> dict[str, Any]:
    return {info.serialization_alias or name: info.annotation for name, info in card.model_fields.items()}


def _kind(card: type[Card], field: str) -> Any:
    return _fields(card).get(field)


def _classes(kind: Any) -> set[type]:
    if isinstance(kind, type):
        return {kind}
    return {each for part in get_args(kind) for each in _classes(part if part is not list else list)}


def _words(field: str) -> str:
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in field)
