"""Rules, their runs, and devices"""

import sqlalchemy as sa
from alembic import op

from storage.migrations.walls import append_only, within_account

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    op.create_table('automation_rules',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('trigger', sa.String(), nullable=False),
    sa.Column('conditions', sa.JSON(), nullable=False),
    sa.Column('actions', sa.JSON(), nullable=False),
    sa.Column('delay_seconds', sa.BigInteger(), nullable=False),
    sa.Column('enabled', sa.Boolean(), nullable=False),
    sa.Column('owner_id', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['account_id', 'owner_id'], ['users.account_id', 'users.id'], name=op.f('fk_automation_rules_account_id_owner_id')),
    sa.PrimaryKeyConstraint('account_id', 'id', name=op.f('pk_automation_rules'))
    )
    within_account('automation_rules')
    op.create_index(op.f('ix_automation_rules_owner_id'), 'automation_rules', ['owner_id'], unique=False)
    op.create_index(op.f('ix_automation_rules_trigger'), 'automation_rules', ['trigger'], unique=False)
    op.create_table('push_devices',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('user_id', sa.String(), nullable=False),
    sa.Column('platform', sa.String(), nullable=False),
    sa.Column('sealed_token', sa.String(), nullable=False),
    sa.Column('fingerprint', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['account_id', 'user_id'], ['users.account_id', 'users.id'], name=op.f('fk_push_devices_account_id_user_id')),
    sa.PrimaryKeyConstraint('account_id', 'id', name=op.f('pk_push_devices'))
    )
    within_account('push_devices')
    op.create_index(op.f('ix_push_devices_user_id'), 'push_devices', ['user_id'], unique=False)
    op.create_index('uq_push_devices_fingerprint', 'push_devices', ['account_id', 'fingerprint'], unique=True, sqlite_where=sa.text('deleted_at IS NULL'), postgresql_where=sa.text('deleted_at IS NULL'))
    op.create_table('automation_runs',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('rule_id', sa.String(), nullable=False),
    sa.Column('event_id', sa.String(), nullable=False),
    sa.Column('event', sa.String(), nullable=False),
    sa.Column('record_type', sa.String(), nullable=False),
    sa.Column('record_id', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('problem', sa.String(), nullable=True),
    sa.Column('actions', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['account_id', 'rule_id'], ['automation_rules.account_id', 'automation_rules.id'], name=op.f('fk_automation_runs_account_id_rule_id')),
    sa.PrimaryKeyConstraint('account_id', 'id', name=op.f('pk_automation_runs')),
    sa.UniqueConstraint('account_id', 'rule_id', 'event_id', name=op.f('uq_automation_runs_account_id_rule_id_event_id'))
    )
    within_account('automation_runs')
    op.create_index(op.f('ix_automation_runs_at'), 'automation_runs', ['at'], unique=False)


def downgrade() -> None:
    op.drop_table('automation_runs')
    op.drop_table('push_devices')
    op.drop_table('automation_rules')
