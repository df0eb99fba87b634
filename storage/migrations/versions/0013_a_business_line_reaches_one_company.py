"""A business line reaches one company."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.walls import append_only, within_account

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accounts_business_line"))
        batch_op.create_index(batch_op.f("ix_accounts_business_line"), ["business_line"], unique=True)


def downgrade() -> None:
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accounts_business_line"))
        batch_op.create_index(batch_op.f("ix_accounts_business_line"), ["business_line"], unique=False)
