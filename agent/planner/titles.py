"""What something is called, and the parts that a text is dictated in.

"Call it cool down denver instead"; "subject line thanks for choosing us and the body should say …".
"""

from __future__ import annotations

import re
from collections.abc import Mapping

NAMING = re.compile(
    r"\b(?:(?:call(?:ed)?|name[d]?|title[d]?|label(?:led|ed)?) "
    r"(?:it|that|this|that one|this one|the (?:new )?(?:one|thing))|(?:rename|relabel|retitle) .{0,60}? (?:to|as)|"
    r"called|named|titled|(?:with|by) the name(?: of)?|"
    r"(?:new |its |the |it's )?(?:name|title)(?: should be| will be| is|'s| to| of)) +",
    re.IGNORECASE,
)
SURELY = re.compile(
    r"\b(?:(?:call|name|title|label) (?:it|that|this)|(?:rename|relabel|retitle) .{0,60}? (?:to|as)|"
    r"(?:template|campaign|tag|label|article|rule|automation|workflow|playbook) (?:called|named|titled))\b",
    re.IGNORECASE,
)
# Where a name is over.
OVER = re.compile(
    r"[,.;:]|\s+(?:instead|please|for now|from now on|okay|ok|thanks|would you|will you|if you (?:can|could|would)|"
    r"now|today|then)$|"
    r"\s+(?:and|with|using|so that|so|because|cause|since|but|when|whenever|which|who|that|where|from|if|subject|"
    r"body)\b|\s+for (?=(?:the|our|my|everybody|everyone|customers|people|him|her|them)\b)",
    re.IGNORECASE,
)
LEAD = r"(?:[,;]? *(?:and|with|then|plus)\b *)*(?:make |have |let |put )?(?:the |a |an |its )?"
SAYS = (
    r"(?: (?:line|of it|text))?"
    r"(?:,? (?:should (?:be|say|read)|is|to|as|be|reads?|says?|saying|that says|colon))*[:,]? +"
)
CUES: Mapping[str, re.Pattern[str]] = {
    "subject": re.compile(rf"{LEAD}\bsubject\b{SAYS}", re.IGNORECASE),
    "body": re.compile(
        rf"{LEAD}\b(?:body|message|wording|content|copy)\b{SAYS}|"
        rf"{LEAD}\btext (?:should (?:say|read)|is|reads?|says?|saying) ",
        re.IGNORECASE,
    ),
}
OF_IT = re.compile(
    r"^(?:on|of|for|in) (?:that|this|it|the [\w' -]+? (?:to|say|read|be|says?|is)\b)(?: (?:to|say|be|is)\b)* *"
)
SHORTEST = 2


def named(said: str, tagged: str | None = None) -> str | None:
    """The name that a naming word leads up to; beyond where names are over only if the tagger says so."""
    found = list(NAMING.finditer(said))
    if not found:
        return None
    rest = said[found[-1].end() :]
    over = OVER.search(rest)
    end = over.start() if over else len(rest)
    at = rest.find(tagged) if tagged else -1
    name = rest[: max(end, at + len(tagged or "")) if at >= 0 else end].strip(" ,.")
    return name if len(name) >= SHORTEST else None


def surely(said: str) -> bool:
    """Whether a name is told beyond doubt; "called" alone may be a call."""
    return SURELY.search(said) is not None


def dictated(said: str) -> dict[str, str]:
    """The subject and the body that are dictated under these names, each up to the next."""
    places = sorted((cue.start(), cue.end(), part) for part, cues in CUES.items() if (cue := cues.search(said)))
    told: dict[str, str] = {}
    for place, (_, end, part) in enumerate(places):
        until = places[place + 1][0] if place + 1 < len(places) else len(said)
        words = OF_IT.sub("", said[end:until].strip(" ,.;:"))
        if len(words) >= SHORTEST:
            told[part] = words
    return told
