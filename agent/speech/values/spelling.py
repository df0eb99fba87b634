"""Letters and spelled names: "k as in kilo o w a l c z y k", "double s", "capital d"."""

import re
from collections.abc import Iterator
from string import ascii_lowercase

from agent.speech.numbers import Words, word_at
from agent.speech.tokens import says, tokenise

_CALL_WORDS = (
    *("alpha", "alfa", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliet", "juliett"),
    *("kilo", "lima", "mike", "november", "oscar", "papa", "quebec", "romeo", "sierra", "tango", "uniform", "victor"),
    *("whiskey", "xray", "yankee", "zulu"),
)
LETTERS = {word: word[0] for word in (*ascii_lowercase, *_CALL_WORDS)}
SIGNS = {"apostrophe": "'", "dash": "-", "hyphen": "-", "space": " "}
_LARGE = ("capital", "uppercase", "big")


def letter(words: Words, at: int) -> tuple[str, int] | None:
    """One letter said by itself, by its call word, doubled, or "as in" some word."""
    word, following = word_at(words, at), word_at(words, at + 1)
    if word in ("double", "triple") and following in LETTERS:
        return LETTERS[following] * (2 if word == "double" else 3), at + 2
    if word in _LARGE and following in LETTERS:
        return LETTERS[following].upper(), at + 2
    if says(words, at, "x ray"):
        return "x", at + 2
    if word not in LETTERS:
        return None
    illustrated = says(words, at + 1, "as in") or says(words, at + 1, "like in")
    return LETTERS[word], at + (4 if illustrated else 1)


def letters(words: Words, at: int) -> tuple[str, int] | None:
    """All letters said in a row from there on."""
    said, after = "", at
    while found := letter(words, after):
        said, after = said + found[0], found[1]
    return (said, after) if said else None


def spelled(words: Words, at: int) -> tuple[str, int] | None:
    """Two letters or more with the signs among them: "o apostrophe b r i e n"."""
    said, after, count = "", at, 0
    while after < len(words):
        found = letter(words, after)
        if found:
            said, after, count = said + found[0], found[1], count + 1
        elif count and words[after] in SIGNS and letter(words, after + 1):
            said, after = said + SIGNS[words[after]], after + 1
        else:
            break
    said = said[2:] if words[at] == "double" and said[2:4] == said[:2] else said  # "double l l l o y d"
    return (said, after) if count > 1 else None


def name(text: str) -> str | None:
    """A name as it was spelled, in the capitals of a name; None if it was only said."""
    said = tokenise(text)
    asides = {place for place, token in enumerate(said.tokens) if re.fullmatch(r".'s", token.text)}
    words = _told(tuple("" if place in asides else word for place, word in enumerate(said.words)))
    spellings = [said for said in _spellings(words) if len(said) > 2]
    if not spellings:
        return _varied(words)
    whole = max(spellings, key=len)
    half = whole[: len(whole) // 2]
    if "apostrophe" in words and "'" not in whole:
        whole = _with_apostrophe(words, whole)
    return _capitalised(half if half * 2 == whole else whole)


def _spellings(words: Words) -> Iterator[str]:
    at = 0
    while at < len(words):
        found = spelled(words, at)
        at = found[1] if found else at + 1
        if found:
            yield found[0]


def _told(words: Words) -> tuple[str, ...]:
    """Without what is said about the spelling: "not shawn", "no c in it", "with a c", "double s in the middle"."""
    kept: list[str] = []
    at = 0
    while at < len(words):
        if words[at] == "not":
            other = letters(words, at + 1)
            at = other[1] if other else at + 2
        elif words[at] == "no" and len(word_at(words, at + 1)) == 1:
            at += 2
        elif words[at] == "double" and says(words, at + 2, "in the"):
            at += 4
        elif words[at] == "with" and len(word_at(words, at + 2)) == 1 and at + 3 < len(words):
            at += 3
        else:
            kept.append(words[at])
            at += 1
    return tuple(kept)


def _with_apostrophe(words: Words, whole: str) -> str:
    """The apostrophe put where the name was broken: "o connor … and an apostrophe"."""
    for at in range(len(words) - 1):
        if words[at] + words[at + 1] == whole:
            return f"{words[at]}'{words[at + 1]}"
    return whole


_SWAPS = {"y": "i", "i": "y", "k": "c", "c": "k", "z": "s", "s": "z", "f": "ph"}


def _varied(words: Words) -> str | None:
    """A name told apart by one letter: "smith with a y"."""
    if len(words) < 4 or words[-3] != "with" or len(words[-1]) != 1 or not words[-4].isalpha():
        return None
    return _capitalised(words[-4].replace(_SWAPS.get(words[-1], words[-1]), words[-1]))


def _capitalised(said: str) -> str:
    """First letters large, those said to be capital too."""
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"([-' ])", said))
