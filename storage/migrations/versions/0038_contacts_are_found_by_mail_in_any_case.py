"""Contacts are found by mail in any case"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    # SQLite adds none to a table that is stored; Postgres has none in an index that is not.
    stored = True if op.get_context().dialect.name == "postgresql" else None
    with op.batch_alter_table('contacts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('email_key', sa.String(), sa.Computed('lower(email)', persisted=stored), nullable=True))
        batch_op.create_index('ix_contacts_account_id_email_key', ['account_id', 'email_key'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('contacts', schema=None) as batch_op:
        batch_op.drop_index('ix_contacts_account_id_email_key')
        batch_op.drop_column('email_key')
