"""What is looked up all day is found by an index: read off the plan of the very statement, on both engines."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import Select, event, select, text

from storage.contacts import Contact, mail_key
from storage.database import Database
from tests.postgres import Place
from tests.storage.test_second_wall import connected

INDEX = "ix_contacts_account_id_email_key"


MANY = """
    INSERT INTO contacts (account_id, id, name, email, status, created_at, updated_at, version)
    SELECT 'ridgeline', 'c' || n, 'Somebody', 'N' || n || '@Mail.example', 'lead', now(), now(), 1
    FROM generate_series(1, 2000) AS n
"""


@pytest.mark.both_engines
async def test_contacts_are_found_by_their_mail_without_looking_through_all(database: Database, place: Place) -> None:
    if not database.sqlite:  # which goes by how many there are
        async with connected(place.url, "postgres") as connection:
            for statement in (MANY, "ANALYZE contacts"):
                await connection.execute(text(statement))
    told = await plan(database, select(Contact).where(mail_key().in_(["john.smith@mail.example", "nobody@x.example"])))
    assert INDEX in told
    assert re.search(r"(Index Cond|USING INDEX).*email_key(\)::text)? ?=", told), "not by the account alone"


async def plan(database: Database, statement: Select[Contact]) -> str:
    """How the database goes about a statement as an account's session sends it."""
    sent: list[tuple[str, object]] = []
    async with database.transaction("ridgeline") as session:
        session.add(Contact(name="John Smith", email="John.SMITH@mail.example"))
        await session.flush()
        connection = await session.connection()

        def note(*told: object) -> None:
            sent.append((str(told[2]), told[3]))

        event.listen(connection.sync_connection, "before_cursor_execute", note)
        assert (await session.execute(statement)).all()
        [(words, parameters)] = sent
        how = "EXPLAIN QUERY PLAN" if database.sqlite else "EXPLAIN"
        told = await connection.exec_driver_sql(f"{how} {words}", parameters)  # type: ignore[arg-type]
        return "\n".join(str(row) for row in told)
