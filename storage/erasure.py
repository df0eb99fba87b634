"""What erasing asks of the database: an audit that may be emptied, and pages in which nothing is left behind."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Delete, delete, text
from sqlalchemy.ext.asyncio import AsyncSession

from storage.accounts import Attempts, CustomerSession, OneTimeCode

ERASING = text("SELECT set_config('app.erasing', 'on', true)")


async def let_the_audit_forget(session: AsyncSession) -> None:
    """For the rest of this transaction the audit's words may be emptied; what was done, by whom and when, may not."""
    connection = await session.connection()
    if connection.dialect.name == "postgresql":
        await connection.execute(ERASING)


async def knows_no_more(session: AsyncSession, account_id: str, contact_id: str, reached_at: Iterable[str]) -> None:
    """End a customer's sessions, and forget the codes that they were sent and what was tried under their addresses."""
    statements: list[Delete] = [
        delete(CustomerSession).where(
            CustomerSession.account_id == account_id, CustomerSession.contact_id == contact_id
        ),
        delete(OneTimeCode).where(OneTimeCode.account_id == account_id, OneTimeCode.contact_id == contact_id),
    ]
    for address in reached_at:
        sent = OneTimeCode.what.icontains(address, autoescape=True)
        tried = Attempts.what.icontains(address, autoescape=True)
        statements.append(delete(OneTimeCode).where(OneTimeCode.account_id == account_id, sent))
        statements.append(delete(Attempts).where(Attempts.account_id == account_id, tried))
    connection = await session.connection()
    for each in statements:
        await connection.execute(each)


def scrubbed_after(session: AsyncSession) -> None:
    """Have the database's file cleaned of what was removed, once this is committed."""
    session.info["scrub"] = True
