"""What was never sent is summed from an index."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.walls import append_only, within_account

revision = '0016'
down_revision = '0015'


def upgrade() -> None:
    with op.batch_alter_table('invoices', schema=None) as batch_op:
        batch_op.create_index('ix_invoices_unsent', ['account_id', 'total'], unique=False, sqlite_where=sa.text('sent_at IS NULL AND voided_at IS NULL AND deleted_at IS NULL'), postgresql_where=sa.text('sent_at IS NULL AND voided_at IS NULL AND deleted_at IS NULL'))



def downgrade() -> None:
    with op.batch_alter_table('invoices', schema=None) as batch_op:
        batch_op.drop_index('ix_invoices_unsent', sqlite_where=sa.text('sent_at IS NULL AND voided_at IS NULL AND deleted_at IS NULL'), postgresql_where=sa.text('sent_at IS NULL AND voided_at IS NULL AND deleted_at IS NULL'))

