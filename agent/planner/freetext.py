"""Free text: what to write down or send, cut from the sentence at the right word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from string import capwords
from typing import Any

from agent.planner import titles
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
THANKING = re.compile(r"\bthank(?:ing)? (?:him|her|them) (for .+)$", re.IGNORECASE)
LEADING = re.compile(r"^(?:that|please:?|saying|to say|and say|says?|um|uh|,|:)\s+", re.IGNORECASE)
# How it is to be sent, said last, is no part of it.
BY_WHICH = re.compile(
    r"\s+(?:with|by|in|via|as|through) (?:an? )?(?:notification|alert|text(?: message)?|sms|e-?mail|push)(?: please)?$",
    re.IGNORECASE,
)
SEARCH = re.compile(
    r"\b(?:search(?: for)?|look(?: up| for)?|find(?: me)?|anything (?:on|about|for)|pull up)\s+(?P<text>.+)$",
    re.IGNORECASE,
)
# What time is blocked for, last in the sentence: "block luis friday from one to three for training".
WHAT_FOR = re.compile(
    r"\bfor\s+(?!.*\b(?:hours?|minutes?|days?|weeks?|morning|afternoon|evening|rest|now|today|tomorrow|\w+day)\b)"
    r"(?:an?\s+|his\s+|her\s+|their\s+|the\s+)?(?P<text>[a-z][a-z' -]{2,40})$",
    re.IGNORECASE,
)
REJECTED = re.compile(
    r"\b(?:reject|decline|deny|refuse|turn (?:it|that|this|him|her) down|no to)\b(?: (?:it|that|this|him|"
    r"her|them))?,? +"
    r"(?:because |since |it'?s |that'?s |as )?(?P<text>(?!approval|request|discount)[a-z][\w' ]{3,})$",
    re.IGNORECASE,
)
CUES = {"body": (MESSAGE, NOTE), "q": (SEARCH,), "search": (SEARCH,), "notes": (NOTE,)}
# Words that surely come before what is to be written, wherever the tagger begins it.
TELLING = re.compile(
    r"\b(?:(?:that|which|and) (?:it )?(?:says|reads)|(?:it )?should (?:say|read)|saying|"
    r"with the (?:words|text|message))"
    r"[:,]?\s+(?P<text>.+)$",
    re.IGNORECASE,
)
BECAUSE = re.compile(r"\b(?:because|since|cause)\s+(?P<text>\S.{2,})$", re.IGNORECASE)
WHY_NOT = re.compile(
    r"(?:\b(?:because|since|cause|tell (?:him|her|them)(?: that)?)|,|"
    r"\b(?:discount|request|approval|one|thing|ask|it|that|down),?)\s+"
    r"(?P<text>(?!on\b|for\b|of\b|to\b|from\b|that\b|down\b|please\b|approval\b|request\b|discount\b|tell\b|is\b|turn\b|reject|"
    r"decline|deny|refuse|say\b|let\b)"
    r"[a-z][\w' ]{4,})$",
    re.IGNORECASE,
)
ADDING = re.compile(
    r"^(?:(?:okay|ok|so|and|also|um|uh|please|can you|could you|go ahead and) )*"
    r"(?:(?:add|append)\b(?! a tag)|tack\b|put in\b).*?\b(?:(?:that|saying|colon)\s+(?P<text>.+))?$",
    re.IGNORECASE,
)
COURTESY = frozenset(("please", "thanks", "you", "okay", "ok", "now", "then", "today", "me", "sure", "got", "it"))
MOST_CUT_OFF = 2
CUT_SHORT = ("subject", "resolution", "reason", "summary")
SHORTEST = 3
TO_THE_END = ("body",)
FROM_CUES_ALONE = ("body", "q")
CAPITAL = ("body", "title", "caption", "description", "subject", "resolution", "interest")
TEXTS = ("body", "summary", "notes", "description")
NAMES = ("name", "nickname", "company", "signerName")
CALLED = ("name", "title")
NAMED_PLAINLY = ("title", "interest", "description")
ACRONYM = re.compile(r"\b(?:ac|hvac|pvc|pex|gfci|gfi|ev|led|co|seer|btu)\b")
ARTICLE = re.compile(r"^(?:an?|some|the)\s+(?=\w)", re.IGNORECASE)


def free_text(operation: Operation[Any, Any], parameter: Parameter, tag: TaggedSpan | None, said: str) -> str | None:
    """The text for a field: its tagged words, else what follows a telling phrase; a message is told to its reader."""
    if parameter.wire in titles.CUES and (parts := _parts(operation, said)):
        return _large(parts[parameter.wire]) if parameter.wire in parts else None
    if words := _called(operation, parameter, tag, said):
        return words
    words = _tagged(parameter.wire, tag, said) if tag else _after_cue(parameter.wire, said)
    words = (_after_telling(tag, said) if tag and parameter.wire in TO_THE_END else None) or words
    if tag and parameter.wire == "reason" and (why := BECAUSE.search(said)) and why.start() <= tag.start:
        words = why["text"]
    if words is None and parameter.wire == "reason" and operation.name.startswith("reject_"):
        words = found["text"] if (found := REJECTED.search(said) or WHY_NOT.search(said)) else None
    if words is None and parameter.wire == "reason" and operation.name == "create_block":
        words = found["text"] if (found := WHAT_FOR.search(said)) else None
    if not words or len(words.strip(" ,.")) < SHORTEST:
        return None
    words = LEADING.sub("", words.strip(" ,."))
    words = BY_WHICH.sub("", words) if parameter.wire == "body" else words
    words = (
        THANKING.sub(r"Thank you \1", said[found.start() :])
        if (found := THANKING.search(said)) and parameter.wire == "body"
        else words
    )
    words = ARTICLE.sub("", words) if parameter.wire in NAMED_PLAINLY else words
    if parameter.wire in NAMES:
        words = words.split(",")[0].strip()
    if parameter.wire in NAMES and words.islower() and _of_people(operation):
        return capwords(words)
    part = parameter.wire == "name" and operation.noun == "inventory item"
    return words[:1].upper() + words[1:] if part or parameter.wire in CAPITAL else words


def _parts(operation: Operation[Any, Any], said: str) -> dict[str, str]:
    """The subject and the body, where they are dictated under these names: a template's each by itself."""
    takes = {each.wire for each in operation.takes}
    parts = titles.dictated(said) if takes >= titles.CUES.keys() else {}
    return parts if "name" in takes or parts.keys() == titles.CUES.keys() else {}


def _called(operation: Operation[Any, Any], parameter: Parameter, tag: TaggedSpan | None, said: str) -> str | None:
    """What a thing is called by a word that says so; people and firms have their names anyway."""
    if parameter.wire not in CALLED or not (tag or titles.surely(said)) or _of_people(operation):
        return None
    words = titles.named(said, tag.text if tag else None)
    return _large(ARTICLE.sub("", words)) if words and parameter.wire == "title" else words


def _large(words: str) -> str:
    return words[:1].upper() + words[1:]


def _of_people(operation: Operation[Any, Any]) -> bool:
    """Whether a name is a person's or a company's, written large, and not a tag's or a part's."""
    return operation.noun == "signature" or any(each.wire == "phone" for each in operation.takes)


def addition(said: str, tags: Sequence[TaggedSpan]) -> str | None:
    """What is to be added to a text that is there already: what follows "add to it that", else the tagged text."""
    found = ADDING.match(said)
    if found is None:
        return None
    tagged = next((said[tag.start :] for tag in tags if tag.field in TEXTS), None)
    after = next((said[tag.end :] for tag in reversed(tags) if tag.field == "record"), None)
    words = (found["text"] or tagged or after or "").strip(" ,.")
    return words[:1].upper() + words[1:] or None


def _after_telling(tag: TaggedSpan, said: str) -> str | None:
    found = TELLING.search(said)
    apart = found is not None and (tag.start >= found.start() or tag.end <= found.start())
    return found["text"] if found and apart else None


def _whole(said: str, tag: TaggedSpan) -> str:
    """The tagged words, and the last word or two of the utterance where the tagger stopped just short of its end."""
    rest = said[tag.end :].split()
    cut_off = 0 < len(rest) <= MOST_CUT_OFF and not COURTESY.intersection(rest)
    return said[tag.start :] if cut_off else tag.text


def _tagged(wire: str, tag: TaggedSpan, said: str) -> str:
    if wire in TO_THE_END:
        return said[tag.start :]
    return _whole(said, tag) if wire in CUT_SHORT else tag.text


def _after_cue(wire: str, said: str) -> str | None:
    if wire not in FROM_CUES_ALONE:
        return None
    for cue in CUES.get(wire, ()):
        if found := cue.search(said):
            return found["text"]
    return None
