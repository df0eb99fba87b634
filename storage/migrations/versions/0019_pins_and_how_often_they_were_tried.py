"""PINs, and how often they were tried."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.walls import append_only, within_account

revision = '0019'
down_revision = '0018'


def upgrade() -> None:
    op.create_table('attempts',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('what', sa.String(), nullable=False),
    sa.Column('count', sa.BigInteger(), nullable=False),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('refused_until', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_attempts_account_id')),
    sa.PrimaryKeyConstraint('account_id', 'what', name=op.f('pk_attempts'))
    )
    within_account('attempts', platform=True)
    op.create_table('pins',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('user_id', sa.String(), nullable=False),
    sa.Column('hash', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_pins_account_id')),
    sa.PrimaryKeyConstraint('account_id', 'user_id', name=op.f('pk_pins'))
    )
    within_account('pins', platform=True)
    with op.batch_alter_table('logins', schema=None) as batch_op:
        batch_op.drop_column('pin_hash')



def downgrade() -> None:
    with op.batch_alter_table('logins', schema=None) as batch_op:
        batch_op.add_column(sa.Column('pin_hash', sa.VARCHAR(), nullable=True))

    op.drop_table('pins')
    op.drop_table('attempts')
