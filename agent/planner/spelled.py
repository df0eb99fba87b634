"""A name that is said and then spelled: "theodore finch f i n c h", "so markus m a r k u s webb" are as spelled."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

LETTERS = re.compile(r"(?<![\w'])[a-z](?: (?:[a-z]|apostrophe|double [a-z]))+(?![\w'])")
BETWEEN = re.compile(r"(?:,|that'?s|that is|spelled|it'?s|is|as|so)", re.IGNORECASE)
GOES_ON = re.compile(r"^\s+(?:at|dot|as in|like in)\b")
LEAST, ALIKE, NEAREST = 3, 60.0, 4


def read_off(said: str) -> str:
    """The utterance with each name as it is spelled, and without its letters; other letters stay as they are."""
    for found in reversed(list(LETTERS.finditer(said))):
        word = re.sub(r"double ([a-z])", r"\1\1", found[0]).replace("apostrophe", "'").replace(" ", "")
        if len(word) < LEAST or GOES_ON.match(said[found.end() :]):
            continue
        if (name := _name_before(said[: found.start()], word)) is not None:
            said = f"{said[:name]}{word}{said[found.end() :]}"
    return said


def _name_before(before: str, word: str) -> int | None:
    """Where the name begins that the letters spell; None if they spell nothing that was said right before them."""
    for place in reversed(list(re.finditer(r"[\w']+|,", before))[-NEAREST:]):
        if BETWEEN.fullmatch(place[0]):
            continue
        return place.start() if fuzz.ratio(place[0].lower(), word) >= ALIKE else None
    return None
