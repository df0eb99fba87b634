"""From and to: "twenty two to four thousand" is 2,200 to 4,000; "not to exceed thirty five hundred" is the high end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from agent.planner.spans import TaggedSpan
from agent.speech import hear

ENDS = ("low", "high")
CUES = {
    "low": re.compile(r"\b(?:low|lows|bottom|floor|least|minimum|min|starts?(?: at)?|starting|best case)\b"),
    "high": re.compile(r"\b(?:high|highs|top|cap|ceiling|most|maximum|max|up to|exceed|no more than|worst)\b"),
}
TAKEN_BACK = re.compile(r"\b(?:no|wait|sorry|i mean|make that|actually|rather|scratch that)\b")
FAR = 1000
BARE = re.compile(r"[a-z]+(?:[ -][a-z]+)?")
MAGNITUDE = re.compile(r"hundred|thousand|grand|dollar|buck|cent|million")
SCALES = (Decimal(1000), Decimal(100))
FEW, MANY = 10, 100


def ends(said: str, tags: Sequence[TaggedSpan]) -> dict[str, str]:
    """The low end and the high end, as decimal texts, of the amounts that were said."""
    said = said.lower()
    told = [(tag, amount) for tag in tags if (amount := hear.money(tag.text)) is not None]
    if len(told) == 1:
        return _run_together(told[0][0].text) or {_end(said, told[0][0]): f"{told[0][1]:.2f}"}
    if not told:
        return {}
    if TAKEN_BACK.search(said[told[-2][0].end : told[-1][0].start]):
        return {_end(said, told[-2][0]): f"{told[-1][1]:.2f}"}
    first, second = told[:2]
    low, high = (first, second) if _in_order(said, first[0], second[0]) else (second, first)
    amounts = scaled((low[0].text, low[1]), (high[0].text, high[1]))
    return dict(zip(ENDS, (f"{each:.2f}" for each in amounts), strict=True))


def scaled(low: tuple[str, Decimal], high: tuple[str, Decimal]) -> tuple[Decimal, Decimal]:
    """Both ends in full, where people leave the hundreds or thousands of one of them, or of both, to be understood."""
    bare = [_is_bare(*low), _is_bare(*high)]
    if all(bare):
        scale = SCALES[0] if high[1] < FEW else SCALES[1]
        return low[1] * scale, high[1] * scale
    if bare[0]:
        return next((low[1] * scale for scale in SCALES if low[1] * scale <= high[1]), low[1]), high[1]
    if bare[1]:
        return low[1], next((high[1] * scale for scale in reversed(SCALES) if high[1] * scale >= low[1]), high[1])
    return low[1], high[1]


def _is_bare(words: str, amount: Decimal) -> bool:
    """Whether it is a small number in words, and neither dollars nor hundreds are named."""
    return amount < MANY and bool(BARE.fullmatch(words.lower().strip())) and not MAGNITUDE.search(words.lower())


def _end(said: str, tag: TaggedSpan) -> str:
    """The end that one amount is for: the one that is named nearest to it, the high one if neither is."""
    return min(reversed(ENDS), key=lambda end: _distance(said, tag, end))


def _in_order(said: str, first: TaggedSpan, second: TaggedSpan) -> bool:
    """Whether the low end was said first, as it is unless the words beside the amounts say otherwise."""
    straight = _distance(said, first, "low") + _distance(said, second, "high")
    return straight <= _distance(said, first, "high") + _distance(said, second, "low")


def _distance(said: str, tag: TaggedSpan, end: str) -> int:
    """How far from an amount the nearest word is that names an end."""
    found = [(cue.start(), cue.end()) for cue in CUES[end].finditer(said)]
    return min((max(tag.start - after, before - tag.end, 0) for before, after in found), default=FAR)


def _run_together(words: str) -> dict[str, str]:
    """Two amounts with nothing in between: "two fifty four hundred"."""
    spoken = words.split()
    for place in range(1, len(spoken)):
        low, high = hear.money(" ".join(spoken[:place])), hear.money(" ".join(spoken[place:]))
        whole = place + 1 < len(spoken) and MAGNITUDE.search(" ".join(spoken[place:]))
        if whole and low is not None and high is not None and MANY <= low < high:
            return {"low": f"{low:.2f}", "high": f"{high:.2f}"}
    return {}
