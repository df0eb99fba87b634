"""No source file is over 400 lines: `python -m evals.lengths` names those that are, and fails."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

MOST = 400
SOURCES = ("*.py", "*.js", "*.css", "*.html")


def too_long() -> list[tuple[Path, int]]:
    """The tracked and new source files that are over the limit."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *SOURCES]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    files = [file for name in listed if (file := Path(name)).is_file()]  # one that was just removed is still tracked
    lengths = [(file, len(file.read_text(encoding="utf-8").splitlines())) for file in files]
    return [(file, lines) for file, lines in lengths if lines > MOST]


if __name__ == "__main__":
    found = too_long()
    for file, lines in found:
        print(f"{file} has {lines} lines; no file may have more than {MOST}.")
    sys.exit(1 if found else 0)
