"""The numbers people say: one gapless sequence an account and noun, taken in the transaction that uses it."""

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Table

FIRST = 1001


class Counter(Table):
    """The last number given out for a noun of an account."""

    __tablename__ = "counters"

    account_id: Mapped[str] = mapped_column(primary_key=True)
    noun: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]


async def next_number(session: AsyncSession, noun: str) -> int:
    """Take the account's next number for a noun; rolled back with the transaction, so without gaps."""
    return await _raise_to(session, noun, None)


async def at_least(session: AsyncSession, noun: str, number: int) -> None:
    """Make sure that numbers up to this one are never given out (a load brought its own)."""
    await _raise_to(session, noun, number)


async def _raise_to(session: AsyncSession, noun: str, number: int | None) -> int:
    postgres = session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert(Counter) if postgres else sqlite.insert(Counter)
    here = {"account_id": session.info["account_id"], "noun": noun}
    made = insert.values(**here, last=FIRST if number is None else number)
    new = Counter.last + 1 if number is None else _larger(number)
    statement = made.on_conflict_do_update(index_elements=["account_id", "noun"], set_={"last": new})
    await session.execute(statement, execution_options={"unaudited": "a counter is not a record"})
    return (await session.execute(select(Counter.last).filter_by(**here))).scalar_one()


def _larger(number: int) -> object:
    from sqlalchemy import case

    return case((Counter.last < number, number), else_=Counter.last)
