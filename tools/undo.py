"""Taking back what one has just done, and doing it again after all."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from domain import undo as rules
from domain.context import Context
from domain.roles import allows
from storage.audit import AuditEntry
from tools.audit import AuditCard
from tools.card import Wire
from tools.confirmation import MANY
from tools.resource import Resource

MOST = 20


class Reversed(Wire):
    """What was taken back, and what could not be."""

    undone: list[str] = Field(description="The audit entries that were reversed, newest first.")
    sentence: str

    def spoken(self, now: datetime) -> str:
        return self.sentence


changes = Resource(AuditEntry, AuditCard, "", "change", permits="undo")


def _many(values: dict[str, Any]) -> str | None:
    return "Take back the last {count} things you did?" if values["count"] >= MANY else None


@changes.write(
    "POST /undo",
    "undo that",
    "take that back",
    "undo the last two things",
    done="{it.sentence}",
    asks_when=_many,
    in_person=True,
)
async def undo(
    ctx: Context, count: Annotated[int, Field(ge=1, le=MOST, description="How many of your last writes.")] = 1
) -> Reversed:
    """Take back your own last changes, and stop messages that have not left yet."""
    return _told(await rules.take_back(ctx, count, lambda name: _may(ctx, name)))


@changes.write("POST /redo", "do it again after all", "redo what you just undid", done="{it.sentence}", in_person=True)
async def redo(ctx: Context) -> Reversed:
    """Do again what you last took back."""
    return _told(await rules.put_back(ctx))


def _may(ctx: Context, name: str) -> bool:
    """Whether the role may still do what is to be reversed."""
    from tools.catalog import OPERATIONS

    operation = OPERATIONS.get(name)
    return operation is not None and allows(ctx.actor.role, operation.may)


def _told(taken: rules.Taken) -> Reversed:
    return Reversed(undone=taken.entries, sentence=" ".join(taken.said))
