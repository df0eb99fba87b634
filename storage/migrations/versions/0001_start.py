"""The company, its people, customers, jobs, and what keeps account of them."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.walls import append_only, within_account

revision = '0001'
down_revision = None


def upgrade() -> None:
    op.create_table('accounts',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('timezone', sa.String(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('business_line', sa.String(), nullable=True),
    sa.Column('settings', sa.JSON(), nullable=False),
    sa.Column('suspended_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_accounts'))
    )
    within_account('accounts', column='id', platform=True)
    op.create_index(op.f('ix_accounts_business_line'), 'accounts', ['business_line'], unique=False)
    op.create_table('audit',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.String(), nullable=True),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('operation', sa.String(), nullable=False),
    sa.Column('record_type', sa.String(), nullable=True),
    sa.Column('record_id', sa.String(), nullable=True),
    sa.Column('before', sa.JSON(), nullable=True),
    sa.Column('after', sa.JSON(), nullable=True),
    sa.Column('arguments', sa.JSON(), nullable=False),
    sa.Column('changes', sa.JSON(), nullable=False),
    sa.Column('heard', sa.String(), nullable=True),
    sa.Column('conversation_id', sa.String(), nullable=True),
    sa.Column('undoes', sa.String(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('account_id', 'id', name=op.f('pk_audit'))
    )
    within_account('audit')
    append_only('audit')
    op.create_index('ix_audit_account_id_at', 'audit', ['account_id', 'at'], unique=False)
    op.create_index(op.f('ix_audit_actor_id'), 'audit', ['actor_id'], unique=False)
    op.create_index(op.f('ix_audit_record_id'), 'audit', ['record_id'], unique=False)
    op.create_table('contact_tags',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('color', sa.String(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('account_id', 'id', name=op.f('pk_contact_tags'))
    )
    within_account('contact_tags')
    op.create_table('contacts',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('nickname', sa.String(), nullable=True),
    sa.Column('company', sa.String(), nullable=True),
    sa.Column('phone', sa.String(), nullable=True),
    sa.Column('email', sa.String(), nullable=True),
    sa.Column('address', sa.String(), nullable=True),
    sa.Column('city', sa.String(), nullable=True),
    sa.Column('lat', sa.Double(), nullable=True),
    sa.Column('lng', sa.Double(), nullable=True),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('account_id', 'id', name=op.f('pk_contacts'))
    )
    within_account('contacts')
    op.create_index(op.f('ix_contacts_phone'), 'contacts', ['phone'], unique=False)
    op.create_table('counters',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('noun', sa.String(), nullable=False),
    sa.Column('last', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('account_id', 'noun', name=op.f('pk_counters'))
    )
    within_account('counters')
    op.create_table('heard',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('words', sa.String().with_variant(sa.String(collation='C'), 'postgresql'), nullable=False),
    sa.Column('record_id', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('account_id', 'kind', 'words', 'record_id', name=op.f('pk_heard')),
    sqlite_with_rowid=False
    )
    within_account('heard')
    op.create_table('inventory_items',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('sku', sa.String(), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('quantity', sa.BigInteger(), nullable=False),
    sa.Column('unit', sa.String(), nullable=False),
    sa.Column('reorder_at', sa.BigInteger(), nullable=False),
    sa.Column('unit_cost', sa.BigInteger(), nullable=True),
    sa.Column('unit_price', sa.BigInteger(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('account_id', 'id', name=op.f('pk_inventory_items'))
    )
    within_account('inventory_items')
    op.create_index('uq_inventory_items_sku', 'inventory_items', ['account_id', 'sku'], unique=True, sqlite_where=sa.text('deleted_at IS NULL'), postgresql_where=sa.text('deleted_at IS NULL'))
    op.create_table('outbox',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('payload', sa.JSON(), nullable=False),
    sa.Column('record_id', sa.String(), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('leased_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attempts', sa.BigInteger(), nullable=False),
    sa.Column('problem', sa.String(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('account_id', 'id', name=op.f('pk_outbox'))
    )
    within_account('outbox')
    op.create_index(op.f('ix_outbox_record_id'), 'outbox', ['record_id'], unique=False)
    op.create_index('ix_outbox_state_due_at', 'outbox', ['state', 'due_at'], unique=False)
    op.create_table('replays',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('request', sa.String(), nullable=False),
    sa.Column('outcome', sa.JSON(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('account_id', 'id', name=op.f('pk_replays'))
    )
    within_account('replays')
    op.create_table('sounds',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('word', sa.String(), nullable=False),
    sa.Column('said', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('account_id', 'kind', 'key', 'word', name=op.f('pk_sounds')),
    sqlite_with_rowid=False
    )
    within_account('sounds')
    op.create_table('users',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('email', sa.String(), nullable=True),
    sa.Column('phone', sa.String(), nullable=True),
    sa.Column('skills', sa.JSON(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('account_id', 'id', name=op.f('pk_users'))
    )
    within_account('users')
    op.create_index(op.f('ix_users_email'), 'users', ['email'], unique=False)
    op.create_index(op.f('ix_users_phone'), 'users', ['phone'], unique=False)
    op.create_table('contact_notes',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('contact_id', sa.String(), nullable=False),
    sa.Column('author_id', sa.String(), nullable=True),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['account_id', 'author_id'], ['users.account_id', 'users.id'], name=op.f('fk_contact_notes_account_id_author_id')),
    sa.ForeignKeyConstraint(['account_id', 'contact_id'], ['contacts.account_id', 'contacts.id'], name=op.f('fk_contact_notes_account_id_contact_id')),
    sa.PrimaryKeyConstraint('account_id', 'id', name=op.f('pk_contact_notes'))
    )
    within_account('contact_notes')
    op.create_index(op.f('ix_contact_notes_contact_id'), 'contact_notes', ['contact_id'], unique=False)
    op.create_table('contact_taggings',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('contact_id', sa.String(), nullable=False),
    sa.Column('tag_id', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['account_id', 'contact_id'], ['contacts.account_id', 'contacts.id'], name=op.f('fk_contact_taggings_account_id_contact_id')),
    sa.ForeignKeyConstraint(['account_id', 'tag_id'], ['contact_tags.account_id', 'contact_tags.id'], name=op.f('fk_contact_taggings_account_id_tag_id')),
    sa.PrimaryKeyConstraint('account_id', 'id', name=op.f('pk_contact_taggings'))
    )
    within_account('contact_taggings')
    op.create_index(op.f('ix_contact_taggings_contact_id'), 'contact_taggings', ['contact_id'], unique=False)
    op.create_index(op.f('ix_contact_taggings_tag_id'), 'contact_taggings', ['tag_id'], unique=False)
    op.create_index('uq_contact_taggings_live', 'contact_taggings', ['account_id', 'contact_id', 'tag_id'], unique=True, sqlite_where=sa.text('deleted_at IS NULL'), postgresql_where=sa.text('deleted_at IS NULL'))
    op.create_table('conversations',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('contact_id', sa.String(), nullable=False),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('last_message_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('awaiting_reply', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['account_id', 'contact_id'], ['contacts.account_id', 'contacts.id'], name=op.f('fk_conversations_account_id_contact_id')),
    sa.PrimaryKeyConstraint('account_id', 'id', name=op.f('pk_conversations'))
    )
    within_account('conversations')
    op.create_index('ix_conversations_account_id_last_message_at', 'conversations', ['account_id', 'last_message_at'], unique=False)
    op.create_index(op.f('ix_conversations_contact_id'), 'conversations', ['contact_id'], unique=False)
    op.create_table('jobs',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('description', sa.String(), nullable=True),
    sa.Column('contact_id', sa.String(), nullable=False),
    sa.Column('tech_id', sa.String(), nullable=True),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('priority', sa.String(), nullable=False),
    sa.Column('scheduled_start', sa.DateTime(timezone=True), nullable=True),
    sa.Column('scheduled_end', sa.DateTime(timezone=True), nullable=True),
    sa.Column('completed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('address', sa.String(), nullable=True),
    sa.Column('notes', sa.String(), nullable=True),
    sa.Column('lat', sa.Double(), nullable=True),
    sa.Column('lng', sa.Double(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['account_id', 'contact_id'], ['contacts.account_id', 'contacts.id'], name=op.f('fk_jobs_account_id_contact_id')),
    sa.ForeignKeyConstraint(['account_id', 'tech_id'], ['users.account_id', 'users.id'], name=op.f('fk_jobs_account_id_tech_id')),
    sa.PrimaryKeyConstraint('account_id', 'id', name=op.f('pk_jobs')),
    sa.UniqueConstraint('account_id', 'number', name=op.f('uq_jobs_account_id_number'))
    )
    within_account('jobs')
    op.create_index(op.f('ix_jobs_contact_id'), 'jobs', ['contact_id'], unique=False)
    op.create_index(op.f('ix_jobs_scheduled_start'), 'jobs', ['scheduled_start'], unique=False)
    op.create_index(op.f('ix_jobs_tech_id'), 'jobs', ['tech_id'], unique=False)
    op.create_table('logins',
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('user_id', sa.String(), nullable=False),
    sa.Column('password_hash', sa.String(), nullable=False),
    sa.Column('pin_hash', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_logins_account_id')),
    sa.PrimaryKeyConstraint('email', name=op.f('pk_logins'))
    )
    within_account('logins', platform=True)
    op.create_table('schedule_blocks',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('user_id', sa.String(), nullable=False),
    sa.Column('start', sa.DateTime(timezone=True), nullable=False),
    sa.Column('end', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.String(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['account_id', 'user_id'], ['users.account_id', 'users.id'], name=op.f('fk_schedule_blocks_account_id_user_id')),
    sa.PrimaryKeyConstraint('account_id', 'id', name=op.f('pk_schedule_blocks'))
    )
    within_account('schedule_blocks')
    op.create_index(op.f('ix_schedule_blocks_user_id'), 'schedule_blocks', ['user_id'], unique=False)
    op.create_table('tokens',
    sa.Column('hash', sa.String(), nullable=False),
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('user_id', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_tokens_account_id')),
    sa.PrimaryKeyConstraint('hash', name=op.f('pk_tokens'))
    )
    within_account('tokens', platform=True)
    op.create_index(op.f('ix_tokens_user_id'), 'tokens', ['user_id'], unique=False)


def downgrade() -> None:
    op.drop_table('tokens')
    op.drop_table('schedule_blocks')
    op.drop_table('logins')
    op.drop_table('jobs')
    op.drop_table('conversations')
    op.drop_table('contact_taggings')
    op.drop_table('contact_notes')
    op.drop_table('users')
    op.drop_table('sounds')
    op.drop_table('replays')
    op.drop_table('outbox')
    op.drop_table('inventory_items')
    op.drop_table('heard')
    op.drop_table('counters')
    op.drop_table('contacts')
    op.drop_table('contact_tags')
    op.drop_table('audit')
    op.drop_table('accounts')
