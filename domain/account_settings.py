"""What a company sets about itself: one typed model, with what holds where nothing is set.

Kept as JSON on the account, so that a setting that is not set costs nothing and its default may change.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from babel import Locale
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)
from pydantic.alias_generators import to_camel
from pydantic_core import to_jsonable_python

from domain.context import Company
from domain.problems import Conflict

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
AfterHours = Literal["answer", "message", "transfer"]
Units = Literal["imperial", "metric"]
WEEKDAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d|24:00"
SPAN = re.compile(rf"({CLOCK})-({CLOCK})")
GREETING = "Thanks for calling {company}. How can I help?"
MOST_UNDO, MOST_TERMS, MOST_TOWNS, MOST_CLOSURES = 60, 365, 200, 100


def opening_hours(words: str) -> str:
    """A day's hours, "08:00-17:00" or "08:00-12:00, 13:00-17:00", written one way; raises `ValueError`."""
    spans = [SPAN.fullmatch(each.strip()) for each in words.split(",")]
    times = [clock for each in spans if each for clock in each.groups()]
    if None in spans or any(times[at] >= times[at + 1] for at in range(len(times) - 1)):
        raise ValueError(f"{words.strip()} are no opening hours; give them like 08:00-17:00")
    return ", ".join(each[0] for each in spans if each)


def quiet_span(words: str) -> str:
    """From when to when nobody is written to, "21:00-08:00", mostly over midnight; raises `ValueError`."""
    span = SPAN.fullmatch(words.strip())
    if span is None or span[1] == span[2] or "24:00" in span.groups():
        raise ValueError(f"{words.strip()} are no quiet hours; give them like 21:00-08:00")
    return span[0]


def zone_name(words: str) -> str:
    """The name of a time zone; raises `ValueError`."""
    if words not in available_timezones():
        raise ValueError(f"{words.strip()} is not a time zone; give one like America/Denver")
    return words


def currency_code(words: str) -> str:
    """The code of a currency; raises `ValueError`."""
    code = words.strip().upper()
    if code not in Locale("en").currencies:
        raise ValueError(f"{words.strip()} is not a currency; give its three letters, like USD")
    return code


def tax_share(rate: Decimal) -> Decimal:
    """A tax rate as a share; raises `ValueError` for what must be a percentage."""
    if not 0 <= rate < 1:
        raise ValueError("a tax rate is a share; give 0.0881 for 8.81 percent")
    return rate


Share = Annotated[
    Decimal,
    BeforeValidator(lambda told: str(told) if isinstance(told, float) else told),
    Field(max_digits=7, decimal_places=6),
    AfterValidator(tax_share),
    PlainSerializer(lambda rate: f"{rate.normalize():f}", return_type=str),
]
Amount = Annotated[
    Decimal,
    Field(ge=0, max_digits=12, decimal_places=2),
    PlainSerializer(lambda amount: f"{amount:.2f}", return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,10}(\.\d{1,2})?$", "examples": ["95.00"]}),
]
Percent = Annotated[
    Decimal,
    Field(ge=0, le=100, max_digits=4, decimal_places=1),
    PlainSerializer(lambda percent: f"{percent.normalize():f}", return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,3}(\.\d)?$", "examples": ["10"]}),
]
Prose = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Town = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=80)]


class Part(BaseModel):
    """A part of the settings: camelCase outside, snake_case inside."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True, extra="forbid")


class Closure(Part):
    """Days on which the company is closed: a holiday, or several days in a row."""

    start: date
    end: date | None = Field(None, description="The last day; the first alone if left out.")
    reason: Line | None = Field(None, description="What it is closed for.")

    def covers(self, day: date) -> bool:
        """Whether the company is closed that day."""
        return self.start <= day <= (self.end or self.start)


class Base(Part):
    """Where the technicians start from."""

    lat: float = Field(ge=-90, le=90)
    lng: float = Field(ge=-180, le=180)
    address: Line | None = None


class AccountSettings(Part):
    """Everything a company sets, beside its name, zone, currency and business line."""

    model_config = ConfigDict(extra="ignore")

    hours: Mapping[Day, str] = Field(default_factory=lambda: dict.fromkeys(WEEKDAYS[:5], "08:00-17:00"))
    closures: tuple[Closure, ...] = ()
    after_hours: AfterHours = "answer"
    service_area: tuple[str, ...] = ()
    base: Base | None = None
    tax_rate: Share = Decimal(0)
    payment_terms_days: int = 14
    quote_valid_days: int = 30
    payment_instructions: str | None = None
    greeting: str = GREETING
    voice: str | None = None
    transfer_number: str | None = None
    recording_notice: str | None = None
    marketing_consent: str | None = None
    quiet_hours: str = "20:00-08:00"
    undo_seconds: int = 10
    labor_rate: Amount | None = None
    self_service: bool = False
    units: Units = "imperial"
    approval_limit: Percent | None = None
    approve_refunds: bool = False
    approve_bulk: bool = False
    address: str | None = None
    email: str | None = None
    website: str | None = None
    elevenlabs_agent: str | None = None

    def closed_for(self, day: date) -> Closure | None:
        """The closure that falls on a day, if one does."""
        return next((each for each in self.closures if each.covers(day)), None)

    def greets(self, company: Company) -> str:
        """What a caller is greeted with."""
        return self.greeting.replace("{company}", company.name)

    def serves(self, city: str | None) -> bool:
        """Whether a town or postcode is in the service area; everything is while none is set."""
        served = {_plain(each) for each in self.service_area}
        return not served or not city or _plain(city) in served


def settings_of(company: Company) -> AccountSettings:
    """A company's settings."""
    return AccountSettings.model_validate(dict(company.settings))


def changed(settings: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The settings with what is given put in, as JSON. Null goes back to the default; of the hours, only days given."""
    facts, merged = dict(given), dict(settings)
    if added := facts.pop("add_towns", None):
        facts["service_area"] = _with_towns(facts.get("service_area", merged.get("serviceArea")), added)
    if dropped := facts.pop("drop_towns", None):
        facts["service_area"] = _without_towns(facts.get("service_area", merged.get("serviceArea")), dropped)
    for name, value in facts.items():
        wire = to_camel(name)
        if value is None:
            merged.pop(wire, None)
        elif name == "hours":
            merged[wire] = _with_days(merged.get(wire), value)
        else:
            merged[wire] = to_jsonable_python(value, by_alias=True, exclude_none=True)
    return merged


def _with_towns(served: Sequence[str] | None, added: Sequence[str]) -> list[str]:
    """The towns and these, a town once, as it was written first."""
    towns: dict[str, str] = {}
    for each in (*(served or ()), *added):
        towns.setdefault(_plain(each), each)
    return list(towns.values())


def _without_towns(served: Sequence[str] | None, dropped: Sequence[str]) -> list[str]:
    """The towns without those; raises `Conflict` for one that is not among them."""
    gone = {_plain(each): each for each in dropped}
    if missing := [each for key, each in gone.items() if key not in {_plain(town) for town in served or ()}]:
        raise Conflict(f"{missing[0]} is not in the service area; nothing was changed.")
    return [each for each in served or () if _plain(each) not in gone]


def _with_days(hours: Mapping[str, str] | None, given: Mapping[str, str | None]) -> dict[str, str]:
    """A week's hours with some days changed; null closes a day."""
    before: Mapping[str, str] = AccountSettings().hours if hours is None else hours  # type: ignore[assignment]
    after = {**before, **given}
    return {day: told for day in WEEKDAYS if (told := after.get(day))}


def _plain(place: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", place.lower()).strip()
