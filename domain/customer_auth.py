"""How a customer gets into the portal: a code to their own phone or address, and a token for an hour.

Whether somebody is known shows nowhere: what is asked for is put down the same for everybody, and only the carrier,
whom nobody waits for, looks whose number or address it is. One that several customers share opens nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.companies import Companies
from domain.context import Actor, Company, Ports
from domain.one_time_codes import Codes
from domain.ports import Clock, DeliveryFailed, Letter
from domain.problems import NotFound, Unauthenticated, Unavailable
from domain.reach import phone_number
from domain.signin import CUSTOMERS, SignIn, digest
from storage import platform
from storage.accounts import CustomerSession
from storage.contacts import Contact, mail_key
from storage.database import Database
from storage.outbox import Parcel

CODE_LASTS, SESSION_LASTS = timedelta(minutes=10), timedelta(hours=1)
KIND = "code"
WRONG = "That code is not right, or has run out; check it, or ask for a new one."
NO_COMPANY = "There is no company at this address; use the link that the company gave you."
TOLD = "{code} is your code for {company}. It is good for ten minutes; give it to nobody else."
By = Literal["sms", "email"]


@dataclass(frozen=True, slots=True)
class Address:
    """Where a code goes: a number or an e-mail address, written one way."""

    by: By
    to: str

    @property
    def what(self) -> str:
        """What the code is for."""
        return f"portal {self.to}"


@dataclass(frozen=True, slots=True)
class Admitted:
    """A customer and the token that stands for them; the token is shown this once."""

    actor: Actor
    company: Company
    token: str
    expires_at: datetime


class CustomerSignIn:
    """Takes requests for codes, and gives tokens for them."""

    def __init__(self, database: Database, companies: Companies, clock: Clock, ports: Ports, signin: SignIn) -> None:
        self._database, self._companies, self._clock, self._ports = database, companies, clock, ports
        self._signin = signin
        self._codes = Codes(database, clock, ports.passwords)

    async def company(self, words: str | None) -> Company:
        """The company by its id or its business line; where there is only one, it need not be said."""
        if words is None:
            every = await self._companies.all()
            if len(every) != 1:
                raise NotFound(NO_COMPANY)
            return every[0]
        try:
            return await self._companies.of(words)
        except NotFound:
            found = await self._companies.by_line(_line(words))
        if found is None:
            raise NotFound(NO_COMPANY)
        return found

    async def ask_for_code(self, company: Company, address: Address) -> None:
        """Have a code sent, if a customer is reached there; that is found out later, and told to nobody."""
        if (self._ports.texter if address.by == "sms" else self._ports.mailer) is None:
            other = "e-mail address" if address.by == "sms" else "phone number"
            raise Unavailable(f"Codes cannot be sent that way here; give your {other} instead.")
        now = self._clock()
        async with self._database.transaction(company.id, now=self._clock) as session:
            session.add(Parcel(kind=KIND, payload={"by": address.by, "to": address.to}, due_at=now))

    async def admit(self, company: Company, address: Address, digits: str) -> Admitted:
        """A token for the customer whose code this is; raises `Unauthenticated`, whatever is wrong with it."""
        proof = await self._codes.check(company.id, address.what, digits)
        if proof.verdict != "right" or proof.contact_id is None:
            raise Unauthenticated(WRONG)
        actor = await self._signin.customer(company.id, proof.contact_id)
        token, now = f"{CUSTOMERS}{secrets.token_urlsafe(32)}", self._clock()
        until = now + SESSION_LASTS
        async with self._database.platform() as session:
            await platform.forget_expired(session, now)
            of = {"account_id": company.id, "contact_id": proof.contact_id, "created_at": now}
            session.add(CustomerSession(hash=digest(token), expires_at=until, **of))
        return Admitted(actor, company, token, until)

    async def leave(self, token: str) -> None:
        """End a customer's session."""
        async with self._database.platform() as session:
            await platform.forget_customer_session(session, digest(token))


@dataclass(frozen=True, slots=True)
class CodeDelivery:
    """A code on its way, made only now: it stands nowhere but in the message and as a hash."""

    database: Database
    ports: Ports
    clock: Clock

    async def send(self, company: Company, parcel: Parcel) -> None:
        """Send the code, if exactly one customer is reached there; raises `DeliveryFailed`."""
        address = _address(parcel.payload)
        if parcel.created_at < self.clock() - CODE_LASTS:
            return
        codes = Codes(self.database, self.clock, self.ports.passwords)
        async with self.database.transaction(company.id, write=False, now=self.clock) as session:
            contact_id = await _whose(session, address)
        if contact_id is None or (parcel.attempts == 1 and not await codes.may_send(company.id, address.to)):
            return
        digits = await codes.make(company.id, address.what, contact_id, CODE_LASTS)
        await self._hand_out(company, address, TOLD.format(code=digits, company=company.name), parcel.id)

    async def _hand_out(self, company: Company, address: Address, told: str, key: str) -> None:
        if address.by == "sms":
            if self.ports.texter is None:
                raise DeliveryFailed("Texting is not set up here.", permanent=True)
            return await self.ports.texter.send(address.to, told, key)
        if self.ports.mailer is None:
            raise DeliveryFailed("E-mail is not set up here.", permanent=True)
        subject = f"Your code for {company.name}"
        return await self.ports.mailer.send(Letter(address.to, subject, told, sender=company.name), key)


async def _whose(session: AsyncSession, address: Address) -> str | None:
    at = Contact.phone == address.to if address.by == "sms" else mail_key() == address.to
    found = list(await session.scalars(select(Contact.id).where(at).limit(2)))
    return found[0] if len(found) == 1 else None


def _address(payload: Mapping[str, Any]) -> Address:
    return Address(payload["by"], payload["to"])


def _line(words: str) -> str:
    try:
        return phone_number(words if words.startswith("+") else f"+{words}")
    except ValueError:
        return ""
