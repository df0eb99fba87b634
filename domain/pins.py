"""PINs: what the staff say on the phone to be known. Wrong ones are counted, and soon none is heard any more."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from domain.context import Actor, Context
from domain.passwords import Passwords
from domain.ports import Clock
from domain.problems import FieldError, Invalid, TooMany
from storage import platform
from storage.accounts import Attempts, Pin
from storage.database import Database
from storage.users import User

Verdict = Literal["right", "wrong", "refused"]
SHORTEST, LONGEST = 4, 8
WRONG_ALLOWED = 5
REFUSED_FOR, REFUSED_AT_MOST = timedelta(minutes=15), timedelta(hours=24)
FORGOTTEN_AFTER = timedelta(hours=24)
IN_A_ROW = "01234567890 09876543210"
TOO_EASY = "That PIN is too easy to guess; choose one that is not all one digit, nor digits in a row."
NOT_A_PIN = f"A PIN is {SHORTEST} to {LONGEST} digits."


async def set_pin(ctx: Context, user: User, digits: str) -> None:
    """Give somebody a PIN, in the transaction of the change itself; what was tried before is forgotten."""
    must_be_fit(digits)
    hashed = await ctx.ports.passwords.hashed(digits)
    pin = await platform.pin_of(ctx.session, user.account_id, user.id)
    if pin is None:
        ctx.session.add(Pin(account_id=user.account_id, user_id=user.id, hash=hashed))
    else:
        pin.hash = hashed
    await platform.forget_attempts(ctx.session, user.account_id, _tries(user.id))


def must_be_fit(digits: str) -> None:
    """Raise `Invalid` for what is no PIN, or would be guessed first."""
    if not (digits.isascii() and digits.isdigit() and SHORTEST <= len(digits) <= LONGEST):
        raise Invalid(NOT_A_PIN, [FieldError("pin", "is not a PIN")])
    if len(set(digits)) == 1 or digits in IN_A_ROW:
        raise Invalid(TOO_EASY, [FieldError("pin", "is too easy to guess")])


class Pins:
    """Checks PINs, and counts: every attempt before it is looked at, so that many at once are no more than a few."""

    def __init__(self, database: Database, clock: Clock, passwords: Passwords) -> None:
        self._database, self._clock, self._passwords = database, clock, passwords

    async def check(self, account_id: str, user_id: str, digits: str) -> Verdict:
        """Whether this is the person's PIN; as slow, and in the same words, if they have none."""
        if not await self._counted(account_id, _tries(user_id)):
            return "refused"
        async with self._database.platform(write=False) as session:
            pin = await platform.pin_of(session, account_id, user_id)
        right = await self._passwords.matches(digits, pin.hash if pin else await self._passwords.nobodys())
        if pin is None or not right:
            return "wrong"
        async with self._database.platform() as session:
            await platform.forget_attempts(session, account_id, _tries(user_id))
        return "right"

    async def choose(self, actor: Actor, digits: str) -> None:
        """Give somebody the PIN that they chose themselves."""
        assert actor.user_id is not None
        must_be_fit(digits)
        hashed = await self._passwords.hashed(digits)
        async with self._database.platform() as session:
            await session.merge(Pin(account_id=actor.account_id, user_id=actor.user_id, hash=hashed))
            await platform.forget_attempts(session, actor.account_id, _tries(actor.user_id))

    async def must_be_allowed(self, account_id: str, user_id: str) -> None:
        """Count one more try by somebody to prove who they are; raises `TooMany` where they have had enough."""
        if not await self._counted(account_id, _tries(user_id)):
            raise TooMany("That was wrong too often; try again later.", int(REFUSED_FOR.total_seconds()))

    async def _counted(self, account_id: str, what: str) -> bool:
        now = self._clock()
        async with self._database.platform() as session:
            tried = await platform.attempts(session, account_id, what, now)
            if tried.refused_until is not None and tried.refused_until > now:
                return False
            _once_more(tried, now)
            return True


def _once_more(tried: Attempts, now: datetime) -> None:
    """Count an attempt: so many, then one after each pause, and every pause is twice the last."""
    if tried.last_at < now - FORGOTTEN_AFTER:
        tried.count = 0
    tried.count, tried.last_at, tried.refused_until = tried.count + 1, now, None
    over = tried.count - WRONG_ALLOWED
    if over >= 0:
        tried.refused_until = now + min(REFUSED_FOR * 2 ** min(over, 10), REFUSED_AT_MOST)


def _tries(user_id: str) -> str:
    return f"pin {user_id}"
