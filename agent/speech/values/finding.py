"""Where an utterance says a value, and which: amounts, phone numbers, addresses, the numbers of records and so on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from agent.speech.cues import CUES, counts_something
from agent.speech.numbers import Words, is_number, word_at
from agent.speech.tokens import Lexicon, Utterance, tokenise
from agent.speech.values.addresses import find_address
from agent.speech.values.amounts import percent
from agent.speech.values.codes import find_sku, runs
from agent.speech.values.emails import email
from agent.speech.values.measures import find_measure
from agent.speech.values.money import prices
from agent.speech.values.phones import dialled, number_runs

Value = str | int | Decimal


@dataclass(frozen=True, slots=True)
class Heard:
    """A value, its kind and its place in the utterance."""

    kind: str
    start: int
    end: int
    text: str
    value: Value


@dataclass(frozen=True, slots=True)
class _Place:
    kind: str
    first: int
    after: int
    value: Value


def find_values(text: str) -> list[Heard]:
    """The values in an utterance, in order; where two readings overlap, the one that more words prove."""
    said = tokenise(text)
    taken: list[_Place] = []
    for finder in _FINDERS:
        for place in finder(said):
            if all(place.after <= other.first or other.after <= place.first for other in taken):
                taken.append(place)
    return [_heard(said, place) for place in sorted(taken, key=lambda place: place.first)]


def _heard(said: Utterance, place: _Place) -> Heard:
    start, end = said.border(place.first, place.after)
    return Heard(place.kind, start, end, said.text[start:end], place.value)


def _emails(said: Utterance) -> Iterator[_Place]:
    words = said.words
    for at, word in enumerate(words):
        if word not in ("at", "arroba", "@") or "dot" not in words[at + 1 : at + 8]:
            continue
        first, after = _local_start(words, at), _domain_end(words, at)
        start, end = said.border(first, after)
        value = email(said.text[start:end])
        if value and first < at:
            yield _Place("email", first, after, value)


def _local_start(words: Words, at: int) -> int:
    """Where the words before the "at" begin that can belong to an address."""
    first, plain = at, 0
    while first and words[first - 1] not in CUES["before_emails"]:
        glued = len(words[first - 1]) == 1 or words[first - 1] in CUES["glue"] or word_at(words, first) in CUES["glue"]
        plain += not (glued or is_number(words[first - 1]))
        if plain > 2:
            break
        first -= 1
    return first


def _domain_end(words: Words, at: int) -> int:
    ends = [place + 2 for place in range(at, min(len(words), at + 9)) if words[place] == "dot"]
    if not ends:
        return at
    after = ends[-1]
    while len(word_at(words, after - 1)) == 1 and len(word_at(words, after)) == 1:
        after += 1
    return min(after, len(words))


def _phones(said: Utterance) -> Iterator[_Place]:
    for run in number_runs(said.words):
        number = dialled(run.words) if len(run.words) > 4 or run.words[0].isdecimal() else None
        if number:
            yield _Place("phone", run.first, run.after, number)


def _addresses(said: Utterance) -> Iterator[_Place]:
    at = 0
    while found := find_address(said.words, at, needs_suffix=True):
        value, first, at = found
        yield _Place("address", first, at, value)


def _skus(said: Utterance) -> Iterator[_Place]:
    at = 0
    while found := find_sku(said.words, at):
        value, first, at = found
        yield _Place("sku", first, at, value)


def _money(said: Utterance) -> Iterator[_Place]:
    for price in prices(said.words):
        if price.certain:
            yield _Place("money", price.first, price.after, price.value)


def _percents(said: Utterance) -> Iterator[_Place]:
    words = said.words
    for at, word in enumerate(words):
        if word not in ("percent", "%"):
            continue
        first = at
        while first and (is_number(words[first - 1]) or words[first - 1] in ("and", "a", "half", "point", "quarter")):
            first -= 1
        first += word_at(words, first) == "and"
        value = percent(" ".join(words[first : at + 1]))
        if value is not None and first < at:
            yield _Place("percent", first, at + 1, value)


def _measures(said: Utterance) -> Iterator[_Place]:
    at = 0
    while found := find_measure(said.words, at):
        value, first, at = found
        yield _Place("measure", first, at, value)


_RECORD_NAMES = (
    *("job", "work order", "ticket", "number", "invoice", "inv", "quote", "estimate", "bill", "p o", "po", "order"),
    *("job number", "work order number", "ticket number", "invoice number", "quote number", "estimate number"),
    *("bill number", "p o number", "order number"),
)
_RECORDS = Lexicon(dict.fromkeys(_RECORD_NAMES, True))


def _numbers(said: Utterance) -> Iterator[_Place]:
    """Numbers that name a record: after "job", or three figures and more said as a name is."""
    words = said.words
    named = {found[1] for at in range(len(words)) if (found := _RECORDS.at(words, at))}
    for first, after, figures in runs(words):
        counts = counts_something(words, after)
        long = 2 < len(figures) < 7 and words[first] != "a"
        if (first in named and (long or not counts)) or (long and not counts):
            yield _Place("number", first, after, int(figures))


def _counts(said: Utterance) -> Iterator[_Place]:
    words = said.words
    for first, after, figures in runs(words):
        counted = counts_something(words, after) and not is_number(word_at(words, after))
        if counted and len(figures) < 5 and words[first] != "a":
            yield _Place("count", first, after, int(figures))


_FINDERS: tuple[Callable[[Utterance], Iterator[_Place]], ...] = (
    _emails,
    _phones,
    _addresses,
    _skus,
    _money,
    _percents,
    _measures,
    _numbers,
    _counts,
)
