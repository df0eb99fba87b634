"""Spoken self-corrections: "tuesday no wednesday", "ten forty three sorry ten forty four".

Only what is safe is taken back: a time by a time, a number by a number, words that the speaker says over again.
"""

from agent.speech.cues import CUES
from agent.speech.numbers import Words, is_number, word_at
from agent.speech.spans import Moment, Phrase
from agent.speech.times.phrases import phrase
from agent.speech.times.ranges import Between, Bound
from agent.speech.tokens import Lexicon, Utterance, tokenise

_CERTAIN = (
    *("no", "nope", "wait", "sorry", "oops", "correction", "actually", "scratch that", "strike that", "forget that"),
    *("i mean", "i meant", "i lied", "or rather", "make that", "make it", "excuse me", "my mistake", "my bad"),
    *("what am i saying", "what am i talking about"),
)
_ALONG = (
    *("uh", "um", "er", "hmm", "hang on", "hold on", "well", "oh", "okay", "it", "rather", "yeah"),
    *("just", "only", "was", "it's", "that's"),
)
_MARKERS = Lexicon(dict.fromkeys(_CERTAIN, True) | dict.fromkeys(_ALONG, False))
_START_OVER = Lexicon(dict.fromkeys(("let me start over", "let me start again"), True))
_FEW = 7  # words between a number and its correction
_PHONE_LENGTH = 5
"""The words from which on a number may be a phone number, put right in its last part only."""


def repaired(text: str) -> str:
    """The text without what the speaker took back at once; whatever is doubtful stays as it is."""
    while (shorter := _first_repair(text)) is not None:
        text = shorter
    return text


def _first_repair(text: str) -> str | None:
    """The text without the first thing taken back; None if there is none."""
    said = tokenise(text)
    for at in range(len(said.words)):
        over = _START_OVER.at(said.words, at)
        if over and over[1] < len(said.words):
            return text[said.tokens[over[1]].start :]
        after = _marker(said.words, at)
        start = _taken_back(said, at, after) if after else None
        if start is not None and after is not None:
            return text[: said.tokens[start].start] + text[said.tokens[after].start :]
        if after and (counted := _counted(text, said, at, after)) is not None:
            return counted
    return None


def _counted(text: str, said: Utterance, at: int, after: int) -> str | None:
    """Another number of the same things: "two filters no wait just one", "twelve feet no it was fifteen feet"."""
    words, tokens = said.words, said.tokens
    if not is_number(words[after]):
        return None
    while (found := _MARKERS.at(words, at)) and not found[0]:  # "put two filters on it" ends with a word of its own
        at = found[1]
    while words[after] == word_at(words, after + 1):  # "fifteen, fifteen feet"
        after += 1
    end = after
    while is_number(word_at(words, end)):
        end += 1
    last = next((place for place in range(at - 2, max(-1, at - 2 - _FEW), -1) if is_number(words[place])), None)
    if last is None or last + 1 - (first := _number_start(words, last + 1)) >= _PHONE_LENGTH:
        return None
    if end == len(words):
        return text[: tokens[first].start] + text[tokens[after].start :] + text[tokens[last].end : tokens[at - 1].end]
    things = {word.rstrip("s") for word in words[last + 1 : at]}
    again = words[end].rstrip("s") in things
    return text[: tokens[first].start] + text[tokens[after].start :] if again else None


def _marker(words: Words, at: int) -> int | None:
    """The place after a correction that begins there: "uh no wait make that"."""
    if at == 0 or (words[at] == "sorry" and words[at - 1] in CUES["regretting"]):
        return None
    after, certain = at, False
    while found := _MARKERS.at(words, after):
        certain, after = certain or found[0], found[1]
    return after if certain and after < len(words) else None


def _taken_back(said: Utterance, at: int, after: int) -> int | None:
    """Where what the words from `after` on replace begins; it ends at the marker, at `at`."""
    words = said.words
    readers = (_number,) if is_number(words[after]) else ()
    return next((start for read in (*readers, _time, _again) if (start := read(said, at, after)) is not None), None)


def _number(said: Utterance, at: int, after: int) -> int | None:
    """A number that another replaces, or a range that a range does: "one to two no three to four"."""
    words = said.words
    first = _number_start(words, at)
    if not 0 < at - first < _PHONE_LENGTH:
        return None
    end = after
    while is_number(word_at(words, end)):
        end += 1
    range_start = _number_start(words, first - 1) if word_at(words, first - 1) == "to" else first
    ranged = range_start < first - 1 and word_at(words, end) == "to" and is_number(word_at(words, end + 1))
    return range_start if ranged else first


def _number_start(words: Words, at: int) -> int:
    first = at
    while first and (is_number(words[first - 1]) or words[first - 1] == "point"):
        first -= 1
    article = first < at and words[first] in ("hundred", "thousand") and word_at(words, first - 1) == "a"
    return first - article


def _time(said: Utterance, at: int, after: int) -> int | None:
    """A time that another replaces which says as much; "no thursday's full" says no other."""
    words = said.words
    place = after + (words[after] in CUES["before_times"])
    later = phrase(words, place)
    if later is None or said.tokens[later.after - 1].text.endswith("'s"):
        return None
    told = _facets(later.phrase)
    for first in range(max(0, at - 8), at):
        earlier = phrase(words, first)
        if earlier is None or earlier.after != at or words[first] in CUES["before_times"]:
            continue
        bound = isinstance(earlier.phrase, Bound) and not isinstance(later.phrase, Bound)
        if _facets(earlier.phrase) <= told and not bound:
            return first
    return None


def _facets(said: Phrase) -> set[str]:
    """What a phrase of time tells: the day, the hour."""
    if isinstance(said, Bound):
        return _facets(said.limit)
    if isinstance(said, Between):
        return _facets(said.first) | _facets(said.last)
    if not isinstance(said, Moment):
        return {"other"}
    told = {"day": said.day, "hour": said.clock or said.part}
    return {name for name, value in told.items() if value}


def _again(said: Utterance, at: int, after: int) -> int | None:
    """What is said over again from the same word: "tell luis no tell sam"; "is she free no she's out" is an answer."""
    words = said.words
    word = words[after]
    nearest = 3 if word in CUES["light"] else 6
    for first in range(at - 2, max(-1, at - 1 - nearest), -1):
        if words[first] == word:
            asked = word in CUES["pronouns"] and word_at(words, first - 1) in CUES["asking"]
            return None if asked else first
    return None
