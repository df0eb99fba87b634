"""Reports that were made"""

import sqlalchemy as sa
from alembic import op

from storage.migrations.walls import append_only, within_account

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.create_table('reports',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('type', sa.String(), nullable=False),
    sa.Column('format', sa.String(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('url', sa.String(), nullable=False),
    sa.Column('start', sa.Date(), nullable=False),
    sa.Column('end', sa.Date(), nullable=False),
    sa.Column('called', sa.String(), nullable=False),
    sa.Column('headline', sa.String(), nullable=False),
    sa.Column('mailed', sa.Boolean(), nullable=False),
    sa.Column('author_id', sa.String(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['account_id', 'author_id'], ['users.account_id', 'users.id'], name=op.f('fk_reports_account_id_author_id')),
    sa.PrimaryKeyConstraint('account_id', 'id', name=op.f('pk_reports'))
    )
    within_account('reports')
    op.create_index(op.f('ix_reports_author_id'), 'reports', ['author_id'], unique=False)


def downgrade() -> None:
    op.drop_table('reports')
