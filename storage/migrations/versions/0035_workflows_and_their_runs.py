"""Workflows and their runs"""

import sqlalchemy as sa
from alembic import op

from storage.migrations.walls import append_only, within_account

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    op.create_table('workflows',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('trigger', sa.String(), nullable=False),
    sa.Column('steps', sa.JSON(), nullable=False),
    sa.Column('enabled', sa.Boolean(), nullable=False),
    sa.Column('owner_id', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['account_id', 'owner_id'], ['users.account_id', 'users.id'], name=op.f('fk_workflows_account_id_owner_id')),
    sa.PrimaryKeyConstraint('account_id', 'id', name=op.f('pk_workflows'))
    )
    within_account('workflows')
    op.create_index(op.f('ix_workflows_trigger'), 'workflows', ['trigger'], unique=False)
    op.create_table('workflow_runs',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('workflow_id', sa.String(), nullable=False),
    sa.Column('actor_id', sa.String(), nullable=False),
    sa.Column('event', sa.String(), nullable=False),
    sa.Column('noun', sa.String(), nullable=True),
    sa.Column('record_id', sa.String(), nullable=True),
    sa.Column('causes', sa.JSON(), nullable=False),
    sa.Column('steps', sa.JSON(), nullable=False),
    sa.Column('step', sa.BigInteger(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('approval_id', sa.String(), nullable=True),
    sa.Column('problem', sa.String(), nullable=True),
    sa.Column('log', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['account_id', 'actor_id'], ['users.account_id', 'users.id'], name=op.f('fk_workflow_runs_account_id_actor_id')),
    sa.ForeignKeyConstraint(['account_id', 'approval_id'], ['approvals.account_id', 'approvals.id'], name=op.f('fk_workflow_runs_account_id_approval_id')),
    sa.ForeignKeyConstraint(['account_id', 'workflow_id'], ['workflows.account_id', 'workflows.id'], name=op.f('fk_workflow_runs_account_id_workflow_id')),
    sa.PrimaryKeyConstraint('account_id', 'id', name=op.f('pk_workflow_runs'))
    )
    within_account('workflow_runs')
    op.create_index('ix_workflow_runs_account_id_workflow_id', 'workflow_runs', ['account_id', 'workflow_id'], unique=False)
    op.create_index(op.f('ix_workflow_runs_approval_id'), 'workflow_runs', ['approval_id'], unique=False)


def downgrade() -> None:
    op.drop_table('workflow_runs')
    op.drop_table('workflows')
