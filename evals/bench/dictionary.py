"""A recogniser's pronunciation dictionary and its vocabulary, as they lie in the pocketsphinx package."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from pocketsphinx import Config, LogMath, NGramModel, get_model_path

Phones = tuple[str, ...]
UNKNOWN = -1_000_000


@dataclass(frozen=True, slots=True)
class Dictionary:
    """How words are said, and which of them are common, with the logarithm of how often they come."""

    said: dict[str, list[Phones]] = field(default_factory=dict)
    common: dict[str, int] = field(default_factory=dict)


def load() -> Dictionary:
    """Read the dictionary."""
    folder = Path(get_model_path("en-us"))
    loaded = Dictionary()
    for line in (folder / "cmudict-en-us.dict").read_text(encoding="utf-8").splitlines():
        word, *phones = line.split()
        loaded.said.setdefault(re.sub(r"\(\d+\)", "", word), []).append(tuple(phones))
    model = NGramModel(Config(), LogMath(), str(folder / "en-us.lm.bin"))
    for word in loaded.said:
        if (often := model.prob([word])) > UNKNOWN:
            loaded.common[word] = often
    return loaded
