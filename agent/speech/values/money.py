"""Amounts of money as they are spoken: "four twenty five fifty", "a hundred and twenty bucks", "two and a half grand".

Said without "dollars", numbers in a row are read as prices are: "one eighty nine" is 189.00, "four twenty five fifty"
425.50. Two numbers may be dollars and cents or hundreds: "twelve fifty for a filter" is 12.50, for a furnace 1250.00.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from agent.speech.cues import CUES
from agent.speech.numbers import TENS, UNITS, ZEROS, Words, amount, below_hundred, cardinal, fraction, word_at
from agent.speech.repairs import repaired
from agent.speech.tokens import tokenise

_DOLLARS = frozenset({"dollars", "dollar", "bucks", "buck"})
_CENTS = frozenset({"cents", "cent"})
_COINS = {"quarter": 25, "nickel": 5, "dime": 10, "penny": 1, "pennies": 1, "quarters": 25, "dimes": 10, "nickels": 5}
_GRAND = frozenset({"grand", "k"})
_VAGUE = {"couple": 2, "few": 3}
_NOTES = {"hundreds": 100, "fifties": 50, "twenties": 20, "tens": 10, "fives": 5, "ones": 1, "thousands": 1000}


@dataclass(frozen=True, slots=True)
class Price:
    """An amount, the words that it takes up, and whether they surely tell of money."""

    value: Decimal
    first: int
    after: int
    certain: bool


def money(text: str) -> Decimal | None:
    """The amount, to the cent; of several the one put right, else the first that names a currency, else the first."""
    words = tokenise(repaired(text)).words
    found = list(prices(words))
    if not found:
        return None
    if len(found) > 1 and not CUES["amended"].isdisjoint(words[found[-2].after : found[-1].first]):
        return found[-1].value
    whole = [price for price in found if price.certain and price.value >= 1]
    return next(iter(whole or [price for price in found if price.certain] or found)).value


def prices(words: Words) -> Iterator[Price]:
    """Every amount in the words, in order."""
    at = 0
    while at < len(words):
        found = next((found for reader in _READERS if (found := reader(words, at))), None)
        if found:
            yield found
        at = found.after if found else at + 1


def _price(value: Fraction | int, first: int, after: int, *, certain: bool) -> Price:
    cents = round(Fraction(value) * 100)
    return Price(Decimal(cents).scaleb(-2), first, after, certain)


def _written(words: Words, at: int) -> Price | None:
    """In figures after the sign: "$325"."""
    found = amount(words, at + 1) if words[at] == "$" else None
    return _price(found[0], at, found[1], certain=True) if found else None


def _cash(words: Words, at: int) -> Price | None:
    """Notes counted: "three hundreds and a twenty", "two fifties"."""
    count = below_hundred(words, at)
    note = _NOTES.get(word_at(words, count[1])) if count else None
    if count is None or note is None:
        return None
    total, after = count[0] * note, count[1] + 1
    if word_at(words, after) == "and" and word_at(words, after + 1) == "a" and word_at(words, after + 2) in TENS:
        total, after = total + TENS[words[after + 2]], after + 3
    return _price(total, at, after, certain=True)


def _thousands(words: Words, at: int) -> Price | None:
    """ "five grand", "half a grand", "eight point two k"."""
    part = fraction(words, at)
    number = part or amount(words, at)
    if number is None:
        return None
    after = number[1] + (word_at(words, number[1]) == "of")
    after += word_at(words, after) == "a"
    return _price(number[0] * 1000, at, after + 1, certain=True) if word_at(words, after) in _GRAND else None


def _vague(words: Words, at: int) -> Price | None:
    """ "a couple hundred", "a few thousand bucks"."""
    place = at + (words[at] == "a")
    count = _VAGUE.get(word_at(words, place))
    place += 1 + (word_at(words, place + 1) == "of")
    scale = {"hundred": 100, "thousand": 1000, "grand": 1000}.get(word_at(words, place))
    if count is None or scale is None:
        return None
    return _price(count * scale, at, place + 1 + (word_at(words, place + 1) in _DOLLARS), certain=True)


def _coins(words: Words, at: int) -> Price | None:
    """Cents alone: "fifty cents", "a quarter", "two bits"."""
    count = below_hundred(words, at) or ((1, at + 1) if words[at] == "a" else None)
    if count is None:
        return None
    name = word_at(words, count[1])
    if name in _CENTS:
        return _price(Fraction(count[0], 100), at, count[1] + 1, certain=True)
    if name == "bits":
        return _price(Fraction(count[0] * 25, 200), at, count[1] + 1, certain=True)
    coin = _COINS.get(name)
    return _price(Fraction(count[0] * coin, 100), at, count[1] + 1, certain=True) if coin else None


def _dollars(words: Words, at: int) -> Price | None:
    """With the currency: "twenty five dollars fifty cents", "a buck and a half", "three dollar fifty"."""
    number = _amount_said(words, at)
    if number is None:
        return None
    value, after = number
    if word_at(words, after) in _DOLLARS:
        extra = _small_change(words, after + 1)
        return _price(value + extra[0], at, extra[1], certain=True)
    extra = _small_change(words, after) if word_at(words, after) == "and" else (Fraction(0), after)
    return _price(value + extra[0], at, extra[1], certain=True) if extra[0] else None


def _amount_said(words: Words, at: int) -> tuple[Fraction, int] | None:
    row = _row(words, at)
    if row and (word_at(words, row[1]) in _DOLLARS or word_at(words, row[1]) == "and"):
        return row
    if words[at] == "a" and word_at(words, at + 1) in _DOLLARS:
        return Fraction(1), at + 1
    return amount(words, at)


def _small_change(words: Words, at: int) -> tuple[Fraction, int]:
    """The cents after the dollars: "fifty cents", "and a half", "eighteen"."""
    place = at + (word_at(words, at) == "and")
    part = fraction(words, place) if place > at else None
    if part:
        return part
    if word_at(words, place) == "zero" and word_at(words, place + 1) in _CENTS:
        return Fraction(0), place + 2
    cents = below_hundred(words, place)
    if cents is None:
        return Fraction(0), at
    named = word_at(words, cents[1]) in _CENTS
    if not named and (place > at or cents[0] < 10):
        return Fraction(0), at
    return Fraction(cents[0], 100), cents[1] + named


def _bare(words: Words, at: int) -> Price | None:
    """Numbers in a row without a currency; a price only where they are "each" or "an hour"."""
    number = _row(words, at) or amount(words, at)
    if number is None:
        return None
    return _price(number[0], at, number[1], certain=_price_of(words, number[1]) in ("hour", "thing"))


def _row(words: Words, at: int) -> tuple[Fraction, int] | None:
    """What two numbers or more in a row come to."""
    parts: list[int] = []
    after = at
    while part := _part(words, after, first=not parts):
        parts.append(part[0])
        after = part[1]
    if len(parts) < 2:
        return None
    value = _come_to(parts, _price_of(words, after))
    return (value, after) if value is not None else None


def _part(words: Words, at: int, *, first: bool) -> tuple[int, int] | None:
    if word_at(words, at) in ZEROS and word_at(words, at + 1) in UNITS and not first:
        return UNITS[words[at + 1]], at + 2
    number = cardinal(words, at) if first else below_hundred(words, at)
    if number and first and number[0] < 10 and word_at(words, number[1]) in ZEROS:
        unit = UNITS.get(word_at(words, number[1] + 1))
        return (number[0] * 100 + unit, number[1] + 2) if unit else number
    return number


PriceOf = Literal["thing", "hour", "work", ""]


def _come_to(parts: list[int], of: PriceOf) -> Fraction | None:
    """The amount that the numbers make, as prices are said."""
    match parts:
        case [large, rest] if large >= 1000 and 0 < (hundreds := large % 1000) < 10 and rest >= 10:
            return Fraction(large + hundreds * 99 + rest)
        case [whole, cents] if whole >= 100 and cents >= 10:
            return whole + Fraction(cents, 100)
        case [large, small] if small < 10 and large >= 2:
            return Fraction(large * 1000 + small * 100)
        case [dollars, cents] if _has_cents(dollars, cents, of):
            return dollars + Fraction(cents, 100)
        case [hundreds, rest] if hundreds < 100:
            return Fraction(hundreds * 100 + rest)
        case [thousands, hundreds, rest] if thousands >= 10 and hundreds < 10:
            return Fraction(thousands * 1000 + hundreds * 100 + rest)
        case [hundreds, rest, cents] if hundreds < 100:
            return hundreds * 100 + rest + Fraction(cents, 100)
    return None


def _has_cents(dollars: int, cents: int, of: PriceOf) -> bool:
    """Whether two numbers are dollars and cents: the price of a thing, or one that ends as prices in shops do."""
    return of == "thing" or (of != "work" and dollars >= 10 and (of == "hour" or cents in (95, 99)))


def _price_of(words: Words, at: int) -> PriceOf:
    """What the price is said to be for: "each", "a gallon", "for a filter"; "an hour"; "for a furnace"."""
    following, then = word_at(words, at), word_at(words, at + 1)
    if following == "for":
        if not CUES["works"].isdisjoint(words[at + 1 : at + 6]):
            return "work"
        return "thing" if then in ("a", "an") else ""
    if following in ("a", "an", "per") and then in ("hour", "visit", "day", "week", "month", "year"):
        return "hour"
    return "thing" if following in ("each", "apiece", "per") or (following in ("a", "an") and then) else ""


_READERS = (_written, _cash, _vague, _thousands, _dollars, _coins, _bare)
