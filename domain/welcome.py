"""A company's first admin comes in by the link in their invitation: once, with a password of their own choice."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.by_link import write_down
from domain.companies import Companies
from domain.context import Actor, Context, Ports
from domain.ports import Clock
from domain.roles import Role
from domain.tenants import PURPOSE, good_until, stamp
from domain.users import hire
from storage.accounts import Account
from storage.database import Database


@dataclass(frozen=True, slots=True)
class Welcomes:
    """What the link in an invitation leads to."""

    database: Database
    companies: Companies
    clock: Clock
    ports: Ports

    async def whose(self, token: str) -> str | None:
        """The company that the invitation is to; None if it is none of ours, used or run out."""
        told = self.ports.need_links().read(PURPOSE, token)
        if told is None:
            return None
        company = await self.companies.of(told[0])
        async with self.database.transaction(company.id, write=False, now=self.clock) as session:
            account = await self._invited(session, *told)
        return company.name if account else None

    async def come_in(self, token: str, password: SecretStr) -> str | None:
        """Take the admin on with this password; where they sign in from now on, or None as above."""
        told = self.ports.need_links().read(PURPOSE, token)
        if told is None:
            return None
        company = await self.companies.of(told[0])
        async with self.database.transaction(company.id, now=self.clock) as session:
            account = await self._invited(session, *told, locked=True)
            if account is None or account.admin_email is None:
                return None
            name = account.admin_name or account.admin_email
            ctx = Context(session, Actor(company.id, Role.ADMIN, name), company, self.clock, "link", self.ports)
            facts = {"name": name, "email": account.admin_email, "role": Role.ADMIN, "password": password}
            admin = await hire(ctx, facts)
            account.invited_at = None
            await write_down(session, company, admin.id, "accept_invitation", admin, self.clock())
            return admin.email

    async def _invited(
        self, session: AsyncSession, account_id: str, invited: str, *, locked: bool = False
    ) -> Account | None:
        """The account, if this very invitation to it is open."""
        own_row = select(Account).where(Account.id == account_id)
        own = await session.scalar(own_row.with_for_update() if locked else own_row)
        if own is None or own.invited_at is None or stamp(own.invited_at) != invited:
            return None
        return own if self.clock() < good_until(own.invited_at) else None
