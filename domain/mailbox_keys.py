"""The tokens that let us in to a connected mailbox: sealed at rest, renewed when they have run out, never lost.

Whoever finds a token run out renews it, one at a time in this program. What the provider gives is kept in a transaction
of its own, whatever comes of the call that wanted it; another program that was quicker is believed.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from weakref import WeakValueDictionary

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.context import Beside, Ports
from domain.ports import AccessLost, Clock, Grant, MailProvider
from domain.problems import Unavailable
from domain.roles import Role
from domain.sealing import Sealer
from storage.mailboxes import Mailbox
from storage.notifications import Notification
from storage.users import User

PURPOSE = "mailbox:{provider}:{part}"
EARLY = timedelta(minutes=1)  # a token that runs out while it is on its way has run out
LOST = "{name} lets us in no longer; connect it again."
CANNOT_KEEP = "Mailboxes cannot be connected here: set CALLOUT_DATA to a folder."
_renewing: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()


@dataclass(frozen=True, slots=True)
class MailboxKeys:
    """One account's tokens at one provider."""

    account_id: str
    provider: MailProvider
    sealer: Sealer
    clock: Clock
    open: Beside

    async def access(self, mailbox_id: str, *, instead_of: str | None = None) -> str:
        """A token that is good, and not the one that the provider has just refused; raises `AccessLost`."""
        lock = _renewing.setdefault(f"{self.account_id}/{mailbox_id}", asyncio.Lock())
        async with lock:
            async with self.open(write=False) as session:
                mailbox = await _connected(session, mailbox_id, locked=False)
            if mailbox is None:
                raise AccessLost(LOST.format(name=self.provider.name))
            access = self._opened(mailbox, "access", mailbox.sealed_access)
            if mailbox.expires_at - EARLY > self.clock() and access != instead_of:
                return access
            return await self._renewed(mailbox)

    async def _renewed(self, stale: Mailbox) -> str:
        refresh = self._opened(stale, "refresh", stale.sealed_refresh)
        try:
            grant = await self.provider.refresh(refresh)
        except AccessLost:
            return await self._lost(stale)
        async with self.open() as session:
            mailbox = await _connected(session, stale.id)
            if mailbox is None:
                raise AccessLost(LOST.format(name=self.provider.name))
            if mailbox.sealed_refresh == stale.sealed_refresh:
                self.keep(mailbox, grant)
            return self._opened(mailbox, "access", mailbox.sealed_access)

    async def _lost(self, stale: Mailbox) -> str:
        """Say so to whoever can do something about it, unless somebody else has got in meanwhile."""
        async with self.open() as session:
            mailbox = await _connected(session, stale.id)
            if mailbox is not None and mailbox.sealed_refresh != stale.sealed_refresh:
                return self._opened(mailbox, "access", mailbox.sealed_access)
            if mailbox is not None:
                mailbox.state, mailbox.problem = "lost", LOST.format(name=self.provider.name)
                await _tell_admins(session, self.provider.name, mailbox)
        raise AccessLost(LOST.format(name=self.provider.name))

    def keep(self, mailbox: Mailbox, grant: Grant) -> None:
        """Seal what the provider gave; without a new token to renew with, the old one goes on."""
        mailbox.sealed_access = self._sealed(mailbox, "access", grant.access)
        if grant.refresh:
            mailbox.sealed_refresh = self._sealed(mailbox, "refresh", grant.refresh)
        mailbox.expires_at = self.clock() + grant.lasts

    def _sealed(self, mailbox: Mailbox, part: str, token: str) -> str:
        return self.sealer.seal(self.account_id, PURPOSE.format(provider=mailbox.provider, part=part), token)

    def _opened(self, mailbox: Mailbox, part: str, sealed: str) -> str:
        return self.sealer.open(self.account_id, PURPOSE.format(provider=mailbox.provider, part=part), sealed)


def keys_of(ports: Ports, account_id: str, provider: MailProvider, clock: Clock, opened: Beside) -> MailboxKeys:
    """An account's tokens, where tokens can be kept."""
    if ports.sealer is None:
        raise Unavailable(CANNOT_KEEP)
    return MailboxKeys(account_id, provider, ports.sealer, clock, opened)


async def _connected(session: AsyncSession, mailbox_id: str, *, locked: bool = True) -> Mailbox | None:
    wanted = select(Mailbox).where(Mailbox.id == mailbox_id, Mailbox.state == "connected")
    found: Mailbox | None = await session.scalar(wanted.with_for_update() if locked else wanted)
    return found


async def _tell_admins(session: AsyncSession, name: str, mailbox: Mailbox) -> None:
    admins = select(User.id).where(User.role == Role.ADMIN, User.active)
    for user_id in await session.scalars(admins):
        session.add(
            Notification(
                user_id=user_id,
                title=f"{name} has to be connected again",
                body=f"{mailbox.address} lets us in no longer, so its mail does not come in.",
                read=False,
                record_type=Mailbox.__tablename__,
                record_id=mailbox.id,
            )
        )
