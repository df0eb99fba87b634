"""Calls that wait for a person."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.walls import within_account

revision = '0003'
down_revision = '0002'


def upgrade() -> None:
    op.create_table('pending_calls',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('operation', sa.String(), nullable=False),
    sa.Column('arguments', sa.JSON(), nullable=False),
    sa.Column('question', sa.String(), nullable=False),
    sa.Column('actor_id', sa.String(), nullable=True),
    sa.Column('asked_by', sa.String(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('account_id', 'id', name=op.f('pk_pending_calls'))
    )
    within_account('pending_calls')
    op.create_index(op.f('ix_pending_calls_expires_at'), 'pending_calls', ['expires_at'], unique=False)


def downgrade() -> None:
    op.drop_table('pending_calls')
