"""Signing in: e-mail and password to a token, and a token back to the person it stands for."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from pwdlib import PasswordHash
from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.context import Actor, Context
from domain.passwords import Passwords
from domain.pins import Pins
from domain.ports import Clock
from domain.problems import Conflict, Suspended, Unauthenticated
from domain.roles import Role
from storage import platform
from storage.accounts import Account, Login, Token
from storage.contacts import Contact
from storage.database import Database
from storage.users import User

SESSION_LASTS = timedelta(days=14)
WRONG = "That e-mail address and password do not match; check both and try again."
STALE = "Your sign-in has ended; sign in again."
MCP = "mcp"  # the kind of a token whose audience is /api/mcp alone
CUSTOMERS = "cu_"  # what customers' tokens begin with
ACCOUNT = Account.suspended_at, Account.deleted_at.is_not(None).label("gone")
CUSTOMER = (
    select(Contact.name, Contact.phone, *ACCOUNT)
    .join(Account, Account.id == Contact.account_id)
    .where(Contact.id == bindparam("id"))
)
PERSON = (
    select(User.role, User.name, User.phone, User.active, *ACCOUNT)
    .join(Account, Account.id == User.account_id)
    .where(User.id == bindparam("id"))
)
TAKEN = "Somebody signs in with {email} already; give another address."


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person and the bearer token that stands for them; the token is shown this once."""

    actor: Actor
    token: str


class SignIn:
    """Checks passwords (argon2, off the event loop, a few at a time) and keeps tokens as hashes."""

    def __init__(self, database: Database, clock: Clock, hasher: PasswordHash | None = None) -> None:
        self._database, self._clock = database, clock
        self._passwords = Passwords(hasher)
        self.pins = Pins(database, clock, self._passwords)

    async def sign_in(self, email: str, password: str, kind: str = "session") -> SignedIn:
        """Open a session; raises `Unauthenticated`."""
        return await self.issue(await self.person(email, password), kind)

    async def person(self, email: str, password: str) -> Actor:
        """Whose password it is; raises `Unauthenticated`, in the same words and time whether the address is known."""
        async with self._database.platform(write=False) as session:
            login = await platform.login(session, email)
        kept = login.password_hash if login else await self._passwords.nobodys()
        right = await self._passwords.matches(password, kept)
        if login is None or not right:
            raise Unauthenticated(WRONG)
        return await self.still_there(login.account_id, login.user_id)

    async def must_know_password(self, actor: Actor, password: str) -> None:
        """Raise `Unauthenticated` unless this is the person's password; wrong ones are counted as wrong PINs are."""
        assert actor.user_id is not None
        await self.pins.must_be_allowed(actor.account_id, actor.user_id)
        async with self._database.platform(write=False) as session:
            login = await platform.login_of(session, actor.account_id, actor.user_id)
        if login is None or not await self._passwords.matches(password, login.password_hash):
            raise Unauthenticated(WRONG)

    async def issue(self, actor: Actor, kind: str = "session", lasts: timedelta = SESSION_LASTS) -> SignedIn:
        """A new token for a person already known."""
        token = f"co_{secrets.token_urlsafe(32)}"
        now = self._clock()
        async with self._database.platform() as session:
            await platform.forget_expired(session, now)
            session.add(
                Token(
                    hash=digest(token),
                    account_id=actor.account_id,
                    user_id=actor.user_id,
                    kind=kind,
                    created_at=now,
                    expires_at=now + lasts,
                )
            )
        return SignedIn(actor, token)

    async def actor_of(self, token: str, *, at_mcp: bool = False) -> Actor:
        """The person or the customer a token stands for; raises `Unauthenticated`, too for one of another audience."""
        of_customer = token.startswith(CUSTOMERS)
        actor = _customer if of_customer else _person
        async with self._database.platform(write=False) as above:
            if of_customer:
                found = await platform.customer_session(above, digest(token), self._clock())
            else:
                found = await platform.bearer(above, digest(token), self._clock(), None if at_mcp else MCP)
            if found is None:
                raise Unauthenticated(STALE)
            async with self._database.going_on(above, found[0]) as session:
                return await actor(session, *found)

    async def customer(self, account_id: str, contact_id: str) -> Actor:
        """A customer who is still on the books; raises `Unauthenticated` and `Suspended`."""
        async with self._database.transaction(account_id, write=False) as session:
            return await _customer(session, account_id, contact_id)

    async def actor_by_email(self, email: str) -> Actor | None:
        """The person with this sign-in, for the terminal of the machine itself, where no password is asked."""
        async with self._database.platform(write=False) as session:
            login = await platform.login(session, email)
        return await self.still_there(login.account_id, login.user_id) if login else None

    async def knows(self, email: str) -> bool:
        """Whether somebody signs in with this address."""
        async with self._database.platform(write=False) as session:
            return await platform.login(session, email) is not None

    async def sign_out(self, token: str) -> None:
        """End a session."""
        async with self._database.platform() as session:
            await platform.forget_token(session, digest(token))

    async def set_password(self, account_id: str, user_id: str, email: str, password: str) -> None:
        """Let a person sign in with this address and password."""
        hashed = await self._passwords.hashed(password)
        async with self._database.platform() as session:
            await session.merge(
                Login(email=email.strip().lower(), account_id=account_id, user_id=user_id, password_hash=hashed)
            )

    async def still_there(self, account_id: str, user_id: str) -> Actor:
        """Somebody who still works there; raises `Unauthenticated` and `Suspended`."""
        async with self._database.transaction(account_id, write=False) as session:
            return await _person(session, account_id, user_id)


async def _person(session: AsyncSession, account_id: str, user_id: str) -> Actor:
    """Somebody who still works there; raises `Unauthenticated` and `Suspended`."""
    user = (await session.execute(PERSON, {"id": user_id})).one_or_none()
    if user is None or not user.active or user.gone:
        raise Unauthenticated(STALE)
    if user.suspended_at is not None:
        raise Suspended
    return Actor(account_id, Role(user.role), user.name, user_id=user_id, phone=user.phone)


async def _customer(session: AsyncSession, account_id: str, contact_id: str) -> Actor:
    """A customer who is still on the books; raises `Unauthenticated` and `Suspended`."""
    contact = (await session.execute(CUSTOMER, {"id": contact_id})).one_or_none()
    if contact is None or contact.gone:
        raise Unauthenticated(STALE)
    if contact.suspended_at is not None:
        raise Suspended
    return Actor(account_id, Role.CUSTOMER, contact.name, contact_id=contact_id, phone=contact.phone)


async def let_in(ctx: Context, user: User, password: str) -> None:
    """Let somebody sign in with their address and a new password, in the transaction of the change itself.

    Whoever was signed in as them is signed out, but for the person doing this.
    """
    assert user.email is not None
    await must_be_unused(ctx, user, user.email)
    hashed = await ctx.ports.passwords.hashed(password)
    login = await platform.login_of(ctx.session, user.account_id, user.id)
    if login is None:
        login = await platform.login(ctx.session, user.email) or Login(email=user.email.lower())
        ctx.session.add(login)
    login.account_id, login.user_id, login.password_hash = user.account_id, user.id, hashed
    if user.id != ctx.actor.user_id:
        await platform.forget_tokens_of(ctx.session, user.account_id, user.id)


async def move_sign_in(ctx: Context, user: User) -> None:
    """Make somebody's sign-in follow their address, if they have one."""
    login = await platform.login_of(ctx.session, user.account_id, user.id)
    if login is None or login.email == user.email:
        return
    if user.email is None:
        raise Conflict(f"{user.name} signs in with {login.email}; give another address instead of none.")
    await must_be_unused(ctx, user, user.email)
    stale = await platform.login(ctx.session, user.email)
    if stale is not None:
        await ctx.session.delete(stale)
        await ctx.session.flush()
    login.email = user.email


async def sign_out_all_of(ctx: Context, account_id: str) -> None:
    """Sign everybody of an account out."""
    await platform.forget_tokens_in(ctx.session, account_id)


async def must_be_unused(ctx: Context, user: User | None, email: str) -> None:
    """Refuse an address that somebody else signs in with, in any account; `user`: whose it may be."""
    login = await platform.login(ctx.session, email)
    if login is None or (user and (login.account_id, login.user_id) == (ctx.actor.account_id, user.id)):
        return
    if login.account_id == ctx.actor.account_id:
        holder = await ctx.session.scalar(select(User.id).where(User.id == login.user_id))
        if holder is None:  # they are gone from the account, so the address is free again
            return
    raise Conflict(TAKEN.format(email=email))


def digest(token: str) -> str:
    """How a token is kept."""
    return hashlib.sha256(token.encode()).hexdigest()
