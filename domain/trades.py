"""The trade that a job is of, by the words of its title."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

Trade = Literal["heating", "cooling", "plumbing", "electrical", "other"]
# Asked in this order: a water heater is a plumber's.
WORDS: tuple[tuple[Trade, str], ...] = (
    (
        "plumbing",
        r"(?:hot )?water (?:heater|line|leak)|hot water|plumb|drain|sewer|toilet|sink|faucet|pipe|leak|disposal|shower|"
        r"bath|sump|septic",
    ),
    ("electrical", r"electric|panel|outlet|breaker|wiring|light|gfci|generator|switch|charger"),
    ("cooling", r"ac\b|a/c|air condition|cool|condenser|refriger|freezer|mini.?split"),
    ("heating", r"furnace|boiler|heat|thermostat|ignitor|radiator|duct|hvac|chimney"),
)
PATTERNS = tuple((trade, re.compile(rf"\b(?:{words})", re.IGNORECASE)) for trade, words in WORDS)


@lru_cache(maxsize=10_000)
def trade_of(title: str | None) -> Trade:
    """The trade of a title; other, if no word tells."""
    return next((trade for trade, words in PATTERNS if words.search(title or "")), "other")
