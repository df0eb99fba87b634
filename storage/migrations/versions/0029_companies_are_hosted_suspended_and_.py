"""Companies are hosted, suspended and invited."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.walls import within_account_alone, within_account_and_host

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    with op.batch_alter_table('accounts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('account_id', sa.String(), server_default='installation', nullable=False))
        batch_op.add_column(sa.Column('admin_name', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('admin_email', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('invited_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text("'1970-01-01 00:00:00'"), nullable=False))
        batch_op.add_column(sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text("'1970-01-01 00:00:00'"), nullable=False))
        batch_op.add_column(sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('version', sa.BigInteger(), server_default=sa.text('1'), nullable=False))
        batch_op.create_index(batch_op.f('ix_accounts_account_id'), ['account_id'], unique=False)

    op.execute("UPDATE accounts SET created_at = CURRENT_TIMESTAMP, updated_at = CURRENT_TIMESTAMP")
    within_account_and_host('accounts')


def downgrade() -> None:
    within_account_alone('accounts')
    with op.batch_alter_table('accounts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_accounts_account_id'))
        batch_op.drop_column('version')
        batch_op.drop_column('deleted_at')
        batch_op.drop_column('updated_at')
        batch_op.drop_column('created_at')
        batch_op.drop_column('invited_at')
        batch_op.drop_column('admin_email')
        batch_op.drop_column('admin_name')
        batch_op.drop_column('account_id')

