"""The index that finds people and things by ear: an account's vocabulary by sound, and who is called by which words.

Both tables follow the records in the same transaction. A name is kept as pairs of its words, each way round ("garcia
maria", "maria garcia"), so that two words that were heard well enough meet in one probe, however many Marias there are;
a name of one word is kept with nothing after the space. The vocabulary is small beside the names, so it alone carries
the several keys that a misheard word needs.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import (
    ARRAY,
    JSON,
    ColumnElement,
    Select,
    String,
    any_,
    bindparam,
    delete,
    exists,
    func,
    inspect,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.event import listens_for
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, UOWTransaction, mapped_column

from storage.base import Owned, Record
from storage.session import AccountSession
from storage.sounds import kept_under, words

# Compared byte by byte, so that "garcia " to "garcia!" is every pair that begins with garcia.
BYTES = String().with_variant(String(collation="C"), "postgresql")
SMALL_WORDS = frozenset({"a", "and", "of", "the"})
JOINER = re.compile(r"al|abu|ben|d[aeiou]|das|dela?|den|der|dos|el|l[ae]|ma?c|o|saint|van|vander|von")
MOST_WORDS, REACH = 6, 2
Pair = tuple[str, str]


class Sound(Owned):
    """A word of an account's vocabulary under one key, with how it is said by the reading that gave the key."""

    __tablename__ = "sounds"
    __table_args__ = ({"sqlite_with_rowid": False},)

    kind: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(primary_key=True)
    said: Mapped[str]


class Heard(Owned):
    """That a record is called by these two words."""

    __tablename__ = "heard"
    __table_args__ = ({"sqlite_with_rowid": False},)

    kind: Mapped[str] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(BYTES, primary_key=True)
    record_id: Mapped[str] = mapped_column(primary_key=True)


def pairs_of(names: Sequence[str]) -> set[str]:
    """The pairs of words under which a record with these names is kept."""
    found: set[str] = set()
    first: list[str] = []
    for name in names:
        for spoken in _forms(words(name)):
            first = first or spoken
            if len(spoken) == 1:
                found.add(f"{spoken[0]} ")
                spoken = list(dict.fromkeys([*spoken, *first]))[: 1 + REACH]
            found |= {f"{one} {other}" for one, other in _neighbours(spoken)}
    return found


def _forms(spoken: list[str]) -> Iterable[list[str]]:
    """The words that matter, and once more with van der and the like run into what follows."""
    spoken = [word for word in spoken if word not in SMALL_WORDS] or spoken
    joined: list[str] = []
    for word in spoken:
        if joined and JOINER.fullmatch(joined[-1]):
            joined[-1] += word
        else:
            joined.append(word)
    return [each[:MOST_WORDS] for each in ((spoken, joined) if joined != spoken else (spoken,)) if each]


def _neighbours(spoken: list[str]) -> Iterable[Pair]:
    for place, one in enumerate(spoken):
        for other in spoken[place + 1 : place + 1 + REACH]:
            yield one, other
            yield other, one


# The words that come back are one text: a thousand rows cost more to hand over than to find.
_SAID = func.aggregate_strings(Sound.word + " " + Sound.said, "\n")
_CALLED = select(Heard.words, Heard.record_id).where(Heard.kind == bindparam("kind")).limit(bindparam("most"))
_CALLED_WITH = _CALLED.where(Heard.words >= bindparam("first"), Heard.words < bindparam("past"))


def _among(column: Any, dialect: str) -> ColumnElement[bool]:
    """That a column's value is in a list given as one parameter: SQLAlchemy takes longer to write six hundred of them
    than SQLite to look them up."""
    if dialect == "postgresql":
        return cast(ColumnElement[bool], column == any_(bindparam("among", type_=ARRAY(String))))
    each = func.json_each(bindparam("among", type_=JSON)).table_valued("value")
    return cast(ColumnElement[bool], column.in_(select(each.c.value)))


@cache
def _like(dialect: str) -> Select[Any]:
    said: Select[Any] = select(_SAID)
    return said.where(Sound.kind == bindparam("kind"), _among(Sound.key, dialect))


@cache
def _called_by(dialect: str) -> Select[str, str]:
    return _CALLED.where(_among(Heard.words, dialect))


_NO_LONGER_CALLED = delete(Heard).where(
    *(getattr(Heard, name) == bindparam(name) for name in ("account_id", "kind", "words", "record_id"))
)
# A word that nobody is called by any more leaves the vocabulary: an erased name leaves no trace.
_FORGOTTEN = delete(Sound).where(
    *(getattr(Sound, name) == bindparam(name) for name in ("account_id", "kind", "key", "word")),
    ~exists().where(
        *(getattr(Heard, name) == bindparam(name) for name in ("account_id", "kind")),
        Heard.words >= bindparam("first"),
        Heard.words < bindparam("past"),
    ),
)


async def words_like(session: AsyncSession, kind: type[Record], keys: Collection[str]) -> list[Pair]:
    """The words of the vocabulary under these keys, each with how it is said."""
    asked = {"kind": kind.__tablename__, "among": list(keys)}
    found: str | None = await session.scalar(_like(session.get_bind().dialect.name), asked)
    return [
        (word, said) for word, _, said in (line.partition(" ") for line in sorted({*(found or "").split("\n")} - {""}))
    ]


async def called_by(session: AsyncSession, kind: type[Record], pairs: Collection[str], most: int) -> Sequence[Pair]:
    """The pairs among these that records are called by, each with a record's id."""
    asked = {"kind": kind.__tablename__, "among": list(pairs), "most": most}
    found = await session.execute(_called_by(session.get_bind().dialect.name), asked)
    return [(pair, record_id) for pair, record_id in found]


async def called_with(session: AsyncSession, kind: type[Record], word: str, most: int) -> Sequence[Pair]:
    """The pairs that begin with this word, each with a record's id."""
    asked = {"kind": kind.__tablename__, "first": f"{word} ", "past": f"{word}!", "most": most}
    return [(pair, record_id) for pair, record_id in await session.execute(_CALLED_WITH, asked)]


@listens_for(AccountSession, "after_flush")
def _follow_the_records(session: AccountSession, context: UOWTransaction) -> None:
    gone: list[dict[str, Any]] = []
    come: list[dict[str, Any]] = []
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, Record) and type(row).heard_as is not Record.heard_as:
            before = set() if row in session.new else pairs_of(_called_before(row))
            after = set() if row in session.deleted else pairs_of(_called(row))
            gone += (_heard(row, pair) for pair in before - after)
            come += (_heard(row, pair) for pair in after - before)
    connection = session.connection()
    if gone:
        connection.execute(_NO_LONGER_CALLED, gone)
        connection.execute(_FORGOTTEN, _unless_used(gone))
    add_heard(connection, come)


def _heard(row: Record, pair: str) -> dict[str, Any]:
    return {"account_id": row.account_id, "kind": row.__tablename__, "words": pair, "record_id": row.id}


def _called(row: Record) -> tuple[str, ...]:
    return () if row.deleted_at else row.heard_as()


def _called_before(row: Record) -> tuple[str, ...]:
    """What the row was called when it was last flushed."""
    committed: dict[str, Any] = {}
    for key in inspect(type(row)).columns.keys():
        history = inspect(row).attrs[key].history
        committed[key] = next(iter((*history.deleted, *history.unchanged)), None)
    return _called(type(row)(**committed))


def add_heard(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Keep pairs, and the sounds of the words in them; what is there already stays."""
    if not rows:
        return
    used = {(row["account_id"], row["kind"], word) for row in rows for word in row["words"].split()}
    connection.execute(_unless_there(connection, Heard), list(rows))
    connection.execute(_unless_there(connection, Sound), [each for use in sorted(used) for each in sounds_of(*use)])


def sounds_of(account_id: str, kind: str, word: str) -> list[dict[str, Any]]:
    """The rows that a word of the vocabulary is kept in."""
    where = {"account_id": account_id, "kind": kind, "word": word}
    return [{**where, "key": key, "said": said} for key, said in kept_under(word).items()]


def _unless_there(connection: Connection, table: type[Owned]) -> Any:
    kept = postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
    return kept.on_conflict_do_nothing()


def _unless_used(gone: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The words of names that are gone, as `_FORGOTTEN` takes them, each under every key that it is kept under."""
    used = {(row["account_id"], row["kind"], word) for row in gone for word in row["words"].split()}
    return [
        {"account_id": account_id, "kind": kind, "key": key, "word": word, "first": f"{word} ", "past": f"{word}!"}
        for account_id, kind, word in sorted(used)
        for key in kept_under(word)
    ]
