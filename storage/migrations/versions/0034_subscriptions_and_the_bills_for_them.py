"""Subscriptions and the bills for them."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.walls import within_account

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    op.create_table('subscriptions',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('plan', sa.String(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('seats', sa.BigInteger(), nullable=False),
    sa.Column('unit_price', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('provider', sa.String(), nullable=False),
    sa.Column('reference', sa.String(), nullable=True),
    sa.Column('provider_id', sa.String(), nullable=True),
    sa.Column('checkout_url', sa.String(), nullable=True),
    sa.Column('period_start', sa.Date(), nullable=False),
    sa.Column('period_end', sa.Date(), nullable=False),
    sa.Column('as_of', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('account_id', 'id', name=op.f('pk_subscriptions'))
    )
    within_account('subscriptions')
    op.create_index(op.f('ix_subscriptions_provider_id'), 'subscriptions', ['provider_id'], unique=False)
    op.create_index(op.f('ix_subscriptions_reference'), 'subscriptions', ['reference'], unique=False)
    op.create_table('billing_invoices',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.Column('subscription_id', sa.String(), nullable=False),
    sa.Column('plan', sa.String(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('issued', sa.Date(), nullable=False),
    sa.Column('period_start', sa.Date(), nullable=False),
    sa.Column('period_end', sa.Date(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('lines', sa.JSON(), nullable=False),
    sa.Column('total', sa.BigInteger(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['account_id', 'subscription_id'], ['subscriptions.account_id', 'subscriptions.id'], name=op.f('fk_billing_invoices_account_id_subscription_id')),
    sa.PrimaryKeyConstraint('account_id', 'id', name=op.f('pk_billing_invoices')),
    sa.UniqueConstraint('account_id', 'number', name=op.f('uq_billing_invoices_account_id_number')),
    sa.UniqueConstraint('account_id', 'subscription_id', 'period_start', name=op.f('uq_billing_invoices_account_id_subscription_id_period_start'))
    )
    within_account('billing_invoices')
    op.create_index(op.f('ix_billing_invoices_issued'), 'billing_invoices', ['issued'], unique=False)


def downgrade() -> None:
    op.drop_table('billing_invoices')
    op.drop_table('subscriptions')
