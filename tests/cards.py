"""Card numbers in the ways that people type and say them, and numbers that only look like some."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

ONES = {
    "en": "zero one two three four five six seven eight nine",
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve",
    "fr": "zéro un deux trois quatre cinq six sept huit neuf",
    "de": "null eins zwei drei vier fünf sechs sieben acht neun",
}
TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
SCRIPTS = ("０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗", "⁰¹²³⁴⁵⁶⁷⁸⁹")
SEPARATORS = (
    " ",
    "-",
    ".",
    " - ",
    "  ",
    "\u00a0",
    "\u2009",
    "–",
    "—",
    "_",
    "/",
    ", ",
    "\n",
    "\t",
    " · ",
    ":",
    "|",
    "'",
    "\u200b",
    "*",
)
FRAMES = (
    "{}",
    "my card is {}",
    "take {} for the bill please",
    "it's {} thanks",
    "visa {} expires {x} code {v}",
    "put a note on the Garcia job that she pays with {}",
    "la tarjeta es {}",
    "ma carte: {}",
    "the number's {}, {x}, {v}",
    "charge card number {} to invoice 2003",
)
HOMOPHONES = {"two": ("to", "too"), "four": ("for",), "eight": ("ate",), "one": ("won",)}


def luhn(digits: str) -> str:
    """The digits with the one that makes them pass."""
    told = [int(each) for each in digits + "0"]
    doubled = [d * 2 - 9 * (d > 4) if place % 2 else d for place, d in enumerate(reversed(told))]
    return digits + str(-sum(doubled) % 10)


def number(rng: random.Random) -> str:
    """The number of a card that no bank gave out."""
    start, length = rng.choice(
        (
            ("4", 16),
            ("51", 16),
            ("55", 16),
            ("2221", 16),
            ("34", 15),
            ("37", 15),
            ("6011", 16),
            ("36", 14),
            ("3528", 16),
            ("62", 16),
            ("4", 13),
            ("4", 19),
        )
    )
    return luhn(start + "".join(rng.choice("0123456789") for _ in range(length - len(start) - 1)))


def grouped(digits: str) -> list[str]:
    """As it is embossed."""
    sizes = (4, 6, 5) if len(digits) == 15 else (4, 6, 4) if len(digits) == 14 else (4,) * 5
    parts, at = [], 0
    for size in sizes:
        parts.append(digits[at : at + size])
        at += size
    return [part for part in parts if part]


def typed(digits: str, rng: random.Random) -> str:
    return digits if rng.random() < 0.2 else rng.choice(SEPARATORS).join(grouped(digits))


def other_script(digits: str, rng: random.Random) -> str:
    script = rng.choice(SCRIPTS)
    return rng.choice(SEPARATORS[:8]).join("".join(script[int(each)] for each in part) for part in grouped(digits))


def spelled(digits: str, rng: random.Random) -> str:
    language = rng.choice(("en", "en", "en", "es", "fr", "de"))
    words = [ONES[language].split()[int(each)] for each in digits]
    if language == "en":
        words = ["oh" if word == "zero" and rng.random() < 0.5 else word for word in words]
    fillers = {
        "en": ("um", "and then", "dash", "uh"),
        "es": ("y", "luego"),
        "fr": ("et", "puis"),
        "de": ("und", "dann"),
    }[language]
    for place in range(len(words) - 4, 0, -4):
        if rng.random() < 0.4:
            words.insert(place, rng.choice(fillers))
    return rng.choice((" ", " ", ", ", "-")).join(words)


def doubled(digits: str, rng: random.Random) -> str:
    """ "Double four", "triple seven" wherever there is one to say."""
    words, at = [], 0
    while at < len(digits):
        run = len(digits[at:]) - len(digits[at:].lstrip(digits[at]))
        many = min(run, rng.choice((2, 3))) if run > 1 else 1
        word = ONES["en"].split()[int(digits[at])]
        words.append({1: word, 2: f"double {word}", 3: f"{rng.choice(('triple', 'treble'))} {word}"}[many])
        at += many
    return " ".join(words)


def pairs(digits: str, rng: random.Random) -> str:
    """ "Forty two forty two", "nineteen oh five"."""
    told = [pair(digits[at : at + 2]) for at in range(0, len(digits), 2)]
    return rng.choice((" ", " ", "-")).join(told)


def pair(two: str) -> str:
    if len(two) == 1:
        return ONES["en"].split()[int(two)]
    first, second = int(two[0]), int(two[1])
    if first == 0:
        return f"oh {ONES['en'].split()[second]}"
    if first == 1:
        return TEENS[second]
    return TENS[first - 2] + (f" {ONES['en'].split()[second]}" if second else "")


def hundreds(digits: str, rng: random.Random) -> str:
    """ "Forty two hundred" where a group ends in two noughts, else pair by pair."""
    return " ".join(
        f"{pair(part[:2])} hundred" if len(part) == 4 and part.endswith("00") and part[0] != "0" else pairs(part, rng)
        for part in grouped(digits)
    )


def mixed(digits: str, rng: random.Random) -> str:
    """Some groups in figures, some in words."""
    ways: tuple[Callable[[str, random.Random], str], ...] = (lambda part, _: part, pairs, doubled)
    return " ".join(rng.choice(ways)(part, rng) for part in grouped(digits))


def in_words(digits: str, rng: random.Random) -> str:
    """With a sentence around every group."""
    links = ("then", "and after that", "the next four are", "followed by", "and then comes", "next")
    first, *rest = grouped(digits)
    return f"card starting {first} " + " ".join(f"{rng.choice(links)} {part}" for part in rest)


def heard_wrong(digits: str, rng: random.Random) -> str:
    """As a recogniser writes it: "for to" is four two."""
    words = [ONES["en"].split()[int(each)] for each in digits]
    for place in range(1, len(words) - 1):
        if words[place] in HOMOPHONES and rng.random() < 0.3:
            words[place] = rng.choice(HOMOPHONES[words[place]])
    return " ".join(words)


WAYS = (typed, typed, other_script, spelled, doubled, pairs, hundreds, mixed, in_words, heard_wrong)


@dataclass(frozen=True, slots=True)
class Attack:
    """A card number, the way it is told, as it is told, and the sentence that it is in."""

    digits: str
    way: str
    told: str
    text: str


def attacks(count: int, seed: int) -> Iterator[Attack]:
    """So many card numbers in as many sentences."""
    rng = random.Random(seed)
    for place in range(count):
        digits, way = number(rng), WAYS[place % len(WAYS)]
        frame = rng.choice(FRAMES)
        expiry, code = f"{rng.randint(1, 12):02d}/{rng.randint(26, 31)}", str(rng.randint(100, 999))
        told = way(digits, rng)
        yield Attack(digits, way.__name__, told, frame.format(told, x=expiry, v=code))


def look_alikes(count: int, seed: int) -> Iterator[str]:
    """Numbers of the trade that are no cards: they must stay."""
    rng = random.Random(seed)

    def figures(length: int) -> str:
        return "".join(rng.choice("0123456789") for _ in range(length))

    def fails() -> str:
        digits = luhn(rng.choice("3456") + figures(14))
        return digits[:-1] + str((int(digits[-1]) + rng.randint(1, 9)) % 10)

    makers: tuple[Callable[[], str], ...] = (
        lambda: f"call me at {rng.randint(201, 989)} 555 {figures(4)}",
        lambda: f"her number is +1 {rng.randint(201, 989)}-555-{figures(4)} and the gate code is {figures(4)}",
        lambda: f"+49 1512 {figures(8)} is his cell",
        lambda: f"order number {fails()} came in",
        lambda: f"model number {rng.choice('ABC')}{figures(6)}-{figures(4)}",
        lambda: f"serial {figures(12)}",
        lambda: f"upc 0{figures(11)}",
        lambda: f"job 10{figures(2)} and invoice 20{figures(2)} for ${rng.randint(10, 999)}.{figures(2)}",
        lambda: f"{rng.choice('789')}{figures(15)} is the tracking number",
        lambda: f"between {rng.randint(1, 12)} and 4 on March {rng.randint(1, 28)} 2026, unit {figures(3)}",
        lambda: f"five five five {ONES['en'].split()[rng.randint(1, 9)]} one two one two is her phone",
    )
    for place in range(count):
        yield makers[place % len(makers)]()
