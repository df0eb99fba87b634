"""The settings in words: the sentence for each, and which of them a question is about."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from itertools import groupby
from typing import Any

from babel.dates import get_timezone, get_timezone_name
from babel.numbers import get_currency_name

from domain.account_settings import SPAN, WEEKDAYS, AccountSettings, Day
from domain.money import written
from domain.reach import national
from domain.wording import counted, listed

NAMES: Mapping[Day, str] = {
    "mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday", "fri": "Friday", "sat": "Saturday",
    "sun": "Sunday",
}  # fmt: skip
AFTER_HOURS = {
    "answer": "After hours calls are answered as always.",
    "message": "After hours a message is taken.",
    "transfer": "After hours callers are put through.",
}


class Told(AccountSettings):
    """The settings with the facts that stand on the account itself, and a sentence for each."""

    name: str
    timezone: str
    currency: str
    business_line: str | None

    def sentence(self, field: str) -> str:
        """How one of them stands."""
        return SENTENCES[field](self)

    def summary(self) -> str:
        """The settings that people ask for most."""
        return " ".join(self.sentence(each) for each in ("hours", "service_area", "tax_rate", "timezone"))

    def answer(self, said: str) -> str | None:
        """The sentence that answers a question; None if it asks for no one setting."""
        text = said.lower()
        field = "hours" if any(name.lower() in text for name in NAMES.values()) else asked_for(text)
        return self.answer_about(field, text) if field else None

    def answer_about(self, field: str, said: str) -> str:
        """What one setting says to a question: the days or the town that it names, else all of it."""
        text = said.lower()
        days = [day for day, name in NAMES.items() if name.lower() in text]
        days = days or [day for day in ("sat", "sun") if "weekend" in text]
        if field == "hours" and days:
            return " ".join(self.day(day) for day in days)
        return self._town(text) if field == "service_area" else self.sentence(field)

    def day(self, day: Day) -> str:
        """How one weekday stands."""
        told = self.hours.get(day)
        return f"On {NAMES[day]}s we're open {spans(told)}." if told else f"We're closed on {NAMES[day]}s."

    def _town(self, text: str) -> str:
        for town in self.service_area:
            if re.search(rf"\b{re.escape(town.lower())}\b", text):
                return f"Yes, we serve {town}."
        asked = TOWN.search(text)
        named = _bare(next(each for each in asked.groups() if each)) if asked else ""
        if named and self.service_area:
            return f"No, {named.title()} is not in the service area. {self.sentence('service_area')}"
        return self.sentence("service_area")


ASKED: tuple[tuple[str, str], ...] = (
    (r"quiet hours", "quiet_hours"),
    (r"after hours|when we'?re closed|answering service", "after_hours"),
    (r"closures?|holidays?|thanksgiving|christmas|new year|closed for", "closures"),
    (r"time ?zone|(?:mountain|central|eastern|pacific) time|clock", "timezone"),
    (r"tax", "tax_rate"),
    (r"towns?|cities|cover|territory|service area|(?:go|come) (?:out )?to|serve|radius", "service_area"),
    (r"currency|dollars|billing in", "currency"),
    (r"greet|answer the phone|pick up the phone", "greeting"),
    (r"transfer|put (?:people |callers |them )?through|real person", "transfer_number"),
    (r"business line|main number|which number|our number|phone number", "business_line"),
    (r"hourly|an hour|labor rate", "labor_rate"),
    (r"miles|kilometers|units", "units"),
    (r"approval limit|discounts?|(?:lower|cut) (?:a |the )?prices?", "approval_limit"),
    (r"refunds?", "approve_refunds"),
    (r"bulk changes?", "approve_bulk"),
    (r"self service|(?:move|cancel|reschedule) (?:their own|visits|themselves)", "self_service"),
    (r"undo|take (?:it|that) back|before (?:it|a text|a message) (?:goes|leaves)", "undo_seconds"),
    (r"terms|until (?:it'?s|an invoice is) due|net \w+", "payment_terms_days"),
    (r"quotes? (?:is |are )?(?:good|valid)|quotes? run out", "quote_valid_days"),
    (r"how (?:to|do (?:they|people|customers)) pay|payment instructions", "payment_instructions"),
    (r"recording|recorded|consent", "recording_notice"),
    (r"hours|open|close|closing", "hours"),
    (r"voice", "voice"),
    (r"website", "website"),
    (r"e-?mail", "email"),
    (r"address|where are we", "address"),
    (r"what name|called|company name", "name"),
)
GOES = (
    r"(?:go|come|get|drive|travel|head|make it|run)(?: all the way)?(?: as far(?: as| out)?)?(?: out| up| down| over)?"
    r"(?: to| as)?"
)
TOWN = re.compile(
    rf"\b{GOES} ([a-z .'-]+?)(?:\?|$)|\bis ([a-z .'-]+?) (?:in|too)\b"
    r"|\b(?:cover|serve|service|work (?:out |over )?in|jobs in) ([a-z .'-]+?)(?:\?|$)"
    r"|\b(?:what|how) about ([a-z .'-]+?)(?:\?|$)"
)
NOT_OF_IT = re.compile(
    r"\b(?:or|and|if|i'm|im|i|we|we're|because|cause|since|that|is|it|it's|for|at all|by any chance|too|then|at|on|off|"
    r"near|out|where|with|please|still|ever|area|in|over|maybe|like)\b.*"
)


def _bare(words: str) -> str:
    """A town without what is said around it: "to boulder i'm up off table mesa"."""
    told = re.sub(r"^(?:(?:to|in|the|um|uh|over|like|far|say|maybe|towns? of|city of) )+", "", words.strip())
    return NOT_OF_IT.sub("", told).strip(" ,.")


def asked_for(text: str) -> str | None:
    """The setting that words are about."""
    return next((field for pattern, field in ASKED if re.search(rf"\b(?:{pattern})\b", text)), None)


def clock(told: str) -> str:
    """A time of day as people say it: 8 AM, 4:30 PM, noon, midnight."""
    if told in ("12:00", "24:00", "00:00"):
        return "noon" if told == "12:00" else "midnight"
    return f"{time.fromisoformat(told):%-I:%M %p}".replace(":00", "")


def spans(told: str) -> str:
    """A day's hours: 8 AM to noon and 1 PM to 5 PM."""
    return " and ".join(f"{clock(opens)} to {clock(closes)}" for opens, closes in SPAN.findall(told))


def week(hours: Mapping[Day, str]) -> str:
    """A week's hours, days that are alike together: Monday to Thursday 8 AM to 5 PM, Friday 8 AM to 4 PM."""
    runs = [(told, list(days)) for told, days in groupby(WEEKDAYS, lambda day: hours.get(day, ""))]
    return ", ".join(f"{_days(days)} {spans(told)}" for told, days in runs if told)


def _days(days: Sequence[Day]) -> str:
    first, last = NAMES[days[0]], NAMES[days[-1]]
    return first if len(days) == 1 else f"{first} {'and' if len(days) == 2 else 'to'} {last}"


def _closures(told: Told) -> str:
    if not told.closures:
        return "There are no closures in the calendar."
    named = [f"{_date(each.start)}{_until(each.end)}{_why(each.reason)}" for each in told.closures]
    return f"We're closed {listed(named)}."


def _date(day: date) -> str:
    return f"{day:%A, %B %-d}"


def _until(day: date | None) -> str:
    return f" to {_date(day)}" if day else ""


def _why(reason: str | None) -> str:
    return f" for {reason}" if reason else ""


def _percent(rate: Decimal) -> str:
    return f"{(rate * 100).normalize():f} percent"


def _zone(name: str) -> str:
    return str(get_timezone_name(get_timezone(name), width="long", zone_variant="generic", locale="en"))


def _needs(approval: bool) -> str:
    return "needs" if approval else "needs no"


def _or_none(value: str | None, there: str, missing: str) -> str:
    return there.format(value) if value else missing


SENTENCES: Mapping[str, Callable[[Any], str]] = {
    "name": lambda told: f"The company is {told.name}.",
    "timezone": lambda told: f"We're on {_zone(told.timezone)}.",
    "currency": lambda told: f"Amounts are in {get_currency_name(told.currency, count=2, locale='en')}.",
    "business_line": lambda told: _or_none(
        national(told.business_line), "The business line is {}.", "There is no business line yet."
    ),
    "hours": lambda told: _or_none(week(told.hours), "We're open {}.", "We're closed on every day of the week."),
    "closures": _closures,
    "after_hours": lambda told: AFTER_HOURS[told.after_hours],
    "service_area": lambda told: (
        f"We serve {listed(told.service_area)}."
        if told.service_area
        else "There is no service area set, so we go anywhere."
    ),
    "base": lambda told: (
        "There is no base set."
        if told.base is None
        else f"Technicians start from {told.base.address or f'{told.base.lat}, {told.base.lng}'}."
    ),
    "tax_rate": lambda told: f"Sales tax is {_percent(told.tax_rate)}.",
    "payment_terms_days": lambda told: f"Invoices are due after {counted(told.payment_terms_days, 'day')}.",
    "quote_valid_days": lambda told: f"Quotes are good for {counted(told.quote_valid_days, 'day')}.",
    "payment_instructions": lambda told: _or_none(
        told.payment_instructions, "Invoices say: {}", "Nothing is said on how to pay."
    ),
    "greeting": lambda told: f"Calls are answered with: {told.greeting.replace('{company}', told.name)}",
    "voice": lambda told: f"Callers hear {'the voice that was chosen' if told.voice else 'the usual voice'}.",
    "transfer_number": lambda told: _or_none(
        national(told.transfer_number),
        "Who wants a person is put through to {}.",
        "There is no number to put callers through to.",
    ),
    "recording_notice": lambda told: _or_none(
        told.recording_notice, "Callers are told first: {}", "Callers are told nothing of recording."
    ),
    "marketing_consent": lambda told: _or_none(
        told.marketing_consent, "Who wants offers agrees to: {}", "There is no consent text for offers."
    ),
    "quiet_hours": lambda told: f"Nobody is written to on our own account {spans(told.quiet_hours)}.",
    "undo_seconds": lambda told: (
        f"A message waits {counted(told.undo_seconds, 'second')} before it leaves."
        if told.undo_seconds
        else "Messages leave at once."
    ),
    "labor_rate": lambda told: (
        "There is no hourly rate set."
        if told.labor_rate is None
        else f"An hour of work is {written(told.labor_rate, told.currency)}."
    ),
    "self_service": lambda told: (
        "Customers move and cancel their own visits where nothing is in the way."
        if told.self_service
        else "Customers ask for another time, and the office decides."
    ),
    "units": lambda told: f"Distances are in {'kilometers' if told.units == 'metric' else 'miles'}.",
    "approval_limit": lambda told: (
        "Nobody needs approval for a discount."
        if told.approval_limit is None
        else f"A discount of more than {told.approval_limit.normalize():f} percent needs approval."
    ),
    "approve_refunds": lambda told: f"The office {_needs(told.approve_refunds)} approval to give money back.",
    "approve_bulk": lambda told: f"The office {_needs(told.approve_bulk)} approval to change many jobs at once.",
    "address": lambda told: _or_none(told.address, "Our address is {}.", "There is no address set."),
    "email": lambda told: _or_none(told.email, "Our e-mail is {}.", "There is no e-mail address set."),
    "website": lambda told: _or_none(told.website, "Our website is {}.", "There is no website set."),
    "elevenlabs_agent": lambda told: _or_none(
        told.elevenlabs_agent, "Calls of the ElevenLabs agent {} are logged here.", "No ElevenLabs agent is set."
    ),
}
