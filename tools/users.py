"""The staff: who works here, what they can do, and who may sign in."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, SecretStr
from sqlalchemy import ColumnElement, Text, and_, cast, func

from domain import users as rules
from domain.context import Context
from domain.users import StaffRole
from storage.users import User
from tools.card import Card, Page
from tools.operation import Fields
from tools.reach import Email, Phone
from tools.resource import Resource, optional

SAID = {"admin": "admin", "dispatcher": "dispatcher", "office": "office", "tech": "technician", "operator": "operator"}


class PersonCard(Card):
    """Somebody who signs in."""

    name: str
    role: StaffRole | Literal["operator"]
    email: str | None
    phone: str | None
    skills: list[str]
    active: bool

    def spoken(self, now: datetime) -> str:
        gone = "" if self.active else ", no longer active"
        return f"{self.name}, {SAID.get(self.role, self.role)}{gone}"


class UserCard(PersonCard):
    """A person on the staff."""

    role: StaffRole


class MeCard(PersonCard):
    """Whoever is asking, and the company they are signed in to."""

    company: str
    timezone: str
    currency: str

    def spoken(self, now: datetime) -> str:
        return f"{super().spoken(now)} at {self.company}"


class UserFields(Fields):
    """What is known of somebody on the staff."""

    name: Annotated[str, Field(min_length=1, max_length=120, description="Their full name.")]
    role: Annotated[StaffRole, Field(description="What they are: admin, dispatcher, office or tech.")] = "tech"
    email: Annotated[Email | None, Field(description="Their e-mail address; they sign in with it.")] = None
    phone: Annotated[Phone | None, Field(description="Their own phone number.")] = None
    skills: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=60)]],
        Field(max_length=50, description="What they can do: hvac, plumbing, boiler."),
    ] = []  # noqa: RUF012
    password: Annotated[
        SecretStr, Field(min_length=8, max_length=200, description="A password to sign in with, never read back.")
    ] = SecretStr("")
    pin: Annotated[
        SecretStr, Field(min_length=4, max_length=8, description="Digits to be known by on the phone, never read back.")
    ] = SecretStr("")


class UserChanges(optional(UserFields)):  # type: ignore[misc]
    """What of somebody can be changed."""

    active: Annotated[bool, Field(description="Whether they still work here and may sign in.")] = True


class UserFilters(Fields):
    """What lists of the staff take beyond the role."""

    able: Annotated[
        list[Annotated[str, Field(max_length=60)]] | None,
        Field(alias="skills", max_length=10, description="Only who can do all of these."),
    ] = None
    active: Annotated[bool | None, Field(description="Only who still works here, or who does not.")] = None


users = Resource(User, UserCard, "/users", "user", sort="name", search=("name", "email", "phone"))


class UserListing(users.listing(UserFilters)):  # type: ignore[misc]
    """What the list of the staff takes."""


get_user = users.get(
    "pull up Tasha's profile", "what's Luis Ortega's phone number", about="Look up somebody on the staff."
)


@users.read("GET ", "who works here", "show me all the technicians")
async def list_users(ctx: Context, listing: UserListing) -> Page[UserCard]:
    """List the people on the staff."""
    return await users.page(ctx, listing, *(_can_do(skill) for skill in listing.able or ()))


def _can_do(skill: str) -> ColumnElement[bool]:
    """Whether every word of the skill is in the person's skills, however it is hyphenated there."""
    words = [json.dumps(word)[1:-1] for word in skill.lower().replace("-", " ").split()]
    return and_(*(func.lower(cast(User.skills, Text)).contains(word, autoescape=True) for word in words))


@users.read("GET /me", "who am I logged in as", "what's my role in here", may="me:read")
async def get_me(ctx: Context) -> MeCard:
    """Say who is signed in, and to which company."""
    user = PersonCard.model_validate(await rules.me(ctx))
    company = ctx.company
    return MeCard(**user.model_dump(), company=company.name, timezone=company.timezone.key, currency=company.currency)


@users.write(
    "POST ", "add a new tech named Ramon Vega", "set up a login for Carlos Mendez", done="Added {it.name} to the staff."
)
async def create_user(ctx: Context, fields: UserFields) -> User:
    """Take somebody on to the staff."""
    return await rules.hire(ctx, fields.given())


@users.write(
    "PATCH /{user}",
    "change Luis's phone number",
    "make Owen a dispatcher",
    done="Changed {user.name}'s profile.",
)
async def update_user(ctx: Context, user: User, changes: UserChanges) -> User:
    """Change somebody on the staff: name, role, address, number, skills, or whether they still work here."""
    return await rules.change(ctx, user, changes.given())
