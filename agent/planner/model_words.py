"""How people say which language model, what it is called, and where it is reached: "http colon slash slash …"."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from agent.planner.reading import Words
from agent.planner.rule_words import NAMED
from domain.numbers import VALUES, number

MODEL = re.compile(
    r"\b(?:(?:language )?model(?: name)?(?:'s| is| should be| to| called| named)?|running|runs) "
    r"(?!providers?\b|servers?\b|box\b|name\b|is\b|to\b|called\b|named\b|on\b|from\b)"
    r"(?P<model>[a-z0-9][a-z0-9 .-]{1,40}?)(?=,| and | at | as | on |$)"
)
ADDRESS = re.compile(r"\bhttps?\b.*?(?=,| and |$)")
MARKS = {"colon": ":", "slash": "/", "dot": ".", "dash": "-", "hyphen": "-", "point": "."}
FIGURES = {word: str(value) for word, value in VALUES.items() if word != "o"}
VERSIONED = re.compile(r"\b([a-z]{3,}) (\d[\d.]*)\b")


def name(words: Words) -> str | None:
    """What it is called here."""
    found = NAMED.search(words.said)
    return f"{found['name'][:1].upper()}{found['name'][1:]}" if found else None


def model(words: Words) -> str | None:
    """The model by its vendor's name, as that is written: "gpt four o mini" is gpt-4o-mini, "llama three" llama3."""
    found = MODEL.search(words.said)
    if found is None:
        return None
    spelt = " ".join(FIGURES.get(word, MARKS.get(word, word)) for word in found["model"].split())
    spelt = re.sub(r"\b([a-z]) (?=[a-z]\b)", r"\1", spelt)
    spelt = re.sub(r" ?([.]) ?", r"\1", spelt)
    spelt = re.sub(r"\b(\d) o\b", r"\1o", spelt)
    return re.sub(r"^gpt ?", "gpt-", VERSIONED.sub(r"\1\2", spelt)).replace(" ", "-")


def base_url(words: Words) -> str | None:
    """Where it is reached, spelt out."""
    found = ADDRESS.search(words.said)
    if found is None:
        return None
    told, digits = "", list[str]()
    for word in [*found[0].split(), ""]:
        if word in VALUES:
            digits.append(word)
            continue
        told += str(number(" ".join(digits)) if digits else "") + MARKS.get(word, word)
        digits = []
    return told if "." in told or "localhost" in told else None


MODELS: Mapping[str, Callable[[Words], Any]] = {"name": name, "model": model, "baseUrl": base_url}
