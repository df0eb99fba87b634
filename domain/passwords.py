"""Passwords as argon2 hashes, made off the event loop and a few at a time, so that a flood of them stalls nobody."""

from __future__ import annotations

import asyncio
import secrets

from pwdlib import PasswordHash

HASHING_AT_ONCE = 2


class Passwords:
    """Makes and checks password hashes."""

    def __init__(self, hasher: PasswordHash | None = None) -> None:
        self._hasher = hasher or PasswordHash.recommended()
        self._gate = asyncio.Semaphore(HASHING_AT_ONCE)
        self._nobodys: str | None = None

    async def hashed(self, password: str) -> str:
        """The hash to keep of a password."""
        async with self._gate:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def matches(self, password: str, hashed: str) -> bool:
        """Whether this is the password that the hash was made of."""
        async with self._gate:
            return await asyncio.to_thread(self._hasher.verify, password, hashed)

    async def nobodys(self) -> str:
        """A hash that nothing matches: checking against it takes as long as where there is somebody."""
        self._nobodys = self._nobodys or await self.hashed(secrets.token_urlsafe())
        return self._nobodys
