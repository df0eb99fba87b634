"""How callers say who and where they are: "name's gordon pruitt i'm at twenty one forty eight south logan"."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from agent.planner.reading import Words
from agent.speech import hear, when
from agent.speech.tokens import tokenise
from agent.speech.values.addresses import find_address
from domain.account_settings import settings_of

SURELY = re.compile(
    r"\b(?:my name is|my name'?s|(?:the )?name'?s|name is|this is|you'?re (?:speaking|talking) (?:to|with))\s+"
)
MAYBE = re.compile(r"\b(?:i'm|i am|it's|it is|call me|under)\s+")
LEADS = re.compile(
    r"^(?:(?:oh|um|uh|sorry|yeah|yes|sure|okay|ok|well|so|hi|hello|hey|of course|it's|it is|i'm|i am|this is|"
    r"that's|that would be|my name is|my name'?s|the name'?s|name'?s|just|put|make it|under)\s+)+"
)
NO_NAME = re.compile(
    r"a|an|the|at|on|in|over|from|with|of|and|but|or|i|i'm|it's|my|your|our|here|there|calling|um|uh|not|"
    r"no|just|about|"
    r"for|to|by|so|that|this|is|was|and|we|you|he|she|they|have|having|got|need|needs|want|looking|trying|standing|"
    r"number|phone|address|street|speaking|down|up|out|\w*ing|last|first|spelled|like|going|gonna|really|very|still"
)
MOST_WORDS, SHORTEST, HOUSE_NUMBER = 3, 5, 3
MINE = re.compile(
    r"\b(?:my|our) (?P<what>(?!name|number|address|appointment|visit|phone|husband|wife|son|daughter)\w+.*)$"
)
ENOUGH = re.compile(
    r"\b(?:if (?:you|that|it)|can you|could you|can somebody|can someone|could somebody|please|and i need|i need|"
    r"i'm at|this is|my name|need (?:someone|somebody)|thanks|thank you)\b.*"
)
PLACED = re.compile(r"\b(?:at|on|is|it's|live|lives|address|located|house|place|over)\s+(?=\S)")
ASKED_NAME, ASKED_ADDRESS = "name?", "address?"
AFTER = re.compile(r"^,?\s*(?:(?P<inside>in|out in|over in)\s+)?(?P<town>[a-z]+)\b")


def caller_name(words: Words) -> str | None:
    """Who somebody says they are; a name that nothing marks is one where it was asked for."""
    said = words.said.strip()
    if sure := SURELY.search(said):
        return _name(said[sure.end() :])
    tagged = words.tagged("name", "person")
    for maybe in MAYBE.finditer(said):
        name = _name(said[maybe.end() :])
        if name and any(each.lower() in name.lower() or name.lower() in each.lower() for each in tagged):
            return name
    return _name(LEADS.sub("", said)) if words.before.endswith(ASKED_NAME) else None


def name_first(said: str) -> str | None:
    """The name that an answer begins with, whatever it goes on with: "theodore finch and he's at twelve maple"."""
    return _name(LEADS.sub("", said.lower()))


def _name(said: str) -> str | None:
    told: list[str] = []
    for word in re.findall(r"[a-z'-]+|\d+", said):
        if NO_NAME.fullmatch(word) or hear.number(word) is not None or len(told) == MOST_WORDS:
            break
        told.append(word)
    return " ".join(part[:1].upper() + part[1:] for part in told) or None


def address(words: Words) -> str | None:
    """Where the work is, as it is written, with the town if that is said."""
    told = next(((each.value, each.end) for each in hear.find_values(words.said) if each.kind == "address"), None)
    told = told or _without_street_sort(words)
    if told is None:
        return next((each for each in words.tagged("address") if len(each.split()) > 1), None)
    town = _town(words, words.said[told[1] :])
    return f"{told[0]}, {town}" if town and town.lower() not in str(told[0]).lower() else str(told[0])


def _without_street_sort(words: Words) -> tuple[str, int] | None:
    """An address that ends in no "street", where something says that it is one: "i'm at four eighteen oak"."""
    starts = [each.end() for each in PLACED.finditer(words.said)]
    starts = [0, *starts] if words.before.endswith(ASKED_ADDRESS) else starts
    for start in starts:
        said = tokenise(words.said[start:])
        found = find_address(said.words, 0)
        if found and found[1] == 0 and len(found[0].split()[0]) >= HOUSE_NUMBER:
            return found[0], start + said.border(0, found[2])[1]
    return None


def _town(words: Words, after: str) -> str | None:
    served = settings_of(words.company).service_area
    named = next((town for town in served if re.search(rf"\b{re.escape(town.lower())}\b", words.said)), None)
    if named:
        return named
    told = AFTER.match(after)
    return told["town"].title() if told and told["inside"] and not NO_NAME.fullmatch(told["town"]) else None


def trouble(words: Words) -> str | None:
    """What is wrong, where nothing marks it: "look at my dishwasher it's leaking thursday at ten if you can"."""
    if not words.makes or words.tagged("description", "title") or not (found := MINE.search(words.said)):
        return None
    told = words.said[found.start("what") :]
    times = [each.start_char for each in when.find(told, words.now)]
    told = ENOUGH.sub("", told[: min(times)] if times else told).strip(" ,.")
    told = re.sub(r"\s+(?:on|at|by|for|this|around|about)$", "", told)
    return f"{told[:1].upper()}{told[1:]}" if len(told) >= SHORTEST else None


def told_untagged(words: Words) -> dict[str, str]:
    """The trouble as a job's description, where the recogniser marked none."""
    told = trouble(words)
    return {"description": told} if told else {}


CALLERS: Mapping[str, Callable[[Words], Any]] = {"callerName": caller_name, "address": address}
