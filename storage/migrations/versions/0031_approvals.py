"""Approvals"""

import sqlalchemy as sa
from alembic import op

from storage.migrations.walls import append_only, within_account

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    op.create_table('approvals',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('requested_by_id', sa.String(), nullable=False),
    sa.Column('requester', sa.String(), nullable=False),
    sa.Column('decided_by_id', sa.String(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.String(), nullable=True),
    sa.Column('operation', sa.String(), nullable=True),
    sa.Column('arguments', sa.JSON(), nullable=False),
    sa.Column('outcome', sa.String(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['account_id', 'decided_by_id'], ['users.account_id', 'users.id'], name=op.f('fk_approvals_account_id_decided_by_id')),
    sa.ForeignKeyConstraint(['account_id', 'requested_by_id'], ['users.account_id', 'users.id'], name=op.f('fk_approvals_account_id_requested_by_id')),
    sa.PrimaryKeyConstraint('account_id', 'id', name=op.f('pk_approvals'))
    )
    within_account('approvals')
    op.create_index('ix_approvals_account_id_status', 'approvals', ['account_id', 'status'], unique=False)


def downgrade() -> None:
    op.drop_table('approvals')
