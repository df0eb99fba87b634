"""Who takes a job over and who it is taken from, where two colleagues are named: "pull Luis off and send O'Brien"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.planner.spans import TaggedSpan

FROM = re.compile(
    r"\b(?:off|from|instead of|in place of|rather than|not|isn't|relieves?|replaces?|replacing|for)\s+"
    r"(?P<first>\w+\s+)?$"
)
OFF = re.compile(r"^(?:'s)?\s+(?:off\b|anymore\b|(?:is\s+)?(?:out|stuck|sick|swamped|behind|late)\b|can't\b|called\b)")


def taking_over(said: str, tags: Sequence[TaggedSpan], staff: Sequence[str]) -> list[TaggedSpan]:
    """The people named, without those who give the work away; all of them if that would leave nobody."""
    if len(tags) < 2:
        return list(tags)
    first_names = {name.split()[0].lower() for name in staff}
    left = [tag for tag in tags if not _gives_away(said.lower(), tag, first_names)]
    return left or list(tags)


def _gives_away(said: str, tag: TaggedSpan, first_names: set[str]) -> bool:
    before = FROM.search(said[: tag.start])
    told = before is not None and (not before["first"] or before["first"].strip() in first_names)
    return told or OFF.match(said[tag.end :]) is not None
