"""The numbers people say: one gapless sequence an account and noun, taken in the transaction that uses it."""

from sqlalchemy import case
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Owned
from storage.session import insert_into

FIRST = 1001
UNAUDITED = {"unaudited": "a counter is not a record"}


class Counter(Owned):
    """The last number given out for a noun of an account."""

    __tablename__ = "counters"

    noun: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]


async def next_number(session: AsyncSession, noun: str) -> int:
    """Take the account's next number for a noun; rolled back with the transaction, so without gaps."""
    return await _raise_to(session, noun, None)


async def next_numbers(session: AsyncSession, noun: str, count: int) -> range:
    """Take the account's next few numbers for a noun; whoever else takes some waits until this is saved."""
    first = insert_into(session, Counter).values(
        account_id=session.info["account_id"], noun=noun, last=FIRST + count - 1
    )
    taken = first.on_conflict_do_update(
        index_elements=["account_id", "noun"], set_={"last": Counter.last + count}
    ).returning(Counter.last)
    last = (await session.execute(taken, execution_options=UNAUDITED)).scalar_one()
    return range(last - count + 1, last + 1)


async def at_least(session: AsyncSession, noun: str, number: int) -> None:
    """Make sure that numbers up to this one are never given out (a load brought its own)."""
    await _raise_to(session, noun, number)


async def _raise_to(session: AsyncSession, noun: str, number: int | None) -> int:
    first = insert_into(session, Counter).values(
        account_id=session.info["account_id"], noun=noun, last=FIRST if number is None else number
    )
    new = Counter.last + 1 if number is None else case((Counter.last < number, number), else_=Counter.last)
    taken = first.on_conflict_do_update(index_elements=["account_id", "noun"], set_={"last": new})
    return (await session.execute(taken.returning(Counter.last), execution_options=UNAUDITED)).scalar_one()
