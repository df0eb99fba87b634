"""Free text: what to write down or send, cut from the sentence at the right word."""

from __future__ import annotations

import re
from typing import Any

from agent.planner.spans import TaggedSpan
from tools.operation import Operation, Parameter

MESSAGE = re.compile(
    r"\b(?:(?:saying|say|says|that says|to say|to tell (?:him|her|them)(?: that)?|"
    r"(?:let|tell) (?:\w+ ){1,3}(?:know(?: that)?|that)|"
    r"know(?: that)?|message(?: that)?|with the message|colon)\s+)(?P<text>.+)$",
    re.IGNORECASE,
)
NOTE = re.compile(
    r"\b(?:note|jot|write down|add|put|log)\b.*?\b(?:that|saying|colon|down)\s+(?P<text>.+)$", re.IGNORECASE
)
LEADING = re.compile(r"^(?:that|saying|to say|and say|says?|um|uh|,|:)\s+", re.IGNORECASE)
SEARCH = re.compile(
    r"\b(?:search(?: for)?|look(?: up| for)?|find(?: me)?|anything (?:on|about|for)|pull up)\s+(?P<text>.+)$",
    re.IGNORECASE,
)
CUES = {"body": (MESSAGE, NOTE), "q": (SEARCH,), "search": (SEARCH,), "notes": (NOTE,)}
SHORTEST = 3
TO_THE_END = ("body",)
FROM_CUES_ALONE = ("body", "q")


def free_text(operation: Operation[Any, Any], parameter: Parameter, tag: TaggedSpan | None, said: str) -> str | None:
    """The text for a field: its tagged words, else what follows a telling phrase; a message is told to its reader."""
    words = (
        (said[tag.start :] if parameter.wire in TO_THE_END else tag.text) if tag else _after_cue(parameter.wire, said)
    )
    if not words or len(words.strip(" ,.")) < SHORTEST:
        return None
    words = LEADING.sub("", words.strip(" ,."))
    return words[:1].upper() + words[1:] if parameter.wire in ("body", "title", "caption", "description") else words


def _after_cue(wire: str, said: str) -> str | None:
    if wire not in FROM_CUES_ALONE:
        return None
    for cue in CUES.get(wire, ()):
        if found := cue.search(said):
            return found["text"]
    return None
