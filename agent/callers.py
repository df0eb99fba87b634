"""Who is speaking: a signed-in address, or a phone number that the carrier attests."""

from __future__ import annotations

from sqlalchemy import select

from agent.installation import Installation
from domain import demo
from domain.context import Actor, Company
from domain.problems import NotFound
from domain.roles import Role
from storage.contacts import Contact
from storage.users import User


async def caller(
    installation: Installation, who: str, channel: str, account: str | None = None
) -> tuple[Actor, Company]:
    """The actor for a sign-in address or an attested number ("" is withheld), and the company they reach."""
    if "@" in who:
        actor = await installation.person(who)
        if actor is None:
            raise NotFound(f"Nobody signs in as {who}; see who does with callout serve --demo.")
        return actor, await installation.companies.of(actor.account_id)
    company = await installation.companies.of(account or await _only_account(installation))
    return await by_number(installation, company, who), company


async def by_number(installation: Installation, company: Company, number: str) -> Actor:
    """The person whose own phone this is: a technician, a customer; anybody else is a caller.

    Staff with wider roles are callers until they have said their PIN: a phone can be picked up by anyone.
    """
    if number:
        async with installation.database.transaction(company.id, write=False) as session:
            user = (await session.scalars(select(User).where(User.phone == number))).first()
            contacts = list(await session.scalars(select(Contact).where(Contact.phone == number).limit(2)))
        if user is not None and user.role == Role.TECH and user.active:
            return Actor(company.id, Role.TECH, user.name, user_id=user.id, phone=number)
        if user is None and len(contacts) == 1:
            return Actor(company.id, Role.CUSTOMER, contacts[0].name, contact_id=contacts[0].id, phone=number)
    return Actor(company.id, Role.CALLER, phone=number or None)


async def _only_account(installation: Installation) -> str:
    """The account that a bare number reaches: the only one, or the demo's first."""
    companies = await installation.companies.all()
    if len(companies) == 1:
        return companies[0].id
    first: str = demo.world()["accounts"][0]["id"]
    if any(company.id == first for company in companies):
        return first
    raise NotFound("There are several companies here; say which with a sign-in address.")
