"""One breath, several requests: where the sentence is cut."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from agent.planner.recogniser import Recogniser, Recognition

JOINT = re.compile(
    r"^(?:[\s,]*(?:and then|and|then|also|plus|oh|while you'?re at it|after that|next|as well as|,))+\b[\s,]*",
    re.IGNORECASE,
)
VERB = re.compile(
    r"\b(?:put|add|text|mark|book|assign|clock|email|send|tell|let|give|move|cancel|take|get|note|start|"
    r"stop|schedule|"
    r"show|pull|call|remind|punch|throw|stick|set|tag|log|close|bring|what's|what|who's|where's|how)\b",
    re.IGNORECASE,
)
DANGLING = re.compile(r"\b(?:called|titled|named|about|saying|says|of|for|to|with|the|an?)$", re.IGNORECASE)
FREE = ("body", "notes", "description", "reason", "caption", "subject", "summary")
# What is said of somebody is not asked of us: "did we give", "he wants to cancel".
OF_SOMEBODY = re.compile(
    r"\b(?:ask|tell|know|see|say|show|learn|find out|remind)(?: \w+)?\s*$|"
    r"\b(?:we|they|he|she|to|did you|(?:did|do|didn't|don't|doesn't) i)\s*$",
    re.IGNORECASE,
)
TWO_QUESTIONS = re.compile(
    r"^(?:\w+ )?(?:how|what|what's|who|who's|when|when's|where|where's|which)\b.*\b(?:and|also)\s*$", re.IGNORECASE
)
ASKS = re.compile(r"(?:how|what|what's|who|who's|when|when's|where|where's|which)\b", re.IGNORECASE)
NAMED = ("item", "record", "person", "name", "job", "invoice")
TELLS = re.compile(r"(?:tell|say|let) (?:him|her|them|it|that)\b", re.IGNORECASE)
WRITES = re.compile(r"\b(?:text|message|e-?mail|write|shoot|send|drop)(?: \w+){0,5}$", re.IGNORECASE)
PLUS = re.compile(r"^\s*plus\b|\bplus\s*$", re.IGNORECASE)  # adds to what is asked for: another line
SHORTEST = 2
SURE_ENOUGH = 0.45
SURE = 0.8


def pieces(said: str, heard: Recognition) -> list[str]:
    """The requests of an utterance, in order; the whole if it is one.

    The network's breaks are believed where both sides make sense; a verb alone only where both are sure and differ.
    Words to write down are not cut, and no verb within a value is one: "the landlord tag".
    """
    within = [(tag.start, tag.end) for tag in heard.spans if tag.field in FREE]
    values = [(tag.start, tag.end) for tag in heard.spans]
    verbs = {match.start() for match in VERB.finditer(said) if not OF_SOMEBODY.search(said[: match.start()])} - {0}
    places = sorted(set(heard.breaks) | {verb for verb in verbs if not _inside(verb, values)})
    cuts = [0]
    for place, end in pairwise([*places, len(said)]):
        if not _inside(place, within) and _cuts_well(said, cuts[-1], place, end, heard):
            cuts.append(place)
    if len(cuts) == 1:
        return [said]
    return [part for start, end in pairwise([*cuts, len(said)]) if (part := _bare(said[start:end]))]


def _inside(place: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(first < place < last for first, last in spans)


def _cuts_well(said: str, start: int, place: int, end: int, heard: Recognition) -> bool:
    left, right = _bare(said[start:place]), _bare(said[place:end])
    if min(len(left.split()), len(right.split())) < SHORTEST or DANGLING.search(left):
        return False
    if TELLS.match(right) and WRITES.search(left):
        return False
    if PLUS.search(said[start:place]) or PLUS.match(said[place:end]):
        return False
    first, second = (Recogniser.load().recognise(part).operations[0] for part in (left, right))
    if place in heard.breaks:
        return min(first[1], second[1]) >= SURE_ENOUGH
    named = any(place <= tag.start < end and tag.field in NAMED for tag in heard.spans)
    if named and TWO_QUESTIONS.search(said[start:place]) and ASKS.match(right):
        return min(first[1], second[1]) >= SURE_ENOUGH
    return first[0] != second[0] and min(first[1], second[1]) >= SURE


def _bare(part: str) -> str:
    """The piece without the words that only join it to its neighbours."""
    return re.sub(r"[\s,]+(?:and then|and|then|also|plus)$", "", JOINT.sub("", part).strip(" ,.")).strip(" ,.")
