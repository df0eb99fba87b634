"""Street addresses as they are spoken: "four eighteen oak street apartment four b"."""

from agent.speech.cues import CUES
from agent.speech.numbers import Words, below_hundred, digits, ordinal, word_at
from agent.speech.repairs import repaired
from agent.speech.tokens import Lexicon, says, tokenise
from agent.speech.values.spelling import letters

_SUFFIXES = {
    "street": "Street",
    "st": "Street",
    "avenue": "Avenue",
    "ave": "Avenue",
    "av": "Avenue",
    "road": "Road",
    "rd": "Road",
    "drive": "Drive",
    "dr": "Drive",
    "lane": "Lane",
    "ln": "Lane",
    "court": "Court",
    "ct": "Court",
    "boulevard": "Boulevard",
    "blvd": "Boulevard",
    "way": "Way",
    "place": "Place",
    "pl": "Place",
    "terrace": "Terrace",
    "parkway": "Parkway",
    "pkwy": "Parkway",
    "circle": "Circle",
    "trail": "Trail",
    "loop": "Loop",
    "square": "Square",
    "alley": "Alley",
    "point": "Point",
    "crossing": "Crossing",
    "highway": "Highway",
    "broadway": "Broadway",
}
_SIDES = {"north": "North", "south": "South", "east": "East", "west": "West", "n": "North", "s": "South"} | {
    "e": "East",
    "w": "West",
    "northeast": "NE",
    "northwest": "NW",
    "southeast": "SE",
    "southwest": "SW",
}
_UNITS = Lexicon(
    {
        "suite": "Suite",
        "apartment": "Apt",
        "apartment number": "Apt",
        "apt": "Apt",
        "unit": "Unit",
        "unit number": "Unit",
        "number": "Unit",
        "#": "Unit",
        "room": "Room",
        "floor": "Floor",
    }
)
_NUMBERED_ROADS = Lexicon({"county road": "County Road", "state highway": "State Highway", "highway": "Highway"})
_LONGEST_NAME = 3


def address(text: str) -> str | None:
    """A house number and street as they are written; None without a number or a street."""
    found = find_address(tokenise(repaired(text)).words, 0)
    return found[0] if found else None


def find_address(words: Words, start: int, *, needs_suffix: bool = False) -> tuple[str, int, int] | None:
    """The first address from a place on, where it begins and the place after it."""
    for at in range(start, len(words)):
        found = _box(words, at) or _street_address(words, at, needs_suffix=needs_suffix)
        if found:
            return found[0], at, found[1]
    return None


def _box(words: Words, at: int) -> tuple[str, int] | None:
    for said in ("p o box", "po box", "post office box"):
        number = digits(words, at + len(said.split())) if says(words, at, said) else None
        if number:
            return f"PO Box {number[0]}", number[1]
    return None


def _street_address(words: Words, at: int, *, needs_suffix: bool) -> tuple[str, int] | None:
    house = digits(words, at)
    if house is None:
        return None
    number, after = house
    if says(words, after, "and a half"):
        number, after = f"{number} 1/2", after + 3
    street = _street(words, after)
    if street is None:
        return None
    name, after, suffixed = street
    if needs_suffix and not suffixed:
        return None
    unit = _unit(words, after)
    return (f"{number} {name} {unit[0]}", unit[1]) if unit else (f"{number} {name}", after)


def _street(words: Words, at: int) -> tuple[str, int, bool] | None:
    """The street's name with its side and its kind: "west thirty eighth ave" is West 38th Avenue."""
    parts: list[str] = []
    if word_at(words, at) in _SIDES and word_at(words, at + 1):
        parts, at = [_SIDES[words[at]]], at + 1
    road = _NUMBERED_ROADS.at(words, at)
    number = digits(words, road[1]) if road else None
    if road and number:
        return " ".join((*parts, road[0], number[0])), number[1], True
    named = 0
    while at < len(words) and named < _LONGEST_NAME:
        kind = _SUFFIXES.get(words[at])
        if kind and named:
            return " ".join((*parts, kind)), at + 1, True
        part = _name_part(words, at, parts)
        if part is None:
            break
        word, at = part
        parts, named = [*parts, *word.split()], named + bool(word)
    kind = _SUFFIXES.get(word_at(words, at)) if named else None
    if kind:
        return " ".join((*parts, kind)), at + 1, True
    return (" ".join(parts), at, False) if named else None


def _name_part(words: Words, at: int, parts: list[str]) -> tuple[str, int] | None:
    """One word of a name; spelling of what was just said adds nothing."""
    ranked = ordinal(words, at)
    if ranked:
        return written_ordinal(ranked[0]), ranked[1]
    spelling = letters(words, at + (words[at] == "like"))
    if spelling and len(spelling[0]) > 1 and parts:
        return "", spelling[1]
    word = words[at]
    if word in CUES["street_ends"] or not word.isalpha() or _UNITS.at(words, at):
        return None
    return ("St" if word == "saint" else word.capitalize()), at + 1


def written_ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 14th."""
    ending = "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _unit(words: Words, at: int) -> tuple[str, int] | None:
    """The unit within the house: "suite two ten", "apartment four b"."""
    kind = _UNITS.at(words, at)
    if kind is None:
        return None
    number = digits(words, kind[1]) or below_hundred(words, kind[1])
    said, after = (str(number[0]), number[1]) if number else ("", kind[1])
    letter = word_at(words, after)
    if len(letter) == 1 and letter.isalpha():
        said, after = said + letter.upper(), after + 1
    return (f"{kind[0]} {said}", after) if said else None
