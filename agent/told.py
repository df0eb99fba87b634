"""Sentence templates: values as people write them, and [parts] that vanish when a value in them is missing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from tools.card import Card

OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
FAR = 180
BLANK = re.compile(r"\{([\w.]+)\}")


@dataclass(frozen=True, slots=True)
class Told:
    """A value as a template sees it: its parts by name, itself as text; a card as it is spoken."""

    value: Any
    now: datetime

    def part(self, name: str) -> Told:
        """A part of it: an attribute of a record or card, an entry of a mapping."""
        if isinstance(self.value, Mapping):
            return Told(self.value.get(name, self.value.get(_camel(name))), self.now)
        return Told(getattr(self.value, name, None), self.now)

    def __str__(self) -> str:
        if self.value is None:
            return ""
        moment = _moment(self.value)
        if moment is not None:
            return written(moment, self.now)
        if isinstance(self.value, Decimal):
            return f"{self.value:f}"
        if isinstance(self.value, Card):
            return self.value.spoken(self.now)
        return (
            str(self.value).replace("_", " ")
            if isinstance(self.value, str) and " " not in self.value
            else str(self.value)
        )


def filled(template: str, blanks: Mapping[str, Told]) -> str:
    """The template with its blanks filled; a [part] with an empty blank is left out."""
    template = OPTIONAL.sub(lambda part: part.group(1) if _all_there(part.group(1), blanks) else "", template)
    return BLANK.sub(lambda blank: str(_look_up(blank.group(1), blanks)), template)


def written(moment: datetime, now: datetime) -> str:
    """A moment as it is written for a person: "today at 8:30 AM", "tomorrow at 2 PM", "Friday, March 13 at 9 AM"."""
    local = moment.astimezone(now.tzinfo)
    days = (local.date() - now.date()).days
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}
    year = f", {local.year}" if abs(days) > FAR else ""
    day = near.get(days) or f"{local:%A, %B %-d}{year}"
    return f"{day} at {local:%-I:%M %p}".replace(":00", "")


def _all_there(part: str, blanks: Mapping[str, Told]) -> bool:
    return all(str(_look_up(name, blanks)) for name in BLANK.findall(part))


def _look_up(path: str, blanks: Mapping[str, Told]) -> Told:
    first, *rest = path.split(".")
    told = blanks.get(first)
    for name in rest:
        told = told.part(name) if told else None
    return told or next(iter(blanks.values())).part("nothing at all")


def _moment(value: Any) -> datetime | None:
    if isinstance(value, datetime):
        return value
    if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\dT\d\d:", value):
        return datetime.fromisoformat(value)
    return None


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)
