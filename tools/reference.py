"""OPERATIONS.md, generated: `python -m tools.reference > OPERATIONS.md`; `--check` fails if it is not fresh."""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path
from typing import Any

from tools.catalog import OPERATIONS
from tools.operation import Operation

FILE = Path(__file__).parents[1] / "OPERATIONS.md"
INTRODUCTION = """# Operations

Generated from the catalogue by `make operations`; each is a voice tool, a REST route and an MCP tool. A destructive one
asks first when it is spoken. A name in brackets may be left out; a record may be named by words over voice and MCP.
"""


def document() -> str:
    """The whole file."""
    operations = sorted(OPERATIONS.values(), key=lambda each: (_area(each), each.routes[0].path, each.routes[0].method))
    parts = [f"{len(operations)} operations.\n"]
    for area, group in groupby(operations, _area):
        parts.append(f"## {area}\n\n" + "\n".join(_entry(each) for each in group))
    return f"{INTRODUCTION}\n" + "\n".join(parts)


def _area(operation: Operation[Any, Any]) -> str:
    return operation.noun.capitalize()


def _entry(operation: Operation[Any, Any]) -> str:
    routes = ", ".join(f"`{route}`" for route in operation.routes)
    takes = ", ".join(each.wire if each.required else f"[{each.wire}]" for each in operation.takes)
    said = " · ".join(f"“{words}”" for words in operation.said[:3])
    asks = f"  \n  asks “{operation.ask}”" if operation.ask else ""
    return (
        f"- **{operation.name}** {routes} — {operation.description}  \n"
        f"  {operation.effect}, `{operation.may}`{f'; takes {takes}' if takes else ''}{asks}  \n"
        f"  {said}\n"
    )


def main() -> int:
    """Print the document, or check the one that is kept."""
    if "--check" not in sys.argv[1:]:
        sys.stdout.write(document())
        return 0
    if FILE.exists() and FILE.read_text(encoding="utf-8") == document():
        return 0
    sys.stderr.write("OPERATIONS.md is not fresh; run: make operations\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
