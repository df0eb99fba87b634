"""Tickets say which visit a customer wants changed; where technicians are"""

import sqlalchemy as sa
from alembic import op

from storage.migrations.walls import append_only, within_account

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    with op.batch_alter_table('gps_points', schema=None) as batch_op:
        batch_op.add_column(sa.Column('told_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('starts', sa.Boolean(), server_default=sa.text('(true)'), nullable=False))
        batch_op.create_index('ix_gps_points_account_id_at', ['account_id', 'at'], unique=False)
        batch_op.create_unique_constraint(batch_op.f('uq_gps_points_account_id_user_id_told_at'), ['account_id', 'user_id', 'told_at'])

    with op.batch_alter_table('tickets', schema=None) as batch_op:
        batch_op.add_column(sa.Column('job_id', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('wants', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('wants_start', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f('ix_tickets_job_id'), ['job_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_tickets_account_id_job_id'), 'jobs', ['account_id', 'job_id'], ['account_id', 'id'])



def downgrade() -> None:
    with op.batch_alter_table('tickets', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_tickets_account_id_job_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_tickets_job_id'))
        batch_op.drop_column('wants_start')
        batch_op.drop_column('wants')
        batch_op.drop_column('job_id')

    with op.batch_alter_table('gps_points', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_gps_points_account_id_user_id_told_at'), type_='unique')
        batch_op.drop_index('ix_gps_points_account_id_at')
        batch_op.drop_column('starts')
        batch_op.drop_column('told_at')

