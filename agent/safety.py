"""What comes before any planning: danger to life, and card numbers that must not be kept."""

from __future__ import annotations

import re
from typing import Literal

Danger = Literal["gas", "carbon monoxide", "fire", "electric", "flood"]

SIGNS: tuple[tuple[Danger, re.Pattern[str]], ...] = (
    (
        "gas",
        re.compile(
            r"\b(?:smell(?:s|ing)?|whiff|odou?r|reek(?:s|ing)?|stink(?:s|ing)?) (?:\w+ ){0,3}(?:gas|rotten eggs?|propane)\b"
            r"|\bgas (?:is )?(?:leak(?:s|ing)?|hissing|smell)\b|\bleaking (?:\w+ )?(?:gas|propane)\b|\brotten eggs?\b"
        ),
    ),
    (
        "carbon monoxide",
        re.compile(
            r"\bcarbon monoxide\b.*\b(?:alarm|detector|going off|beep\w*|chirp\w*|headache|thing|sound\w*)\b"
            r"|\b(?:co|c o) (?:alarm|detector)\b.*\b(?:going|off|beep\w*|sound\w*|scream\w*)\b"
            r"|\b(?:headache|dizzy|nauseous|sick)\b.*\b(?:furnace|heater|boiler|carbon monoxide)\b"
        ),
    ),
    (
        "fire",
        re.compile(
            r"\b(?:on fire|flames?|caught fire|house fire)\b|\bthere'?s (?:a )?(?:fire|smoke)\b|\bsmoke (?:is )?(?:coming|pouring|in)\b"
            r"|\b(?:outlet|panel|wire|wires|furnace|heater|dryer) (?:is |are |was )?(?:smok(?:ing|e)|burning|melting|on fire)\b"
        ),
    ),
    (
        "electric",
        re.compile(
            r"\b(?:sparks?|sparking|arcing|shooting sparks)\b|\b(?:burning|melted) (?:plastic|wires?|smell)\b"
            r"|\b(?:got|getting) (?:a )?(?:shock|shocked|zapped)\b|\bsmells? like burning\b"
        ),
    ),
    (
        "flood",
        re.compile(
            r"\b(?:flood(?:s|ed|ing)?|gushing|pouring|spraying)\b.*\b(?:water|basement|ceiling|kitchen|floor|pipe|house)\b"
            r"|\b(?:water|basement|pipe|ceiling)\b.*\b(?:flood(?:s|ed|ing)?|gushing|pouring|spraying|burst)\b|\bburst pipe\b"
        ),
    ),
)
CALM = re.compile(
    r"\b(?:no (?:gas )?(?:smell|leak|flood|fire|sparks?|smoke)|not (?:an emergency|flooding|smelling|leaking|on fire)|spark plug|fire(?:place|wall| department)|"
    r"fire (?:him|her|them|up)|(?:job|ticket|invoice|article|note|called|titled|about|tag|labell?ed|campaign|photo|picture|"
    r"caption|template|file|log)\b.*\b(?:flood\w*|fire|spark\w*|gas|carbon monoxide|smok\w*)|last (?:week|month|year)|yesterday|gas (?:bill|station|card|mileage|line (?:job|inspection|install)|"
    r"log|furnace|valve))\b"
)
ADVICE: dict[Danger, str] = {
    "gas": "Leave the building now, don't touch switches or light anything, and call 911 or your gas company from outside.",
    "carbon monoxide": "Get everyone out into fresh air now and call 911; don't go back in until they say it's safe.",
    "fire": "Get everyone out now and call 911 from outside.",
    "electric": "Keep away from it, switch the power off at the main breaker if you can reach it safely, and call 911 if you "
    "see smoke or flame.",
    "flood": "Shut the water off at the main valve if you can, and stay away from outlets and anything electric near the water.",
}
OFFER = "Once you're safe I can get an emergency visit booked or put you through to a person. Which would you like?"
CARD = re.compile(r"(?<!\d)(?:\d[ \-.]?){13,19}(?!\d)")
DIGITS = {"zero": "0", "oh": "0", "o": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
          "seven": "7", "eight": "8", "nine": "9"}  # fmt: skip
TEENS = {"ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15",
         "sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19"}  # fmt: skip
TENS = {"twenty": "2", "thirty": "3", "forty": "4", "fifty": "5", "sixty": "6", "seventy": "7", "eighty": "8",
        "ninety": "9"}  # fmt: skip
REPEATS = {"double": 2, "triple": 3}
REMOVED = "[card number removed]"
CARD_REPLY = (
    "Please don't read card numbers to me; I haven't kept it. I can text a secure payment link to the phone on file. "
    "Shall I ask the office to send it?"
)


def danger(said: str) -> Danger | None:
    """The danger that somebody speaks of, if they speak of one."""
    text = said.lower()
    found = next((kind for kind, sign in SIGNS if sign.search(text)), None)
    return None if found and CALM.search(text) else found


def advice(kind: Danger) -> str:
    """What to say at once."""
    return f"{ADVICE[kind]} {OFFER}"


def without_cards(said: str) -> tuple[str, bool]:
    """The words with any payment card number taken out, typed or spoken; and whether there was one."""
    cleaned = CARD.sub(lambda found: REMOVED if _passes_luhn(found.group()) else found.group(), said)
    cleaned = _without_spoken(cleaned)
    return cleaned, cleaned != said


def _without_spoken(said: str) -> str:
    """Runs of spoken digits that make a valid card number, taken out."""
    words = [(match.group(), match.start(), match.end()) for match in re.finditer(r"[A-Za-z]+|\d+", said)]
    index = 0
    while index < len(words):
        end, digits = _run(words, index)
        if 13 <= len(digits) <= 19 and _passes_luhn(digits):
            return _without_spoken(said[: words[index][1]] + REMOVED + said[words[end - 1][2] :])
        index = max(end, index + 1)
    return said


def _run(words: list[tuple[str, int, int]], start: int) -> tuple[int, str]:
    """The longest run of digit words from here, and its digits."""
    digits, index = "", start
    while index < len(words):
        word = words[index][0].lower()
        following = words[index + 1][0].lower() if index + 1 < len(words) else ""
        if word.isdigit():
            digits += word
        elif word in REPEATS and following in DIGITS:
            digits, index = digits + DIGITS[following] * REPEATS[word], index + 1
        elif word in TENS and following in DIGITS and following not in ("zero", "oh", "o"):
            digits, index = digits + TENS[word] + DIGITS[following], index + 1
        elif word in TENS:
            digits += TENS[word] + "0"
        elif word in DIGITS or word in TEENS:
            digits += DIGITS.get(word) or TEENS[word]
        elif not (digits and word in ("um", "uh", "and", "then", "dash", "space")):
            break
        index += 1
    return index, digits


def _passes_luhn(text: str) -> bool:
    digits = [int(letter) for letter in text if letter.isdigit()]
    if not 13 <= len(digits) <= 19 or len(set(digits)) == 1:
        return False
    doubled = [digit * 2 - 9 * (digit > 4) if place % 2 else digit for place, digit in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0
