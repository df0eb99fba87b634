"""Utterances as words, each with its place in the text."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

T = TypeVar("T")

_WORD = re.compile(
    r"\d+(?:st|nd|rd|th)\b"  # 3rd
    r"|\d+(?::\d\d)+"  # 10:30
    r"|\d{1,3}(?:,\d{3})+(?:\.\d+)?"  # 1,240.50
    r"|\d+(?:\.\d+)?"
    r"|[ap]\.\s?m\.?(?!\w)"  # p.m.
    r"|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|thirty|noon)(?=ish\b)"
    r"|[^\W\d_]+(?:['’][^\W\d_]+)*"
    r"|[-/$%#@&+_]"
)
_HYPHEN_IN_WORD = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")


@dataclass(frozen=True, slots=True)
class Token:
    """One word or sign, in lower case, and where it stands in the text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Utterance:
    """A text and its tokens."""

    text: str
    tokens: tuple[Token, ...]

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The tokens' texts without a possessive or short "is", which is what the grammars read."""
        return tuple(token.text.removesuffix("'s") for token in self.tokens)

    def border(self, first: int, after: int) -> tuple[int, int]:
        """Characters covered by the tokens from `first` up to, not including, `after`."""
        return self.tokens[first].start, self.tokens[after - 1].end


def tokenise(text: str) -> Utterance:
    """Split a text into lower-case words, numbers and the signs that carry meaning."""
    plain = _HYPHEN_IN_WORD.sub(" ", text.replace("’", "'"))
    return Utterance(text, tuple(Token(match[0].lower(), *match.span()) for match in _WORD.finditer(plain)))


class Lexicon(Generic[T]):
    """Fixed phrases and what each one means; where several fit, the longest is the one that was said."""

    def __init__(self, entries: Mapping[str, T]) -> None:
        """From phrases in lower case, words parted by spaces."""
        self._by_first: dict[str, list[tuple[tuple[str, ...], T]]] = {}
        for phrase, meaning in sorted(entries.items(), key=lambda entry: -len(entry[0].split())):
            words = tuple(phrase.split())
            self._by_first.setdefault(words[0], []).append((words, meaning))

    def at(self, words: Sequence[str], at: int) -> tuple[T, int] | None:
        """The meaning of the phrase said from there on, and the place after it."""
        for phrase, meaning in self._by_first.get(words[at], ()) if 0 <= at < len(words) else ():
            after = at + len(phrase)
            if tuple(words[at:after]) == phrase:
                return meaning, after
        return None


def says(words: Sequence[str], at: int, phrase: str) -> bool:
    """Whether the words from `at` on are those of the phrase."""
    wanted = phrase.split()
    return list(words[at : at + len(wanted)]) == wanted
