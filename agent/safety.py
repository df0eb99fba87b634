"""What comes before any planning: danger to life, and card numbers that must not be kept."""

from __future__ import annotations

import re
from typing import Literal

from domain.card_numbers import REMOVED, without_cards

__all__ = ["CARD_REPLY", "REMOVED", "advice", "danger", "without_cards"]
Danger = Literal["gas", "carbon monoxide", "fire", "electric", "flood", "danger"]

SIGNS: tuple[tuple[Danger, tuple[str, ...]], ...] = (
    (
        "gas",
        (
            r"(?:smell(?:s|ing)?|whiff|odou?r|reek(?:s|ing)?|stinks?) (?:\w+ ){0,3}(?:gas|rotten eggs?|propane)",
            r"gas (?:is )?(?:leak(?:s|ing)?|hissing|smell)|leaking (?:\w+ )?(?:gas|propane)|rotten eggs?",
            r"gas line'?s? (?:is )?hissing|(?:hit|nicked|cut) (?:a|the) gas line|filling with gas|gas in here",
            r"sniffer'?s? going off|huele a gas|fuga de gas",
        ),
    ),
    (
        "carbon monoxide",
        (
            r"(?:carbon )?monoxide\b.*\b(?:alarm|detector|going off|beep\w*|chirp\w*|headache|sound\w*|thing)",
            r"(?:co|c o) (?:alarm|detector)\b.*\b(?:going|off|beep\w*|sound\w*|scream\w*)|says c o",
            r"(?:headache|dizzy|nauseous|lightheaded)\b.*\b(?:furnace|heat|heater|boiler|monoxide|soot)",
            r"monoxide alarm|alarma de monóxido|ppm|parts per million",
        ),
    ),
    (
        "fire",
        (
            r"on fire|in flames|caught fire|house fire|electrical fire|there'?s (?:a )?(?:fire|smoke)",
            r"smoke'?s? (?:is )?(?:coming|pouring|in)|se está quemando|hay humo|exploded|went boom",
            r"(?:outlet|panel|wires?|furnace|heater|dryer)(?:'s)? (?:is |are |was )?(?:smok(?:ing|e)|"
            r"burning|melting)",
        ),
    ),
    (
        "electric",
        (
            r"sparks? (?:are |is |just )?(?:coming|came|flying|flew|shooting|shot|out of|everywhere)|"
            r"sparking|arcing|live wire|power line",
            r"(?:shooting|shot|threw|throwing|throws|spitting|spat|saw|seeing|see|got|giving off|making) "
            r"(?:\w+ )?sparks?",
            r"(?:burning|burnt|burned|melted|melting) (?:plastic|wires?|rubber|hair|smell)|(?:smells?|"
            r"stinks?|reeks?) (?:like |of )?burn\w+|smells? like burning|smell something burning",
            r"(?:got|getting) (?:a )?(?:shock|shocked|zapped)|grabbed the neutral|can'?t let go|wires are laying",
        ),
    ),
    (
        "flood",
        (
            r"(?:flood(?:s|ed|ing)|gushing|pouring|spraying)\b.*\b(?:water|basement|ceiling|kitchen|floor|"
            r"pipe|house)",
            r"(?:water|basement|pipe|ceiling)\b.*\b(?:flood(?:s|ed|ing)|gushing|pouring|spraying|burst)|burst pipe",
            r"water'?s? coming (?:up|in|through)\b.*\b(?:outlets?|panel|ceiling|lights?|over)|se está inundando",
            r"overflow(?:s|ed|ing)\b.*\b(?:everywhere|all over|won'?t stop)",
            r"pipe(?:'s)? (?:froze and busted|broke|busted)|water(?:'s| is) just going|sewage is coming up",
        ),
    ),
    (
        "danger",
        (
            r"call nine one one|(?:this|it)(?:'s| is) an emergency|there'?s an emergency|man down|fell off the roof",
            r"(?:fallen|fell) through the|he's bleeding|been burned by|caved in|can'?t breathe",
            r"passed out|ammonia'?s leaking",
            r"no heat\b.*\b(?:baby|newborn|oxygen|infant|old)|(?:breathing machine|ventilator|on oxygen)",
        ),
    ),
)
PATTERNS = tuple((kind, re.compile(rf"\b(?:{'|'.join(ways)})\b")) for kind, ways in SIGNS)
CALM = re.compile(
    r"\b(?:no (?:gas )?(?:smell|leak|flood|fire|sparks?|smoke)|not (?:an emergency|flooding|smelling|"
    r"leaking|on fire)|"
    r"spark plug|fire(?:place|wall| department)|fire (?:him|her|them|up)|sparks nevada|had a gas leak|to the list|"
    r"(?:job|ticket|invoice|article|note|called|titled|about|tag|labell?ed|campaign|photo|picture|capture|caption|"
    r"template|file|log)\b.*\b(?:flood\w*|fire|burst|spark\w*|gas|carbon monoxide|smok\w*)|burst job|"
    r"last (?:week|month|year|winter|summer)|yesterday|"
    r"gas (?:bill|station|card|mileage|line (?:job|inspection|install)|log|furnace|valve))\b"
)
ADVICE: dict[Danger, str] = {
    "gas": "Leave the building now, don't touch switches or light anything, and call 911 or your gas company from "
    "outside.",
    "carbon monoxide": "Get everyone out into fresh air now and call 911; don't go back in until they say it's safe.",
    "fire": "Get everyone out now and call 911 from outside.",
    "electric": "Keep away from it, switch the power off at the main breaker if you can reach it safely, "
    "and call 911 "
    "if you see smoke or flame.",
    "flood": "Shut the water off at the main valve if you can, and stay away from outlets and anything electric near "
    "the water.",
    "danger": "If anybody is hurt or in danger, get away from it and call 911 now.",
}
OFFER = "Once you're safe I can get an emergency visit booked or put you through to a person. Which would you like?"
CARD_REPLY = (
    "Please don't read card numbers to me; I haven't kept it. I can text a secure payment link to the phone on file. "
    "Shall I ask the office to send it?"
)


def danger(said: str) -> Danger | None:
    """The danger that somebody speaks of, if they speak of one."""
    text = said.lower()
    found = next((kind for kind, sign in PATTERNS if sign.search(text)), None)
    return None if found and CALM.search(text) else found


def advice(kind: Danger) -> str:
    """What to say at once."""
    return f"{ADVICE[kind]} {OFFER}"
