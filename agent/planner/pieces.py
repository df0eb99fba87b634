"""One breath, several requests: where the sentence is cut.

Every way to cut it at the places where a request may begin is weighed: how surely each part is a request of its own,
how the place looks, and what speaks against it, such as words that are to be written down or sent. The best one wins.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from agent.planner.beginnings import WH, Beginning, beginnings, begins
from agent.planner.recogniser import OTHER_NAMES, Recogniser, Recognition

JOINT = re.compile(
    r"^(?:[\s,]*(?:and then|and|then|also|plus|oh|while you'?re at it|after that|next|as well as|,))+\b[\s,]*",
    re.IGNORECASE,
)
TRAILING = re.compile(r"[\s,]+(?:and then|and|then|also|plus|so|um|uh)$", re.IGNORECASE)
DANGLING = re.compile(
    r"\b(?:called|titled|named|about|saying|says|of|for|to|with|the|an?|my|his|their|our|from|at|that|if|because)$",
    re.IGNORECASE,
)
UNDER_A_CONDITION = re.compile(r"\b(?:if|unless|in case)(?: [\w']+){1,6}$", re.IGNORECASE)
# What is to be done whenever something happens, or step by step, is not to be done now.
FOR_LATER = re.compile(r"\b(?:whenever|every time|each time|work ?flows?|process|automations?|rule)\b", re.IGNORECASE)
FREE = ("body", "notes", "description", "reason", "caption", "subject", "summary")
NAMED = ("item", "record", "person", "name", "job", "invoice")
TELLS = re.compile(r"(?:and )?(?:tell|say|let|ask) (?:him|her|them|it|that|if)\b", re.IGNORECASE)
OF_WHAT_IS_MADE = re.compile(r"(?:(?:and|um|uh|so|oh) )*(?:make|call|title|name) (?:it|that|this) ", re.IGNORECASE)
WRITES = re.compile(r"\b(?:text|message|e-?mail|write|shoot|send|drop)(?: \w+){0,5}$", re.IGNORECASE)
MESSAGE = re.compile(
    r"\b(?:text|message|e-?mail|tell|let|write|remind|ask|note|saying|say|says)\b(?! (?:me|us)\b)", re.IGNORECASE
)
ONESELF = (
    r"(?:(?:alright|okay|ok|so|hey|well|morning|yeah|now|oh|uh|um|and) )*(?:(?:i'm|i am|we're|we are|i've|just|i) )*"
)
# What tells of oneself tells of a job; setting out for it does so even where it is hardly understood.
OWN = re.compile(rf"{ONESELF}(?:i'm|i|we|we're|i've|just|here|done|all|finished|wrapped|that's|used|at|back|got)\b")
GOING = re.compile(
    rf"{ONESELF}(?:(?:about|fixing|ready) to |finally )?(?:roll(?:in|ing)?|head(?:ed|ing|in)?|en ?route|"
    r"on (?:my|the) way|off to|leav(?:e|in|ing)|driving|taking off|hit(?:ting)? the road)\b"
)
# How things stand or what somebody did, said beside a request: "that's been sitting there cancelled", "bob rang me".
CIRCUMSTANCE = re.compile(
    r"[\w']+(?: [\w']+)?(?:'s| has| have|'ve) been\b|"
    r"(?!i |we )[\w']+(?: \w+)? (?:rang|called|phoned|texted|told|emailed)(?: me| us)\b",
    re.IGNORECASE,
)
PLUS = re.compile(r"^\s*plus\b|\bplus\s*$", re.IGNORECASE)  # adds to what is asked for: another line
INSTEAD = re.compile(r"\binstead\b", re.IGNORECASE)
SHORTEST, MOST, ASKED = 2, 7, 4
CUT, BROKEN, JOINED, BEGUN, UNBEGUN = -2.2, 2.0, 1.0, 1.0, -1.5
IN_TEXT, MAYBE_IN_TEXT, THE_SAME, NEVER = -2.5, -1.0, -1.5, -math.inf
UNSURE, SURE, FAIRLY, SURELY, QUITE = -1.5, 1.5, 0.45, 0.75, 0.95


Meaning = Callable[[str, Recognition], tuple[str, float]]
"""What words mean as they were heard: an operation, and how likely."""


def likeliest(_: str, heard: Recognition) -> tuple[str, float]:
    """What is heard first, whoever speaks."""
    name, p = heard.operations[0]
    return min((name, *OTHER_NAMES.get(name, ()))), p


@dataclass(slots=True)
class Breath:
    """An utterance being cut, and what each part of it would be heard as."""

    said: str
    heard: Recognition
    meaning: Meaning
    loosely: bool
    parts: dict[tuple[int, int], tuple[str, float]] = field(default_factory=dict)

    def part(self, start: int, end: int) -> tuple[str, float]:
        """The likeliest operation of a part, and how likely it is."""
        if (start, end) not in self.parts:
            words = bare(self.said[start:end])
            heard = self.heard if words == self.said else Recogniser.load().recognise(words)
            self.parts[start, end] = self.meaning(words, heard)
        return self.parts[start, end]

    def sense(self, start: int, end: int) -> float:
        """How much sense a part makes alone: its odds, within bounds."""
        p = min(max(self.part(start, end)[1], 0.001), 0.999)
        return min(max(math.log(p / (1 - p)) / 2, UNSURE), SURE)


def pieces(said: str, heard: Recognition, meaning: Meaning = likeliest, *, loosely: bool = True) -> list[str]:
    """The requests of an utterance, in order; the whole if it is one. `loosely`: also where nothing joins them.

    Callers tell a story before they ask, in words that could begin a request.
    """
    places = _likeliest(beginnings(said, heard.breaks))
    if not places:
        return [said]
    cuts = _best(Breath(said, heard, meaning, loosely), places)
    if not cuts:
        return [said]
    ends = [*(each.at for each in cuts), len(said)]
    parts = [part for start, end in zip([0, *ends], ends, strict=False) if (part := bare(said[start:end]))]
    return [part for part in parts if not CIRCUMSTANCE.match(part)] or parts


def _likeliest(places: Sequence[Beginning]) -> list[Beginning]:
    """So many places as can be weighed against each other in a moment."""
    best = sorted(places, key=lambda each: -_looks(each))[:MOST]
    return sorted(best, key=lambda each: each.at)


def _looks(place: Beginning) -> float:
    """How the place itself looks."""
    begun = BEGUN if place.kind != "other" else UNBEGUN
    return CUT + BROKEN * place.broken + JOINED * place.joined + begun


def _best(breath: Breath, places: Sequence[Beginning]) -> list[Beginning]:
    """The cuts of the best way, found part by part from the left."""
    ends = [*(each.at for each in places), len(breath.said)]
    # by the last part, from one place to another: its worth with all before it, and the cuts that led there
    ways: dict[tuple[int, int], tuple[float, list[Beginning]]] = {}
    for last, end in enumerate(ends):
        ways[-1, last] = breath.sense(0, end), []
        for first in range(last):
            place = places[first]
            before = [
                (worth + _cut(breath, start if start < 0 else places[start].at, place, end), cuts)
                for (start, stop), (worth, cuts) in ways.items()
                if stop == first and worth > NEVER
            ]
            worth, cuts = max(before, key=lambda way: way[0], default=(NEVER, []))
            if worth > NEVER:
                ways[first, last] = worth + breath.sense(place.at, end), [*cuts, place]
    whole = [way for (_, last), way in ways.items() if last == len(ends) - 1]
    return max(whole, key=lambda way: way[0])[1]


def _cut(breath: Breath, start: int, place: Beginning, end: int) -> float:
    """What a cut is worth between the part that begins at `start` and the one that goes on until `end`."""
    said, start = breath.said, max(start, 0)
    left, right = bare(said[start : place.at]), bare(said[place.at : end])
    if min(len(left.split()), len(right.split())) < SHORTEST or DANGLING.search(left) or UNDER_A_CONDITION.search(left):
        return NEVER
    if (TELLS.match(right) and WRITES.search(left)) or OF_WHAT_IS_MADE.match(right):
        return NEVER
    if PLUS.search(said[start : place.at]) or PLUS.match(said[place.at :]):
        return NEVER
    one, other = breath.part(start, place.at), breath.part(place.at, end)
    if not (_is_asked(left, one, alike=one[0] == other[0]) and _is_asked(right, other, alike=False)):
        return NEVER
    if MESSAGE.search(left) and other[1] < SURELY:
        return NEVER
    if FOR_LATER.search(left):
        return NEVER
    loose = not (place.joined or place.broken)
    if loose and not breath.loosely:
        return NEVER
    if loose and (min(one[1], other[1]) < SURELY or (WH.match(left) and place.kind == "question")):
        return NEVER
    if loose and WH.match(left) and len(left.split()) < ASKED:
        return NEVER
    worth = _looks(place)
    if any(tag.field in FREE and tag.start < place.first < tag.end for tag in breath.heard.spans):
        worth += MAYBE_IN_TEXT if place.broken else IN_TEXT
    elif MESSAGE.search(left) and not (place.broken or place.joined):
        worth += MAYBE_IN_TEXT
    if one[0] == other[0]:
        if INSTEAD.search(right):
            return NEVER
        named = _names(breath, start, place.at)
        worth += 0.0 if named and named == _names(breath, place.at, end) else THE_SAME
    return worth


def _is_asked(part: str, heard: tuple[str, float], *, alike: bool) -> bool:
    """Whether a part is a request of its own, and does not only tell how things stand for the one beside it."""
    if begins(part) != "other" or any(each.kind == "deed" or each.joined for each in beginnings(part, ())):
        return True
    if GOING.match(part.lower()):
        return heard[1] >= FAIRLY
    return not alike and heard[1] >= (SURELY if OWN.match(part.lower()) else QUITE)


def _names(breath: Breath, start: int, end: int) -> set[str]:
    """What sorts of things a part names."""
    return {tag.field for tag in breath.heard.spans if start <= tag.start < end and tag.field in NAMED}


def bare(part: str) -> str:
    """The piece without the words that only join it to its neighbours."""
    return TRAILING.sub("", JOINT.sub("", part).strip(" ,.")).strip(" ,.")
