"""Where an utterance speaks of time, and where its numbers count, cost or name something instead."""

from dataclasses import dataclass

from agent.speech.cues import (
    CUES,
    FILLERS,
    about_a_price,
    about_a_visit,
    at_an_address,
    counts_something,
    measures_a_change,
    moves_something,
    names_something,
)
from agent.speech.numbers import LOW_ORDINALS, TENS, Words, is_number, word_at
from agent.speech.spans import Moment, Offset, Phrase
from agent.speech.times.clock import clock
from agent.speech.times.dates import Fixed
from agent.speech.times.lengths import length
from agent.speech.times.moments import LINKS
from agent.speech.times.near import Heard
from agent.speech.times.phrases import phrase
from agent.speech.times.ranges import Between, Bound, BoundKind
from agent.speech.tokens import Lexicon, says


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase of time, and the words that it takes up."""

    first: int
    after: int
    phrase: Phrase
    plain: bool


def hits(words: Words) -> list[Hit]:
    """The phrases of time in an utterance, in order."""
    found: list[Hit] = []
    at = 0
    while at < len(words):
        heard = phrase(words, at)
        measured = length(words, at)
        if measured and (heard is None or heard.after < measured[1]):
            at = measured[1]
            continue
        hit = _narrowed(words, at, heard) if heard else None
        if hit and _is_name(words, hit):
            at = _skipped(words, hit.first)
        elif hit and _excluded(words, hit):
            at = hit.after
        elif hit and (not hit.plain or _licensed(words, hit) or _corrects(words, hit, found)):
            found.append(_with_clause(words, hit, since=found[-1].after if found else 0))
            at = hit.after
        else:
            at = hit.after if hit and isinstance(hit.phrase, Between) else _skipped(words, at)
    return found


def _is_name(words: Words, hit: Hit) -> bool:
    """Whether a number that could begin a time names something: "job ten forty", "on ten forty three tomorrow"."""
    if not is_number(words[hit.first]) or isinstance(hit.phrase, Between):
        return False
    told = clock(words, hit.first) if isinstance(hit.phrase, Moment) and hit.phrase.clock else None
    odd = told is not None and told[0].plain and told[0].minute % 5 != 0
    return names_something(words, hit.first) or (odd and _before(words, hit.first) not in CUES["before_hours"])


def _excluded(words: Words, hit: Hit) -> bool:
    """Whether it is the time that is not meant: "not friday", "any day but friday"."""
    before = word_at(words, hit.first - 1)
    open_to_all = any(word.startswith("any") for word in words[: hit.first])
    return before in ("not", "except") or (before == "but" and open_to_all)


def _skipped(words: Words, at: int) -> int:
    """The next word, or the one after a whole number that is no time."""
    number = is_number(words[at])
    at += 1
    while number and at < len(words) and is_number(words[at]):
        at += 1
    return at


def _narrowed(words: Words, at: int, heard: Heard) -> Hit:
    """Without the words that only lead to it: "at two" is heard as "two"."""
    while words[at] in LINKS and words[at] != "the":
        inner = phrase(words, at + 1)
        if inner is None or (inner.phrase, inner.after) != (heard.phrase, heard.after):
            break
        at += 1
    return Hit(at, heard.after, heard.phrase, heard.plain)


def _with_clause(words: Words, hit: Hit, since: int) -> Hit:
    """With the bound whose clause the time ends: "before the kids get home at three"."""
    if not isinstance(hit.phrase, Moment) or hit.phrase.clock is None:
        return hit
    for first in range(max(since, hit.first - 8), hit.first - 3):
        bound = _CLAUSE_BOUNDS.at(words, first)
        if bound and words[first + 1] != "hours" and CUES["clause_breaks"].isdisjoint(words[first : hit.first]):
            return Hit(first, hit.after, Bound(bound[0], hit.phrase), plain=False)
    return hit


_CLAUSE_BOUNDS: Lexicon[BoundKind] = Lexicon(
    {
        "before": "before",
        "until": "by",
        "till": "by",
        "til": "by",
        "by the time": "by",
        "after": "after",
        "since": "since",
    }
)


def _licensed(words: Words, hit: Hit) -> bool:
    """Whether the words around a bare number tell that it is a time."""
    said = hit.phrase
    if isinstance(said, Offset):
        return False
    if isinstance(said, Moment) and said.clock is None:
        return _licensed_date(words, hit, said)
    if counts_something(words, hit.after) and not (isinstance(said, Moment) and _at_whole_hour(words, hit)):
        return False
    if isinstance(said, Bound):
        loose = says(words, hit.first, "up to") or words[hit.first] in ("from", "starting")
        counted = measures_a_change(words, hit.first) or is_number(word_at(words, hit.first - 1))
        return not counted and (not loose or (about_a_visit(words) and _is_round(said.limit)))
    if isinstance(said, Between):
        return words[hit.first] in ("between", "from") or about_a_visit(words)
    return isinstance(said, Moment) and _licensed_hour(words, hit, said)


def _corrects(words: Words, hit: Hit, earlier: list[Hit]) -> bool:
    """Whether a bare hour takes back the time before it: "at two no three"."""
    between = words[earlier[-1].after : hit.first] if earlier else ()
    corrected = not CUES["corrections"].isdisjoint(between) and set(between) <= CUES["correcting"]
    return corrected and isinstance(hit.phrase, Moment) and not counts_something(words, hit.after)


def _licensed_hour(words: Words, hit: Hit, said: Moment) -> bool:
    before = _before(words, hit.first)
    whole = said.clock is not None and said.clock.grain == "hour"
    if before in CUES["before_hours"]:
        priced = not whole and about_a_price(words) and not about_a_visit(words)
        return not priced and not at_an_address(words, hit.first, hit.after)
    if before == "to":
        return moves_something(words, hit.first)
    if before in ("for", "about"):
        return _is_round(said) and about_a_visit(words)
    made = before == "it" and word_at(words, hit.first - 2) == "make"
    return (made or before in CUES["owners"]) and not whole and _is_round(said)


def _is_round(said: Phrase) -> bool:
    """Whether it is to five minutes, as appointments are and numbers of jobs are not."""
    return isinstance(said, Moment) and said.clock is not None and said.clock.minute % 5 == 0


def _licensed_date(words: Words, hit: Hit, said: Moment) -> bool:
    """Whether an ordinal is a day of the month, or a number a year: "the sixteenth", but not "the second floor"."""
    before = _before(words, hit.first)
    if isinstance(said.day, Fixed):
        return before in CUES["before_years"] and not counts_something(words, hit.after)
    if said.part or "the" not in (words[hit.first], before):
        return False
    low = words[hit.after - 1] in LOW_ORDINALS and words[hit.after - 2] not in TENS
    if counts_something(words, hit.after):
        return not low and word_at(words, hit.after) not in CUES["streets"] | CUES["naming"]
    led = _before(words, hit.first - (before == "the"))
    return not low or led in CUES["before_dates"]


def _at_whole_hour(words: Words, hit: Hit) -> bool:
    """An hour said with "at" is one whoever is named next: "at ten tasha is free"."""
    following = word_at(words, hit.after)
    alone = hit.after == hit.first + 1 and not is_number(following) and following not in CUES["units"]
    return alone and _before(words, hit.first) == "at"


def _before(words: Words, at: int) -> str:
    """The word before, fillers passed over."""
    at -= 1
    while word_at(words, at) in FILLERS:
        at -= 1
    return word_at(words, at)
