"""Whether so many came or went, and whether they were counted: "took two", "add a dozen", "there are fourteen".

The first word that tells decides; what is only counted neither comes nor goes.
"""

from __future__ import annotations

import re
from typing import Literal

Direction = Literal["came", "went", "counted"]
CHANGE, COUNTED = "change", "counted"  # the fields that take the one and the other
WENT = (
    "used|use|takes?|took|taking|taken|pull(?:ed|ing)?|grab(?:bed)?|los[et]|lost|short|fewer|less|minus|"
    "(?:knock|mark|write|wrote|cross|check)(?:ed)?(?= .*\\boff\\b)|dropped|broke|broken|busted|damaged|duds?|defective|"
    "crushed|ruined|wrecked|smashed|cracked|soaked|shattered|bent|disappeared|walked off|"
    "scrap(?:ped)?|stolen|stole|dock|threw|toss(?:ed)?|remove[ds]?|subtract|deduct|gone|missing|out of|sold|gave"
)
CAME = (
    "add(?:ed|s)?|came(?! out)|come|coming|more|up by|plus|restock(?:ed)?|return(?:ed)?|put|stick|found|extra|"
    "over(?= by|,|$)|too many|bump|throw|got|get|getting|received|delivered|delivery|"
    "showed up|arrived|stocked|gained|bought|in today"
)
COUNTING = (
    "count(?:ed)?|there(?: are|'s| is|'re)|we (?:really |only |actually )?have|we've got|should (?:be|say|read)|"
    "make (?:it|that)|set|it's (?:really|actually)|(?:are|is) (?:really|actually|only)|correct"
)
COME_OR_GONE = re.compile(rf"\b(?:(?P<went>{WENT})|(?P<came>{CAME}))\b", re.IGNORECASE)
COUNT = re.compile(rf"\b(?:{COUNTING})\b", re.IGNORECASE)
GOT = re.compile(r"\bwe've got\b|\bgot\b(?! \w+(?: \w+){0,4} in\b)", re.IGNORECASE)


def direction(*said: str) -> Direction | None:
    """What the first of these utterances that tells says of a number in it."""
    return next((told for each in said if (told := _told(each))), None)


def signed(amount: int | str, told: Direction | None) -> int | str:
    """The amount as a change: with a minus where so many went."""
    if told != "went":
        return amount
    return -amount if isinstance(amount, int) else f"-{amount.lstrip('-')}"


def _told(said: str) -> Direction | None:
    counts = COUNT.search(said) is not None
    moved = COME_OR_GONE.search(GOT.sub("have", said) if counts else said)
    if moved:
        return "went" if moved["went"] else "came"
    return "counted" if counts else None
