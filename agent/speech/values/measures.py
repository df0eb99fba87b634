"""Sizes and ratings of the trade: "sixteen by twenty five", "three quarter inch", "forty five five microfarad"."""

from decimal import Decimal
from fractions import Fraction

from agent.speech.numbers import TEENS, TENS, UNITS, ZEROS, Words, amount, below_hundred, cardinal, fraction, word_at
from agent.speech.repairs import repaired
from agent.speech.tokens import Lexicon, tokenise
from agent.speech.values.amounts import decimal

_UNIT = Lexicon(
    {
        "inch": "in",
        "inches": "in",
        "line": "in",
        "suction": "in",
        "inches of water column": "inWC",
        "inch water column": "inWC",
        "static": "inWC",
        "ton": "ton",
        "tons": "ton",
        "gallon": "gal",
        "gallons": "gal",
        "gallons a minute": "gpm",
        "gallons per minute": "gpm",
        "gallon per minute": "gpm",
        "g p m": "gpm",
        "b t u": "BTU",
        "btu": "BTU",
        "btus": "BTU",
        "amp": "A",
        "amps": "A",
        "volt": "V",
        "volts": "V",
        "voltage": "V",
        "three phase": "V",
        "microfarad": "uF",
        "microfarads": "uF",
        "mic": "uF",
        "m f d": "uF",
        "cap": "uF",
        "capacitor": "uF",
        "seer": "SEER",
        "seer two": "SEER2",
        "foot": "ft",
        "feet": "ft",
        "square foot": "sq ft",
        "square feet": "sq ft",
        "degrees": "F",
        "degree": "F",
        "outside": "F",
        "pound": "lb",
        "pounds": "lb",
        "ounce": "oz",
        "ounces": "oz",
        "p s i": "psi",
        "psi": "psi",
        "c f m": "CFM",
        "cfm": "CFM",
        "horse": "hp",
        "horsepower": "hp",
        "gauge": "AWG",
        "watts": "W",
        "watt": "W",
        "yards": "yd",
        "percent": "%",
    }
)
_WIRES = frozenset({"wire", "romex", "awg", "cable"})
_PARTS = {"eighths": 8, "eighth": 8, "sixteenths": 16, "sixteenth": 16, "thirds": 3, "third": 3}
_SMALLER = {"ft": (frozenset({"inch", "inches", ""}), 12), "lb": (frozenset({"ounces", "ounce"}), 16)}
_VOLTAGES = frozenset({24, 110, 115, 120, 208, 220, 230, 240, 277, 460, 480})
_COLDEST, _HOTTEST = 40, 110


_Read = tuple[str, int]


def measure(text: str) -> str | None:
    """A size as it is written: "16x25x1", "0.75 in", "45/5 uF"."""
    words = tokenise(repaired(text)).words
    for reader in (_dimensions, _pair, _with_unit, _in_a_row, _without_unit):
        found = next((found for at in range(len(words)) if (found := reader(words, at))), None)
        if found:
            return found[0]
    return None


def find_measure(words: Words, start: int) -> tuple[str, int, int] | None:
    """The first size from a place on that names its unit or its sides, where it begins and the place after it."""
    for at in range(start, len(words)):
        found = _dimensions(words, at) or _pair(words, at) or _with_unit(words, at)
        if found:
            return found[0], at, found[1]
    return None


def _size(value: Fraction | int, unit: str) -> str:
    exact = decimal(Fraction(value))
    return f"{exact if exact != exact.to_integral() else exact.quantize(Decimal(1))} {unit}"


def _value(words: Words, at: int) -> tuple[Fraction, int] | None:
    """A whole or broken number: "two forty", "three eighths", "two and a half"."""
    top, bottom = UNITS.get(word_at(words, at)), _PARTS.get(word_at(words, at + 1))
    if bottom and (top or word_at(words, at) == "a"):
        return Fraction(top or 1, bottom), at + 2
    if word_at(words, at) == "third":
        return Fraction(1, 3), at + 1
    part = fraction(words, at)
    if part:
        return part
    hundreds, rest = UNITS.get(word_at(words, at)), word_at(words, at + 1)
    if hundreds and (rest in TENS or rest in TEENS):
        low = below_hundred(words, at + 1)
        return (Fraction(hundreds * 100 + low[0]), low[1]) if low else None
    if hundreds and rest in ZEROS and word_at(words, at + 2) in UNITS:
        return Fraction(hundreds * 100 + UNITS[words[at + 2]]), at + 3
    return amount(words, at)


def _dimensions(words: Words, at: int) -> _Read | None:
    """Side by side: "twenty by twenty five by five"."""
    sides: list[Fraction] = []
    after = at
    while side := amount(words, after):
        sides.append(side[0])
        after = side[1]
        if word_at(words, after) not in ("by", "x", "times"):
            break
        after += 1
    return ("x".join(str(decimal(side)) for side in sides), after) if len(sides) > 1 else None


def _in_a_row(words: Words, at: int) -> _Read | None:
    """Three sides without a "by": "sixteen twenty five four"."""
    sides: list[int] = []
    after = at
    while side := below_hundred(words, after):
        sides.append(side[0])
        after = side[1]
    return ("x".join(map(str, sides)), after) if len(sides) == 3 else None


def _pair(words: Words, at: int) -> _Read | None:
    """Two numbers of one thing: "forty five five microfarad", "twelve two wire"."""
    first = below_hundred(words, at)
    second = below_hundred(words, first[1] + (word_at(words, first[1]) == "plus")) if first else None
    if first is None or second is None or first[0] < 10 or second[0] > 12:
        return None
    unit = _UNIT.at(words, second[1])
    if unit and unit[0] == "uF":
        return f"{first[0]}/{second[0]} uF", unit[1]
    wire = word_at(words, second[1]) in _WIRES
    return (f"{first[0]}/{second[0]} AWG", second[1] + 1) if wire else None


def _with_unit(words: Words, at: int) -> _Read | None:
    named = _UNIT.at(words, at)
    if named and word_at(words, at + 1) == "and":  # "inch and a quarter"
        part = fraction(words, at + 2)
        return (_size(1 + part[0], named[0]), part[1]) if part else None
    number = _value(words, at)
    if number is None:
        return None
    value, after = number
    if word_at(words, after) in ("k", "thousand"):
        value, after = value * 1000, after + 1
    after += word_at(words, after) in ("a", "an")
    unit = _UNIT.at(words, after)
    if unit is None:
        return None
    rest, after = _rest(words, unit[1], unit[0])
    below = word_at(words, at - 1) in ("minus", "negative")
    return _size(-value if below else value + rest, unit[0]), after


def _rest(words: Words, at: int, unit: str) -> tuple[Fraction, int]:
    """What is added in the smaller unit: "six foot six", "six pounds four ounces"."""
    names, size = _SMALLER.get(unit, (frozenset(), 1))
    number = cardinal(words, at)
    name = word_at(words, number[1]) if number else ""
    if number is None or name not in names:
        return Fraction(0), at
    return Fraction(number[0], size), number[1] + bool(name)


def _without_unit(words: Words, at: int) -> _Read | None:
    """A usual voltage, or a temperature of a room: "one twenty", "sixty eight and a half"."""
    number = _value(words, at)
    if number is None:
        return None
    if number[0] in _VOLTAGES:
        return _size(number[0], "V"), number[1]
    return (_size(number[0], "F"), number[1]) if _COLDEST < number[0] < _HOTTEST else None
