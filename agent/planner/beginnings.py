"""Where within an utterance a further request may begin: by its verb, its question word, or what asks for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from agent.speech.cues import CUES

Kind = Literal["deed", "question", "other"]
LOOSELY = 0.6
WORD = re.compile(r"[\w']+")
JOINTS = frozenset(("and", "then", "also", "plus", "next", "but"))
ALONG = frozenset(
    ("oh", "um", "uh", "so", "okay", "ok", "please", "now", "just", "alright", "yeah", "too", "well", "hey")
)
AFTER_THAT = re.compile(r"(?:after that|while you'?re at it|as well as|once (?:that's|it's) done|go ahead)\b")
DEEDS = CUES["deeds"]
ASKING = re.compile(
    r"(?:can|could|would|will) (?:you|u|we|i get)\b|go ahead and\b|let'?s\b|lemme\b|let me\b|"
    r"i (?:also )?(?:need|want|wanna)\b|i'?d like\b|make sure\b|don'?t forget to\b|i'?m gonna need\b"
)
WH = re.compile(r"(?:what|what's|what're|who|who's|whose|where|where's|when|when's|how|how's|how'd|which|why)\b")
TURNED = re.compile(
    r"(?:is|are|was|were|am|do|does|did|has|have|had|can|should|will|"
    r"isn't|aren't|wasn't|doesn't|didn't|hasn't|haven't|can't|won't)"
    r" (?:i|you|he|she|it|they|we|there|that|this|the|his|her|my|our|your|their|any|anybody|anyone|"
    r"somebody|everybody)\b"
)
WHAT_ABOUT = re.compile(r"(?:remind me|any idea)\b")
OPENS = re.compile(r"open (?:it|that|this|a|an|the|up|one|another|new|\w+ (?:hundred|thousand|oh|ten|forty|fifty)\b)")
# What a deed or a question cannot begin behind: it is somebody's deed then, a noun, or what is asked, told or known.
OF_SOMEBODY = CUES["of_somebody"]
NOUNS = re.compile(
    r"(?:on|off|in|per|under) (?:hold|call|order|pause|file|record|text|schedule|route|time|start|bill)\b|"
    r"(?:limit|float|pressure|light|transfer|reset|safety) switch\b"
)
SUBJECTS = frozenset(
    ("it", "that", "this", "there", "which", "what", "everything", "everybody", "nobody", "one", "and")
)
NOT_ASKED = CUES["not_asked"]


@dataclass(frozen=True, slots=True)
class Beginning:
    """A place where a request may begin, its joining words first, and by what it begins."""

    at: int
    first: int  # where its own first word is
    kind: Kind
    joined: float  # how much the words before it join it on, at most 1
    broken: bool


def beginnings(said: str, breaks: Sequence[int]) -> list[Beginning]:
    """The places, in order. The network's `breaks` are places too, whatever stands there."""
    words = list(WORD.finditer(said.lower()))
    found: dict[int, Beginning] = {}
    for place in range(1, len(words)):
        if words[place][0] in JOINTS | ALONG and place + 1 < len(words):
            continue
        kind = _kind(said.lower(), words, place)
        start = _joints(said.lower(), words, place)
        at, first = words[start].start(), words[place].start()
        broken = {each for each in breaks if at <= each <= first}
        if start > 0 and (kind != "other" or broken):
            found.setdefault(at, Beginning(at, first, kind, _joined(said, words, start, place), bool(broken)))
    return [found[at] for at in sorted(found)]


def begins(said: str) -> Kind:
    """By what words begin, joining words aside."""
    words = list(WORD.finditer(said.lower()))
    place = next((at for at, word in enumerate(words) if word[0] not in JOINTS | ALONG), 0)
    return _kind(said.lower(), words, place) if words else "other"


def _kind(said: str, words: Sequence[re.Match[str]], place: int) -> Kind:
    rest, word = said[words[place].start() :], words[place][0]
    before = words[place - 1][0] if place else ""
    if ASKING.match(rest) and before not in OF_SOMEBODY | NOT_ASKED:
        return "deed"
    if WHAT_ABOUT.match(rest) and before not in OF_SOMEBODY:
        return "question"
    if before not in NOT_ASKED | OF_SOMEBODY and (WH.match(rest) or (TURNED.match(rest) and before not in SUBJECTS)):
        return "question"
    if word == "open" and not OPENS.match(rest):
        return "other"
    noun = place and NOUNS.match(said[words[place - 1].start() :])
    if word in DEEDS and before not in OF_SOMEBODY and not before.endswith(("'s", "'re", "'ve")) and not noun:
        return "deed"
    return "other"


def _joints(said: str, words: Sequence[re.Match[str]], place: int) -> int:
    """Where the joining words before a word begin."""
    start = place
    while start > 0:
        several = next(
            (n for n in (4, 3, 2) if start >= n and AFTER_THAT.fullmatch(_text(said, words, start - n, start))), 0
        )
        if several:
            start -= several
        elif words[start - 1][0] in JOINTS | ALONG:
            start -= 1
        else:
            break
    return start


def _text(said: str, words: Sequence[re.Match[str]], first: int, after: int) -> str:
    return said[words[first].start() : words[after - 1].end()]


def _joined(said: str, words: Sequence[re.Match[str]], start: int, place: int) -> float:
    joints = {word[0] for word in words[start:place]}
    ends = re.search(r"[,.;]\s*$", said[: words[start].start()]) is not None
    if ends or joints & JOINTS or (place - start > 1 and AFTER_THAT.match(said[words[start].start() :])):
        return 1.0
    return LOOSELY if joints else 0.0
