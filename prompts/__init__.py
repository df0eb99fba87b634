"""The prompts, one Markdown file each, and the loader that fails on an unfilled blank."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
BLANK = re.compile(r"\{\{(\w+)\}\}")


class WrongBlanks(Exception):
    """A prompt was filled with too little or too much: always a bug, never an answer."""


def prompt(name: str, **blanks: str) -> str:
    """The prompt of `prompts/<name>.md` with every `{{blank}}` filled; raises `WrongBlanks` unless they fit exactly."""
    text = _text(name)
    if wrong := set(BLANK.findall(text)) ^ blanks.keys():
        raise WrongBlanks(f"prompts/{name}.md has other blanks than were filled: {', '.join(sorted(wrong))}")
    return BLANK.sub(lambda blank: blanks[blank.group(1)], text)


@cache
def _text(name: str) -> str:
    return (HERE / f"{name}.md").read_text(encoding="utf-8").strip()
