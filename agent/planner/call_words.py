"""How people say what a call was: who called whom, when, how long, and what about."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from agent.planner import values
from agent.planner.reading import Words
from agent.speech.times.lengths import duration
from domain.numbers import number

FROM_US = re.compile(
    r"\b(?:outbound|outgoing|from us|we made|(?:i|we|i'd|i've|we've) (?:just |only )?"
    r"(?:called|phoned|rang|rung|tried|returned|dialed|made|reached)|called (?:him|her|them) back|"
    r"tell (?:him|her|them)|told (?:him|her|them)|(?:i|we) left|left (?:a|him|her|them)(?: a)? (?:voicemail|message)|"
    r"no answer|couldn'?t get through|have we (?:called|phoned|rung))\b"
)
TO_US = re.compile(
    r"\b(?:inbound|incoming|(?:called|phoned|rang|rung) (?:in|us|back|me|up)|came in|from them|to us|"
    r"(?!i |we )\w+ (?:called|phoned|rang))\b"
)
CLOSING = re.compile(
    r"\s+(?:and )?(?:please )?(?:log (?:it|that)|get that (?:logged|down)|put that on file|make a record of that|"
    r"note the call|note that|stick (?:it|that) in the call log|put (?:it|that) in the (?:call )?log)(?: please)?$"
)
AGO = re.compile(r"\b\w+ (?:\w+ )?ago\b")
LITTLE = re.compile(r"at|for|about|it|in|on|called|phoned|rang|rung|returned|tried")
ADDRESS = re.compile(r"\b((?:\w+ dot )+\w+(?: slash [\w ]+)*)")
SAID = re.compile(r"\btranscript\b.*?\b(?:with|is|says|reads)\s+(.+)$")
VERB = re.compile(r"^(?:called|phoned|rang|rung|returned|tried)\b")
OPENING = re.compile(r"^(?:and |but |about |that |saying |so |,|he said |she said )+")
PEOPLE = ("person", "record", "name")
SHORTEST = 2


def direction(words: Words) -> str | None:
    """Who called whom, if that is said."""
    if FROM_US.search(words.said):
        return "outbound"
    tagged = any(re.search(r"call|phon|r[aiu]ng|bound|coming", each) for each in words.tagged("choice"))
    return "inbound" if tagged or TO_US.search(words.said) else None


def at(words: Words) -> str | None:
    """When it was: the last time said that has passed."""
    found = values.times(words.said, words.now)
    past = [span.start for span in found if span.start and span.start <= words.now and span.grain != "day"]
    return past[-1].isoformat() if past else None


def duration_seconds(words: Words) -> int | None:
    """How long it was, in seconds; a length that "ago" makes a time is none."""
    told = duration(AGO.sub("", words.said))
    return int(told.total_seconds()) if told else None


def summary(words: Words) -> str | None:
    """What it was about: from its own words to the end, or what follows the name."""
    own = next((tag for tag in words.tags if tag.field == "summary" and not VERB.match(tag.text)), None)
    start = own.start if own else _after_the_name(words)
    if start is None:
        return None
    text = OPENING.sub("", CLOSING.sub("", words.said[start:].strip()).strip())
    if len(text.split()) < SHORTEST or (own is None and _says_when_alone(words, text)):
        return None
    return f"{text[:1].upper()}{text[1:]}"


def recording_url(words: Words) -> str | None:
    """Where the recording is, spelt out: "recordings dot ridgeline dot example slash eight eight one"."""
    found = ADDRESS.search(words.said) if "recording" in words.said else None
    if found is None:
        return None
    host, *path = found[1].replace(" dot ", ".").split(" slash ")
    return "https://" + "/".join([host, *(str(number(each) or each.replace(" ", "-")) for each in path)])


def transcript(words: Words) -> str | None:
    """What was said word for word, if it is given as such."""
    found = SAID.search(words.said)
    return found[1] if found else None


def _after_the_name(words: Words) -> int | None:
    """Where what is said after the name begins, of a call that is being logged."""
    named = [tag for tag in words.tags if tag.field in PEOPLE]
    return named[-1].end if named and words.makes else None


def _says_when_alone(words: Words, text: str) -> bool:
    """Whether the words say no more than when it was or how long."""
    told = [tag.text for tag in words.tags if tag.field in ("time", "duration", "choice", "summary")]
    left = re.sub("|".join(map(re.escape, told)) or r"\Z", "", AGO.sub("", text))
    return len([word for word in left.split() if not LITTLE.fullmatch(word)]) < SHORTEST


CALLS: Mapping[str, Callable[[Words], Any]] = {
    "direction": direction,
    "at": at,
    "durationSeconds": duration_seconds,
    "summary": summary,
    "transcript": transcript,
    "recordingUrl": recording_url,
}
