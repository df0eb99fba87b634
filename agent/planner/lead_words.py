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
NO_SOURCE = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|yesterday|last|this|next|now|us|to|file|list")


def source(words: Words) -> str | None:
    """How they found the company, by one word."""
    found = CAME.search(words.said)
    return found["source"] if found and not NO_SOURCE.fullmatch(found["source"]) else None


LEADS: Mapping[str, Callable[[Words], Any]] = {"source": source}
