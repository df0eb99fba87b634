"""Which of the offered ones was meant: by ordinal, street, town, number or whatever else tells them apart."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from domain.problems import Candidate

ORDINALS = {
    "first": 0, "one": 0, "1st": 0, "top": 0, "former": 0,
    "second": 1, "two": 1, "2nd": 1, "latter": -1,
    "third": 2, "three": 2, "3rd": 2,
    "fourth": 3, "four": 3, "4th": 3, "fifth": 4, "five": 4, "last": -1,
}  # fmt: skip
COMMON = frozenset(
    [
        "the",
        "a",
        "an",
        "one",
        "on",
        "in",
        "at",
        "of",
        "and",
        "or",
        "it",
        "is",
        "that",
        "this",
        "please",
        "i",
        "mean",
        "meant",
        "no",
        "yes",
        "um",
        "uh",
        "job",
        "guy",
        "lady",
    ]
)
CLEAR = 72.0
AHEAD = 6.0
LONG_ENOUGH = 4


def ordinal(said: str) -> int | None:
    """The position named: "the second one" → 1, "the last" → -1, "number two" → 1."""
    text = said.lower()
    match = re.search(r"\b(?:number|option|the)\s+(\w+)", text)
    if match and match.group(1) in ORDINALS and "the one" not in text:
        return ORDINALS[match.group(1)]
    words = re.findall(r"[a-z0-9]+", text)
    named = [word for word in words if word in ORDINALS and word not in ("one", "two", "three", "four", "five")]
    if named:
        return ORDINALS[named[0]]
    return ORDINALS[words[0]] if len(words) == 1 and words[0] in ORDINALS else None


def chosen(said: str, candidates: Sequence[Candidate]) -> Candidate | None:
    """The candidate that the words pick out; None if none stands clear of the rest."""
    if not candidates:
        return None
    if "other" in said.lower() and len(candidates) == 2:
        return candidates[1]
    scores = [_fit(said, each, candidates) for each in candidates]
    best = max(range(len(candidates)), key=scores.__getitem__)
    rest = max((score for i, score in enumerate(scores) if i != best), default=0.0)
    if scores[best] >= CLEAR and scores[best] - rest >= AHEAD:
        return candidates[best]
    if (known := _by_what_is_known(said, candidates)) is not None:
        return known
    place = ordinal(said)
    if place is not None and -len(candidates) <= place < len(candidates):
        return candidates[place]
    return None


def _by_what_is_known(said: str, candidates: Sequence[Candidate]) -> Candidate | None:
    """The only one of which all that is said is known, though it was not read out: "the lakewood one"."""
    told = [word for word in _telling(said) if len(word) >= LONG_ENOUGH]
    known = [set(_telling(" ".join(each.known))) for each in candidates]
    unique = [{word for word in told if word in mine and sum(word in each for each in known) == 1} for mine in known]
    found = [each for each, words in zip(candidates, unique, strict=True) if words]
    return found[0] if len(found) == 1 else None


def _fit(said: str, candidate: Candidate, all_of_them: Sequence[Candidate]) -> float:
    """How well the telling words said match the words that tell this candidate apart."""
    mine = _telling(f"{candidate.label} {candidate.detail}")
    shared = set.intersection(*(set(_telling(f"{each.label} {each.detail}")) for each in all_of_them))
    own = [word for word in mine if word not in shared] or mine
    heard = [word for word in _telling(said) if word not in shared]
    if not heard or not own:
        return 0.0
    return max(fuzz.ratio(word, mine_word) for word in heard for mine_word in own)


def _telling(text: str) -> list[str]:
    return [word for word in re.findall(r"[a-z0-9']+", text.lower()) if word not in COMMON]
