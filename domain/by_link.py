"""What somebody does by a link that we sent them: in nobody's session, and in the audit like everything else."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.context import Actor, Company, Context
from domain.events import announce
from domain.listeners import hear
from domain.roles import Role
from storage.audit import AuditEntry
from storage.base import Record
from storage.images import Change

CHANNEL = "link"


async def write_down(
    session: AsyncSession,
    company: Company,
    actor_id: str,
    operation: str,
    about: Record,
    at: datetime,
    channel: str = CHANNEL,
) -> None:
    """Write the audit row for what this transaction has changed, if it changed anything, and tell of it."""
    await session.flush()
    actor = Actor(company.id, Role.CUSTOMER, contact_id=actor_id)
    ctx = Context(session, actor, company, lambda: at, channel)
    await hear(ctx, await announce(ctx, operation))
    changes: list[Change] = list(session.info.pop("changes", {}).values())
    if not changes:
        return
    main = next((each for each in changes if each.record is about), None)
    entry = AuditEntry(
        at=at,
        actor_id=actor_id,
        channel=channel,
        operation=operation,
        record_type=about.__tablename__,
        record_id=about.id,
        before=main.shown(main.before) if main else None,
        after=main.shown(main.after) if main else None,
        changes=[each.json() for each in changes],
    )
    session.add(entry)
