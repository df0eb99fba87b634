"""How people say what follows what: what begins a workflow, what it is called, and its steps one after another."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from agent.planner import rule_words
from agent.planner.reading import Words
from agent.speech.times.lengths import duration

BEGINS = re.compile(
    r"\b(?:when|whenever|every time|after)\b[^,:;]*?(?=[,:;]|\s+(?:first|ask|send|draft|let|tell|text|tag|wait|get)\b)"
)
NEXT = re.compile(r"[,;]?\s+(?:and )?then\s+|;\s*")
WAIT = re.compile(r"^waits?\s+(?P<time>.+)$")
APPROVAL = re.compile(
    r"^(?:ask|get|wait)s?\s+for\s+(?:an?\s+|the\s+)?(?:approval|okay|ok|sign off)"
    r"(?:\s+(?:for|to|of|on)\s+(?P<what>.+))?$"
)
FIRST = re.compile(r"^(?:first|it|please|that|should)\s+")
ABOUT_A_JOB = "job.completed"  # what the steps of one that is begun by hand may speak of


def trigger(words: Words) -> str | None:
    """The event, if one begins it."""
    return rule_words.trigger(words)


def name(words: Words) -> str | None:
    """What it is called."""
    found = (rule_words.NAMED if words.makes else rule_words.RENAMED).search(words.said)
    return f"{found['name'][:1].upper()}{found['name'][1:]}" if found else None


def steps(words: Words) -> list[dict[str, Any]] | None:
    """The steps of one that is being made, if every one of them is understood."""
    if not words.makes or (said := _told(words.said)) is None:
        return None
    event = trigger(words) or ABOUT_A_JOB
    read = [_step(FIRST.sub("", each.strip()), event) for each in NEXT.split(said) if each.strip()]
    return [each for some in read for each in some] if read and all(read) else None


def _told(said: str) -> str | None:
    """What is said behind the name and what begins it."""
    named, begins = rule_words.NAMED.search(said), BEGINS.search(said)
    end = max((found.end() for found in (named, begins) if found), default=None)
    rest = said[end:].strip(" ,:;") if end is not None else ""
    return rest.removeprefix("that ").removeprefix("with ") or None


def _step(said: str, event: str) -> list[dict[str, Any]]:
    if found := WAIT.search(said):
        told = duration(found["time"])
        return [{"waitSeconds": int(told.total_seconds())}] if told else []
    if found := APPROVAL.search(said):
        what = found["what"] or "going on"
        return [{"approval": f"{what[:1].upper()}{what[1:]} for {{contact.name}}"}]
    return rule_words.done_on(said, event)


WORKFLOWS: Mapping[str, Callable[[Words], Any]] = {
    "trigger": trigger,
    "name": name,
    "steps": steps,
    "enabled": rule_words.enabled,
}
