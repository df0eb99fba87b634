"""A question about one fact of a record: "what's her number", "when's he due", answered with that fact first."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from agent.told import Told
from tools.card import Card

ASKED: tuple[tuple[re.Pattern[str], tuple[str, ...], str], ...] = (
    (re.compile(r"\b(?:phone|cell|mobile|(?:his|her|their|the|'s) number|reach (?:him|her|them)|call (?:him|her|them))\b"),
     ("phone",), "{name}'s number is {value}."),
    (re.compile(r"\be-?mail\b"), ("email",), "{name}'s e-mail is {value}."),
    (re.compile(r"\b(?:address|where (?:does|do|is|are|am)|what street|live|location)\b"), ("address",), "{value}{city}."),
    (re.compile(r"\b(?:who'?s|who is|which tech|whose|assigned)\b.*"), ("tech_name",), "{value} has it."),
    (re.compile(r"\b(?:what time|when|how soon|scheduled for|start)\b"), ("scheduled_start", "clock_in", "at"), "{value}."),
    (re.compile(r"\b(?:status|how'?s .* going|done yet|finished|where (?:are we|do we stand))\b"), ("status",),
     "{name} is {value}."),
    (re.compile(r"\b(?:how many|stock|have (?:we|any)|left)\b"), ("quantity",), "{value} in stock: {name}."),
    (re.compile(r"\b(?:price|cost|charge|sell)\b"), ("unit_price",), "{name} is ${value}."),
    (re.compile(r"\b(?:notes?|gate code|anything i should know)\b"), ("notes",), "{value}"),
    (re.compile(r"\b(?:priority|urgent)\b"), ("priority",), "Priority is {value}."),
)  # fmt: skip
NONE_KNOWN = "There's no {what} on file for {name}."


def asked_field(card: Any, said: str, now: datetime) -> str | None:
    """The sentence that answers a question about one field of the card; None if none was asked."""
    if not isinstance(card, Card):
        return None
    text = said.lower()
    for pattern, fields, template in ASKED:
        field = next((name for name in fields if hasattr(card, name)), None)
        if field and pattern.search(text):
            return _said(card, field, template, now)
    return None


def _said(card: Card, field: str, template: str, now: datetime) -> str:
    name = str(getattr(card, "name", None) or getattr(card, "title", None) or f"number {getattr(card, 'number', '')}")
    if hasattr(card, "number"):
        name = f"Job {getattr(card, 'number', '')}" if "job" in type(card).__name__.lower() else name
    value = str(Told(getattr(card, field), now))
    if not value:
        return NONE_KNOWN.format(what=field.replace("_", " "), name=name)
    city = getattr(card, "city", None)
    said = template.format(name=name, value=value, city=f", {city}" if city else "")
    return said[:1].upper() + said[1:]
