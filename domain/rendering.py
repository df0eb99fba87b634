"""Filling templates that people write: Jinja, sandboxed, in a child process that is ended when it goes too far.

Reading a template evaluates nothing, so that is done here, where it is saved. Filling one does whatever it says, so
that is done in a child of its own for each template (`rendering_child`): a loop without end or a billion letters cost
one process its two seconds, and what escaped the sandbox would find an empty environment and nobody else's data.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import jinja2
from jinja2 import nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from domain.problems import FieldError, Invalid

CHILD = Path(__file__).with_name("rendering_child.py")
WHERE_JINJA_IS = str(Path(jinja2.__file__).parents[1])
WITHIN = 10.0  # seconds on the clock; the child's own limit is in seconds of work
MOST_READ = 64 * 1024 * 1024
NO_SUCH = re.compile(r"has no attribute '(\w+)'|^'(\w+)' is undefined")
TOO_FAR = "takes too long to fill in; look for a loop that is too large"
SENTENCES: Mapping[str, str] = {
    "MemoryError": "takes too much memory to fill in; look for something repeated too often",
    "TooLong": "becomes too long when it is filled in; look for something repeated too often",
    "SecurityError": "uses something that templates may not",
    "RecursionError": "is nested too deeply",
    "ZeroDivisionError": "divides by zero",
}
Parts = Mapping[str, str]
Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a template: in which part, on which line, and what to say of it."""

    part: str
    line: int | None
    told: str

    def __str__(self) -> str:
        place = f"Line {self.line} of the {self.part}" if self.line else f"The {self.part}"
        return f"{place}{':' if self.line else ''} {self.told}"

    def refuse(self) -> NoReturn:
        """Raise this as what is wrong with the field."""
        message = f"line {self.line}: {self.told}" if self.line else self.told
        raise Invalid(f"{self}.", [FieldError(self.part, message)])


def must_read(parts: Parts) -> None:
    """Raise `Invalid`, naming the line, if a part is not a template."""
    for part, source in parts.items():
        _read(part, source)


def unknown(parts: Parts, known: Mapping[str, Sequence[str]]) -> Iterator[Fault]:
    """Blanks that nothing will ever be put in, by what is known: `{"contact": ["firstName"]}`."""
    for part, source in parts.items():
        tree = _read(part, source)
        outer = {each.name: each for each in _blanks(tree)}
        for name in outer.values():
            if name.name not in known:
                yield Fault(part, name.lineno, f"there is no {name.name} here; there is {_listed(list(known))}")
        for blank in tree.find_all(nodes.Getattr):
            of = blank.node
            if isinstance(of, nodes.Name) and of.name in known.keys() & outer and blank.attr not in known[of.name]:
                has = _listed([f"{of.name}.{each}" for each in known[of.name]])
                yield Fault(part, blank.lineno, f"there is no {of.name}.{blank.attr}; there is {has}")


def roots(parts: Parts) -> set[str]:
    """What a template speaks of: contact, invoice."""
    return {name.name for part, source in parts.items() for name in _blanks(_read(part, source))}


def _blanks(tree: nodes.Template) -> list[nodes.Name]:
    """The names that a template does not make itself. Read off the tree: Jinja's own way would work out constants."""
    own = {each.name for each in tree.find_all(nodes.Name) if each.ctx != "load"} | {"loop"}
    own |= {each.name for each in tree.find_all(nodes.Macro)}
    return [each for each in tree.find_all(nodes.Name) if each.name not in own]


def _read(part: str, source: str) -> nodes.Template:
    try:
        return ImmutableSandboxedEnvironment().parse(source)
    except jinja2.TemplateSyntaxError as wrong:
        Fault(part, wrong.lineno, _without_dot(wrong.message or "it cannot be read")).refuse()
    except RecursionError:
        Fault(part, None, SENTENCES["RecursionError"]).refuse()


async def filled(parts: Parts, people: Sequence[Data]) -> list[dict[str, str] | Fault]:
    """The parts filled in for everybody, in order: each by name, or what is wrong with it for this person.

    Raises `Invalid` if the template goes too far, for whomever.
    """
    must_read(parts)
    asked = json.dumps({"parts": dict(parts), "data": [dict(each) for each in people]}).encode()
    answer = await _answered(asked)
    if answer is None:
        Fault("template", None, TOO_FAR).refuse()
    told: list[dict[str, Any]] = json.loads(answer)
    return [each["filled"] if "filled" in each else _fault(each) for each in told]


async def _answered(asked: bytes) -> bytes | None:
    """What the child answers; None if it was ended, by us or by its limits."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", "-S", str(CHILD), WHERE_JINJA_IS),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={},
    )
    try:
        async with asyncio.timeout(WITHIN):
            answer, _ = await child.communicate(asked)
    except TimeoutError:
        return None
    finally:
        if child.returncode is None:
            child.kill()
            await child.communicate()  # its pipes too have to be emptied before it has ended
    return answer if child.returncode == 0 else None


def _fault(told: Mapping[str, Any]) -> Fault:
    said = str(told.get("said") or "")
    if missing := NO_SUCH.search(said):
        sentence = f"there is no {missing.group(1) or missing.group(2)} here"
    else:
        sentence = SENTENCES.get(told["problem"], f"cannot be filled in ({_without_dot(said)})")
    return Fault(told["part"], told.get("line"), sentence)


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else names[0]


def _without_dot(said: str) -> str:
    return said.rstrip(".")
