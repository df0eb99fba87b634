"""Ten thousand probes as the app's own role, over every table and in every way to reach a row: none crosses."""

from __future__ import annotations

import io
from typing import Any

import pytest
from sqlalchemy import insert, text

from storage.base import Table
from tests.postgres import Place
from tests.storage.conftest import OURS, THEIRS
from tests.storage.test_second_wall import (
    BY_KEY_ALONE,
    RECORDS,
    ROWS,
    acting,
    connected,
    engine,
    full,
    key,
    row,
    stored,
)

__all__ = ["engine", "full"]
WAYS = 6
ALONE = 99_999  # the number of a row that only they have
# Each way to reach their rows one by one, by its whole key; what the database lets through is counted.
PROBES = """
DO $probes$
DECLARE n int; hit int; tried int := 0; crossed int := 0; way text;
BEGIN
  FOR n IN 90000..{last} LOOP
    FOREACH way IN ARRAY ARRAY[{ways}] LOOP
      tried := tried + 1;
      BEGIN
        EXECUTE replace(way, '<key>', n::text);
        GET DIAGNOSTICS hit = ROW_COUNT;
        crossed := crossed + hit;
      EXCEPTION WHEN insufficient_privilege OR restrict_violation THEN NULL;
      END;
    END LOOP;
  END LOOP;
  PERFORM set_config('probes.told', tried || ' ' || crossed, true);
END $probes$
"""


@pytest.fixture(autouse=True)
async def theirs_alone(place: Place, full: None) -> None:
    """In every table a row that only they have."""
    async with connected(place.url, "postgres") as connection:
        await connection.execute(text("SET LOCAL session_replication_role = replica"))
        for name in RECORDS:
            table = Table.metadata.tables[name]
            await connection.execute(insert(table), [row(table, THEIRS, ALONE - 90_000)])


def ways(name: str) -> list[str]:
    """Look, look while locking, change, remove, write over and add: their row with this key."""
    table = Table.metadata.tables[name]
    keys = [each.name for each in table.primary_key if each.name != "account_id"]
    mine, that = key(name, OURS, "<key>"), key(name, THEIRS, "<key>")
    theirs = " AND ".join([f"account_id = '{THEIRS}'", *(f"{each}::text = '{that}'" for each in keys)])
    columns, primary = (
        ", ".join(f'"{each.name}"' for each in stored(table)),
        ", ".join(table.primary_key.columns.keys()),
    )

    def copied(**told: str) -> str:
        """One of our rows, added once more with other facts."""
        values = ", ".join(f"'{told[each.name]}'" if each.name in told else f'"{each.name}"' for each in stored(table))
        return f"INSERT INTO {name} ({columns}) SELECT {values} FROM {name} WHERE {keys[0]}::text = '{mine}'"

    stolen = copied(account_id=THEIRS)
    taken = copied(**dict.fromkeys(keys, that)) if name in BY_KEY_ALONE else stolen
    return [
        f"SELECT 1 FROM {name} WHERE {theirs}",
        f"SELECT 1 FROM {name} WHERE {theirs} FOR UPDATE",
        f"UPDATE {name} SET account_id = '{OURS}' WHERE {theirs}",
        f"DELETE FROM {name} WHERE {theirs}",
        stolen,
        f"{taken} ON CONFLICT ({primary}) DO UPDATE SET account_id = '{OURS}'",
    ]


async def test_ten_thousand_probes_reach_nothing(place: Place) -> None:
    tried = 0
    for name in RECORDS:
        quoted = ", ".join("$way$" + each + "$way$" for each in ways(name))
        rows = max(ROWS, -(-10_000 // (WAYS * len(RECORDS))))
        async with acting(place, OURS) as connection:
            await connection.exec_driver_sql(PROBES.format(last=89_999 + rows, ways=quoted))
            told = await connection.scalar(text("SELECT current_setting('probes.told')"))
            await connection.rollback()
        probed, crossed = map(int, str(told).split())
        assert crossed == 0, name
        tried += probed
    assert tried >= 10_000


async def test_no_link_is_made_to_what_only_they_have(place: Place) -> None:
    made = 0
    async with acting(place, OURS) as connection:
        for name in set(RECORDS) - {"audit"}:
            for link in Table.metadata.tables[name].foreign_key_constraints:
                if link.referred_table.name != "accounts":
                    column = next(each.name for each in link.columns if each.name != "account_id")
                    mine = f"account_id = '{OURS}' AND id = '90000'"
                    with pytest.raises(Exception, match="foreign key"):
                        await connection.exec_driver_sql(f"UPDATE {name} SET \"{column}\" = '{ALONE}' WHERE {mine}")
                    await connection.rollback()
                    made += 1
    assert made > len(RECORDS) / 2


async def test_nothing_of_theirs_is_copied_out_or_in_or_leaks_through_a_function(place: Place) -> None:
    async with acting(place, OURS) as connection:
        raw: Any = (await connection.get_raw_connection()).driver_connection
        leaks: list[str] = []
        raw.add_log_listener(lambda _, message: leaks.append(str(message)))
        await raw.execute(
            "CREATE FUNCTION pg_temp.leak(told text) RETURNS boolean LANGUAGE plpgsql COST 0.0001 "
            "AS $$ BEGIN RAISE NOTICE 'leaked %', told; RETURN true; END $$"
        )
        for name in RECORDS:
            out = io.BytesIO()
            await raw.copy_from_table(name, output=out)
            assert OURS.encode() in out.getvalue()
            assert THEIRS.encode() not in out.getvalue(), name
            with pytest.raises(Exception, match="row-level security"):
                await raw.copy_to_table(name, source=io.BytesIO(b""))
            await raw.fetch(f"SELECT 1 FROM {name} WHERE pg_temp.leak(account_id)")
        assert any(OURS in each for each in leaks)
        assert [each for each in leaks if THEIRS in each] == []
        above = "SELECT count(*) FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
        assert await raw.fetchval(above) == 0
