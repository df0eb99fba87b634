"""Who is speaking: a signed-in address, or a phone number that the carrier attests."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from agent.identity import Claim, Identity
from agent.installation import Installation
from domain import demo
from domain.context import Actor, Company
from domain.one_time_codes import Codes
from domain.pins import Pins
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
    """The person whose own phone this is, if the carrier vouches for the number in full."""
    return (await known_by(installation, company, number, attested=True))[0]


async def known_by(
    installation: Installation, company: Company, number: str, *, attested: bool
) -> tuple[Actor, Claim | None]:
    """Who calls, and whom the number points to beyond that.

    An attested number is a technician's or a customer's own phone. Staff with wider roles are callers until they have
    said their PIN, since a phone can be picked up by anyone; and so is everybody whose number nobody vouches for.
    """
    nobody = Actor(company.id, Role.CALLER, phone=number or None)
    if not number:
        return nobody, None
    async with installation.database.transaction(company.id, write=False) as session:
        users = list(await session.scalars(select(User).where(User.phone == number, User.active).limit(2)))
        contacts = list(await session.scalars(select(Contact).where(Contact.phone == number).limit(2)))
    if len(users) == 1:
        user = users[0]
        known = Actor(company.id, Role(user.role), user.name, user_id=user.id, phone=number)
        return (known, None) if attested and known.role is Role.TECH else (nobody, Claim(known, "pin"))
    if not users and len(contacts) == 1:
        customer = Actor(company.id, Role.CUSTOMER, contacts[0].name, contact_id=contacts[0].id, phone=number)
        return (customer, None) if attested else (nobody, Claim(customer, "code"))
    return replace(nobody, unlisted=attested and not users and not contacts), None


def proof_of(installation: Installation, company: Company, claim: Claim | None) -> Identity | None:
    """The way for a caller to prove who they are; None where the number points to nobody."""
    if claim is None:
        return None
    desk = installation.desk
    proving = installation.database, desk.clock, desk.ports.passwords
    return Identity(claim, company, Pins(*proving), Codes(*proving), desk.ports.texter)


async def _only_account(installation: Installation) -> str:
    """The account that a bare number reaches: the only one, or the demo's first."""
    companies = await installation.companies.all()
    if len(companies) == 1:
        return companies[0].id
    first: str = demo.world()["accounts"][0]["id"]
    if any(company.id == first for company in companies):
        return first
    raise NotFound("There are several companies here; say which with a sign-in address.")
