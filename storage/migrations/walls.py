"""What the migrations raise around tables: `within_account(…)` and `append_only(…)`.

Migrations that have been released rely on these, so what they do may be added to but never changed.
"""

from alembic import op

ACCOUNT = "current_setting('app.account_id', true)"
PLATFORM = "current_setting('app.platform', true) = 'on'"
REFUSAL = "the audit is append-only"


def within_account(table: str, *, column: str = "account_id", platform: bool = False) -> None:
    """On Postgres, only rows of the transaction's account are there, for every role that may not bypass it.

    A table of the platform (companies, sign-ins, tokens) is there in full for a transaction above the accounts.
    Without either setting there are no rows at all.
    """
    if op.get_context().dialect.name != "postgresql":
        return
    rule = f"{column} = {ACCOUNT} OR {PLATFORM}" if platform else f"{column} = {ACCOUNT}"
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY within_account ON {table} USING ({rule}) WITH CHECK ({rule})")


def forgettable(table: str, *words: str, kept: tuple[str, ...]) -> None:
    """An append-only table whose words may be emptied where a person is erased; what is `kept` stays as it was.

    On Postgres only in a transaction that says so, too.
    """
    if op.get_context().dialect.name == "postgresql":
        same = " AND ".join(f'NEW."{each}" IS NOT DISTINCT FROM OLD."{each}"' for each in kept)
        empty = " AND ".join(f"coalesce(NEW.\"{each}\"::text, 'null') IN ('null', '{{}}', '[]')" for each in words)
        op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table} FOR EACH STATEMENT "
            "WHEN (current_setting('app.erasing', true) IS DISTINCT FROM 'on') EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_forgotten BEFORE UPDATE ON {table} FOR EACH ROW "
            f"WHEN (NOT ({same} AND {empty})) EXECUTE FUNCTION refuse_change()"
        )
        return
    same = " AND ".join(f'NEW."{each}" IS OLD."{each}"' for each in kept)
    empty = " AND ".join(f"coalesce(NEW.\"{each}\", 'null') IN ('null', '{{}}', '[]')" for each in words)
    op.execute(f"DROP TRIGGER {table}_update")
    op.execute(
        f"CREATE TRIGGER {table}_update BEFORE UPDATE ON {table} WHEN NOT ({same} AND {empty}) "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    )


def unforgettable(table: str) -> None:
    """The way back from `forgettable`."""
    if op.get_context().dialect.name == "postgresql":
        for name in ("append_only", "unchanged", "forgotten"):
            op.execute(f"DROP TRIGGER {table}_{name} ON {table}")
    else:
        for deed in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_{deed}")
    append_only(table)


def append_only(table: str) -> None:
    """The database itself refuses to change or remove a row of the table."""
    if op.get_context().dialect.name == "postgresql":
        op.execute(
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for deed in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_{deed.lower()} BEFORE {deed} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )


def within_account_and_host(table: str) -> None:
    """On Postgres, a row of the accounts is also there for the account that hosts it (`account_id`)."""
    _accounts_rule(table, f"id = {ACCOUNT} OR account_id = {ACCOUNT} OR {PLATFORM}")


def within_account_alone(table: str) -> None:
    """What `within_account_and_host` has changed, as it was."""
    _accounts_rule(table, f"id = {ACCOUNT} OR {PLATFORM}")


def _accounts_rule(table: str, rule: str) -> None:
    if op.get_context().dialect.name == "postgresql":
        op.execute(f"ALTER POLICY within_account ON {table} USING ({rule}) WITH CHECK ({rule})")
