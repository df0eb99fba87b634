"""How well, and how fast, people are found by ear among ten thousand, a hundred thousand and a million others.

    python -m evals.bench.ear [--people 10000] [--queries 500]

For every size: the share of misheard names found first, and among the first five names, by how far off they were heard;
the hand-written mishearings of evals/spoken/names.tsv among as many people; the time of a search; and what it costs.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, create_engine, insert

from domain.context import Actor, Company, Context
from domain.find import ranked
from domain.roles import Role
from evals.bench import dictionary
from evals.bench.measuring import Figure, percentiles, printed
from evals.bench.misheard import Recogniser
from evals.bench.people import people
from storage import catalog
from storage.contacts import Contact
from storage.database import Database
from storage.heard import Heard, Sound, pairs_of, sounds_of
from storage.types import new_id

ACCOUNT = "bench"
SPOKEN = Path(__file__).parents[1] / "spoken" / "names.tsv"
BANDS = {"sounds the same": 0.0, "up to 0.5 off": 0.5, "0.5 to 1 off": 1.0, "farther off": 9.0}
WRITTEN = "names.tsv"
NEAR = [band for band, most in BANDS.items() if most <= 1.0]
SIZES, QUERIES = (10_000, 100_000, 1_000_000), 1000
AT_ONCE, NOWHERE = 20_000, 1_000_000
RECALLED, SLOWEST = 98.0, 20.0  # per cent among the first five; milliseconds
NOW = datetime(2026, 3, 10, 14, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Query:
    """A name, how it was heard, and what it counts towards."""

    name: str
    heard: str
    band: str


@dataclass(slots=True)
class Found:
    """At which place of the answer the right name was, per query, and how long each search took."""

    places: dict[str, list[int]] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)

    def share(self, bands: Sequence[str], within: int) -> float:
        """The share of these bands' queries that found the name within so many places."""
        places = [place for band in bands for place in self.places[band]]
        return sum(place < within for place in places) / len(places)


def queries(names: Sequence[str], recogniser: Recogniser, count: int, random: Random) -> Iterator[Query]:
    """So many names of the list, misheard; those that came out right are left out."""
    made = 0
    while made < count:
        name = random.choice(names)
        misheard = recogniser.mishear(*name.split())
        if misheard.heard != name:
            made += 1
            band = next(band for band, most in BANDS.items() if misheard.distance <= most)
            yield Query(name, misheard.heard, band)


def written() -> list[Query]:
    """The mishearings that people wrote down."""
    lines = SPOKEN.read_text(encoding="utf-8").splitlines()
    return [Query(name, heard, WRITTEN) for name, heard in (line.split("\t") for line in lines)]


def fill(engine: Engine, names: Sequence[str]) -> int:
    """Keep a contact for every name, with its index, as the session's hook would; answers the rows of the index."""
    used: set[str] = set()
    rows = 0
    for start in range(0, len(names), AT_ONCE):
        contacts = [_contact(name) for name in names[start : start + AT_ONCE]]
        heard = [_heard(contact["id"], pair) for contact in contacts for pair in pairs_of([contact["name"]])]
        used |= {word for row in heard for word in row["words"].split()}
        rows += len(heard)
        with engine.begin() as connection:
            connection.execute(insert(Contact), contacts)
            connection.execute(insert(Heard), heard)
    sounds = [row for word in sorted(used) for row in sounds_of(ACCOUNT, Contact.__tablename__, word)]
    with engine.begin() as connection:
        connection.execute(insert(Sound), sounds)
    return rows + len(sounds)


def _contact(name: str) -> dict[str, Any]:
    return {"account_id": ACCOUNT, "id": new_id(), "created_at": NOW, "updated_at": NOW, "name": name, "version": 1}


def _heard(record_id: str, pair: str) -> dict[str, Any]:
    return {"account_id": ACCOUNT, "kind": Contact.__tablename__, "words": pair, "record_id": record_id}


async def search(database: Database, asked: Sequence[Query]) -> Found:
    """Look every query up as a call would."""
    found = Found()
    company = Company(ACCOUNT, "Bench", ZoneInfo("America/Denver"))
    for query in asked:
        begun = time.perf_counter()
        async with database.transaction(ACCOUNT, write=False) as session:
            ctx = Context(session, Actor(ACCOUNT, Role.ADMIN), company, lambda: NOW, "system")
            matches = await ranked(ctx, Contact, query.heard)
        found.seconds.append(time.perf_counter() - begun)
        names = list(dict.fromkeys(match.candidate.label.casefold() for match in matches))
        found.places.setdefault(query.band, []).append(
            names.index(wanted) if (wanted := query.name.casefold()) in names else NOWHERE
        )
    return found


async def measure(size: int, count: int) -> list[Figure]:
    """One size of account: fill it, search it, and what came of it."""
    random = Random(size)
    words = dictionary.load()
    names = [" ".join(name) for name in people(words, size, random)]
    asked = [*queries(names, Recogniser(words, random), count, random), *written()]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bench.db"
        database = Database(f"sqlite:///{file}")
        await database.migrate()
        begun = time.perf_counter()
        rows = fill(create_engine(f"sqlite:///{file}"), [*names, *dict.fromkeys(query.name for query in written())])
        took = time.perf_counter() - begun
        await search(database, asked[:20])
        found = await search(database, asked)
        await database.close()
        costs = rows / size, file.stat().st_size / 2**20, took
    return _figures(f"{size:,} people", found, costs)


def _figures(size: str, found: Found, costs: tuple[float, float, float]) -> list[Figure]:
    rows, megabytes, took = costs
    told = []
    for name, bands in ({"up to 1 off": NEAR} | {band: [band] for band in (*BANDS, WRITTEN)}).items():
        count = sum(len(found.places[band]) for band in bands)
        aim = RECALLED if bands == NEAR else None
        told.append(Figure(f"{size}, {name}, first of {count}", 100 * found.share(bands, 1), "%"))
        told.append(Figure(f"{size}, {name}, first five of {count}", 100 * found.share(bands, 5), "%", aim))
    return [
        *told,
        *percentiles(f"{size}, a search", [1000 * each for each in found.seconds], "ms", p99=SLOWEST),
        Figure(f"{size}, index rows each", rows, ""),
        Figure(f"{size}, file", megabytes, "MB"),
        Figure(f"{size}, made in", took, "s"),
    ]


async def figures() -> list[Figure]:
    """Every size."""
    return [figure for size in SIZES for figure in await measure(size, QUERIES)]


def main() -> None:
    """Measure every size asked for."""
    assert catalog.TABLES
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--queries", type=int, default=QUERIES)
    options = parser.parse_args()
    for size in options.people:
        print(printed(asyncio.run(measure(size, options.queries))))


if __name__ == "__main__":
    main()
