"""Call logs."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.walls import append_only, within_account

revision = '0020'
down_revision = '0019'


def upgrade() -> None:
    op.create_table('call_logs',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('direction', sa.String(), nullable=False),
    sa.Column('contact_id', sa.String(), nullable=True),
    sa.Column('user_id', sa.String(), nullable=True),
    sa.Column('phone', sa.String(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('duration_seconds', sa.BigInteger(), nullable=True),
    sa.Column('outcome', sa.String(), nullable=True),
    sa.Column('summary', sa.String(), nullable=True),
    sa.Column('written_by', sa.String(), nullable=False),
    sa.Column('transcript', sa.String(), nullable=True),
    sa.Column('calls', sa.JSON(), nullable=False),
    sa.Column('recording_url', sa.String(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['account_id', 'contact_id'], ['contacts.account_id', 'contacts.id'], name=op.f('fk_call_logs_account_id_contact_id')),
    sa.ForeignKeyConstraint(['account_id', 'user_id'], ['users.account_id', 'users.id'], name=op.f('fk_call_logs_account_id_user_id')),
    sa.PrimaryKeyConstraint('account_id', 'id', name=op.f('pk_call_logs'))
    )
    within_account('call_logs')
    op.create_index('ix_call_logs_account_id_at', 'call_logs', ['account_id', 'at'], unique=False)
    op.create_index(op.f('ix_call_logs_contact_id'), 'call_logs', ['contact_id'], unique=False)
    op.create_index(op.f('ix_call_logs_phone'), 'call_logs', ['phone'], unique=False)
    op.create_index(op.f('ix_call_logs_user_id'), 'call_logs', ['user_id'], unique=False)


def downgrade() -> None:
    op.drop_table('call_logs')
