"""A fresh demo world on a database of its own for every test that asks, with the clock at the world's now."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

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
from tools.call import Call, Outcome
from tools.catalog import OPERATIONS
from tools.perform import Desk, perform

QUICK_HASH = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
PASSWORD = "correct horse battery staple"
assert tables.TABLES


@pytest.fixture(scope="session")
def loaded_world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo world in a SQLite file, made once; tests take copies."""
    file = tmp_path_factory.mktemp("world") / "callout.db"
    asyncio.run(load_world(file))
    return file


async def load_world(file: Path) -> None:
    """Make a database with the demo world in which everybody can sign in."""
    database = Database(f"sqlite:///{file}")
    await database.migrate()
    await demo.load(database, Companies(database), demo.demo_now)
    await demo.let_everyone_sign_in(database, SignIn(database, demo.demo_now, QUICK_HASH), PASSWORD)
    await database.close()


@pytest.fixture
async def database(loaded_world: Path, tmp_path: Path) -> AsyncIterator[Database]:
    """A database with the demo world, this test's own."""
    file = tmp_path / "callout.db"
    shutil.copy(loaded_world, file)
    made = Database(f"sqlite:///{file}")
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
