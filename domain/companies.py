"""The companies that use this installation, as rules need them; and what a company changes about itself."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from domain.account_settings import changed
from domain.context import Company, Context
from domain.problems import Conflict, NotFound, Suspended
from storage import platform
from storage.accounts import INSTALLATION, Account
from storage.database import Database

FRESH_FOR = 5.0  # so many seconds at most until a process knows what another one has changed
ON_THE_ACCOUNT = ("name", "timezone", "currency", "business_line")


class Companies:
    """Looks companies up, and remembers them for a while: a company changes rarely and is asked for on every call."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[str, tuple[Company, float]] = {}

    async def of(self, account_id: str) -> Company:
        """The company with this id; raises `NotFound` and, where nobody may use it now, `Suspended`."""
        found = await self.even_suspended(account_id)
        if found.suspended:
            raise Suspended
        return found

    async def even_suspended(self, account_id: str) -> Company:
        """The company with this id, whether or not it may be used; raises `NotFound`."""
        known = self._known.get(account_id)
        if known is None or time.monotonic() - known[1] > FRESH_FOR:
            async with self._database.platform(write=False) as session:
                found = await platform.account(session, account_id)
            if found is None or found.gone:
                raise NotFound("There is no such account.")
            known = self._known[account_id] = company(found), time.monotonic()
        return known[0]

    async def all(self) -> list[Company]:
        """Every company that is hosted here and not suspended."""
        return [each for each in await self.at_work() if each.id != INSTALLATION]

    async def hosted(self) -> list[Company]:
        """Every company that is hosted here, suspended or not."""
        async with self._database.platform(write=False) as session:
            found = await platform.accounts(session, suspended=True)
        return [company(each) for each in found if each.id != INSTALLATION]

    async def at_work(self) -> list[Company]:
        """Every account whose work goes on: the companies that are not suspended, and whoever hosts them."""
        async with self._database.platform(write=False) as session:
            return [company(each) for each in await platform.accounts(session)]

    async def by_line(self, business_line: str) -> Company | None:
        """The company that is reached at this number, suspended or not."""
        async with self._database.platform(write=False) as session:
            found = await platform.account_by_line(session, business_line)
        return company(found) if found else None

    async def add(self, account: Account) -> Company:
        """Found a company."""
        async with self._database.platform() as session:
            session.add(account)
        return company(account)

    def forget(self, account_id: str) -> None:
        """Read the company anew next time: its settings have changed."""
        self._known.pop(account_id, None)


def company(account: Account) -> Company:
    """The company that a stored account describes."""
    return Company(
        id=account.id,
        name=account.name,
        timezone=ZoneInfo(account.timezone),
        currency=account.currency,
        business_line=account.business_line,
        settings=account.settings,
        suspended=account.suspended_at is not None,
    )


async def own_company(ctx: Context) -> Company:
    """The speaker's company as it is now."""
    return company(await _own_account(ctx))


async def change_account(ctx: Context, given: Mapping[str, Any]) -> Company:
    """Change what the speaker's company is set to: just what is given; raises `Conflict` for another's number."""
    account, facts = await _own_account(ctx, locked=True), dict(given)
    if facts.get("business_line"):
        await must_be_reached_there_alone(ctx, facts["business_line"], account.id)
    for name in ON_THE_ACCOUNT:
        if name in facts:
            setattr(account, name, facts.pop(name))
    account.settings = changed(account.settings, facts)
    await ctx.session.flush()
    return company(account)


async def must_be_reached_there_alone(ctx: Context, line: str, account_id: str) -> None:
    """Raises `Conflict` where another company has this business line."""
    other = await platform.account_by_line(ctx.session, line)
    if other is not None and other.id != account_id:
        raise Conflict("Another company here is reached at that number already; give your own.")


async def _own_account(ctx: Context, *, locked: bool = False) -> Account:
    own = select(Account).where(Account.id == ctx.actor.account_id)
    return (await ctx.session.execute(own.with_for_update() if locked else own)).scalar_one()
