"""How many, how much of a hundred, and of what size: "two and a half rolls", "seven and a half percent"."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from agent.speech.cues import CUES
from agent.speech.numbers import Words, amount, cardinal, digits, fraction, is_number, word_at
from agent.speech.repairs import repaired
from agent.speech.tokens import Lexicon, says, tokenise
from agent.speech.values.codes import as_numbers

_COUNTED = Lexicon(
    {
        "half a dozen": 6,
        "baker dozen": 13,
        "a dozen and a half": 18,
        "dozen": 12,
        "gross": 144,
        "pair": 2,
        "couple": 2,
        "few": 3,
        "several": 3,
        "none": 0,
        "no more": 0,
        "no": 0,
    }
)
_SCALES = {"hundred": 100, "thousand": 1000, "dozen": 12}
_LESS = Lexicon(dict.fromkeys(("minus", "negative", "down", "take away", "take out", "less", "remove"), -1))


def decimal(value: Fraction) -> Decimal:
    """The same as a decimal without needless zeros, thirds to the cent."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    rounded = exact.quantize(Decimal("0.01")) if exact.as_tuple().exponent < -4 else exact  # type: ignore[operator]
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral() else rounded.normalize()


def count(text: str) -> Decimal | None:
    """How many, below zero where it is less: "a couple", "two dozen filters", "take away four"."""
    words = as_numbers(tokenise(repaired(text)).words)
    if words and words[0] in _FIRST_SOUNDS and (len(words) == 1 or not is_number(word_at(words, 1))):
        words = (_FIRST_SOUNDS[words[0]], *words[1:])
    sign = 1
    for at in range(len(words)):
        less = _LESS.at(words, at)
        sign = less[0] if less else sign
        found = _counted(words, at)
        if found is not None:
            return decimal(sign * found)
    return None


_FIRST_SOUNDS = {"to": "two", "too": "two", "for": "four", "won": "one", "ate": "eight"}


def _counted(words: Words, at: int) -> Fraction | None:
    number = cardinal(words, at) if words[at] != "a" or word_at(words, at + 1) in ("hundred", "thousand") else None
    if number and word_at(words, number[1]) in _SCALES:
        return Fraction(number[0] * _SCALES[words[number[1]]])
    place = at + (words[at] == "a")
    named = _COUNTED.at(words, at) or _COUNTED.at(words, place)
    if named and not (named[0] == 0 and words[at] == "no" and word_at(words, at + 1) != "more"):
        scale = _SCALES.get(word_at(words, named[1]), 1)
        return Fraction(named[0] * scale)
    if number is None:
        return None
    broken = amount(words, at)
    if broken and broken[0] != number[0]:
        return broken[0]
    row = digits(words, at)
    sized = row is not None and word_at(words, row[1]) in CUES["units"]
    return Fraction(int(row[0])) if row and not sized else Fraction(number[0])


def percent(text: str) -> Decimal | None:
    """How many in a hundred: "seven and a half percent", "half off", "tax is four point seven five"."""
    words = tokenise(repaired(text)).words
    shares = list(_shares(words))
    named = [share for share, certain in shares if certain]
    chosen = named[-1:] or [share for share, _ in shares[:1]]
    return decimal(chosen[0]) if chosen else None


def _shares(words: Words) -> Iterator[tuple[Fraction, bool]]:
    """Every share in the words, and whether it is surely one."""
    at = 0
    while at < len(words):
        found = _share(words, at)
        if found:
            yield found[0], found[1]
        at = found[2] if found else at + 1


def _share(words: Words, at: int) -> tuple[Fraction, bool, int] | None:
    part = _third(words, at) or fraction(words, at)
    number = amount(words, at)
    if says(words, at, "a percent and"):
        extra = fraction(words, at + 3)
        return (1 + extra[0], True, extra[1]) if extra else None
    if number and not (part and part[1] > number[1]):
        after = _per_cent(words, number[1])
        return number[0], after is not None, after or number[1]
    if part is None:
        return None
    after = _per_cent(words, part[1] + (word_at(words, part[1]) == "a"))
    return (part[0], True, after) if after else (part[0] * 100, False, part[1])


def _third(words: Words, at: int) -> tuple[Fraction, int] | None:
    return (Fraction(1, 3), at + 2) if says(words, at, "a third") else None


def _per_cent(words: Words, at: int) -> int | None:
    """The place after "percent" or the like standing there."""
    if says(words, at, "per cent"):
        return at + 2
    return at + 1 if word_at(words, at) in ("percent", "%", "points") else None
