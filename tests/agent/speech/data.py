"""The phrases that the tests read, and the moment they are read at."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

DENVER = ZoneInfo("America/Denver")
NOW = datetime(2026, 3, 10, 8, 30, tzinfo=DENVER)
HERE = Path(__file__).parent
SPOKEN = HERE.parents[2] / "evals" / "spoken"


def rows(path: Path) -> Iterator[list[str]]:
    """The columns of each line."""
    return (line.split("\t") for line in path.read_text().splitlines())
