"""Which article answers a question, and which of its sentences: by the words that they share, rare ones first.

Nothing is made up here. A quote is a stretch of the article as it stands, or there is none.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from domain.stems import meanings, terms

TITLE, TAG, BODY = 2.0, 1.0, 1.0
SATURATION, BY_LENGTH = 1.2, 0.3
AS_A_SYNONYM, AS_MISHEARD = 0.7, 0.8
SURE, SURE_BY_THE_WAY, TELLING = 0.5, 0.68, 0.3
NAMED, LONG_TITLE = 0.3, 3
FEW = 50  # of fewer articles than this, how many bear a word says little about the word
SHORT = 300
FITS, WORTH_ADDING, WITHOUT_WHAT_IS_ASKED = 0.6, 0.5, 0.6
SHORTEST_MISHEARD = 5
SENTENCE = re.compile(r"[^\s.!?](?:[^.!?\n]|[.!?](?=\S))*[.!?]*")
GOES_ON = re.compile(
    r"(?:after (?:that|this)|otherwise|if (?:it|so|not|they)\b|then|but|however|this|that|these|those|it|they)\b",
    re.IGNORECASE,
)
HOW_TO = re.compile(r"\bhow (?:do|can|would|should|to)\b|\bwhat (?:do|should|can) i do\b|\bwalk me\b|\bsteps\b")
ASKS_FOR: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (
        re.compile(r"\b(?:how much|cost|price|charge|fee|free)\b"),
        re.compile(r"\b(?:dollars?|percent|free|no charge|waived|costs?)\b|\$", re.IGNORECASE),
    ),
    (
        re.compile(r"\bhow (?:often|frequently)\b"),
        re.compile(r"\b(?:every|once|twice|each|yearly|monthly)\b", re.IGNORECASE),
    ),
    (
        re.compile(r"\b(?:how (?:long|soon|late)|when|what time|hours)\b"),
        re.compile(r"\b(?:minute|hour|week|month|year|noon|\w*day)s?\b|\b(?:once|before|due|by the)\b", re.IGNORECASE),
    ),
    (re.compile(r"\b(?:better|best|versus|vs|compared?)\b"), re.compile(r"\b(?:better|best|than)\b", re.IGNORECASE)),
    (re.compile(r"\b(?:temperature|degrees)\b"), re.compile(r"\bdegrees\b", re.IGNORECASE)),
)
Ways = Mapping[str, float]


class Text(NamedTuple):
    """An article as far as a search looks at it."""

    id: str
    title: str
    body: str
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """An article that may answer, how much of the question's weight it covers, from 0 to 1, and whether its title has
    anything of what was asked.
    """

    text: Text
    score: float
    covered: float
    titled: bool = True
    named: bool = False

    @property
    def sure(self) -> bool:
        """Whether it covers so much of the question that it may be given as the answer.

        More is asked of an article that is about something else, and speaks of this by the way; less of one whose
        whole title was said, whatever else was told around it.
        """
        if self.named and self.covered >= NAMED:
            return True
        return self.covered >= (SURE if self.titled else SURE_BY_THE_WAY)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article by its place, and the words in it."""

    start: int
    end: int
    terms: frozenset[str]


@dataclass(frozen=True, slots=True)
class Read:
    """An article's words, each counted by what its places are worth, those that it says, and its sentences."""

    weights: Mapping[str, float]
    length: float
    told: frozenset[str]
    title: frozenset[str]
    sentences: tuple[Sentence, ...]


@lru_cache(maxsize=5_000)
def read(title: str, body: str, tags: tuple[str, ...]) -> Read:
    """Read an article; the same words are not read twice."""
    sentences = [(each.start(), each.end(), terms(each[0])) for each in SENTENCE.finditer(body)]
    told = [(TITLE, terms(title)), *((BODY, found) for *_, found in sentences)]
    weights: dict[str, float] = {}
    for worth, found in (*told, (TAG, terms(" ".join(tags)))):
        for term in found:
            weights[term] = weights.get(term, 0.0) + worth
    return Read(
        weights,
        sum(weights.values()),
        frozenset(term for _, found in told for term in found),
        frozenset(terms(title)),
        tuple(Sentence(start, end, frozenset(found)) for start, end, found in sentences),
    )


class Question:
    """A question as it is put to a set of articles."""

    def __init__(self, words: str, texts: Sequence[Text]) -> None:
        self.words = words.lower()
        self._read = {text: read(text.title, text.body, text.tags) for text in texts}
        self._known = Counter(term for each in self._read.values() for term in each.weights)
        self._many = max(len(texts), FEW)
        self._asked = self._ways()
        self._rare = {term: self._rarity(term, ways) for term, ways in self._asked.items()}
        self._whole = sum(self._rare.values())
        self._wanted = [answer for asks, answer in ASKS_FOR if asks.search(self.words)]

    def _ways(self) -> dict[str, Ways]:
        """Each word that was asked, with the words that would answer to it and what each is worth."""
        asked: dict[str, Ways] = {}
        for term in dict.fromkeys(terms(self.words)):
            if any(term in meanings().get(other, ()) for other in asked):
                continue
            ways = {other: AS_A_SYNONYM for other in meanings().get(term, ()) if other in self._known}
            if term in self._known:
                ways[term] = 1.0
            elif not ways and (near := self._misheard(term)):
                ways[near] = AS_MISHEARD
            asked[term] = ways
        return asked

    def _misheard(self, term: str) -> str | None:
        """The one known word that is a letter off a longer one that is not known."""
        if len(term) < SHORTEST_MISHEARD:
            return None
        near = process.extract(term, list(self._known), scorer=OSA.distance, score_cutoff=1, limit=2)
        return near[0][0] if len(near) == 1 else None

    def _rarity(self, term: str, ways: Ways) -> float:
        """How telling a word is; one that no article has tells most."""
        bearing = self._known[term] if term in self._known else max((self._known[way] for way in ways), default=0)
        return math.log(1 + (self._many - bearing + 0.5) / (bearing + 0.5))

    def ranked(self) -> list[Found]:
        """The articles that share words with the question, best first."""
        usual = sum(each.length for each in self._read.values()) / max(1, len(self._read))
        found = [self._found(text, each, usual) for text, each in self._read.items()]
        return sorted((each for each in found if each.score > 0), key=lambda each: (-each.score, each.text.id))

    def _found(self, text: Text, each: Read, usual: float) -> Found:
        score = shared = 0.0
        length = SATURATION * (1 - BY_LENGTH + BY_LENGTH * each.length / max(1.0, usual))
        for term, ways in self._asked.items():
            often = sum(worth * each.weights.get(way, 0.0) for way, worth in ways.items())
            score += self._rare[term] * often * (SATURATION + 1) / (often + length)
            shared += self._rare[term] * max((worth for way, worth in ways.items() if way in each.told), default=0)
        share = shared / self._whole if self._whole else 0.0
        if self._wanted and not any(answer.search(text.body) for answer in self._wanted):
            share *= WITHOUT_WHAT_IS_ASKED
        telling = shared / math.log(1 + 2 * self._many)
        titled = any(way in each.title for ways in self._asked.values() for way in ways)
        said = {way for ways in self._asked.values() for way in ways}
        named = len(each.title) >= LONG_TITLE and each.title <= said
        return Found(text, score * share, share if telling >= TELLING else 0.0, titled, named)

    def quote(self, text: Text) -> str:
        """The sentences of an article that answer best, as they stand in it."""
        sentences, body = self._read[text].sentences, text.body
        if not sentences or (HOW_TO.search(self.words) and len(body) <= SHORT):
            return body.strip()
        worth = [self._worth(sentence, body) for sentence in sentences]
        first = last = max(range(len(worth)), key=lambda place: (worth[place], -place))
        while first > 0 and GOES_ON.match(body, sentences[first].start):
            first -= 1
        while last + 1 < len(sentences) and sentences[last + 1].end - sentences[first].start <= SHORT:
            goes_on = GOES_ON.match(body, sentences[last + 1].start)
            if not goes_on and worth[last + 1] <= WORTH_ADDING * max(worth):
                break
            last += 1
        return body[sentences[first].start : sentences[last].end]

    def _worth(self, sentence: Sentence, body: str) -> float:
        """How much of what was asked a sentence speaks of, and whether it has what such a question asks for."""
        shared = sum(
            self._rare[term] * max((worth for way, worth in ways.items() if way in sentence.terms), default=0.0)
            for term, ways in self._asked.items()
        )
        said = body[sentence.start : sentence.end]
        fits = any(answer.search(said) for answer in self._wanted)
        return shared + FITS * self._whole * fits
