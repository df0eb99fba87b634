"""The table of contents of who acts on what has happened: each is told in the transaction of the write itself.

A listener does nothing there but leave work in the outbox (`domain/outbox.py: begin_work`), about the event: it begins
when the write is saved and can no longer be taken back, and is withdrawn with it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from domain import automation_rules, workflows
from domain.context import Context
from storage.events import Event

Listener = Callable[[Context, Sequence[Event]], Awaitable[None]]
LISTENERS: tuple[Listener, ...] = (automation_rules.set_off, workflows.set_off)


async def hear(ctx: Context, events: Sequence[Event]) -> None:
    """Tell everybody who acts on events; nobody acts on an undo, which takes their work back or lets it go on."""
    if not events or "undoes" in ctx.session.info:
        return
    for listen in LISTENERS:
        await listen(ctx, events)
    await ctx.session.flush()
