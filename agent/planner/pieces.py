"""One breath, several requests: where the sentence is cut."""

from __future__ import annotations

import re
from itertools import pairwise

from agent.planner.recogniser import Recogniser, Recognition

JOINT = re.compile(
    r"^(?:[\s,]*(?:and|then|also|plus|oh|while you'?re at it|after that|and then|next|as well as|,))+\b[\s,]*",
    re.IGNORECASE,
)
SHORTEST = 2
OWN_REQUEST = 0.45


def pieces(said: str, heard: Recognition) -> list[str]:
    """The requests of an utterance, in order; the whole if it is one."""
    cut = _cut(said, heard.breaks)
    if len(cut) == 1:
        return [said]
    recogniser = Recogniser.load()
    joined: list[str] = [cut[0]]
    for part in cut[1:]:
        own = recogniser.recognise(part)
        if own.operations and own.operations[0][1] >= OWN_REQUEST and len(part.split()) >= SHORTEST:
            joined.append(part)
        else:
            joined[-1] = f"{joined[-1]} {part}"
    return joined


def _cut(said: str, breaks: tuple[int, ...]) -> list[str]:
    places = [0, *breaks, len(said)]
    cut = [said[start:end] for start, end in pairwise(places)]
    bare = [JOINT.sub("", part).strip(" ,.") for part in cut]
    return [re.sub(r"\s+(?:and|then|also|,)$", "", part) for part in bare if part] or [said]
