"""What has happened, in order"""

import sqlalchemy as sa
from alembic import op

from storage.migrations.walls import append_only, within_account

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.create_table('events',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('seq', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('record_type', sa.String(), nullable=False),
    sa.Column('record_id', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.String(), nullable=True),
    sa.Column('operation', sa.String(), nullable=False),
    sa.Column('causes', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('account_id', 'id', name=op.f('pk_events')),
    sa.UniqueConstraint('account_id', 'seq', name=op.f('uq_events_account_id_seq'))
    )
    within_account('events')
    op.create_index(op.f('ix_events_at'), 'events', ['at'], unique=False)


def downgrade() -> None:
    op.drop_table('events')
