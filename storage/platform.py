"""What stands above the accounts: companies, sign-ins and tokens.

Imported by what `pyproject.toml` lists alone, and import-linter keeps it so.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy import bindparam, delete, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from storage.accounts import Account, Attempts, CustomerSession, Login, OneTimeCode, Pin, RefreshToken, Token
from storage.session import PlatformSession, insert_into

BEARER = select(Token.account_id, Token.user_id, Token.kind, Token.expires_at).where(Token.hash == bindparam("hash"))
PLATFORM = text("SELECT set_config('app.platform', :value, true)")


@asynccontextmanager
async def _above_the_accounts(session: AsyncSession) -> AsyncIterator[None]:
    """Let an account's session look over Postgres' wall, at the tables of the platform alone."""
    if session.get_bind().dialect.name != "postgresql" or isinstance(session.sync_session, PlatformSession):
        yield
        return
    connection = await session.connection()
    await connection.execute(PLATFORM, {"value": "on"})
    yield
    await connection.execute(PLATFORM, {"value": "off"})


async def account(session: AsyncSession, account_id: str) -> Account | None:
    """The company with this id."""
    return await session.get(Account, account_id)


async def accounts(session: AsyncSession, *, suspended: bool = False) -> list[Account]:
    """Every account that is there, by id; those that are suspended only if asked for."""
    there = select(Account).where(Account.deleted_at.is_(None))
    there = there if suspended else there.where(Account.suspended_at.is_(None))
    return list(await session.scalars(there.order_by(Account.id)))


async def account_by_line(session: AsyncSession, business_line: str) -> Account | None:
    """The company whose business line this number is."""
    async with _above_the_accounts(session):
        reached = select(Account).where(Account.business_line == business_line)
        return (await session.scalars(reached)).one_or_none()


async def login(session: AsyncSession, email: str) -> Login | None:
    """The sign-in of an e-mail address, in any case, in whatever account: no two accounts share one."""
    async with _above_the_accounts(session):
        return await session.get(Login, email.strip().lower())


async def login_of(session: AsyncSession, account_id: str, user_id: str) -> Login | None:
    """The sign-in of a person."""
    found = select(Login).where(Login.account_id == account_id, Login.user_id == user_id)
    return (await session.scalars(found)).first()


async def logins(session: AsyncSession, account_id: str) -> list[Login]:
    """Who may sign in to an account."""
    return list(await session.scalars(select(Login).where(Login.account_id == account_id).order_by(Login.email)))


async def bearer(session: AsyncSession, digest: str, now: datetime, not_of: str | None) -> tuple[str, str] | None:
    """The account and the person that the token with this hash stands for, unless it has expired or is `not_of` use."""
    found = (await session.execute(BEARER, {"hash": digest})).one_or_none()
    if found is None or found.expires_at <= now or found.kind == not_of:
        return None
    return found.account_id, found.user_id


async def forget_token(session: AsyncSession, digest: str) -> None:
    """Make a token worthless."""
    await session.execute(delete(Token).where(Token.hash == digest))


async def forget_tokens_of(session: AsyncSession, account_id: str, user_id: str) -> None:
    """Sign a person out everywhere."""
    for kind in (Token, RefreshToken):
        theirs = delete(kind).where(kind.account_id == account_id, kind.user_id == user_id)
        await session.execute(theirs, execution_options={"unaudited": "a token is not a business record"})


async def forget_tokens_in(session: AsyncSession, account_id: str) -> None:
    """Sign everybody of an account out."""
    async with _above_the_accounts(session):
        for kind in (Token, RefreshToken, CustomerSession):
            theirs = delete(kind).where(kind.account_id == account_id)
            await session.execute(theirs, execution_options={"unaudited": "a token is not a business record"})


async def forget_expired(session: AsyncSession, now: datetime) -> None:
    """Sweep out tokens and codes that have expired."""
    for kind in (Token, RefreshToken, CustomerSession):
        await session.execute(delete(kind).where(kind.expires_at <= now))
    await session.execute(delete(OneTimeCode).where(OneTimeCode.good_until <= now))


async def refresh_token(session: AsyncSession, digest: str) -> RefreshToken | None:
    """The refresh token with this hash; nobody else takes it meanwhile."""
    found = select(RefreshToken).where(RefreshToken.hash == digest)
    return (await session.scalars(found.with_for_update())).one_or_none()


async def family_of(session: AsyncSession, digest: str) -> str | None:
    """The family that the token with this hash belongs to."""
    family: str | None = await session.scalar(select(Token.family).where(Token.hash == digest))
    return family


async def forget_access(session: AsyncSession, family: str) -> None:
    """End what a family's sign-in may do now; it can still be gone on with."""
    await session.execute(delete(Token).where(Token.family == family))


async def forget_family(session: AsyncSession, family: str) -> None:
    """End a sign-in with all that came of it."""
    await forget_access(session, family)
    await session.execute(delete(RefreshToken).where(RefreshToken.family == family))


async def customer_session(session: AsyncSession, digest: str, now: datetime) -> tuple[str, str] | None:
    """The account and the customer that the token with this hash stands for, unless it has expired."""
    found = await session.get(CustomerSession, digest)
    return (found.account_id, found.contact_id) if found and found.expires_at > now else None


async def forget_customer_session(session: AsyncSession, digest: str) -> None:
    """Make a customer's token worthless."""
    await session.execute(delete(CustomerSession).where(CustomerSession.hash == digest))


async def one_time_code(session: AsyncSession, account_id: str, what: str) -> OneTimeCode | None:
    """The code that was sent for this; nobody else looks at it meanwhile."""
    found = select(OneTimeCode).where(OneTimeCode.account_id == account_id, OneTimeCode.what == what)
    return (await session.scalars(found.with_for_update())).one_or_none()


async def use_up_code(session: AsyncSession, code: OneTimeCode) -> bool:
    """Take a code out of use; False if somebody else was quicker."""
    this = delete(OneTimeCode).where(
        OneTimeCode.account_id == code.account_id, OneTimeCode.what == code.what, OneTimeCode.hash == code.hash
    )
    return bool((await session.execute(this.returning(OneTimeCode.what))).all())


async def pin_of(session: AsyncSession, account_id: str, user_id: str) -> Pin | None:
    """The PIN of a person."""
    async with _above_the_accounts(session):
        return await session.get(Pin, (account_id, user_id))


async def attempts(session: AsyncSession, account_id: str, what: str, now: datetime) -> Attempts:
    """How often this was tried; nobody else counts meanwhile."""
    never = insert_into(session, Attempts).values(account_id=account_id, what=what, count=0, last_at=now)
    await session.execute(never.on_conflict_do_nothing())
    this = select(Attempts).where(Attempts.account_id == account_id, Attempts.what == what)
    return (await session.scalars(this.with_for_update())).one()


async def forget_attempts(session: AsyncSession, account_id: str, what: str) -> None:
    """Count from nothing again."""
    theirs = delete(Attempts).where(Attempts.account_id == account_id, Attempts.what == what)
    await session.execute(theirs, execution_options={"unaudited": "a count of attempts is not a business record"})
