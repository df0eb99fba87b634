"""Step 7: the audit row of a write, in its own transaction: the words heard, the ids meant, before and after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.context import Context
from storage.audit import AuditEntry
from storage.images import Change
from tools.operation import Operation

SYSTEM = "system"


async def record_write(
    ctx: Context, operation: Operation[Any, Any], arguments: Mapping[str, Any], value: Any
) -> AuditEntry:
    """Write the audit row for what this transaction has changed so far.

    What a device sends by itself is nobody's deed: no undo means it, and what it sent is not kept for good.
    """
    by_itself = operation.options.get("by_itself", False) and ctx.channel == "rest"
    changes: list[Change] = list(ctx.session.info.pop("changes", {}).values())
    main = _main(changes, value, arguments)
    entry = AuditEntry(
        at=ctx.now(),
        actor_id=ctx.actor.id,
        channel=SYSTEM if by_itself else ctx.channel,
        operation=operation.name,
        record_type=main.record.__tablename__ if main else None,
        record_id=main.record.id if main else str(arguments.get("id")) if arguments.get("id") else None,
        before=main.shown(main.before) if main else None,
        after=main.shown(main.after) if main else None,
        arguments={} if by_itself else dict(arguments),
        changes=[change.json() for change in changes],
        heard=ctx.heard,
        conversation_id=ctx.conversation_id,
        undoes=ctx.session.info.get("undoes"),
    )
    ctx.session.add(entry)
    await ctx.session.flush()
    return entry


def _main(changes: list[Change], value: Any, arguments: Mapping[str, Any]) -> Change | None:
    """The record that the call was about: the one returned or named, else the first that changed."""
    named = [arguments[name] for name in arguments if name.endswith("Id") and isinstance(arguments[name], str)]
    by_id = {change.record.id: change for change in reversed(changes)}
    about = (by_id[each] for each in (getattr(value, "id", None), arguments.get("id"), *named) if each in by_id)
    return next(about, changes[0] if changes else None)
