"""Review requests."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.walls import append_only, within_account

revision = '0023'
down_revision = '0022'


def upgrade() -> None:
    op.create_table('review_requests',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('contact_id', sa.String(), nullable=False),
    sa.Column('job_id', sa.String(), nullable=True),
    sa.Column('message_id', sa.String(), nullable=True),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('rating', sa.BigInteger(), nullable=True),
    sa.Column('comment', sa.String(), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['account_id', 'contact_id'], ['contacts.account_id', 'contacts.id'], name=op.f('fk_review_requests_account_id_contact_id')),
    sa.ForeignKeyConstraint(['account_id', 'job_id'], ['jobs.account_id', 'jobs.id'], name=op.f('fk_review_requests_account_id_job_id')),
    sa.ForeignKeyConstraint(['account_id', 'message_id'], ['messages.account_id', 'messages.id'], name=op.f('fk_review_requests_account_id_message_id')),
    sa.PrimaryKeyConstraint('account_id', 'id', name=op.f('pk_review_requests'))
    )
    within_account('review_requests')
    op.create_index(op.f('ix_review_requests_contact_id'), 'review_requests', ['contact_id'], unique=False)
    op.create_index(op.f('ix_review_requests_job_id'), 'review_requests', ['job_id'], unique=False)
    op.create_index(op.f('ix_review_requests_message_id'), 'review_requests', ['message_id'], unique=False)


def downgrade() -> None:
    op.drop_table('review_requests')
