"""How people say where leads came from: "who found us through the website", "anything from google"."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from agent.planner.reading import Words

CAME = re.compile(
    r"\b(?:found us|find us|heard (?:of|about) us|came(?: in| to us)?|come(?: in| to us)?|leads?|prospects?|inquiries)"
    r"(?: \w+)? (?:through|from|off|via|by|on|thanks to) (?:the |our |an? )?(?P<source>[a-z]+)\b"
)
WANTS = re.compile(
    r"\b(?:wants?|wanting|needs?|needing|interested in|looking (?:for|into|at)|ask(?:ed|s|ing) (?:about|for)|"
    r"shopping for|in the market for|call(?:ed|ing) (?:us )?(?:about|for)|curious about)\s+(?:to (?:get|have|do) )?"
    r"(?:an?|some|the|her|his|their|getting|a price on|prices on)?\s*(?P<what>[a-z][a-z' -]{2,60}?)"
    r"(?=,|\s+(?:at|call|put|add|came|and (?:she|he|they|his|her|it)|who|she|he|they|his|her|phone|number|from|found|"
    r"through|done|zero|oh|one|two|three|four|five|six|seven|eight|nine|\d+)\b|$)"
)
NO_SOURCE = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|yesterday|last|this|next|now|us|to|file|list")


def source(words: Words) -> str | None:
    """How they found the company, by one word."""
    found = CAME.search(words.said)
    return found["source"] if found and not NO_SOURCE.fullmatch(found["source"]) else None


def wanted_untagged(words: Words) -> dict[str, str]:
    """What a lead wants, where the recogniser marked none: "new lead tom baker wants a mini split"."""
    found = WANTS.search(words.said) if words.makes and not words.tagged("interest", "title", "description") else None
    return {"interest": f"{found['what'][:1].upper()}{found['what'][1:]}"} if found else {}


LEADS: Mapping[str, Callable[[Words], Any]] = {"source": source}
