"""One-time codes: six digits to a customer's own phone or address, by which they prove that it is theirs.

On a call and on the portal they are the same: kept as a hash, good once and for minutes, tried a few times at most.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from domain.passwords import Passwords
from domain.ports import Clock
from storage import platform
from storage.accounts import OneTimeCode
from storage.database import Database

Verdict = Literal["right", "wrong", "expired"]
DIGITS = 6
TRIES = 5
SENT_ALLOWED, SENT_WITHIN = 3, timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of a try: whose code it was, if it was right."""

    verdict: Verdict
    contact_id: str | None = None


class Codes:
    """Makes and checks codes. Every try is counted before it is looked at, so that many at once are a few."""

    def __init__(self, database: Database, clock: Clock, passwords: Passwords) -> None:
        self._database, self._clock, self._passwords = database, clock, passwords

    async def make(self, account_id: str, what: str, contact_id: str, lasts: timedelta) -> str:
        """A new code for this; the one before it is worth nothing any more."""
        digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        hashed, now = await self._passwords.hashed(digits), self._clock()
        made = OneTimeCode(
            account_id=account_id, what=what, hash=hashed, contact_id=contact_id, good_until=now + lasts, tries=0
        )
        async with self._database.platform() as session:
            await platform.forget_expired(session, now)
            await session.merge(made)
        return digits

    async def check(self, account_id: str, what: str, digits: str) -> Proof:
        """Whether this is the code that was sent for this; as slow where none was sent, and good once."""
        code = await self._counted(account_id, what)
        right = await self._passwords.matches(digits, code.hash if code else await self._passwords.nobodys())
        if code is not None and code.good_until <= self._clock():
            return Proof("expired")
        if code is None or not right or code.tries > TRIES:
            return Proof("wrong")
        async with self._database.platform() as session:
            first = await platform.use_up_code(session, code)
        return Proof("right", code.contact_id) if first else Proof("wrong")

    async def may_send(self, account_id: str, to: str) -> bool:
        """Whether one more code may be sent to a number or an address; it counts as sent."""
        now = self._clock()
        async with self._database.platform() as session:
            sent = await platform.attempts(session, account_id, f"code {to}", now)
            if sent.last_at < now - SENT_WITHIN:
                sent.count, sent.last_at = 0, now
            sent.count += 1
            return sent.count <= SENT_ALLOWED

    async def _counted(self, account_id: str, what: str) -> OneTimeCode | None:
        async with self._database.platform() as session:
            code = await platform.one_time_code(session, account_id, what)
            if code is not None:
                code.tries += 1
            return code
