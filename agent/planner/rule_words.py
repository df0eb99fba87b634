"""How people say what is to happen by itself: when, what, how much later, and whether it is on."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from agent.planner.reading import Words
from agent.speech.times.lengths import duration
from tools.cards import card_of
from tools.triggers import said as event_said
from tools.triggers import triggers

NOUNS: tuple[tuple[str, str], ...] = (
    ("job", r"jobs?|visits?|installs?|tech(?:nician)?"), ("invoice", r"invoices?|bills?"), ("lead", r"leads?"),
    ("quote", r"quotes?"), ("ticket", r"tickets?|complaints?"), ("estimate", r"estimates?"), ("payment", r"payments?"),
    ("contact", r"(?:new )?(?:customers?|contacts?)"), ("message", r"messages?"), ("campaign", r"campaigns?"),
    ("purchase_order", r"purchase orders?|pos?"),
)  # fmt: skip
DEEDS: tuple[tuple[str, str], ...] = (
    ("completed", r"complet\w+|done|finish\w*|wraps? up"), ("cancelled", r"cancel\w*"), ("paid", r"paid|pays"),
    ("received", r"received|comes? in|arriv\w+"), ("opened", r"open(?:ed|s)?"), ("resolved", r"resolv\w+"),
    ("created", r"creat\w+|new|comes? in|made|booked|books|added"), ("sent", r"sent|goes out|sends"),
    ("qualified", r"qualif\w+"), ("accepted", r"accept\w*|approv\w+|says? yes"), ("declined", r"declin\w+|says? no"),
    ("won", r"won"), ("lost", r"lost"), ("en_route", r"on (?:the|his|her|their|its) way|en route"),
    ("on_hold", r"on hold"), ("in_progress", r"started|starts|in progress"), ("scheduled", r"scheduled"),
    ("updated", r"chang\w+|updat\w+"),
)  # fmt: skip
CLAUSE = re.compile(
    r"\b(?:when(?:ever)?|every time|each time|any ?time|if|after|once|as soon as|so that|for)\s+(?P<clause>.+)$"
)
NEAR = 60
REVIEW = re.compile(r"\breviews?\b|\bstars\b|\bhow (?:we|it) (?:did|went)\b")
TELL = re.compile(
    r"\b(?:notif(?:y|ies)|pings?|pages?|alerts?|tells?|reminds?|lets?|buzz(?:es)?)\s+"
    r"(?P<who>(?!when|every|if\b|that\b|so\b)[a-z'’]+(?: [a-z'’]+){0,4}?)"
    r"(?=\s+know\b|\s+(?:when|whenever|every|any|each|if|that|about|on|by|to|automatically)\b|$)"
)
TOLD = re.compile(
    r"\b(?:(?:paid|completed|done|created|in|opened|sent|made|won|lost|cancelled|then|and|so|that|i want) )?"
    r"(?P<who>(?!when|the|a|customer)[a-z']+(?: [a-z']+)?) "
    r"(?:gets?|is|should (?:be|get)|needs to (?:be|get)|has to (?:be|get)) "
    r"(?:told|notified|pinged|paged|alerted|an? (?:alert|ping|notification|notice|heads up))\b"
)
TEXT = re.compile(
    r"\b(?:text|message)s?\s+(?:the |our )?(?:customer|client|them|him|her)s?\s+(?:that |saying |to say |an? )?"
    r"(?P<body>(?!and\b|then\b|when\b|every\b|after\b).+?)(?=\s+(?:when|whenever|every time|each time|after|once)\b|$)"
)
INVOICE = re.compile(r"\b(?:draft|make|create|kick|write)\w*\b.*?\binvoice\b")
TAG = re.compile(
    r"\btags? (?:the customer|them|him|her)(?: as| with)?\s+(?P<tag>[\w ]+?)(?=\s+(?:when|after|once|if|and)\b|$)"
)
NOBODY = frozenset(("the customer", "them", "him", "her", "it", "me know", "people", "everybody"))
NEXT_DAY = re.compile(
    r"\b(?:the )?(?:next|following) (?:day|morning)\b|\b(?:a|one) day (?:later|after)\b|\bday after\b"
)
LATER = re.compile(r"\b(?:later|after|wait(?:s|ing)?|delay)\b")
OFF = re.compile(r"\b(?:off|stop|disable|pause|deactivate|suspend)\b")
ON = re.compile(r"\b(?:on|enable|reactivate|activate|going again|resume|restart)\b")
# A text that is asked for by what it is, and needs no other words: "they get a thank you text".
THANKS = re.compile(r"\ban? (?P<body>thank(?:s| you)(?: so much| for [a-z ]{3,40}?)?) (?:text|message|sms|note)\b")
# A name ends where it goes on with what happens.
NAMED = re.compile(
    r"\b(?:called|named|name it|call it|by the name of)\s+(?P<name>.+?)"
    r"(?=[,:;]|\s+(?:so|when|whenever|every|each|any ?time|that|with|where|which|first|"
    r"and (?:it|then|have|when|make|text|send|tell|let|wait|ask|get)|from (?:here|now))\b|$)"
)
RENAMED = re.compile(r"\brename\b.*?\bto\s+(?P<name>.+)$")
DAY = 86_400


def trigger(words: Words) -> str | None:
    """The event: what it happens to, and what happens to it, as near to each other as words are."""
    found = CLAUSE.search(words.said)
    return _event(found["clause"]) if found else None


def _event(said: str) -> str | None:
    nouns = sorted(
        (match.start(), match.end(), noun) for noun, words in NOUNS for match in re.finditer(rf"\b(?:{words})\b", said)
    )
    for start, end, noun in nouns:
        near = [
            (abs(match.start() - start), deed)
            for deed, words in DEEDS
            for match in re.finditer(rf"\b(?:{words})\b", said)
            if f"{noun}.{deed}" in triggers() and start - NEAR < match.start() < end + NEAR
        ]
        if near:
            return f"{noun}.{min(near)[1]}"
    return None


def actions(words: Words) -> list[dict[str, Any]] | None:
    """What is to be done by itself, of the few things that are read; only for a rule that is being made."""
    event = trigger(words)
    if event is None or not words.makes:
        return None
    return done_on(words.said, event) or None


def done_on(said: str, event: str) -> list[dict[str, Any]]:
    """The same, when it is known on which event."""
    told = [_review(said, event), *_texts(said, event), _told(said, event), _billed(said, event)]
    return [each for each in told if each]


def _review(said: str, event: str) -> dict[str, Any] | None:
    if not REVIEW.search(said):
        return None
    noun = event.partition(".")[0]
    about = {"jobId": "{job.id}"} if noun == "job" else {"contactId": _customer(noun)}
    return _action("create_review_request", about)


def _texts(said: str, event: str) -> list[dict[str, Any] | None]:
    noun = event.partition(".")[0]
    text, tag = TEXT.search(said), TAG.search(said)
    thanks = THANKS.search(said)
    body = text["body"].strip() if text and not REVIEW.search(said) else ""
    body = thanks["body"] if thanks else body
    sent = {"contactId": _customer(noun), "channel": "sms", "body": f"{body[:1].upper()}{body[1:]}"}
    return [
        _action("send_message", sent) if body else None,
        _action("tag_contact", {"id": _customer(noun), "tagId": tag["tag"].strip()}) if tag else None,
    ]


def _told(said: str, event: str) -> dict[str, Any] | None:
    found = TELL.search(said) or TOLD.search(said)
    who = found["who"].strip() if found else ""
    if not who or who in NOBODY or TEXT.search(said) or THANKS.search(said):
        return None
    return _action("create_notification", {"userId": who, "title": _headline(event)})


def _billed(said: str, event: str) -> dict[str, Any] | None:
    of_a_job = event.startswith("job.") and INVOICE.search(said)
    return _action("create_invoice", {"jobId": "{job.id}"}) if of_a_job else None


def _headline(event: str) -> str:
    """What somebody is told: the event, with what the record goes by."""
    noun, kind = event.partition(".")[0], triggers()[event]
    card = card_of(kind)
    shown = set(card.model_fields) if card else set()
    named = next((name for name in ("number", "name", "title", "subject") if name in shown), None)
    words = event_said(event).partition(" ")[2]
    spoken = noun.replace("_", " ")
    rest = words.removeprefix(f"{spoken} ")
    return f"{spoken.capitalize()} {{{noun}.{named}}} {rest}" if named else words.capitalize()


def _customer(noun: str) -> str:
    return "{contact.id}" if noun == "contact" else f"{{{noun}.contactId}}"


def _action(operation: str, arguments: dict[str, Any]) -> dict[str, Any]:
    return {"operation": operation, "arguments": arguments}


def delay_seconds(words: Words) -> int | None:
    """How much later: the next day, two hours later."""
    if NEXT_DAY.search(words.said):
        return DAY
    told = duration(words.said) if LATER.search(words.said) else None
    return int(told.total_seconds()) if told else None


def enabled(words: Words) -> bool | None:
    """Whether it is on."""
    if OFF.search(words.said):
        return False
    return True if not words.makes and ON.search(words.said) else None


def name(words: Words) -> str | None:
    """What it is called."""
    found = (RENAMED if not words.makes else NAMED).search(words.said) or NAMED.search(words.said)
    return f"{found['name'][:1].upper()}{found['name'][1:]}" if found else None


def unread(words: Words) -> None:
    """Conditions are written, not said."""


RULES: Mapping[str, Callable[[Words], Any]] = {
    "trigger": trigger,
    "actions": actions,
    "delaySeconds": delay_seconds,
    "enabled": enabled,
    "name": name,
    "conditions": unread,
}
