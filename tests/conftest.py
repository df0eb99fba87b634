"""A fresh demo world on a database of its own for every test that asks, with the clock at the world's now."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from domain import demo
from domain.companies import Companies
from domain.context import Actor, Ports
from domain.passwords import Passwords
from domain.roles import Role
from domain.signin import SignIn
from storage import catalog as tables
from storage.database import Database
from tests.postgres import Place, Server, World, binaries, serving
from tools.call import Call, Outcome
from tools.catalog import OPERATIONS
from tools.perform import Desk, perform

if TYPE_CHECKING:
    from evals.replay import Worlds

QUICK_HASH = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
PASSWORD = "correct horse battery staple"
assert tables.TABLES


BOTH = ("sqlite", pytest.param("postgres", marks=pytest.mark.xdist_group("postgres")))


def pytest_addoption(parser: pytest.Parser) -> None:
    """`pytest --every-engine` runs every test that takes a database on SQLite and on Postgres."""
    parser.addoption("--every-engine", action="store_true", help="run every database test on both engines")


def pytest_configure(config: pytest.Config) -> None:
    """The one marker of these tests."""
    config.addinivalue_line("markers", "both_engines: the test's database is a SQLite file, and once more a Postgres")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test marked `both_engines` on each."""
    asked = metafunc.config.getoption("--every-engine") or metafunc.definition.get_closest_marker("both_engines")
    if asked and "engine" in metafunc.fixturenames:
        metafunc.parametrize("engine", BOTH)


@pytest.fixture(scope="session")
def loaded_world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo world in a SQLite file, made once; tests take copies."""
    file = tmp_path_factory.mktemp("world") / "callout.db"
    asyncio.run(load_world(file))
    return file


async def load_world(file: Path) -> None:
    """Make a database with the demo world in which everybody can sign in."""
    await _load(Database(f"sqlite:///{file}"))


async def _load(database: Database) -> None:
    await database.migrate()
    await demo.load(database, Companies(database), demo.demo_now)
    await demo.let_everyone_sign_in(database, SignIn(database, demo.demo_now, QUICK_HASH), PASSWORD)
    await database.close()


async def _fill(world: World) -> None:
    place = await world.make()
    await _load(Database(place.url, owner=place.owner))


@pytest.fixture(scope="session")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Worlds:
    """Where every conversation gets a fresh demo world, as `callout eval` gives it one."""
    from evals.replay import Worlds, settings_for

    made = Worlds(tmp_path_factory.mktemp("worlds"), settings_for("local"))
    asyncio.run(made.make())
    return made


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A Postgres server of this test run's own."""
    programs = binaries()
    if programs is None:
        missing = "Postgres is not installed: install the system's package for it (Debian: postgresql)"
        (pytest.fail if os.environ.get("CALLOUT_NOTHING_MAY_BE_SKIPPED") == "1" else pytest.skip)(missing)
    with serving(programs) as server:
        yield server


@pytest.fixture(scope="session")
def postgres_world(postgres: Server) -> World:
    """The demo world in a Postgres database, made once; tests take copies."""
    world = World(postgres)
    asyncio.run(_fill(world))
    return world


@pytest.fixture
def engine() -> str:
    """SQLite, unless a test is marked `both_engines`."""
    return "sqlite"


@pytest.fixture
def place(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Place]:
    """Where this test's own copy of the demo world is."""
    if engine == "sqlite":
        file = tmp_path / "callout.db"
        shutil.copy(request.getfixturevalue("loaded_world"), file)
        yield Place(f"sqlite:///{file}", f"sqlite:///{file}")
        return
    world: World = request.getfixturevalue("postgres_world")
    copy = asyncio.run(world.copy())
    yield copy
    asyncio.run(world.drop(copy))


@pytest.fixture
async def database(place: Place) -> AsyncIterator[Database]:
    """A database with the demo world, this test's own."""
    made = Database(place.url, owner=place.owner)
    yield made
    await made.close()


@pytest.fixture
def ports() -> Ports:
    """The outside: nothing, unless a test overrides this."""
    return Ports(passwords=Passwords(QUICK_HASH))


@pytest.fixture
def desk(database: Database, ports: Ports) -> Desk:
    """Where calls are performed, at the demo world's now."""
    return Desk(OPERATIONS, database, Companies(database), demo.demo_now, b"a secret of this test", ports)


@pytest.fixture
def signin(database: Database) -> SignIn:
    """Signing in, with a hash that is quick because it guards nothing."""
    return SignIn(database, demo.demo_now, QUICK_HASH)


def person(user_id: str, account: str = "ridgeline") -> Actor:
    """A demo person by the id in the demo world."""
    users = next(each["users"] for each in demo.world()["accounts"] if each["id"] == account)
    told = next(each for each in users if each["id"] == user_id)
    return Actor(account, Role(told["role"]), told["name"], user_id=user_id, phone=told["phone"])


OF_THE_CALL = ("channel", "key", "turn", "yes", "conversation_id")
Ask = Callable[..., Awaitable[Any]]


@pytest.fixture
def ask(desk: Desk) -> Ask:
    """`await ask("get_job", id="job-1042", by=person("mike-a"), channel="voice")`: perform a call, plain JSON back."""

    async def performed(operation: str, /, *, by: Actor | None = None, **given: Any) -> Any:
        facts = {
            name: given.pop(name) for name in ("channel", "key", "turn", "yes", "conversation_id") if name in given
        }
        outcome: Outcome = await perform(desk, Call(operation, given, by or person("dana"), **facts))
        return outcome.plain()

    return performed
