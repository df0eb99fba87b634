"""The companies that use this installation, as rules need them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from domain.context import Company
from domain.problems import NotFound
from storage import platform
from storage.accounts import Account
from storage.database import Database


class Companies:
    """Looks companies up, and remembers them: a company changes rarely and is asked for on every call."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[str, Company] = {}

    async def of(self, account_id: str) -> Company:
        """The company with this id; raises `NotFound`."""
        if account_id not in self._known:
            async with self._database.platform(write=False) as session:
                found = await platform.account(session, account_id)
            if found is None:
                raise NotFound("There is no such account.")
            self._known[account_id] = company(found)
        return self._known[account_id]

    async def all(self) -> list[Company]:
        """Every company that is not suspended."""
        async with self._database.platform(write=False) as session:
            return [company(each) for each in await platform.accounts(session)]

    async def by_line(self, business_line: str) -> Company | None:
        """The company that is reached at this number."""
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
    )
