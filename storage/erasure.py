"""What erasing asks of the database: an audit that may be emptied, and pages in which nothing is left behind."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

ERASING = text("SELECT set_config('app.erasing', 'on', true)")


async def let_the_audit_forget(session: AsyncSession) -> None:
    """For the rest of this transaction the audit's words may be emptied; what was done, by whom and when, may not."""
    connection = await session.connection()
    if connection.dialect.name == "postgresql":
        await connection.execute(ERASING)


def scrubbed_after(session: AsyncSession) -> None:
    """Have the database's file cleaned of what was removed, once this is committed."""
    session.info["scrub"] = True
