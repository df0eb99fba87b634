"""What the local recogniser expects to hear: the product's utterances, an account's names, numbers and common words."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random
from typing import Self

import pocketsphinx

from agent.voices import narrowband
from agent.voices.ngrams import NGrams, count
from agent.voices.pronunciation import MODEL, dictionary, pronunciations

VERSION = "2"
COMMON_WORDS = 3000
NAME_WEIGHT = 3.0
# Beside each utterance that has a slot or a number in it, so many like it with other names and numbers.
VARIATIONS = 4
KEPT = 64
SLOT = re.compile(r"\[([^\]]*)\]\(([^)]*)\)")
RECORDS = re.compile(r"(id|ids|[a-z]+Ids?)$")
WORD = re.compile(r"[a-z']+")
LIKE = tuple(
    tuple(row.split())
    for row in (
        "one two three four five six seven eight nine",
        "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
        "twenty thirty forty fifty sixty seventy eighty ninety",
        "monday tuesday wednesday thursday friday saturday sunday",
        "january february march april may june july august september october november december",
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth",
    )
)
SWAPS = {word: row for row in LIKE for word in row if word not in {"may", "second"}}
ALWAYS = {"oh", "zero", "hundred", "thousand", "dollars", "cents", *(word for row in LIKE for word in row)}


@dataclass(frozen=True, slots=True)
class Language:
    """A folder with a language model, its dictionary, and how a telephone sounds; the same words give the same one."""

    folder: Path

    @property
    def arpa(self) -> Path:
        return self.folder / "language.arpa"

    @property
    def dictionary(self) -> Path:
        return self.folder / "language.dict"

    @property
    def telephone(self) -> Path:
        return self.folder / "telephone.mllr"

    @classmethod
    def build(cls, sentences: Sequence[str], names: Sequence[str], cache: Path) -> Self:
        """Build the language, or find it in the cache. Slow when it must be built: call it off the event loop.

        Sentences may mark slots as `[spoken words](field)`; a slot that is a record is tried with other names too.
        """
        folder = cache / f"language-{_key(sentences, names)}"
        if not folder.exists():
            cache.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=cache) as unfinished:
                _write(sentences, names, Path(unfinished) / "new")
                _settle(Path(unfinished) / "new", folder)
            _forget_old(cache)
        folder.touch()
        return cls(folder)


def words_of(text: str) -> list[str]:
    """The words of a text, as the recogniser writes them."""
    return [word.strip("'") for word in WORD.findall(text.lower().replace("’", "'")) if word.strip("'")]


def _key(sentences: Sequence[str], names: Sequence[str]) -> str:
    everything = "\n".join([VERSION, str(shutil.which("flite") is not None), *sentences, "", *names])
    return hashlib.sha256(everything.encode()).hexdigest()[:16]


def _settle(new: Path, folder: Path) -> None:
    try:
        os.replace(new, folder)
    except OSError:
        # Another process has put the same language there in the meantime.
        if not folder.exists():
            raise


def _forget_old(cache: Path) -> None:
    by_use = sorted(cache.glob("language-*"), key=lambda each: each.stat().st_mtime, reverse=True)
    for old in by_use[KEPT:]:
        shutil.rmtree(old, ignore_errors=True)


def _write(sentences: Sequence[str], names: Sequence[str], folder: Path) -> None:
    folder.mkdir()
    written = Language(folder)
    counted = count(_weighted(sentences, names))
    spoken = {word for (word,) in counted[0]} - {"<s>", "</s>"}
    common = dict(islice(_common_words().items(), COMMON_WORDS))
    sounds = pronunciations(spoken | set(common) | ALWAYS)
    general = {word: _common_words().get(word, 0.0) for word in sounds}
    NGrams(counted, general).write(written.arpa)
    narrowband.write_transform(written.telephone)
    with written.dictionary.open("w", encoding="ascii") as out:
        for word in sorted(sounds):
            for way, sound in enumerate(sounds[word], start=1):
                out.write(f"{word}{f'({way})' if way > 1 else ''} {sound}\n")


def _weighted(sentences: Sequence[str], names: Sequence[str]) -> Iterator[tuple[list[str], float]]:
    """The sentences and their variations. The same input gives the same variations."""
    random = Random(0)  # noqa: S311
    said = [words for name in names if (words := words_of(name))]
    yield from ((words, NAME_WEIGHT) for words in said)
    for sentence in sentences:
        yield words_of(SLOT.sub(r"\1", sentence)), 1.0
        others = {tuple(_varied(sentence, said, random)) for _ in range(VARIATIONS)}
        for other in sorted(others - {tuple(words_of(SLOT.sub(r"\1", sentence)))}):
            yield list(other), 1.0 / VARIATIONS


def _varied(sentence: str, names: Sequence[list[str]], random: Random) -> list[str]:
    """The sentence with other names in its slots and other numbers and days for its own."""

    def another(slot: re.Match[str]) -> str:
        spoken, field = slot.groups()
        if not names or not RECORDS.match(field) or random.random() < 0.5:
            return str(spoken)
        return " ".join(random.choice(names))

    words = words_of(SLOT.sub(another, sentence))
    return [random.choice(SWAPS[word]) if word in SWAPS else word for word in words]


@cache
def _common_words() -> dict[str, float]:
    """English words with their probabilities, the most frequent first."""
    logs = pocketsphinx.LogMath()
    english = pocketsphinx.NGramModel(pocketsphinx.Config(), logs, str(MODEL / "en-us.lm.bin"))
    chances = {word: logs.exp(english.prob([word])) for word in dictionary() if WORD.fullmatch(word)}
    return dict(sorted(chances.items(), key=lambda each: -each[1]))
