"""Events of webhooks, each stored once."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.walls import within_account

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    op.create_table('webhook_events',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('provider', sa.String(), nullable=False),
    sa.Column('event_id', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('happened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('payload', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('outcome', sa.String(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('account_id', 'id', name=op.f('pk_webhook_events')),
    sa.UniqueConstraint('account_id', 'provider', 'event_id', name=op.f('uq_webhook_events_account_id_provider_event_id'))
    )
    within_account('webhook_events')


def downgrade() -> None:
    op.drop_table('webhook_events')
