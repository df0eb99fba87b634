"""Account settings: the hours, zone, tax, greeting and the rest that a company sets about itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field, PrivateAttr

from domain.account_settings import (
    MOST_CLOSURES,
    MOST_TERMS,
    MOST_TOWNS,
    MOST_UNDO,
    AfterHours,
    Amount,
    Base,
    Closure,
    Line,
    Percent,
    Prose,
    Share,
    Town,
    Units,
    currency_code,
    opening_hours,
    quiet_span,
    zone_name,
)
from domain.companies import change_account, own_company
from domain.context import Company, Context
from domain.ports import Voice
from domain.problems import Problem
from domain.voices import chosen
from storage.audit import AuditEntry
from tools.audit import AuditCard
from tools.card import Wire
from tools.checked import checked
from tools.operation import UNSAID, Fields, Said
from tools.reach import Email, Phone
from tools.resource import Resource
from tools.settings_told import Told

AREA = {"add_towns": "service_area", "drop_towns": "service_area"}
Opening = Annotated[str, Field(max_length=60, examples=["08:00-17:00"]), checked(opening_hours)]


class Week(Wire):
    """Hours by weekday; a day given null is closed, a day not given stays as it is."""

    model_config = ConfigDict(extra="forbid")

    mon: Opening | None = None
    tue: Opening | None = None
    wed: Opening | None = None
    thu: Opening | None = None
    fri: Opening | None = None
    sat: Opening | None = None
    sun: Opening | None = None


class SettingsCard(Told):
    """A company's settings as they are shown, with what holds where nothing is set."""

    id: str
    _changed: tuple[str, ...] = PrivateAttr(())

    @classmethod
    def of(cls, company: Company, changed: Iterable[str] = ()) -> SettingsCard:
        """The card of a company, which tells what was changed just now."""
        own = {"id": company.id, "name": company.name, "timezone": company.timezone.key}
        money = {"currency": company.currency, "businessLine": company.business_line}
        card = cls.model_validate({**company.settings, **own, **money})
        card._changed = tuple(dict.fromkeys(AREA.get(each, each) for each in changed))
        return card

    @property
    def told(self) -> str:
        """How that which was changed stands now."""
        return " ".join(self.sentence(each) for each in self._changed) or "Nothing was changed."

    def spoken(self, now: datetime) -> str:
        return self.summary()

    def answering(self, said: str, now: datetime) -> str | None:
        """The answer to a question about one setting."""
        return self.answer(said)


settings = Resource(AuditEntry, AuditCard, "/account/settings", "account setting", permits="account")


class SettingsChanges(Fields):
    """What of the settings can be changed; null goes back to what holds where nothing is set."""

    name: Annotated[Line, Field(description="The company's name.")] = ""
    timezone: Annotated[str, Field(max_length=60), checked(zone_name)] = ""
    currency: Annotated[str, Field(max_length=3), checked(currency_code)] = ""
    business_line: Annotated[Phone | None, Field(description="The number that customers call.")] = None
    hours: Annotated[Week | None, Field(description="When the company is open, by weekday.")] = None
    closures: Annotated[
        list[Closure] | None, Field(max_length=MOST_CLOSURES, description="Holidays and the like: the whole list.")
    ] = None
    after_hours: Annotated[
        AfterHours | None,
        Field(description="Calls when closed: answered as always, taken as a message, or put through."),
    ] = None
    service_area: Annotated[
        list[Town] | None, Field(max_length=MOST_TOWNS, description="The towns and postcodes served: the whole list.")
    ] = None
    add_towns: Annotated[list[Town], Field(max_length=MOST_TOWNS, description="Towns to serve from now on.")] = []  # noqa: RUF012
    drop_towns: Annotated[list[Town], Field(max_length=MOST_TOWNS, description="Towns to serve no more.")] = []  # noqa: RUF012
    base: Annotated[Base | None, Field(description="Where technicians start from.")] = None
    tax_rate: Annotated[Share | None, Field(description="The sales tax as a share: 0.0881.", examples=["0.0881"])] = (
        None
    )
    payment_terms_days: Annotated[int | None, Field(ge=0, le=MOST_TERMS, description="Until an invoice is due.")] = None
    quote_valid_days: Annotated[int | None, Field(ge=1, le=MOST_TERMS, description="How long a quote is good.")] = None
    payment_instructions: Annotated[Prose | None, Field(description="How to pay, as printed on invoices.")] = None
    greeting: Annotated[Prose | None, Field(description="How calls are answered; {company} is the name.")] = None
    voice: Annotated[
        Line | None,
        Field(description="The voice that callers hear, by its id or its name.", json_schema_extra=UNSAID),
    ] = None
    transfer_number: Annotated[Phone | None, Field(description="Who wants a person is put through to it.")] = None
    recording_notice: Annotated[Prose | None, Field(description="What callers are told of recording, first.")] = None
    marketing_consent: Annotated[Prose | None, Field(description="What people agree to who want offers.")] = None
    quiet_hours: Annotated[str | None, Field(max_length=20, examples=["21:00-08:00"]), checked(quiet_span)] = None
    undo_seconds: Annotated[
        int | None, Field(ge=0, le=MOST_UNDO, description="How long a message waits before it leaves.")
    ] = None
    labor_rate: Annotated[Amount | None, Field(description="What an hour of work is billed at.")] = None
    self_service: Annotated[
        bool | None, Field(description="Customers move and cancel own visits themselves, where nothing is in the way.")
    ] = None
    units: Annotated[Units | None, Field(description="Miles, or kilometers.")] = None
    approval_limit: Annotated[
        Percent | None,
        Field(description="By how many percent the office lowers a price without approval; null: by any."),
    ] = None
    approve_refunds: Annotated[
        bool | None,
        Field(description="Whether the office needs approval to give money back."),
        Said("refunds"),
    ] = None
    approve_bulk: Annotated[
        bool | None,
        Field(description="Whether the office needs approval to change many jobs at once."),
        Said("bulk changes"),
    ] = None
    address: Annotated[Line | None, Field(description="The company's own address.")] = None
    email: Annotated[Email | None, Field(description="Where customers write to.")] = None
    website: Line | None = None
    elevenlabs_agent: Annotated[
        Line | None, Field(description="The id of the ElevenLabs agent whose calls are logged here.")
    ] = None


@settings.read("GET ", "what are our opening hours", "how is the account set up")
async def get_account_settings(ctx: Context) -> SettingsCard:
    """Say what the company is set to: hours, service area, tax, time zone, greeting and the rest."""
    return SettingsCard.of(await own_company(ctx))


async def _voice(ctx: Context, changes: SettingsChanges) -> Voice | Problem | None:
    """The voice that is wanted, looked up before anything is held up for it; or what is wrong with it."""
    try:
        return await chosen(ctx.ports, changes.voice) if changes.voice else None
    except Problem as problem:
        return problem


@settings.write(
    "PATCH ",
    "set our friday hours to eight to four",
    "change the sales tax rate to nine percent",
    "start serving golden as well",
    told_by=(
        r"\b(?:set|change|make|update|switch|put|raise|lower)\b(?: \w+){0,3}? (?:our|the|a|my)(?: company(?:'s)?)? "
        r"(?:greeting|transfer number|(?:discount|approval) limit|undo (?:window|time)|payment terms|sales "
        r"tax|tax rate|business line|"
        r"recording notice|labor rate|hourly rate|service area|(?:opening|business|working) hours|time zone)\b",
        r"\bset payment terms\b",
    ),
    prepares=_voice,
    done="{it.told}",
)
async def update_account_settings(ctx: Context, changes: SettingsChanges) -> SettingsCard:
    """Change what the company is set to."""
    given = changes.given()
    if changes.hours is not None:
        given["hours"] = changes.hours.model_dump(exclude_unset=True)
    if isinstance(ctx.prepared, Problem):
        raise ctx.prepared
    if isinstance(ctx.prepared, Voice):
        given["voice"] = ctx.prepared.id
    return SettingsCard.of(await change_account(ctx, given), given)
