"""The subject of a mail that is dictated: what follows the very word, up to where the body begins."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.planner.spans import TaggedSpan
from tools.operation import Parameter

CUE = re.compile(
    r"\bsubject(?: line)? (?:it )?(?:(?:should|must) (?:be|say|read) |is |says |reads |saying |make it )?"
    r"(?!of\b|on\b|for\b|in\b|line\b|to\b|and\b|is\b|should\b|needs\b)",
    re.IGNORECASE,
)
BODY = re.compile(r"\s+(?:and |with )?(?:the |a )?(?:body|text)\b|\s+(?:and |that )says?\b", re.IGNORECASE)
# Where a subject that was dictated ends, and other things are told: "…, she wants a call back, make it high priority".
ENDS = re.compile(
    r",\s|\s+(?:and )?(?:(?:she|he|they)(?:'s| says?| said| wants?| needs?| called)|make (?:it|that)|set (?:it|the)|"
    r"(?:it'?s |high |low |normal )?priority|it'?s (?:urgent|an emergency)|mark it|put it (?:as|down))\b",
    re.IGNORECASE,
)
SHORTEST = 2


def with_subject(parameters: Sequence[Parameter], said: str, tags: list[TaggedSpan]) -> list[TaggedSpan]:
    """The tags with the subject as it was dictated, where the operation takes a subject and a body."""
    cue = CUE.search(said)
    if cue is None or not {"subject", "body"} <= {each.wire for each in parameters}:
        return tags
    body = BODY.search(said, cue.end())
    ends = ENDS.search(said, cue.end() + SHORTEST)
    end = min(found.start() for found in (body, ends) if found) if body or ends else len(said)
    if end - cue.end() < SHORTEST:
        return tags
    subject = TaggedSpan("subject", cue.end(), end, said[cue.end() : end], 1.0)
    return [
        *(tag for tag in tags if tag.field != "subject" and not subject.start <= tag.start < subject.end),
        subject,
    ]
