"""Which part of the demo world's file becomes which record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from storage.base import Record
from storage.blocks import ScheduleBlock
from storage.contacts import Contact, ContactTag, Tagging
from storage.jobs import Job
from storage.users import User

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Also:
    """A further record that one entry stands for: a tag on a contact, a message in a conversation."""

    kind: type[Record]
    facts: Row


@dataclass(frozen=True, slots=True)
class Section:
    """One list of the file: what its entries become, which names differ, and what else they stand for."""

    kind: type[Record]
    noun: str = ""
    renamed: Mapping[str, str] = field(default_factory=dict)
    also: Callable[[Row], Iterable[Also]] | None = None


def _tags(contact: Row) -> Iterable[Also]:
    return [Also(Tagging, {"contact": contact["id"], "tag": tag}) for tag in contact.get("tags", ())]


SECTIONS: Mapping[str, Section] = {
    "users": Section(User),
    "tags": Section(ContactTag),
    "contacts": Section(Contact, also=_tags),
    "jobs": Section(Job, "job", {"start": "scheduledStart", "end": "scheduledEnd"}),
    "blocks": Section(ScheduleBlock),
}
