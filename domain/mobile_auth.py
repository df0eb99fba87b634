"""Signing in on a phone: a token for minutes, and one that gets the next two, once.

A refresh token that is shown a second time was copied by somebody: its whole family ends, whoever has the newest.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain.context import Actor
from domain.ports import Clock
from domain.problems import Unauthenticated
from domain.signin import STALE, SignIn, digest
from storage import platform
from storage.accounts import RefreshToken, Token
from storage.database import Database
from storage.types import new_id

ACCESS_LASTS, REFRESH_LASTS = timedelta(minutes=15), timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Pair:
    """What a phone is given: both are shown this once."""

    actor: Actor
    access: str
    refresh: str
    expires_at: datetime


class MobileSignIn:
    """Keeps families of tokens, as hashes."""

    def __init__(self, database: Database, clock: Clock, signin: SignIn) -> None:
        self._database, self._clock, self._signin = database, clock, signin

    async def begin(self, email: str, password: str, device: str | None) -> Pair:
        """Sign in by address and password; raises `Unauthenticated`."""
        actor = await self._signin.person(email, password)
        async with self._database.platform() as session:
            await platform.forget_expired(session, self._clock())
            return self._next(session, actor, new_id(), device)

    async def go_on(self, refresh: str) -> Pair:
        """The next pair for a refresh token, which is used up by it; raises `Unauthenticated`."""
        async with self._database.platform(write=False) as session:
            known = await session.get(RefreshToken, digest(refresh))
        if known is None:
            raise Unauthenticated(STALE)
        actor = await self._signin.still_there(known.account_id, known.user_id)
        async with self._database.platform() as session:
            pair = await self._rotated(session, actor, digest(refresh))
        if pair is None:
            raise Unauthenticated(STALE)
        return pair

    async def _rotated(self, session: AsyncSession, actor: Actor, shown: str) -> Pair | None:
        """The next pair; None, and the end of the whole family, where it was got before."""
        now, token = self._clock(), await platform.refresh_token(session, shown)
        if token is None or token.expires_at <= now:
            return None
        if token.used_at is not None:
            await platform.forget_family(session, token.family)
            return None
        token.used_at = now
        await platform.forget_access(session, token.family)
        return self._next(session, actor, token.family, token.device)

    async def end(self, access: str) -> None:
        """Sign a phone out: the token, and whatever could get the next one."""
        async with self._database.platform() as session:
            if family := await platform.family_of(session, digest(access)):
                await platform.forget_family(session, family)

    def _next(self, session: AsyncSession, actor: Actor, family: str, device: str | None) -> Pair:
        access, refresh = f"co_{secrets.token_urlsafe(32)}", f"cr_{secrets.token_urlsafe(32)}"
        now = self._clock()
        of = {"account_id": actor.account_id, "user_id": actor.user_id, "family": family, "created_at": now}
        until = now + ACCESS_LASTS
        session.add(Token(hash=digest(access), kind="mobile", expires_at=until, **of))
        lasts = now + REFRESH_LASTS
        session.add(RefreshToken(hash=digest(refresh), device=device, expires_at=lasts, **of))
        return Pair(actor, access, refresh, until)
