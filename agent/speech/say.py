"""Values in words fit to be spoken, one function a kind; heard again, the words give the value."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import phonenumbers
from num2words import num2words

from agent.speech.spans import Span
from agent.speech.times.clock import NOON, of_day

_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_WEEK = timedelta(days=7)
_QUARTERS = {15: "and fifteen minutes", 30: "and a half", 45: "and forty-five minutes"}


def number(value: int | Decimal) -> str:
    """A number as a quantity is said: "one thousand two hundred forty", "two point five"."""
    return str(num2words(value)).replace(",", "").replace(" and ", " ")


def ordinal(value: int) -> str:
    """A rank or a day of the month: "nineteenth"."""
    return str(num2words(value, to="ordinal")).replace(",", "").replace(" and ", " ")


def money(amount: Decimal) -> str:
    """Dollars and cents: "a hundred eighty-nine dollars", "four hundred twenty-five dollars and fifty cents"."""
    sign = "minus " if amount < 0 else ""
    dollars, cents = divmod(int(abs(amount).quantize(Decimal("0.01")).scaleb(2)), 100)
    said = [f"{_small_hundred(dollars)} {_plural('dollar', dollars)}"] if dollars or not cents else []
    if cents:
        said.append(f"{number(cents)} {_plural('cent', cents)}")
    return sign + " and ".join(said)


def _small_hundred(value: int) -> str:
    return number(value).replace("one hundred", "a hundred", 1) if 100 <= value < 200 else number(value)


def code(value: int) -> str:
    """The number of a job or invoice, two figures at a time: "ten forty-two", "eleven hundred", "nine eighty-seven"."""
    if value >= 10_000:
        return digits(str(value))
    high, low = divmod(value, 100)
    if high == 0:
        return number(low)
    if low == 0:
        return number(value) if high % 10 == 0 else f"{number(high)} hundred"
    return f"{number(high)} {f'oh {number(low)}' if low < 10 else number(low)}"


def digits(figures: str) -> str:
    """One figure after the other: "five five five"."""
    return " ".join(_DIGITS[int(figure)] for figure in figures)


def phone(value: str) -> str:
    """A phone number in the groups it is written in: "seven two zero, five five five, zero two zero four"."""
    parsed = phonenumbers.parse(value, "US")
    home = parsed.country_code == 1
    style = phonenumbers.PhoneNumberFormat
    written = phonenumbers.format_number(parsed, style.NATIONAL if home else style.INTERNATIONAL)
    groups = "".join(sign if sign.isdigit() else " " for sign in written).split()
    return ("" if home else "plus ") + ", ".join(digits(group) for group in groups)


_SIGNS = {".": "dot", "_": "underscore", "-": "dash", "+": "plus", "@": "at"}


def email(value: str) -> str:
    """An address with its signs said: "maria dot garcia at mail dot example"."""
    words, word = [], ""
    for sign in value:
        if sign.isalpha():
            word += sign
            continue
        words += [word, _SIGNS.get(sign) or (digits(sign) if sign.isdigit() else sign)]
        word = ""
    return " ".join(part for part in (*words, word) if part)


def sku(value: str) -> str:
    """A part's code letter by letter, its figures in twos: "F L T sixteen twenty-five"."""
    parts: list[str] = []
    for part in value.replace("-", " ").split():
        head = part.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        if head.isdigit():
            parts += [code(int(head)) if head[0] != "0" else digits(head), *part[len(head) :]]
        else:
            parts += [_DIGITS[int(sign)] if sign.isdigit() else sign for sign in part]
    return " ".join(parts)


def clock(value: time) -> str:
    """A time of day, with the part of the day only where the hour alone would be taken for the other: "ten thirty"."""
    minute = value.hour * 60 + value.minute
    if minute in (0, NOON):
        return "noon" if minute else "midnight"
    hour = value.hour % 12 or 12
    said = number(hour)
    if value.minute:
        said += f" {'oh ' if value.minute < 10 else ''}{number(value.minute)}"
    assumed = of_day(hour, value.minute, "", grain="minute", plain=True).minute
    if assumed == minute:
        return said
    part = "in the morning" if value.hour < 12 else "in the evening" if value.hour < 21 else "at night"
    return f"{said} {part}" if value.hour or value.minute == 0 else f"{said} a m"


def day(value: date, today: date) -> str:
    """A day seen from today: "tomorrow", "Thursday", "Thursday, March nineteenth"."""
    away = (value - today).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    if away in near:
        return near[away]
    weekday = value.strftime("%A")
    if 1 < away < _WEEK.days:
        return weekday
    monday = today - timedelta(days=today.weekday())
    if monday - _WEEK <= value < monday:
        return f"last {weekday}"
    said = f"{weekday}, {value.strftime('%B')} {ordinal(value.day)}"
    half_year = -180 < away < 180
    return said if half_year else f"{said}, {year(value.year)}"


def year(value: int) -> str:
    """A year in two halves: "twenty twenty-six"."""
    return f"{number(value // 100)} {number(value % 100)}" if value % 100 > 9 else number(value)


def when(value: datetime, now: datetime) -> str:
    """A point in time: "today at ten", "Thursday, March nineteenth at one thirty"."""
    local = value.astimezone(now.tzinfo)
    if local.time() == time(0):  # midnight ends the day before
        return f"{day(local.date() - timedelta(days=1), now.date())} at midnight"
    return f"{day(local.date(), now.date())} at {clock(local.time())}"


def span(value: Span, now: datetime) -> str:
    """A stretch of time: "tomorrow from eight to noon", "Monday through Wednesday", "by Friday at five"."""
    if value.start is None:
        return f"until {_limit(value.end, now)}" if value.end else "any time"
    if value.end is None:
        return when(value.start, now) if value.grain in ("minute", "hour") else f"from {_limit(value.start, now)} on"
    start, end = value.start.astimezone(now.tzinfo), value.end.astimezone(now.tzinfo)
    if start.time() == end.time() == time(0):
        last = end.date() - timedelta(days=1)
        first = day(start.date(), now.date())
        return first if last == start.date() else f"{first} through {day(last, now.date())}"
    if start.date() == end.date():
        return f"{day(start.date(), now.date())} from {clock(start.time())} to {clock(end.time())}"
    return f"from {when(start, now)} to {when(end, now)}"


def _limit(value: datetime, now: datetime) -> str:
    local = value.astimezone(now.tzinfo)
    return day(local.date(), now.date()) if local.time() == time(0) else when(local, now)


def duration(value: timedelta) -> str:
    """A length of time: "an hour and a half", "two hours and ten minutes", "three days"."""
    minutes = round(value.total_seconds() / 60)
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    if hours and not days and minutes in _QUARTERS:
        whole = "an hour" if hours == 1 else f"{number(hours)} hours"
        return f"{whole} {_QUARTERS[minutes]}"
    parts = [count(size, unit) for size, unit in ((days, "day"), (hours, "hour"), (minutes, "minute")) if size]
    return listed(parts) if parts else "no time"


def count(value: int | Decimal, noun: str, plural: str = "") -> str:
    """So many of something: "one filter", "no filters", "three boxes"."""
    said = "no" if value == 0 else number(value)
    return f"{said} {noun if value == 1 else plural or _plural(noun, 2)}"


def _plural(noun: str, value: int) -> str:
    if value == 1:
        return noun
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "x", "z", "ch", "sh")) else f"{noun}s"


def listed(items: Sequence[str], joint: str = "and") -> str:
    """Several in a sentence: "A, B and C"."""
    return f" {joint} ".join((", ".join(items[:-1]), items[-1])) if len(items) > 1 else "".join(items)
