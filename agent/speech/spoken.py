"""Written replies as they are to be spoken: the last step before a voice."""

import re
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal

from agent.speech import say

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_SHORT = {name[:3]: name for name in _MONTHS.split("|")} | {"Sept": "September"}
_RECORDS = "[Jj]obs?|[Ii]nvoices?|[Qq]uotes?|[Ee]stimates?|[Tt]ickets?|[Oo]rders?|[Nn]umber"
_STREET = "Street|St|Avenue|Ave|Road|Rd|Drive|Dr|Lane|Ln|Court|Ct|Boulevard|Blvd|Way|Place|Terrace|Parkway|Circle|Trail"
_IN_FULL = {
    "St": "Street",
    "Ave": "Avenue",
    "Rd": "Road",
    "Dr": "Drive",
    "Ln": "Lane",
    "Ct": "Court",
    "Blvd": "Boulevard",
}
_MEASURES = {
    "ft": ("foot", "feet"),
    "lb": ("pound", "pounds"),
    "gal": ("gallon", "gallons"),
    "hr": ("hour", "hours"),
    "hrs": ("hour", "hours"),
    "min": ("minute", "minutes"),
    "mins": ("minute", "minutes"),
    "mi": ("mile", "miles"),
}
_HALF = r"(?:[AaPp][Mm]\b|[AaPp]\.[Mm]\.)"
_CLOCK = rf"\d{{1,2}}:\d\d(?:\s?{_HALF})?|\d{{1,2}}\s?{_HALF}"


def _clock(found: re.Match[str]) -> str:
    return _time(found["clock"])


def _time(written: str) -> str:
    hour, _, minute = re.sub(r"[^\d:]", "", written).partition(":")
    half = written.lower().replace(".", "").strip()[-2:]
    value = int(hour) % 12 + 12 * (half == "pm") if half in ("am", "pm") else int(hour) % 24
    return say.clock(time(value, int(minute or 0)))


def _hours(found: re.Match[str]) -> str:
    first, last = found["opens"], found["closes"]
    if not re.search("[ap]", first.lower()) and (half := re.search(r"[ap]\.?m", last.lower())):
        first = _same_half(first, last, half[0])
    joint = "and" if found.string[: found.start()].lower().rstrip().endswith("between") else "to"
    return f"{_time(first)} {joint} {_time(last)}"


def _same_half(first: str, last: str, half: str) -> str:
    """The start of "11–1 PM" is in the morning, that of "1–3 PM" is not."""
    begin, end = (int(re.match(r"\d+", written)[0]) % 12 for written in (first, last))  # type: ignore[index]
    return f"{first} {half if begin < end else 'am' if half.startswith('p') else 'pm'}"


def _money(found: re.Match[str]) -> str:
    return say.money(Decimal(found["money"].replace("$", "").replace(",", "")))


def _phone(found: re.Match[str]) -> str:
    return say.phone(found["phone"])


def _email(found: re.Match[str]) -> str:
    return say.email(found["email"])


def _record(found: re.Match[str]) -> str:
    codes = re.sub(r"\d+", lambda figures: say.code(int(figures[0])), found["codes"].replace("#", ""))
    return f"{found['record']} {codes}" if found["record"] else f"number {codes}"


def _iso_date(found: re.Match[str]) -> str:
    value = date.fromisoformat(found["iso"])
    return f"{value.strftime('%B')} {say.ordinal(value.day)}"


def _date(found: re.Match[str]) -> str:
    month = _SHORT.get(found["month"].rstrip("."), found["month"])
    said = f"{month} {say.ordinal(int(found['day']))}"
    return f"{said}, {say.year(int(found['year']))}" if found["year"] else said


def _sku(found: re.Match[str]) -> str:
    return say.sku(found["sku"])


def _sides(found: re.Match[str]) -> str:
    return " by ".join(say.number(Decimal(side)) for side in found["sides"].lower().split("x"))


def _house(found: re.Match[str]) -> str:
    return f"{say.code(int(found['house']))} {_street(found['street'])}"


def _street(written: str) -> str:
    ranked = re.sub(r"(\d+)(?:st|nd|rd|th)\b", lambda rank: say.ordinal(int(rank[1])), written)
    return re.sub(r"\b(?:St|Ave|Rd|Dr|Ln|Ct|Blvd)\b\.?", lambda short: _IN_FULL[short[0].rstrip(".")], ranked)


def _ranked(found: re.Match[str]) -> str:
    return say.ordinal(int(found["rank"]))


def _percent(found: re.Match[str]) -> str:
    return f"{say.number(Decimal(found['percent']))} percent"


def _unit(found: re.Match[str]) -> str:
    kind = "apartment" if found["unit"] == "Apt" else found["unit"]
    return f"{kind} {say.code(int(found['door']))} {found['letter']}".strip()


def _plain(found: re.Match[str]) -> str:
    value = Decimal(found["plain"].replace(",", ""))
    measure = found["measure"]
    said = say.number(value if value % 1 else int(value))
    return f"{said} {_MEASURES[measure][value != 1]}" if measure else said


def _range(found: re.Match[str]) -> str:
    return f"{say.number(int(found['least']))} to {say.number(int(found['most']))}"


_READERS: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)", _email),
    (r"(?P<phone>(?:\+\d{1,3}[\s-]?)?\(?\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}\b|\+\d{8,15}\b)", _phone),
    (r"(?P<money>-?\$\d[\d,]*(?:\.\d\d)?)", _money),
    (rf"(?P<opens>{_CLOCK}|\d{{1,2}})\s?[-–—]\s?(?P<closes>{_CLOCK})", _hours),
    (rf"(?P<clock>{_CLOCK})", _clock),
    (r"(?P<iso>\b20\d\d-\d\d-\d\d\b)", _iso_date),
    (
        rf"\b(?P<month>{_MONTHS}|{'|'.join(_SHORT)})\.?\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s(?P<year>20\d\d)\b)?",
        _date,
    ),
    (r"\b(?P<sku>[A-Z]{2,4}-[A-Z0-9]{1,6})\b", _sku),
    (rf"(?:\b(?P<record>{_RECORDS})\s#?|#)(?P<codes>\d+(?:(?:,\s|\sand\s|,\sand\s)#?\d+)*)\b", _record),
    (r"\b(?P<sides>\d+(?:\.\d+)?(?:[xX]\d+(?:\.\d+)?)+)\b", _sides),
    (rf"\b(?P<house>\d+)\s(?P<street>(?:[A-Z][a-z]+\s|\d+(?:st|nd|rd|th)\s)+(?:{_STREET})\b\.?)", _house),
    (r"\b(?P<unit>Apt|Unit|Suite|apartment|unit|suite)\.?\s#?(?P<door>\d+)(?P<letter>[A-Z]?)\b", _unit),
    (r"\b(?P<rank>\d+)(?:st|nd|rd|th)\b", _ranked),
    (r"(?P<percent>\d+(?:\.\d+)?)\s?%", _percent),
    (r"\b(?P<least>\d{1,3})\s?[-–]\s?(?P<most>\d{1,3})\b", _range),
    (r"\b(?P<plain>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(?:\s?(?P<measure>ft|lb|gal|hrs?|mins?|mi)\b)?", _plain),
)
_ANY = re.compile("|".join(f"(?P<r{place}>{pattern})" for place, (pattern, _) in enumerate(_READERS)))
_SIGNS = {"&": "and", " – ": ", ", " — ": ", ", "–": " to ", "°F": " degrees", "°": " degrees", "w/": "with "}


def spoken(text: str) -> str:
    """The text with its figures, signs and abbreviations in words."""
    said = _ANY.sub(_said, text)
    for sign, words in _SIGNS.items():
        said = said.replace(sign, words)
    return re.sub(r"[*_`#]+", "", said)


def _said(found: re.Match[str]) -> str:
    place = next(place for place in range(len(_READERS)) if found[f"r{place}"] is not None)
    return _READERS[place][1](found)
