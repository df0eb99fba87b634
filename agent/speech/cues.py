"""The words around a number that tell whether it is a time: what may follow an hour, and what names or counts."""

from collections import defaultdict
from importlib.resources import files
from itertools import pairwise

from agent.speech.numbers import Words, is_number, word_at


def _lists() -> dict[str, frozenset[str]]:
    """The word lists by name; a name may have several lines."""
    lists: dict[str, set[str]] = defaultdict(set)
    for line in (files("agent.speech") / "cues.tsv").read_text().splitlines():
        name, words = line.split("\t")
        lists[name].update(words.split())
    return {name: frozenset(words) for name, words in lists.items()}


CUES = _lists()
FILLERS = CUES["fillers"]
_FOLLOWERS = CUES["joints"] | CUES["pronouns"] | CUES["verbs"] | CUES["afterthoughts"]


def counts_something(words: Words, at: int) -> bool:
    """Whether the word after a number is what it counts or names: "two filters", "nine oh five kalamath"."""
    word = word_at(words, at)
    rate = word in ("a", "an", "per") and word_at(words, at + 1) in CUES["rates"]
    return bool(word) and (word not in _FOLLOWERS or is_number(word) or rate)


def names_something(words: Words, at: int) -> bool:
    """Whether the word before a number makes it a name or what is acted on: "job ten forty", "move ten forty"."""
    before = word_at(words, at - 1)
    return before in CUES["naming"] or before in CUES["acted_on"] or is_number(before)


def at_an_address(words: Words, at: int, after: int) -> bool:
    """Whether a number that follows "at" is that of a house."""
    named = next((end for end in range(after, len(words)) if words[end] in CUES["joints"]), len(words))
    street = any(word in CUES["streets"] for word in words[after : min(named, after + 3)])
    return street or (counts_something(words, after) and word_at(words, at - 2) in CUES["dwelling"])


def measures_a_change(words: Words, at: int) -> bool:
    """Whether a "by" tells how much, and not when: "came up short by four"."""
    return word_at(words, at) == "by" and word_at(words, at - 1) in CUES["scaled"]


def about_a_visit(words: Words) -> bool:
    """Whether the utterance speaks of when somebody comes, is busy or is free."""
    return not CUES["meeting"].isdisjoint(words)


def about_a_price(words: Words) -> bool:
    """Whether the utterance speaks of money, so that "at two forty nine" is a price."""
    return not CUES["pricing"].isdisjoint(words)


def moves_something(words: Words, at: int) -> bool:
    """Whether the clause so far moves something, so that "to two" is where to, and no range."""
    for word in reversed(words[:at]):
        if word in CUES["moving"]:
            return True
        if word in CUES["clause_breaks"]:
            return False
    return False


def tells_the_past(words: Words) -> bool:
    """Whether the utterance tells of what has been, not of what somebody was hoping for."""
    told = any(word in CUES["past"] and word_at(words, at + 1) not in CUES["hoped"] for at, word in enumerate(words))
    return told or any(pair in (("back", "in"), ("back", "on")) for pair in pairwise(words))
