"""How people say what the company is to be set to: hours, towns, tax, time zone, numbers and texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from agent.planner.reading import Words
from agent.speech import hear
from agent.speech.times.lengths import duration
from agent.speech.values.hours import THAT, opening_hours
from domain.account_settings import settings_of

ZONES: tuple[tuple[str, str], ...] = (
    (r"mountain|denver|colorado|salt lake", "America/Denver"),
    (r"central|chicago|dallas|houston|texas", "America/Chicago"),
    (r"eastern|new york|boston|atlanta|miami", "America/New_York"),
    (r"pacific|los angeles|california|seattle", "America/Los_Angeles"),
    (r"arizona|phoenix", "America/Phoenix"),
    (r"alaska|anchorage", "America/Anchorage"),
    (r"hawaii|honolulu", "Pacific/Honolulu"),
)
CURRENCIES: tuple[tuple[str, str], ...] = (
    (r"canadian|loonies", "CAD"), (r"australian", "AUD"), (r"new zealand", "NZD"), (r"pesos", "MXN"),
    (r"euros?", "EUR"), (r"(?:british )?pounds?|sterling", "GBP"), (r"(?:us |american )?dollars?", "USD"),
)  # fmt: skip
NO_MORE = re.compile(r"\b(?:drop|remove|take\b.*\boff|don'?t (?:do|go|serve|cover)|stop|no longer|cut|quit|anymore)\b")
COVERED = re.compile(
    r"\b(?:cover(?:ing)?|serv(?:e|ing)|go(?:ing)? (?:out )?to|include|including|add|take on|take|do)\s+"
    r"((?:[a-z]+ ?){1,3}?)(?=\s+(?:add|too|as well|now|customers|anymore|to|from|off|take)\b|$)"
)
TOWNS = ("address", "name", "record", "person")
ABOUT_TOWNS = re.compile(r"\b(?:cover|serv|territory|area|where we go|go to|we go|customers|expand|don'?t do|take)")
LINE = re.compile(r"\b(?:business line|main (?:number|line)|shop'?s? number|our (?:phone )?number|customers call)\b")
PERSON = re.compile(r"\b(?:transfer|put\b.*\bthrough|real person|forward)\b")
OPENING = re.compile(
    r"\b(?:hours?|open|clos(?:e|es|ing)|shut|week(?:day|end)s?|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)\b"
)
TAX = re.compile(r"\btax\b")
APPROVED = re.compile(r"\b(?:approv\w+|sign(?:ing)? off|discounts?)\b")
UNDO = re.compile(r"\b(?:undo|take (?:it|that|things) back|before (?:it|they|a \w+) (?:goes?|leaves?)|wait)\b")
TERMS = re.compile(r"\b(?:payment terms|terms|net|until it'?s due|due)\b")
NAMED = re.compile(
    r"\b(?:rename (?:the )?(?:company|us|it) to|company name (?:says|is|to)|call (?:the company|us))\s+(.+)$"
)
GREETED = re.compile(r"\b(?:answer (?:the phone|calls) with|greet(?:ing)?(?: \w+){0,2} (?:with|to|say))\s+(.+)$")
RECORDED = re.compile(r"\btell (?:them|callers|people|customers) (?:first )?(?:that )?(.*\brecorded\b.*)$")


def hours(words: Words) -> dict[str, str | None] | None:
    """The days that change, and their hours."""
    if not OPENING.search(words.said) and not THAT.match(words.said):
        return None
    now = {str(day): told for day, told in settings_of(words.company).hours.items()}
    return opening_hours(words.said, now, words.before)


def service_area(words: Words) -> list[str] | None:
    """All the towns, with those that come in and without those that go."""
    served = list(settings_of(words.company).service_area)
    if not ABOUT_TOWNS.search(words.said):
        return None
    here = [town for town in served if re.search(rf"\b{re.escape(town.lower())}\b", words.said)]
    if NO_MORE.search(words.said):
        return [town for town in served if town not in here] if here else None
    new = [town for town in _towns(words) if town.lower() not in {each.lower() for each in served}]
    return [*served, *new] if new else None


def _towns(words: Words) -> list[str]:
    tagged = [text for text in words.tagged(*TOWNS) if text.lower() not in ("it", "us", "service area", "the service")]
    found = tagged or COVERED.findall(words.said)
    return [each.strip().title() for each in found if each.strip()]


def tax_rate(words: Words) -> str | None:
    """The share that a percentage is."""
    percent = hear.percent(words.said) if TAX.search(words.said) else None
    return None if percent is None else f"{(percent / 100).normalize():f}"


def _named(table: tuple[tuple[str, str], ...], about: str) -> Callable[[Words], str | None]:
    def read(words: Words) -> str | None:
        if not re.search(about, words.said):
            return None
        return next((value for pattern, value in table if re.search(rf"\b(?:{pattern})\b", words.said)), None)

    return read


def _number(about: re.Pattern[str], unless: re.Pattern[str] | None = None) -> Callable[[Words], str | None]:
    def read(words: Words) -> str | None:
        if not about.search(words.said) or (unless and unless.search(words.said)):
            return None
        return hear.phone(words.said)

    return read


def _rest(after: re.Pattern[str], *, title: bool = False) -> Callable[[Words], str | None]:
    def read(words: Words) -> str | None:
        found = after.search(words.said)
        if found is None:
            return None
        text = found[1].strip()
        return text.title() if title else f"{text[:1].upper()}{text[1:]}"

    return read


def undo_seconds(words: Words) -> int | None:
    """How long a message waits."""
    told = duration(words.said) if UNDO.search(words.said) else None
    return int(told.total_seconds()) if told else None


def payment_terms_days(words: Words) -> int | None:
    """After how many days an invoice is due."""
    if not TERMS.search(words.said):
        return None
    told = duration(words.said)
    if told is not None:
        return told.days or None
    net = re.search(r"\bnet ((?:\w+ ?){1,2})", words.said)
    days = hear.count(net[1]) if net else None
    return None if days is None else int(days)


def approval_limit(words: Words) -> str | None:
    """From how many percent on a discount needs approval."""
    percent = hear.percent(words.said) if APPROVED.search(words.said) else None
    return None if percent is None else f"{percent.normalize():f}"


SETTINGS: Mapping[str, Callable[[Words], Any]] = {
    "hours": hours,
    "serviceArea": service_area,
    "taxRate": tax_rate,
    "approvalLimit": approval_limit,
    "timezone": _named(ZONES, r"\b(?:time|zone|clock)\b"),
    "currency": _named(CURRENCIES, r"\b(?:currency|bill(?:ing)? in|charge in|switch)\b"),
    "businessLine": _number(LINE, unless=PERSON),
    "transferNumber": _number(PERSON),
    "name": _rest(NAMED, title=True),
    "greeting": _rest(GREETED),
    "recordingNotice": _rest(RECORDED),
    "undoSeconds": undo_seconds,
    "paymentTermsDays": payment_terms_days,
}
