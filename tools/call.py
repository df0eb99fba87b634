"""A call is data: what is asked, with what, by whom, through which door. And what came of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter

from domain.context import Actor

ANYTHING: TypeAdapter[Any] = TypeAdapter(Any)


@dataclass(frozen=True, slots=True)
class Call:
    """One operation call. `arguments` are as on the wire; over voice and MCP records may be named by words.

    `turn` tells the user's turns of a conversation apart, so that a planner that calls twice in one turn acts once.
    `near` says by id how near records are to the talk, from 0 to 1: what was just spoken of is found first.
    `causes` are the ids of the rules whose doing this is, the first one first; none where a person asks.
    """

    operation: str
    arguments: Mapping[str, Any]
    actor: Actor
    channel: str = "rest"
    key: str | None = None
    conversation_id: str | None = None
    turn: str | None = None
    heard: str | None = None
    yes: str | None = None
    near: Mapping[str, float] = field(default_factory=dict)
    causes: tuple[str, ...] = ()

    @property
    def asks_first(self) -> bool:
        """Whether this door is one where something destructive waits for a person's yes.

        A request is itself the explicit act, and so is setting up what makes a call later.
        """
        return self.channel not in ("rest", "system")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call gave: the presented value, ready as JSON, and the arguments with records as ids.

    `held` is set where it was not carried out and waits for approval, to what is said then; the value is the approval.
    """

    operation: str
    value: Any
    arguments: Mapping[str, Any]
    audit_id: str | None = None
    replayed: bool = False
    records: Mapping[str, Any] = field(default_factory=dict)
    held: str | None = None

    @property
    def json(self) -> bytes:
        """The value as JSON bytes."""
        return dump(self.value)

    def plain(self) -> Any:
        """The value as plain JSON objects."""
        return None if self.value is None else json.loads(self.json)


def dump(value: Any) -> bytes:
    """JSON bytes, camelCase, straight from pydantic."""
    return ANYTHING.dump_json(value, by_alias=True)


def canonical(arguments: Mapping[str, Any]) -> str:
    """The one way to write arguments down, for hashing."""
    return json.dumps(json.loads(dump(dict(arguments))), sort_keys=True, separators=(",", ":"))
