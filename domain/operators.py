"""Operators: who runs the installation. They are people of an account of its own, which hosts every company."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import SecretStr

from domain.companies import Companies
from domain.ports import Clock
from domain.problems import Conflict, Invalid, NotFound
from domain.reach import email_address
from domain.roles import Role
from domain.signin import TAKEN, SignIn
from storage.accounts import INSTALLATION, NOBODY, Account
from storage.clock import wall_clock
from storage.database import Database
from storage.types import new_id
from storage.users import User

NAME, SHORTEST = "Callout", 8


async def create(
    database: Database, companies: Companies, signin: SignIn, name: str, email: str, password: SecretStr
) -> None:
    """Let somebody run the installation; raises `Invalid` and `Conflict`."""
    email = _address(email)
    if len(password.get_secret_value()) < SHORTEST:
        raise Invalid(f"A password has at least {SHORTEST} characters.")
    if await signin.knows(email):
        raise Conflict(TAKEN.format(email=email))
    person = {"id": new_id(), "name": name, "role": Role.OPERATOR, "email": email}
    await open_installation(database, companies, person, wall_clock)
    await signin.set_password(INSTALLATION, person["id"], email, password.get_secret_value())


async def open_installation(database: Database, companies: Companies, person: Mapping[str, str], clock: Clock) -> None:
    """Add somebody to those who run the installation; its own account is made with the first."""
    try:
        await companies.of(INSTALLATION)
    except NotFound:
        await companies.add(Account(id=INSTALLATION, account_id=NOBODY, name=NAME, timezone="UTC"))
    async with database.transaction(INSTALLATION, now=clock) as session:
        session.add(User(**person, skills=[], active=True))


def _address(email: str) -> str:
    try:
        return email_address(email)
    except ValueError as wrong:
        raise Invalid(f"{wrong}.") from None
