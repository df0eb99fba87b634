"""What "that one", "her", "the second" and "here" refer to: what was last spoken of, by kind."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from agent.choose import ordinal
from storage.base import Record
from storage.contacts import Contact
from storage.leads import Lead
from storage.users import User
from tools.call import Outcome
from tools.card import Card
from tools.operation import Operation, Parameter

THAT = re.compile(
    r"^(?:it|that|this|that one|this one|one|them|same|the same|same one|here|this place|there|"
    r"that (?:job|visit|call|customer|contact|client|ticket|invoice|item|message|conversation|photo)|"
    r"this (?:job|visit|call|customer|contact|ticket)|the (?:job|visit|customer|contact|client|appointment)|"
    r"my (?:appointment|visit))$"
)
PERSON = re.compile(
    r"^(?:him|her|he|she|them|they|his|hers|their|"
    r"(?:the |that |this )?(?:customer|client|homeowner|home owner|owner|tenant|guy|lady|man|woman|fella|old fella))$"
)
NEXT = re.compile(r"^(?:my |the )?(?:first|next|current)(?: (?:job|stop|call|one|visit|customer))?(?: now)?$")
OTHERS = re.compile(
    r"^(?:the )?(?:rest|others?|other (?:one|ones|two|three|four|five|few|guys|people))(?: of (?:them|it))?$"
)
PLACE = re.compile(r"\b(?:first|second|third|fourth|fifth|last|1st|2nd|3rd|number \w+)\b")
IN_A_LIST = 0.3
OF_THE_WORK = ("tech", "user")
PEOPLE: tuple[type[Record], ...] = (Contact, Lead, User)


@dataclass(slots=True)
class Memory:
    """The records in focus by kind, newest last, and the last list that was read out."""

    focus: dict[type[Record], str] = field(default_factory=dict)
    listed: dict[type[Record], list[str]] = field(default_factory=dict)

    def note(self, operation: Operation[Any, Any], outcome: Outcome, links: Mapping[str, type[Record]]) -> None:
        """Remember what a call was about and what it showed."""
        about = outcome.records.values()
        if not any(isinstance(record, Contact) for record in about):
            for customer in filter(None, (getattr(record, "contact_id", None) for record in about)):
                self._put(Contact, customer)
        for record in about:
            self._put(type(record), record.id)
        items = getattr(outcome.value, "items", None)
        kind = shown_kind(operation)
        if isinstance(items, list):
            if kind and items:
                self.listed.pop(kind, None)
                self.listed[kind] = [each.id for each in items]
                if len(items) == 1:
                    self.see(kind, items[0], links)
        elif kind and outcome.value is not None:
            self.see(kind, outcome.value, links)

    def look_at(self, takes: Sequence[Parameter], arguments: Mapping[str, Any]) -> None:
        """Remember what a question is about, the record that it is done to last."""
        for each in sorted(takes, key=lambda parameter: parameter.in_path):
            value = arguments.get(each.wire)
            if each.record is not None and isinstance(value, str):
                self._put(each.record, value)

    def see(self, kind: type[Record], card: Any, links: Mapping[str, type[Record]]) -> None:
        """Remember a record that was shown, and whom it is for."""
        for name, linked in links.items():
            if linked is User and name not in OF_THE_WORK:
                continue  # who wrote a note or asked for something is not whom one speaks of
            if value := getattr(card, f"{name}_id", None):
                self._put(linked, value)
        if record_id := getattr(card, "id", None):
            self._put(kind, record_id)

    def mention(self, kind: type[Record], record_id: str) -> None:
        """Remember whom was spoken of in words that led to nothing about them."""
        self._put(kind, record_id)

    def _put(self, kind: type[Record], record_id: str) -> None:
        self.focus.pop(kind, None)
        self.focus[kind] = record_id

    def near(self) -> dict[str, float]:
        """How near each record in focus is to the talk: the newest 1, older ones less; the last list a little."""
        listed = {record_id: IN_A_LIST for ids in self.listed.values() for record_id in ids}
        newest_first = list(reversed(self.focus.values()))
        return listed | {record_id: 1.0 / (1 + place) for place, record_id in enumerate(newest_first)}

    def kinds(self) -> list[type[Record]]:
        """The kinds of record that were spoken of: what was listed or shown last, first."""
        return [*reversed(self.listed), *reversed(self.focus)]

    def latest(self, *kinds: type[Record]) -> type[Record]:
        """Of these kinds the one that was spoken of last; the first of them if none was."""
        return next((kind for kind in reversed(self.focus) if kind in kinds), kinds[0])

    def resolve(self, kind: type[Record], words: str) -> str:
        """The id that a pronoun or an ordinal stands for, else the words as they are."""
        said = bare(words)
        if THAT.match(said) or (kind in PEOPLE and PERSON.match(said)):
            return self.focus.get(kind, words)
        listed: Sequence[str] = self.listed.get(kind, ())
        if OTHERS.match(said) and kind not in self.listed:
            return self.focus.get(kind, words)
        place = ordinal(said) if PLACE.search(said) and len(said.split()) <= 4 else None
        if place is not None and -len(listed) <= place < len(listed):
            return listed[place]
        return words


def bare(words: str) -> str:
    """The words without punctuation and leading prepositions."""
    said = re.sub(r"[^\w\s']", "", words.lower()).strip()
    return re.sub(r"^(?:on|to|for|at|of|with|and)\s+", "", said)


def stands_for_something(words: str) -> bool:
    """Whether the words point at something or count to it, and name nothing: "it", "the second one"."""
    said = bare(words)
    return (
        points(said)
        or bool(OTHERS.match(said))
        or bool(PLACE.search(said) and len(said.split()) <= 3 and ordinal(said) is not None)
    )


def points(words: str) -> bool:
    """Whether the words only point at something, like "it" and "here"."""
    said = bare(words)
    return bool(THAT.match(said) or PERSON.match(said) or NEXT.match(said))


def shown_kind(operation: Operation[Any, Any]) -> type[Record] | None:
    """The kind of record whose card an operation shows."""
    from tools.cards import record_of

    card: type[Card] | None = operation.card
    return record_of(card) if card is not None else None
