"""The times that somebody would like, of all that an utterance speaks of: not what is past, and not what is set aside.

"Tomorrow's gone sideways, could you move me to thursday same time nine a m" wishes for Thursday at nine.
"""

import re
from collections.abc import Sequence
from datetime import datetime

from agent.speech import when
from agent.speech.cues import CUES
from agent.speech.spans import Moment, Span
from agent.speech.times.hits import Hit
from agent.speech.tokens import Utterance, tokenise

TAKEN = r"can't|cannot|can not|won't|couldn't|wouldn't|doesn't|don't|not|never"
BEFORE = re.compile(
    rf"\b(?:(?:{TAKEN})(?: \w+)?(?: (?:do|make|be|come|work|have|for))?(?: (?:it|that|him|her|anybody))?"
    r"|instead of|rather than|other than|anything but|(?:cancel|scratch|drop|skip|scrap|forget|lose)(?: \w+){0,3}"
    r"|(?:my|our|her|his|their)|(?:have|got) (?:\w+ ){0,5}\w+)(?: (?:on|at|for|the|of))*$"
)
AFTER = re.compile(
    r"^(?:'s |has |is |isn't |are )?(?:gone|going|no good|no longer|out|off|shot|a mess|not going|not gonna|a no go|"
    r"won't|doesn't|didn't|isn't|can't|after all)\b"
)
NEAR = 7


def wished(text: str, now: datetime) -> list[Span]:
    """The times that are wished for, a day and an hour said apart as one, what was taken back left out."""
    said = tokenise(text)
    frame = when.frame_of(said, now)
    spans = [(hit, span) for hit in when.once(said, text) if (span := when.span_of(hit.phrase, frame))]
    ahead = [(hit, span) for hit, span in spans if (span.end or span.start or now) > now]
    told = [pair for pair in ahead if not set_aside(said, pair[0])] or ahead
    if len(told) < 2:
        return [span for _, span in told]
    one = when.chosen(said.words, [hit for hit, _ in told])
    if _is_one(said, [hit for hit, _ in told]) and one and (span := when.span_of(one, frame)):
        return [span]
    return [span for _, span in told]


def set_aside(said: Utterance, hit: Hit) -> bool:
    """Whether it is the time that does not suit, or the one that there is already."""
    before = " ".join(said.words[max(0, hit.first - NEAR) : hit.first])
    start, end = said.border(hit.first, hit.after)
    after = said.text[end : end + 40].lower().lstrip()
    own = said.text[start:end].lower().endswith("'s")
    return bool(BEFORE.search(before) or AFTER.match(f"'s {after}" if own else after))


def _is_one(said: Utterance, hits: Sequence[Hit]) -> bool:
    """Whether all hits tell of one time: put right, or the day here and the hour there."""
    if not CUES["corrections"].isdisjoint(said.words[hits[-2].after : hits[-1].first]):
        return True
    moments = [hit.phrase for hit in hits if isinstance(hit.phrase, Moment)]
    return len(moments) == len(hits) and sum(each.clock is not None for each in moments) <= 1
