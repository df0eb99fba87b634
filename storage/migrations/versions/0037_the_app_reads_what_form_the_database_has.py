"""The app reads what form the database has, and may not change that"""

from alembic import op

revision = "0037"
down_revision = "0036"

READS_ALONE = """
DO $$
DECLARE role text;
BEGIN
  FOR role IN
    SELECT DISTINCT grantee FROM information_schema.role_table_grants
    WHERE table_schema = current_schema() AND table_name = 'alembic_version' AND grantee <> current_user
  LOOP
    EXECUTE format('REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON alembic_version FROM %I', role);
  END LOOP;
END $$
"""


def upgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        op.execute(READS_ALONE)


def downgrade() -> None:
    """What the app may do again, its role was never in need of."""
