"""The demo world: two companies that know nothing of each other, to try everything on."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from pydantic.alias_generators import to_snake
from sqlalchemy import inspect, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.companies import Companies
from domain.demo.sections import SECTIONS, Row, Section
from domain.operators import open_installation
from domain.ports import Clock
from domain.signin import SignIn
from storage.accounts import INSTALLATION, Account
from storage.base import Record
from storage.counters import at_least
from storage.database import Database
from storage.users import User

WORLD = Path(__file__).parent / "world.yaml"
OPERATOR = {"id": "olive", "name": "Olive Hart", "role": "operator", "email": "olive@callout.example"}
ACCOUNT_FACTS = ("id", "name", "timezone", "currency", "businessLine")


@cache
def world() -> dict[str, Any]:
    """The demo world as it is written down."""
    read: dict[str, Any] = yaml.safe_load(WORLD.read_text(encoding="utf-8"))
    return read


def demo_now() -> datetime:
    """The moment the demo world is set in."""
    now = world()["now"]
    return now if isinstance(now, datetime) else datetime.fromisoformat(now)


async def load(database: Database, companies: Companies, clock: Clock) -> None:
    """Load both companies, and who runs the installation; every id in the file is the record's real id."""
    await open_installation(database, companies, OPERATOR, clock)
    for told in world()["accounts"]:
        sections = {name for name, value in told.items() if name in SECTIONS}
        facts = {to_snake(name): told[name] for name in ACCOUNT_FACTS if name in told}
        settings = {k: v for k, v in told.items() if k not in ACCOUNT_FACTS and k not in sections and _is_setting(v)}
        at = clock()
        await companies.add(Account(**facts, settings=settings, created_at=at, updated_at=at))
        async with database.transaction(told["id"], now=clock) as session:
            for name, section in SECTIONS.items():
                for row in told.get(name, ()):
                    await _add(session, section, _in_full(told, row), ZoneInfo(told["timezone"]))


def _in_full(account: Row, row: Row) -> Row:
    """A row with what it leaves to its account: the money, the tax, and the customer and title that it hangs on."""
    titles = {job["id"]: job["title"] for job in account.get("jobs", ())}
    owing = {invoice["id"]: invoice["contact"] for invoice in account.get("invoices", ())}
    about = {"jobTitle": titles.get(row.get("job")), "contact": owing.get(row.get("invoice"))}
    known = {"currency": account["currency"], "taxRate": account.get("taxRate") or 0, **about}
    return {**{name: value for name, value in known.items() if value is not None}, **row}


def _is_setting(value: Any) -> bool:
    return not (isinstance(value, list) and value and isinstance(value[0], dict))


async def let_everyone_sign_in(database: Database, signin: SignIn, password: str) -> list[User]:
    """Give every demo person one shared password, and name them."""
    people: list[User] = []
    for account_id in (*(told["id"] for told in world()["accounts"]), INSTALLATION):
        async with database.transaction(account_id, write=False) as session:
            people += await session.scalars(select(User).order_by(User.created_at, User.id))
    for person in people:
        if person.email:
            await signin.set_password(person.account_id, person.id, person.email, password)
    return people


async def _add(session: AsyncSession, section: Section, told: Row, zone: ZoneInfo) -> None:
    facts = {section.renamed.get(name, name): value for name, value in told.items()}
    record = made(section.kind, {**facts, **(section.known(told) if section.known else {})}, zone)
    session.add(record)
    await session.flush()
    if "number" in told:
        await at_least(session, section.noun, int(told["number"]))
    for also in section.also(told) if section.also else ():
        session.add(made(also.kind, also.facts, zone))
    await session.flush()


def made(kind: type[Record], told: Row, zone: ZoneInfo) -> Record:
    """A record from its written facts: `contact: x` is contact_id, times are the account's, money is exact."""
    columns = inspect(kind).columns
    facts: dict[str, Any] = {}
    for name, value in told.items():
        key = to_snake(name)
        key = key if key in columns else f"{key}_id"
        if key in columns:
            facts[key] = _typed(value, columns[key].type.python_type, zone)
    return kind(**facts)


def _typed(value: Any, kind: type, zone: ZoneInfo) -> Any:
    if value is None:
        return None
    if issubclass(kind, datetime):
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        return moment if moment.tzinfo else moment.replace(tzinfo=zone)
    if issubclass(kind, date):
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    return Decimal(str(value)) if issubclass(kind, Decimal) else value
