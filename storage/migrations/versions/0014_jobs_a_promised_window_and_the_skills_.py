"""Jobs: a promised window and the skills they need."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.walls import append_only, within_account

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.add_column(sa.Column("window_start", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("window_end", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("skills", sa.JSON(), server_default="[]", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.drop_column("skills")
        batch_op.drop_column("window_end")
        batch_op.drop_column("window_start")
