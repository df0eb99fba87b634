"""Campaigns, consent, and a journal of deliveries."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.walls import append_only, within_account

revision = '0021'
down_revision = '0020'


def upgrade() -> None:
    op.create_table('campaigns',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('template_id', sa.String(), nullable=True),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('scheduled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('run', sa.BigInteger(), nullable=False),
    sa.Column('subject', sa.String(), nullable=True),
    sa.Column('body', sa.String(), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('problem', sa.String(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['account_id', 'template_id'], ['email_templates.account_id', 'email_templates.id'], name=op.f('fk_campaigns_account_id_template_id')),
    sa.PrimaryKeyConstraint('account_id', 'id', name=op.f('pk_campaigns'))
    )
    within_account('campaigns')
    op.create_index(op.f('ix_campaigns_template_id'), 'campaigns', ['template_id'], unique=False)
    op.create_table('campaign_recipients',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('campaign_id', sa.String(), nullable=False),
    sa.Column('contact_id', sa.String(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('address', sa.String(), nullable=True),
    sa.Column('problem', sa.String(), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['account_id', 'campaign_id'], ['campaigns.account_id', 'campaigns.id'], name=op.f('fk_campaign_recipients_account_id_campaign_id')),
    sa.ForeignKeyConstraint(['account_id', 'contact_id'], ['contacts.account_id', 'contacts.id'], name=op.f('fk_campaign_recipients_account_id_contact_id')),
    sa.PrimaryKeyConstraint('account_id', 'id', name=op.f('pk_campaign_recipients'))
    )
    within_account('campaign_recipients')
    op.create_index(op.f('ix_campaign_recipients_contact_id'), 'campaign_recipients', ['contact_id'], unique=False)
    op.create_index('ix_campaign_recipients_status', 'campaign_recipients', ['account_id', 'campaign_id', 'status'], unique=False)
    op.create_index('uq_campaign_recipients_address', 'campaign_recipients', ['account_id', 'campaign_id', 'address'], unique=True)
    op.create_index('uq_campaign_recipients_contact', 'campaign_recipients', ['account_id', 'campaign_id', 'contact_id'], unique=True, sqlite_where=sa.text('deleted_at IS NULL'), postgresql_where=sa.text('deleted_at IS NULL'))
    with op.batch_alter_table('contacts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('opted_out_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('opted_out_by', sa.String(), nullable=True))

    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.add_column(sa.Column('bulk', sa.Boolean(), server_default=sa.text('(false)'), nullable=False))
        batch_op.add_column(sa.Column('leased_by', sa.String(), nullable=True))



def downgrade() -> None:
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.drop_column('leased_by')
        batch_op.drop_column('bulk')

    with op.batch_alter_table('contacts', schema=None) as batch_op:
        batch_op.drop_column('opted_out_by')
        batch_op.drop_column('opted_out_at')

    op.drop_table('campaign_recipients')
    op.drop_table('campaigns')
