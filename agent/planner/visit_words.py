"""What a customer wants done with a visit, in their words: another time, or not at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from agent.planner.reading import Words

OFF = re.compile(
    r"\b(?:cancel\w*|call (?:it |that |this )?off|scrap|scrub|scratch|nix|kill|drop|forget (?:it|about)|"
    r"(?:don'?t|no) (?:come|need)|not (?:come|need)|won'?t (?:need|be needing)|no longer need)\b"
)
ON = re.compile(
    r"\b(?:instead|move|moved|push\w*|bump\w*|resched\w*|re-?book|different time|another (?:time|day)|switch)\b"
)


def action(words: Words) -> str | None:
    """Whether the visit is to be called off or moved; left out where nothing says it."""
    if OFF.search(words.said) and not ON.search(words.said):
        return "cancel"
    return "reschedule" if ON.search(words.said) else None


VISITS: Mapping[str, Callable[[Words], Any]] = {"action": action}
