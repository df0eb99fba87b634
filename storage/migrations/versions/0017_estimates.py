"""Estimates."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.walls import append_only, within_account

revision = '0017'
down_revision = '0016'


def upgrade() -> None:
    op.create_table('estimates',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('contact_id', sa.String(), nullable=False),
    sa.Column('lead_id', sa.String(), nullable=True),
    sa.Column('low', sa.BigInteger(), nullable=True),
    sa.Column('high', sa.BigInteger(), nullable=True),
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('notes', sa.String(), nullable=True),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['account_id', 'contact_id'], ['contacts.account_id', 'contacts.id'], name=op.f('fk_estimates_account_id_contact_id')),
    sa.ForeignKeyConstraint(['account_id', 'lead_id'], ['leads.account_id', 'leads.id'], name=op.f('fk_estimates_account_id_lead_id')),
    sa.PrimaryKeyConstraint('account_id', 'id', name=op.f('pk_estimates')),
    sa.UniqueConstraint('account_id', 'number', name=op.f('uq_estimates_account_id_number'))
    )
    within_account('estimates')
    op.create_index(op.f('ix_estimates_contact_id'), 'estimates', ['contact_id'], unique=False)
    op.create_index(op.f('ix_estimates_lead_id'), 'estimates', ['lead_id'], unique=False)
    op.create_index(op.f('ix_estimates_status'), 'estimates', ['status'], unique=False)


def downgrade() -> None:
    op.drop_table('estimates')
