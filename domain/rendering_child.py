"""The child that fills a template: run alone, with little memory, little time and nothing to reach.

Run by domain/rendering.py as a script, with the folder that Jinja is in: `python -I -S rendering_child.py FOLDER`. It
imports nothing of ours, reads one JSON object and writes one.
"""

from __future__ import annotations

import json
import resource
import sys
import traceback
from typing import Any

MEMORY = 256 * 1024 * 1024
SECONDS = 2
LONGEST = 200_000  # characters of one filled part


class TooLong(Exception):
    """A filled part has outgrown what a mail may be."""


def limit() -> None:
    """Give up what filling a template does not need; past these, the system ends this process."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    for none_of in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE, resource.RLIMIT_NPROC):
        resource.setrlimit(none_of, (0, 0))


def main(folder: str) -> None:
    """Fill the parts for everybody, and tell what became of each."""
    sys.path.append(folder)
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    limit()
    told = json.load(sys.stdin)
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, finalize=lambda value: "" if value is None else value
    )
    environment.globals.clear()
    json.dump(answers(environment, told["parts"], told["data"]), sys.stdout)


def answers(environment: Any, parts: dict[str, str], data: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What became of each; what is wrong with the template itself is wrong for everybody."""
    templates: dict[str, Any] = {}
    for name, source in parts.items():
        try:
            code = environment.compile(source, name=name, filename=name)
        except Exception as wrong:  # noqa: BLE001
            return [fault(name, wrong)] * len(data)
        templates[name] = environment.template_class.from_code(environment, code, {})
    return [filled(templates, each) for each in data]


def filled(templates: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    """Every part with the data in its blanks; or what is wrong, in which part and line."""
    done: dict[str, str] = {}
    for name, template in templates.items():
        try:
            done[name] = one(template, data)
        except Exception as wrong:  # noqa: BLE001 whatever a template does wrong is told, and ends there
            return fault(name, wrong)
    return {"filled": done}


def one(template: Any, data: dict[str, Any]) -> str:
    """One part, filled, unless that grows too long."""
    pieces: list[str] = []
    room = LONGEST
    for piece in template.generate(data):
        room -= len(piece)
        if room < 0:
            raise TooLong
        pieces.append(piece)
    return "".join(pieces)


def fault(part: str, wrong: Exception) -> dict[str, Any]:
    """What went wrong, and on which line."""
    return {"part": part, "problem": type(wrong).__name__, "said": str(wrong)[:300], "line": line_of(wrong, part)}


def line_of(wrong: Exception, part: str) -> int | None:
    """The template's line that went wrong: the innermost one that is the template's own."""
    syntax: int | None = getattr(wrong, "lineno", None)
    lines = [frame.lineno for frame in traceback.extract_tb(wrong.__traceback__) if frame.filename == part]
    return syntax or (lines[-1] if lines else None)


if __name__ == "__main__":
    main(sys.argv[1])
