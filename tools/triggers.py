"""What can set something off: the events of every kind of record that is shown, read off its card."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, get_args, get_origin

from domain.events import CREATED, UPDATED, deed_of, noun_of, told_of
from domain.problems import FieldError, Invalid
from storage.base import Record
from storage.session import kinds
from tools.card import Card
from tools.cards import card_of

SAID = {CREATED: "created", UPDATED: "changed"}


@cache
def triggers() -> Mapping[str, type[Record]]:
    """Every event that something can be set off by, and the kind of record that it is about."""
    shown = [(kind, card) for kind in kinds() if told_of(kind) and (card := card_of(kind))]
    return {f"{noun_of(kind)}.{deed}": kind for kind, card in shown for deed in _deeds(kind, card)}


def trigger_kind(name: str, field: str = "trigger") -> type[Record]:
    """The kind of record that an event is about; raises `Invalid` for an event that there is not."""
    if found := triggers().get(name):
        return found
    noun, _, deed = name.partition(".")
    theirs = [each.partition(".")[2] for each in triggers() if each.startswith(f"{noun}.")]
    passing = [kind for kind in kinds() if noun_of(kind) == noun and deed in kind.passing]
    if passing:
        sentence = f"A {noun} comes to be {deed} by itself; take another event, with a delay and a condition."
    elif theirs:
        sentence = f"There is no event {name[:60]}; a {noun} can be {', '.join(theirs)}."
    else:
        sentence = f"There is no event {name[:60]}; take one like job.completed or invoice.paid."
    raise Invalid(sentence, [FieldError(field, "is no event")])


def said(trigger: str) -> str:
    """An event in words: a job is completed."""
    noun, _, deed = trigger.partition(".")
    article = "an" if noun[:1] in "aeiou" else "a"
    return f"{article} {noun.replace('_', ' ')} is {SAID.get(deed, deed).replace('_', ' ')}"


def _deeds(kind: type[Record], card: type[Card]) -> list[str]:
    status = card.model_fields.get("status")
    states = [each for each in _choices(status.annotation) if each not in kind.passing] if status else []
    return list(dict.fromkeys([CREATED, UPDATED, *map(deed_of, states)]))


def _choices(annotation: Any) -> tuple[str, ...]:
    if get_origin(annotation) is Literal:
        return tuple(str(each) for each in get_args(annotation))
    return next((found for part in get_args(annotation) if (found := _choices(part))), ())
