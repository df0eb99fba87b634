"""Documents as PDF by Typst, from the templates beside this module.

The data goes in as one JSON input that the template reads, so nothing in it is ever markup or code.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst

TEMPLATES = Path(__file__).parent / "documents"


class TypstPrinter:
    """Prints the templates of a folder. The same data gives the same bytes."""

    def __init__(self, folder: Path = TEMPLATES) -> None:
        self._folder = folder

    async def pdf(self, template: str, data: Mapping[str, Any]) -> bytes:
        """The document as PDF; a template that is not there is a `LookupError`."""
        file = self._folder / f"{template}.typ"
        if not (template.isidentifier() and file.is_file()):
            raise LookupError(f"there is no template {template}")
        return await asyncio.to_thread(self._compiled, file, json.dumps(data))

    def _compiled(self, file: Path, data: str) -> bytes:
        inputs = {"data": data}
        made = typst.compile(file, root=self._folder, font_paths=_fonts(), sys_inputs=inputs, timestamp=0)
        assert isinstance(made, bytes)
        return made


@cache
def _fonts() -> typst.Fonts:
    """The machine's fonts, looked for once; characters that one lacks are taken from another."""
    return typst.Fonts()
