"""Tokens for phones and customers, one-time codes"""

import sqlalchemy as sa
from alembic import op

from storage.migrations.walls import append_only, within_account

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.create_table('customer_sessions',
    sa.Column('hash', sa.String(), nullable=False),
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('contact_id', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_customer_sessions_account_id')),
    sa.PrimaryKeyConstraint('hash', name=op.f('pk_customer_sessions'))
    )
    within_account('customer_sessions', platform=True)
    op.create_table('one_time_codes',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('what', sa.String(), nullable=False),
    sa.Column('hash', sa.String(), nullable=False),
    sa.Column('contact_id', sa.String(), nullable=False),
    sa.Column('good_until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('tries', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_one_time_codes_account_id')),
    sa.PrimaryKeyConstraint('account_id', 'what', name=op.f('pk_one_time_codes'))
    )
    within_account('one_time_codes', platform=True)
    op.create_table('refresh_tokens',
    sa.Column('hash', sa.String(), nullable=False),
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('user_id', sa.String(), nullable=False),
    sa.Column('family', sa.String(), nullable=False),
    sa.Column('device', sa.String(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_refresh_tokens_account_id')),
    sa.PrimaryKeyConstraint('hash', name=op.f('pk_refresh_tokens'))
    )
    within_account('refresh_tokens', platform=True)
    op.create_index(op.f('ix_refresh_tokens_family'), 'refresh_tokens', ['family'], unique=False)
    op.create_index(op.f('ix_refresh_tokens_user_id'), 'refresh_tokens', ['user_id'], unique=False)
    with op.batch_alter_table('tokens', schema=None) as batch_op:
        batch_op.add_column(sa.Column('family', sa.String(), nullable=True))
        batch_op.create_index(batch_op.f('ix_tokens_family'), ['family'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('tokens', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_tokens_family'))
        batch_op.drop_column('family')

    op.drop_table('refresh_tokens')
    op.drop_table('one_time_codes')
    op.drop_table('customer_sessions')
