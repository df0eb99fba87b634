"""How well names account for the words that were heard, for a few hundred names at once.

Every stretch of up to three heard words, run together, is compared with every word of a name and with its words run
together, because a recogniser splits and joins words as it likes. What a name does not account for counts against it,
by length; words that only fill ("the", "job", "lady") cost nothing when they are left over.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein, Prefix

from domain.nicknames import also_called
from storage.sounds import features, readings, sounds, ways, words

Scores = NDArray[np.float32]
FILLING = frozenset(
    words(
        "the a an and at on in from of for about to with that this over down up near by off new old our my their his"
        " her one ones thing mr mrs ms miss doctor guy lady man woman folks people family place company customer"
        " contact client account job jobs visit call ticket invoice quote estimate bill order po shipment street avenue"
        " road boulevard court lane drive tag label badge template letter campaign mailing mailer blast promo promotion"
        " newsletter email alert alerts notification notifications notice notices warning reminder heads"
        " lead prospect inquiry opportunity proposal bid offer ballpark"
        " payment payments bills money charge receipt dollar dollars buck bucks bounced"
        " complaint issue case article articles guide page entry"
    )
)
LONGEST, MOST_HEARD, MOST_JOINED = 3, 12, 4
OF_SOUND, OF_SPELLING, SAME_SOUND = 0.75, 0.25, 0.93
BY_NICKNAME, BY_DETAIL, BY_INITIAL, BY_BEGINNING = 0.96, 0.9, 0.85, 0.8
LEAST_BEGINNING = 4
DEAF = 0.45
OF_COVERAGE = 0.08


@dataclass(frozen=True, slots=True)
class Named:
    """Something that may be meant: what it is called, what else is known of it, and how near it is to the talk."""

    id: str
    names: tuple[str, ...]
    details: tuple[str, ...] = ()
    near: float = 0.0


def fits(heard: str, candidates: Sequence[Named]) -> Scores:
    """How well each candidate accounts for what was heard, from 0 to 1."""
    spoken = words(heard)[:MOST_HEARD]
    if not spoken or not candidates:
        return np.zeros(len(candidates), np.float32)
    spans = [(start, end) for start in range(len(spoken)) for end in range(start + 1, len(spoken) + 1)]
    spans = [(start, end) for start, end in spans if end - start <= LONGEST]
    forms = [_forms(each.names, each.details) for each in candidates]
    places = {text: place for place, text in enumerate(dict.fromkeys(text for form in forms for text in form))}
    alike = likeness([" ".join(spoken[start:end]) for start, end in spans], list(places))
    accounted = _best(alike, [[places[text] for text in form] for form in forms], forms)
    told = _clear(accounted)
    left = _left_over(spoken, spans, told)
    covered = _coverage(alike.max(axis=0), [[words(name) for name in each.names] for each in candidates], places)
    fit: Scores = (1 - left) * (1 - OF_COVERAGE * (1 - covered))
    return fit


def likeness(heard: Sequence[str], names: Sequence[str]) -> Scores:
    """How alike each heard word, or row of words, is to each written one: by the best reading, and by spelling."""
    read = [[features(sound) for sound in readings(name)] for name in names]
    starts = np.cumsum([0, *(len(each) for each in read[:-1])])
    said = [[features(way) for way in ways(word)] for word in heard]
    by_sound = _similar([way for each in said for way in each], [sound for each in read for sound in each])
    by_sound = np.maximum.reduceat(by_sound, np.cumsum([0, *(len(each) for each in said[:-1])]), axis=0)
    written = [word.replace(" ", "") for word in heard]
    both = _weighed(np.maximum.reduceat(by_sound, starts, axis=1), _similar(written, names))
    begun = process.cdist(written, names, scorer=Prefix.similarity, dtype=np.int32)
    for row, word in enumerate(written):
        if len(word) == 1:
            both[row] = BY_INITIAL * begun[row]
        elif len(word) >= LEAST_BEGINNING:
            both[row] = np.maximum(both[row], BY_BEGINNING * (begun[row] == len(word)))
        if heard[row][-2:-1] == " ":
            both[row] *= BY_INITIAL  # "mike a" is rather a Mike with an A than somebody called Mikey
    return both


def closest(heard: str, known: Sequence[tuple[str, str]], most: int) -> dict[str, float]:
    """The words most like a heard one among words with how they are said, best first, each with its likeness."""
    if not known:
        return {}
    by_sound = _similar([features(way) for way in ways(heard)], [said for _, said in known]).max(axis=0)
    best = np.argsort(-by_sound)[: 2 * most].tolist()
    both = _weighed(by_sound[best], _similar([heard.replace(" ", "")], [known[place][0] for place in best])[0])
    found: dict[str, float] = {}
    for place in np.argsort(-both).tolist():
        found.setdefault(known[best[place]][0], float(both[place]))
    return dict(list(found.items())[:most])


def _weighed(by_sound: Scores, by_spelling: Scores) -> Scores:
    """Sound before spelling, and enough of it for words that sound the same, however they are spelt."""
    both: Scores = np.maximum(OF_SOUND * by_sound + OF_SPELLING * by_spelling, SAME_SOUND * (by_sound == 1))
    return both


def _similar(heard: Sequence[str], names: Sequence[str]) -> Scores:
    return process.cdist(heard, names, scorer=Levenshtein.normalized_similarity, dtype=np.float32)


@lru_cache(maxsize=10_000)
def _forms(names: tuple[str, ...], details: tuple[str, ...]) -> dict[str, float]:
    """What may be heard of a name and of what is known beside it, each with what hearing it is worth."""
    forms: dict[str, float] = {}
    for texts, worth in ((details, BY_DETAIL), (names, 1.0)):
        for text in texts:
            for form, share in _worth(words(text), nicknames=worth == 1.0):
                forms[form] = max(forms.get(form, 0.0), worth * share)
    return forms or {"": 0.0}


def _worth(spoken: list[str], *, nicknames: bool) -> Iterable[tuple[str, float]]:
    for word in spoken:
        yield word, 1.0
        if nicknames:
            yield from ((other, BY_NICKNAME) for other in also_called(word))
    for one, other in pairwise(spoken):
        yield one + other, 1.0
    if 2 < len(spoken) <= MOST_JOINED:
        yield "".join(spoken), 1.0


def _best(alike: Scores, places: list[list[int]], forms: list[dict[str, float]]) -> Scores:
    """By stretch and candidate: how like it the candidate's best form is."""
    worth = np.array([share for form in forms for share in form.values()], np.float32)
    starts = np.cumsum([0, *(len(each) for each in places[:-1])])
    best: Scores = np.maximum.reduceat(alike[:, [place for each in places for place in each]] * worth, starts, axis=1)
    return best


def _clear(alike: Scores) -> Scores:
    """Likeness above what unrelated words have by chance, from 0 to 1."""
    clear: Scores = np.clip((alike - DEAF) / (1 - DEAF), 0, 1)
    return clear


def _left_over(spoken: list[str], spans: list[tuple[int, int]], told: Scores) -> Scores:
    """The share of what was heard that each candidate cannot account for, by the best way to cut it into stretches."""
    lengths = [max(1, len(sounds(word))) for word in spoken]
    weights = [0 if each in FILLING else length for each, length in zip(spoken, lengths, strict=True)]
    if len(spoken[-1]) == 1:
        weights[-1] = 1  # an initial, as in "mike a"
    weights = weights if any(weights) else lengths
    costs: list[Scores] = [np.zeros(told.shape[1], np.float32)]
    for end in range(1, len(spoken) + 1):
        best = costs[end - 1] + weights[end - 1]
        for row, (start, stop) in enumerate(spans):
            if stop == end:
                stretch = sum(
                    weight or length / 2 for weight, length in zip(weights[start:end], lengths[start:end], strict=True)
                )
                best = np.minimum(best, costs[start] + stretch * (1 - told[row]))
        costs.append(best)
    share: Scores = np.clip(costs[-1] / sum(weights), 0, 1)
    return share


def _coverage(heard: Scores, names: list[list[list[str]]], places: dict[str, int]) -> Scores:
    """How much of a candidate's best covered name was heard."""
    clear = _clear(heard)
    return np.array(
        [
            max((sum(clear[places[w]] for w in name) / len(name) for name in each if name), default=0.0)
            for each in names
        ],
        np.float32,
    )
