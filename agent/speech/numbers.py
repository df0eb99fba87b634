"""Numbers as people say them: "two hundred and five", "twenty fourth", "ten forty two", "one oh four double three".

Every reader takes the words and a place, and answers the value with the place after it, or None.
"""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

Words = Sequence[str]
Reader = Callable[[Words, int], tuple[int, int] | None]


def _numbered(words: str, first: int, step: int = 1) -> dict[str, int]:
    return {word: first + step * place for place, word in enumerate(words.split())}


UNITS = _numbered("one two three four five six seven eight nine", 1)
TEENS = _numbered("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen", 10)
TENS = _numbered("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10)
ZEROS = frozenset({"zero", "oh", "o", "nought", "naught"})
REPEATS = {"double": 2, "triple": 3, "treble": 3, "quadruple": 4}
THOUSANDS = {"thousand": 1_000, "million": 1_000_000}
NUMBER_WORDS = frozenset({*UNITS, *TEENS, *TENS, *ZEROS, *REPEATS, "hundred", *THOUSANDS})
_ORDINAL_UNITS = _numbered("first second third fourth fifth sixth seventh eighth ninth", 1)
LOW_ORDINALS = frozenset(_ORDINAL_UNITS)
_ORDINAL_TEENS = _numbered(
    "tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth", 10
)
_ORDINAL_TENS = _numbered("twentieth thirtieth", 20, 10)
_ORDINALS = {**_ORDINAL_UNITS, **_ORDINAL_TEENS, **_ORDINAL_TENS}


def word_at(words: Words, at: int) -> str:
    """The word there, or nothing past either end."""
    return words[at] if 0 <= at < len(words) else ""


def is_number(word: str) -> bool:
    """Whether the word says, or belongs to, a number."""
    return word in NUMBER_WORDS or word[:1].isdigit()


def below_hundred(words: Words, at: int) -> tuple[int, int] | None:
    """One to ninety-nine in words or figures: "forty five", "12"."""
    word = word_at(words, at)
    if word in TENS:
        unit = UNITS.get(word_at(words, at + 1), 0)
        return TENS[word] + unit, at + (2 if unit else 1)
    small = UNITS.get(word) or TEENS.get(word)
    if small is None and word.isdecimal() and 0 < int(word) < 100:
        small = int(word)
    return (small, at + 1) if small else None


def cardinal(words: Words, at: int) -> tuple[int, int] | None:
    """A whole number in words or figures; numbers merely said in a row ("ten forty") are not joined."""
    word, following = word_at(words, at).replace(",", ""), word_at(words, at + 1)
    if word.isdecimal() and following != "hundred" and following not in THOUSANDS:
        return int(word), at + 1
    if word == "zero":
        return 0, at + 1
    return _scaled(words, at)


def _scaled(words: Words, at: int) -> tuple[int, int] | None:
    """A number said with "thousand" or "million", or below them."""
    article = word_at(words, at) == "a"
    head = (1, at + article) if word_at(words, at + article) in THOUSANDS else _hundreds(words, at)
    if head is None:
        return None
    value, after = head
    scale = THOUSANDS.get(word_at(words, after))
    if scale is None:
        return head
    return _with_rest(words, value * scale, after + 1, _hundreds if scale == 1_000 else _scaled, scale)


def _hundreds(words: Words, at: int) -> tuple[int, int] | None:
    """A number with at most one "hundred": "eighty two hundred", "a hundred and six", "forty"."""
    article = word_at(words, at) == "a"
    head = (1, at + article) if word_at(words, at + article) == "hundred" else below_hundred(words, at)
    if head is None or word_at(words, head[1]) != "hundred":
        return head
    return _with_rest(words, head[0] * 100, head[1] + 1, below_hundred, 100)


def _with_rest(words: Words, value: int, at: int, reader: Reader, limit: int) -> tuple[int, int]:
    rest = reader(words, at + (word_at(words, at) == "and"))
    return (value + rest[0], rest[1]) if rest and rest[0] < limit else (value, at)


def ordinal(words: Words, at: int) -> tuple[int, int] | None:
    """The rank in "twenty fourth" or "3rd"."""
    word = word_at(words, at)
    if word[:1].isdigit() and word[-2:] in ("st", "nd", "rd", "th"):
        return int(word[:-2]), at + 1
    if word in TENS and word_at(words, at + 1) in _ORDINAL_UNITS:
        return TENS[word] + _ORDINAL_UNITS[words[at + 1]], at + 2
    return (_ORDINALS[word], at + 1) if word in _ORDINALS else None


_PARTS = {"half": Fraction(1, 2), "quarter": Fraction(1, 4)}


def fraction(words: Words, at: int) -> tuple[Fraction, int] | None:
    """A part of one: "a half", "three quarters", "a quarter"."""
    if word_at(words, at) == "three" and word_at(words, at + 1) in ("quarters", "quarter"):
        return Fraction(3, 4), at + 2
    after = at + (word_at(words, at) in ("a", "one"))
    part = _PARTS.get(word_at(words, after))
    return (part, after + 1) if part else None


def amount(words: Words, at: int) -> tuple[Fraction, int] | None:
    """A number that may be broken: "two and a half", "one point six", "2.5"."""
    word = word_at(words, at).replace(",", "")
    if "." in word and word.replace(".", "", 1).isdecimal():
        return Fraction(word), at + 1
    head = (0, at) if word == "point" else cardinal(words, at)
    if head is None:
        return None
    value, after = Fraction(head[0]), head[1]
    if word_at(words, after) == "point":
        decimals = digits(words, after + 1)
        whole = (value, after) if word != "point" else None
        return (value + Fraction("0." + decimals[0]), decimals[1]) if decimals else whole
    if word_at(words, after) == "and":
        extra = fraction(words, after + 1)
        return (value + extra[0], extra[1]) if extra else (value, after)
    return value, after


def digits(words: Words, at: int) -> tuple[str, int] | None:
    """The figures of a number said in any grouping: "ten forty two" 1042, "one oh four double three" 10433."""
    said, after = "", at
    while piece := _digit_group(words, after):
        said, after = said + piece[0], piece[1]
    return (said, after) if said else None


def _digit_group(words: Words, at: int) -> tuple[str, int] | None:
    word = word_at(words, at)
    if word in REPEATS:
        one = "0" if word_at(words, at + 1) in ZEROS else str(UNITS.get(word_at(words, at + 1), ""))
        return (one * REPEATS[word], at + 2) if one else None
    if word in ZEROS:
        return "0", at + 1
    if word.isdecimal():
        return word, at + 1
    value = cardinal(words, at)
    return (str(value[0]), value[1]) if value else None


def digit_readings(words: Words) -> list[str]:
    """Every way to write the words as figures, the plainest first: "seven twenty five" is 725 or 7205."""
    readings = sorted(_readings(words, 0), key=lambda reading: (len(reading[0]), reading[0]))
    return ["".join(figures) for _, figures in readings]


def _readings(words: Words, at: int) -> Iterator[tuple[list[int], list[str]]]:
    """The places where a number is taken apart, and the figures."""
    group = _digit_group(words, at) if at < len(words) else None
    if group is None:
        if at == len(words):
            yield [], []
        return
    for figures, after in (group, *_apart(words, at, group[1])):
        apart = [at] if after != group[1] else []
        for places, rest in _readings(words, after):
            yield [*apart, *places], [figures, *rest]


def _apart(words: Words, at: int, after: int) -> Iterator[tuple[str, int]]:
    """The first part of a number that may be two: "twenty" of "twenty five", "eight hundred" of the one with five."""
    if words[at] in TENS and after == at + 2:
        yield str(TENS[words[at]]), at + 1
    for end in range(at + 1, after):
        if words[end] in ("hundred", "thousand") and end + 1 < after:
            head = cardinal(words[: end + 1], at)
            if head:
                yield str(head[0]), end + 1
