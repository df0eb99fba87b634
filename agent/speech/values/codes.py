"""The numbers of jobs, invoices and the like, and the codes of parts: "job ten forty two", "c a p four fifty five"."""

from agent.speech.cues import CUES
from agent.speech.numbers import Words, digits, is_number, word_at
from agent.speech.repairs import repaired
from agent.speech.tokens import tokenise
from agent.speech.values.spelling import LETTERS, letters

_SOUNDS_LIKE = {
    "ate": "eight",
    "won": "one",
    "wan": "one",
    "tin": "ten",
    "too": "two",
    "to": "two",
    "tu": "two",
    "for": "four",
    "fore": "four",
    "tree": "three",
    "sicks": "six",
    "nein": "nine",
}
_NAMED = frozenset({"job", "invoice", "number", "order", "ticket", "quote", "estimate", "bill", "hash", "#", "inv"})


def as_numbers(words: Words) -> tuple[str, ...]:
    """The words with those that only sound like a number written as one, where a number stands beside them."""
    out = list(words)
    for at, word in enumerate(words):
        before, following = word_at(out, at - 1), word_at(words, at + 1)
        if word not in _SOUNDS_LIKE:
            continue
        if word in ("to", "for"):
            near = is_number(before) and (not following or is_number(following) or following in _SOUNDS_LIKE)
        else:
            near = is_number(before) or is_number(following) or before in _NAMED
        out[at] = _SOUNDS_LIKE[word] if near else word
    return tuple(out)


def runs(words: Words) -> list[tuple[int, int, str]]:
    """The numbers said, each with its place, the place after it and its figures."""
    found: list[tuple[int, int, str]] = []
    at = 0
    while at < len(words):
        said = digits(words, at) if is_number(words[at]) or words[at] == "a" else None
        if said:
            found.append((at, said[1], said[0]))
        at = said[1] if said else at + 1
    return found


def number(text: str) -> int | None:
    """The number of a job, invoice or other record."""
    words = as_numbers(tokenise(repaired(text)).words)
    found = [run for run in runs(words) if word_at(words, run[0] - 1) not in ("not", "than")]
    if not found:
        return None
    if len(found) > 1 and not CUES["corrections"].isdisjoint(words[found[-2][1] : found[-1][0]]):
        return int(found[-1][2])
    return int(max(found, key=lambda run: len(run[2]))[2])


_PREFIX = 3
_JOINTS = frozenset({"dash", "hyphen", "minus", "-", "as", "in"})
_FRACTIONS = frozenset({"half", "quarter"})


def sku(text: str) -> str | None:
    """A part's code: three letters, a dash and the rest, "FLT-1625"; of several the last, being the one put right."""
    words = as_numbers(tokenise(text).words)
    value, at = None, 0
    while found := find_sku(words, at):
        value, _, at = found
    return value


def find_sku(words: Words, start: int) -> tuple[str, int, int] | None:
    """The first code from a place on, where it begins and the place after it."""
    for at in range(start, len(words)):
        found = _code(words, at)
        if found:
            return f"{found[0][:_PREFIX]}-{found[0][_PREFIX:]}", at, found[1]
    return None


def _code(words: Words, at: int) -> tuple[str, int] | None:
    """Three letters, then letters or figures, from there to the end of them."""
    said, after = _prefix(words, at)
    prefix = said
    while after < len(words):
        figures = digits(words, after)
        if words[after] == "written":
            said, after = prefix, after + 1  # "three quarter written seventy five"
        elif words[after] in _JOINTS or words[after] in _FRACTIONS:
            after += 1
        elif spelled := letters(words, after):
            said, after = said + spelled[0].upper(), spelled[1]
        elif figures:
            said, after = said + figures[0], figures[1]
        else:
            break
    return (said, after) if len(prefix) >= _PREFIX and len(said) > _PREFIX else None


def _prefix(words: Words, at: int) -> tuple[str, int]:
    """The letters that a code begins with, spelled or said as a word: "c a p", "pex"."""
    word, following = words[at], word_at(words, at + 1)
    short = len(word) == _PREFIX and word.isalpha() and word not in CUES["short"] and not is_number(word)
    if short and (following in _JOINTS or is_number(following) or following in LETTERS):
        return word.upper(), at + 1
    spelled = letters(words, at)
    return (spelled[0].upper(), spelled[1]) if spelled else ("", at)
