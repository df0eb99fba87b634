"""A trigram language model with interpolated Kneser-Ney smoothing, written in the ARPA format that decoders read."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

Gram = tuple[str, ...]
START, END = "<s>", "</s>"
ORDER = 3
DISCOUNT = 0.85
# The share of a word's probability that comes from general English, so that words nobody listed can still be said.
GENERAL = 0.1


def count(sentences: Iterable[tuple[Sequence[str], float]]) -> list[Counter[Gram]]:
    """How often each run of one, two and three words occurs; a sentence counts as much as its weight."""
    counts: list[Counter[Gram]] = [Counter() for _ in range(ORDER)]
    for words, weight in sentences:
        marked = (START, *words, END)
        for length, counter in enumerate(counts, start=1):
            for at in range(len(marked) - length + 1):
                counter[marked[at : at + length]] += weight  # type: ignore[assignment]
    return counts


class NGrams:
    """Probabilities of the next word, and of falling back to a shorter history."""

    def __init__(self, counts: Sequence[Counter[Gram]], general: Mapping[str, float]) -> None:
        self.probability: list[dict[Gram, float]] = [_single_words(_continuations(counts, 0), general)]
        self.backoff: dict[Gram, float] = {}
        for length in range(1, ORDER):
            self._add(_continuations(counts, length))

    def after(self, gram: Gram) -> float:
        """The probability of a gram's last word after the others."""
        known = self.probability[len(gram) - 1].get(gram)
        if known is not None or len(gram) == 1:
            return known or 0.0
        return self.backoff.get(gram[:-1], 1.0) * self.after(gram[1:])

    def write(self, file: Path) -> None:
        """Write the model down."""
        with file.open("w", encoding="ascii") as out:
            sizes = [len(grams) + (not index) for index, grams in enumerate(self.probability)]
            out.write("\\data\\\n" + "".join(f"ngram {n}={size}\n" for n, size in enumerate(sizes, start=1)))
            for index, grams in enumerate(self.probability):
                out.write(f"\n\\{index + 1}-grams:\n")
                if not index:
                    out.write(f"-99 {START} {_log(self.backoff[START,])}\n")
                for gram in sorted(grams):
                    back = f" {_log(self.backoff.get(gram, 1.0))}" if index < ORDER - 1 else ""
                    out.write(f"{_log(grams[gram])} {' '.join(gram)}{back}\n")
            out.write("\n\\end\\\n")

    def _add(self, counts: Counter[Gram]) -> None:
        totals: Counter[Gram] = Counter()
        held_back: Counter[Gram] = Counter()
        for gram, times in counts.items():
            totals[gram[:-1]] += times
            held_back[gram[:-1]] += _discount(times)  # type: ignore[assignment]
        self.backoff |= {history: held_back[history] / total for history, total in totals.items()}
        self.probability.append(
            {
                gram: (times - _discount(times)) / totals[gram[:-1]] + self.backoff[gram[:-1]] * self.after(gram[1:])
                for gram, times in counts.items()
            }
        )


def _discount(times: float) -> float:
    return min(DISCOUNT, DISCOUNT * times)


def _continuations(counts: Sequence[Counter[Gram]], index: int) -> Counter[Gram]:
    """Counts as Kneser and Ney take them: below the longest grams, in how many contexts one occurs."""
    if index == ORDER - 1:
        return counts[index]
    contexts = Counter(gram[1:] for gram in counts[index + 1])
    return contexts + Counter({gram: times for gram, times in counts[index].items() if gram[0] == START})


def _single_words(contexts: Counter[Gram], general: Mapping[str, float]) -> dict[Gram, float]:
    """Single words, mixed with general English; every word of `general` gets a share."""
    words = {word for (word,) in contexts} | set(general) | {END}
    words.discard(START)
    total = sum(times for (word,), times in contexts.items() if word != START)
    whole = sum(general.values()) or 1.0
    return {
        (word,): (1 - GENERAL) * contexts[word,] / total
        + GENERAL * (0.9 * general.get(word, 0.0) / whole + 0.1 / len(words))
        for word in words
    }


def _log(probability: float) -> str:
    return f"{math.log10(probability):.4f}"
