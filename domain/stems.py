"""Words as a search compares them: without endings, and the words of one meaning as one."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

HERE = Path(__file__).parent
# What people say around a question, and what says nothing by itself.
STOP = frozenset((HERE / "stopwords.txt").read_text(encoding="utf-8").split())
SYNONYMS = HERE / "synonyms.txt"
WORD = re.compile(r"[a-z0-9]+")
# Several words that are one, and endings that are none.
PHRASE = re.compile(
    r"(?P<dropped>[’'](?:s|re|ve|ll|d|m|t)\b)|\b(?:(?P<cost>how much)|(?P<often>how often)|(?P<wifi>wi[ -]fi)"
    r"|(?P<ac>a c|a/c|air condition(?:ers?|ing)?)|(?P<afterhours>after[ -]hours)"
    r"|(?P<visit>(?:come|came|coming) (?:out|by|over|look)|(?:take a )?look at)"
    r"|(?P<warranty>st(?:and|ands|ood|anding) behind|back(?:ing|ed)? up your work)"
    r"|(?P<cancel>(?:call|back|bail)(?:s|ed|ing)? (?:it |that )?(?:off|out)))\b"
)
VOWEL = re.compile(r"[aeiouy]")


def terms(text: str) -> list[str]:
    """The words of a text that say something, each as its stem."""
    said = PHRASE.sub(_as_one, text.lower())
    return [found for word in WORD.findall(said) if (found := stem(word))]


def _as_one(phrase: re.Match[str]) -> str:
    name = str(phrase.lastgroup)
    return "" if name == "dropped" else name


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The word without its endings: changed, changing and changes are all chang. Empty if it says nothing."""
    if word in STOP:
        return ""
    if len(word) < 4 or word.isdigit():
        return word
    word = _without_plural(word)
    for ending in ("ingly", "edly", "ing", "ed", "ly"):
        base = word.removesuffix(ending)
        if base != word and len(base) > (3 if ending == "ly" else 2) and VOWEL.search(base):
            return _bare(base)
    return _bare(word)


def _without_plural(word: str) -> str:
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _bare(base: str) -> str:
    """Without the e or the doubled letter that an ending leaves behind: close and closed, trip and tripped."""
    for ending in ("ation", "ment"):
        if base.endswith(ending) and len(base) > len(ending) + 2:
            base = base.removesuffix(ending)
            break
    if len(base) > 3 and base[-1] == base[-2] and base[-1] not in "aeiouls":
        base = base[:-1]
    return base[:-1] if len(base) > 4 and base.endswith(("e", "y")) else base


@cache
def meanings() -> dict[str, frozenset[str]]:
    """For each stem those that answer to it in this trade: all of its line, or after a > what comes behind it."""
    found: dict[str, frozenset[str]] = {}
    for line in SYNONYMS.read_text(encoding="utf-8").splitlines():
        asked, one_way, answers = line.partition(">")
        alike = frozenset(stem(word) for word in (answers if one_way else asked).split())
        for word in asked.split():
            found[stem(word)] = found.get(stem(word), frozenset()) | alike
    return found
