"""A Postgres server of the test run's own, from the system's binaries: made when first asked for, gone at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

OWNER, APP = "callout_owner", "callout_app"
EMPTY, FULL = "empty", "world"
QUICK = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "shared_buffers=32MB", "max_connections=200")
READY = "database system is ready to accept connections"


@dataclass(frozen=True)
class Place:
    """A database's address for the app, and for the role that owns it."""

    url: str
    owner: str


@dataclass(frozen=True)
class Server:
    """A running server, reached through a socket in its own folder, where nobody else may look."""

    folder: Path

    def url(self, database: str, role: str) -> str:
        """The address of a database, for a role: the app's, the owner's or the superuser's."""
        return f"postgresql://{role}@/{database}?host={self.folder}"

    def place(self, database: str) -> Place:
        """A database as an installation knows it."""
        return Place(self.url(database, APP), self.url(database, OWNER))


def binaries() -> Path | None:
    """The folder with initdb and postgres, where the system has one."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return versions[-1].parent if versions else None


@contextmanager
def serving(programs: Path) -> Iterator[Server]:
    """Make a server, run it, and leave nothing behind."""
    folder = Path(tempfile.mkdtemp(prefix="callout-postgres-"))
    user = _somebody_else(folder)
    try:
        data = folder / "data"
        made = [str(programs / "initdb"), "--pgdata", str(data), "--username=postgres", "--auth=trust"]
        subprocess.run(
            [*made, "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"],
            user=user, check=True, capture_output=True, cwd=folder,
        )  # fmt: skip
        with _running(programs, data, folder, user):
            yield Server(folder)
    finally:
        shutil.rmtree(folder)


def _somebody_else(folder: Path) -> str | None:
    """Postgres refuses to run as root: then it runs as its own user, or as nobody."""
    if os.geteuid() != 0:
        return None
    name = "postgres" if "postgres" in {each.pw_name for each in pwd.getpwall()} else "nobody"
    shutil.chown(folder, name)
    return name


@contextmanager
def _running(programs: Path, data: Path, folder: Path, user: str | None) -> Iterator[None]:
    command = [str(programs / "postgres"), "-D", str(data), "-c", f"unix_socket_directories={folder}"]
    command += [part for setting in ("listen_addresses=", *QUICK) for part in ("-c", setting)]
    # Where the test run itself is killed, the server is told to stop as well.
    dying_too = ["setpriv", "--pdeathsig", "INT"] if shutil.which("setpriv") else []
    plain = {**os.environ, "LC_ALL": "C"}
    server = subprocess.Popen(
        [*dying_too, *command], user=user, cwd=folder, stderr=subprocess.PIPE, text=True, env=plain
    )
    ready, said = threading.Event(), deque[str](maxlen=50)
    reading = threading.Thread(target=_read, args=(server, ready, said), daemon=True)
    reading.start()
    try:
        if not ready.wait(30) or server.poll() is not None:
            raise RuntimeError("Postgres did not start:\n" + "".join(said))
        yield
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)
        reading.join()


def _read(server: subprocess.Popen[str], ready: threading.Event, said: deque[str]) -> None:
    assert server.stderr is not None
    with server.stderr as lines:
        for line in lines:
            said.append(line)
            if READY in line:
                ready.set()
    ready.set()


class World:
    """A database that is made once and copied for each test: a copy takes a fraction of a second."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._copies = 0

    async def make(self) -> Place:
        """The database that is copied, with the two roles of a proper installation and nothing in it yet."""
        granted = f"GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP}"
        for role in (OWNER, APP):
            await self._as_superuser("postgres", f"CREATE ROLE {role} LOGIN NOSUPERUSER NOBYPASSRLS")
        await self._as_superuser("postgres", f"CREATE DATABASE {EMPTY} OWNER {OWNER}")
        await self._as_superuser(EMPTY, f"ALTER SCHEMA public OWNER TO {OWNER}")
        await self._as_superuser(EMPTY, f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} {granted}")
        await self._as_superuser("postgres", f"CREATE DATABASE {FULL} TEMPLATE {EMPTY} OWNER {OWNER}")
        return self.server.place(FULL)

    async def copy(self, of: str = FULL) -> Place:
        """A copy of the database, or of the empty one."""
        self._copies += 1
        name = f"{of}_{self._copies}"
        await self._as_superuser("postgres", f"CREATE DATABASE {name} TEMPLATE {of} OWNER {OWNER}")
        return self.server.place(name)

    async def drop(self, copy: Place) -> None:
        """Take a copy away, whoever is still connected to it."""
        await self._as_superuser("postgres", f"DROP DATABASE {make_url(copy.url).database} WITH (FORCE)")

    async def _as_superuser(self, database: str, statement: str) -> None:
        url = make_url(self.server.url(database, "postgres")).set(drivername="postgresql+asyncpg")
        engine = create_async_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        async with engine.connect() as connection:
            await connection.execute(text(statement))
