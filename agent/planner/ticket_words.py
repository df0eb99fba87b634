"""How it is told how a ticket was put right: "he was only billed the once, resolve it with that"."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from agent.planner.caller_words import CALLERS
from agent.planner.reading import Words
from agent.planner.sorts import SORT_OF

SETTLED = r"(?:resolved?|resolving|closed?(?: out)?|settled?|wrap(?:ped)? up)"
NUMBERED = r"ticket(?: (?:number )?[a-z]+(?: [a-z]+){0,2}(?=,| with| by| because| as| since))?"
IT = rf"(?: (?:it|this|that|them|the \w+ one|(?:the |that |his |her |their )?(?:\w+'s )?{NUMBERED}))?"
AFTER = re.compile(
    rf"\b{SETTLED}{IT}(?: (?:for|as) (?:him|her|them|us|me))?(?:,|,? (?:with|by|because|since|cause|saying|as|note)\b)"
    r"(?: that)? (?P<told>.+)$"
)
BEFORE = re.compile(
    r"^(?P<told>.+?),? (?:so |and )*"
    r"(?:(?:you can|please|let's|can you|could you|we can|just|go ahead and|i want you to) )*"
    rf"(?:{SETTLED}|mark)\b"
)
CLAUSE = re.compile(
    rf"\b{SETTLED}\b.*? (?P<told>(?:he|she|they|we|it|i) "
    r"(?:\w+ed|was|were|had|only|just|is|did|didn't|got|sent|refunded|gave)\b.*)$"
)
LEADS = re.compile(
    r"^(?:(?:right|okay|ok|so|well|yeah|alright|um|uh|oh|and|but|now|"
    r"i (?:just )?(?:checked|looked(?: into it)?|called(?: (?:him|her|them))?|talked to \w+)|turns out)\b,? ?)+"
)
POINTS = re.compile(r"^(?:that|this|it|so|now|please|thanks)$")
NAMES_IT = re.compile(r"\btickets?\b|^(?:can|could|would|will|please|let's|mark|set|go)\b")
SHORTEST = 3


def resolution(words: Words) -> str | None:
    """How it was put right: what follows the deed, else what was marked, else what was said before it."""
    after = AFTER.search(words.said)
    told = _text(after["told"]) if after else None
    marked = max(words.tagged("resolution", SORT_OF.get("resolution", "summary")), key=len, default="")
    told = told or ((clause := CLAUSE.search(words.said)) and clause["told"].strip(" ,.")) or None
    told = told or (_marked(words.said, marked) if len(marked.split()) > 1 else None)
    before = BEFORE.search(words.said)
    told = told or (_text(before["told"]) if before and not NAMES_IT.search(before["told"]) else None)
    return f"{told[:1].upper()}{told[1:]}" if told else None


def _marked(said: str, marked: str) -> str | None:
    """The marked words up to the end of what was said, unless they only say that it is settled."""
    return None if re.search(rf"\b{SETTLED}\b", marked) else said[said.find(marked) :]


def _text(told: str) -> str | None:
    told = LEADS.sub("", told).strip(" ,.")
    return told if len(told.split()) >= SHORTEST and not POINTS.match(told) else None


TICKETS: Mapping[str, Callable[[Words], Any]] = {**CALLERS, "resolution": resolution}
