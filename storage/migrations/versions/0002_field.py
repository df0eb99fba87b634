"""What hangs on conversations and jobs: notes, messages, places, parts, pictures, signatures, hours."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.walls import within_account

revision = '0002'
down_revision = '0001'


def upgrade() -> None:
    op.create_table('conversation_notes',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('conversation_id', sa.String(), nullable=False),
    sa.Column('author_id', sa.String(), nullable=True),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['account_id', 'author_id'], ['users.account_id', 'users.id'], name=op.f('fk_conversation_notes_account_id_author_id')),
    sa.ForeignKeyConstraint(['account_id', 'conversation_id'], ['conversations.account_id', 'conversations.id'], name=op.f('fk_conversation_notes_account_id_conversation_id')),
    sa.PrimaryKeyConstraint('account_id', 'id', name=op.f('pk_conversation_notes'))
    )
    within_account('conversation_notes')
    op.create_index(op.f('ix_conversation_notes_conversation_id'), 'conversation_notes', ['conversation_id'], unique=False)
    op.create_table('gps_points',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('user_id', sa.String(), nullable=True),
    sa.Column('job_id', sa.String(), nullable=True),
    sa.Column('lat', sa.Double(), nullable=False),
    sa.Column('lng', sa.Double(), nullable=False),
    sa.Column('accuracy', sa.Double(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['account_id', 'job_id'], ['jobs.account_id', 'jobs.id'], name=op.f('fk_gps_points_account_id_job_id')),
    sa.ForeignKeyConstraint(['account_id', 'user_id'], ['users.account_id', 'users.id'], name=op.f('fk_gps_points_account_id_user_id')),
    sa.PrimaryKeyConstraint('account_id', 'id', name=op.f('pk_gps_points'))
    )
    within_account('gps_points')
    op.create_index('ix_gps_points_account_id_user_id_at', 'gps_points', ['account_id', 'user_id', 'at'], unique=False)
    op.create_index(op.f('ix_gps_points_job_id'), 'gps_points', ['job_id'], unique=False)
    op.create_table('job_materials',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('job_id', sa.String(), nullable=False),
    sa.Column('item_id', sa.String(), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('quantity', sa.BigInteger(), nullable=False),
    sa.Column('unit', sa.String(), nullable=False),
    sa.Column('unit_price', sa.BigInteger(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['account_id', 'item_id'], ['inventory_items.account_id', 'inventory_items.id'], name=op.f('fk_job_materials_account_id_item_id')),
    sa.ForeignKeyConstraint(['account_id', 'job_id'], ['jobs.account_id', 'jobs.id'], name=op.f('fk_job_materials_account_id_job_id')),
    sa.PrimaryKeyConstraint('account_id', 'id', name=op.f('pk_job_materials'))
    )
    within_account('job_materials')
    op.create_index(op.f('ix_job_materials_item_id'), 'job_materials', ['item_id'], unique=False)
    op.create_index(op.f('ix_job_materials_job_id'), 'job_materials', ['job_id'], unique=False)
    op.create_table('job_photos',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('job_id', sa.String(), nullable=False),
    sa.Column('author_id', sa.String(), nullable=True),
    sa.Column('url', sa.String(), nullable=True),
    sa.Column('caption', sa.String(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['account_id', 'author_id'], ['users.account_id', 'users.id'], name=op.f('fk_job_photos_account_id_author_id')),
    sa.ForeignKeyConstraint(['account_id', 'job_id'], ['jobs.account_id', 'jobs.id'], name=op.f('fk_job_photos_account_id_job_id')),
    sa.PrimaryKeyConstraint('account_id', 'id', name=op.f('pk_job_photos'))
    )
    within_account('job_photos')
    op.create_index(op.f('ix_job_photos_author_id'), 'job_photos', ['author_id'], unique=False)
    op.create_index(op.f('ix_job_photos_job_id'), 'job_photos', ['job_id'], unique=False)
    op.create_table('messages',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('conversation_id', sa.String(), nullable=False),
    sa.Column('contact_id', sa.String(), nullable=False),
    sa.Column('author_id', sa.String(), nullable=True),
    sa.Column('direction', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=True),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('problem', sa.String(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['account_id', 'author_id'], ['users.account_id', 'users.id'], name=op.f('fk_messages_account_id_author_id')),
    sa.ForeignKeyConstraint(['account_id', 'contact_id'], ['contacts.account_id', 'contacts.id'], name=op.f('fk_messages_account_id_contact_id')),
    sa.ForeignKeyConstraint(['account_id', 'conversation_id'], ['conversations.account_id', 'conversations.id'], name=op.f('fk_messages_account_id_conversation_id')),
    sa.PrimaryKeyConstraint('account_id', 'id', name=op.f('pk_messages'))
    )
    within_account('messages')
    op.create_index('ix_messages_account_id_conversation_id_at', 'messages', ['account_id', 'conversation_id', 'at'], unique=False)
    op.create_index(op.f('ix_messages_contact_id'), 'messages', ['contact_id'], unique=False)
    op.create_table('signatures',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('job_id', sa.String(), nullable=False),
    sa.Column('signer_name', sa.String(), nullable=False),
    sa.Column('url', sa.String(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['account_id', 'job_id'], ['jobs.account_id', 'jobs.id'], name=op.f('fk_signatures_account_id_job_id')),
    sa.PrimaryKeyConstraint('account_id', 'id', name=op.f('pk_signatures'))
    )
    within_account('signatures')
    op.create_index(op.f('ix_signatures_job_id'), 'signatures', ['job_id'], unique=False)
    op.create_table('time_entries',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('user_id', sa.String(), nullable=False),
    sa.Column('job_id', sa.String(), nullable=True),
    sa.Column('clock_in', sa.DateTime(timezone=True), nullable=False),
    sa.Column('clock_out', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['account_id', 'job_id'], ['jobs.account_id', 'jobs.id'], name=op.f('fk_time_entries_account_id_job_id')),
    sa.ForeignKeyConstraint(['account_id', 'user_id'], ['users.account_id', 'users.id'], name=op.f('fk_time_entries_account_id_user_id')),
    sa.PrimaryKeyConstraint('account_id', 'id', name=op.f('pk_time_entries'))
    )
    within_account('time_entries')
    op.create_index(op.f('ix_time_entries_clock_in'), 'time_entries', ['clock_in'], unique=False)
    op.create_index(op.f('ix_time_entries_job_id'), 'time_entries', ['job_id'], unique=False)
    op.create_index(op.f('ix_time_entries_user_id'), 'time_entries', ['user_id'], unique=False)
    op.create_index('uq_time_entries_open', 'time_entries', ['account_id', 'user_id'], unique=True, sqlite_where=sa.text('clock_out IS NULL AND deleted_at IS NULL'), postgresql_where=sa.text('clock_out IS NULL AND deleted_at IS NULL'))
    op.create_table('stock_moves',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('item_id', sa.String(), nullable=False),
    sa.Column('change', sa.BigInteger(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('job_id', sa.String(), nullable=True),
    sa.Column('material_id', sa.String(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['account_id', 'item_id'], ['inventory_items.account_id', 'inventory_items.id'], name=op.f('fk_stock_moves_account_id_item_id')),
    sa.ForeignKeyConstraint(['account_id', 'job_id'], ['jobs.account_id', 'jobs.id'], name=op.f('fk_stock_moves_account_id_job_id')),
    sa.ForeignKeyConstraint(['account_id', 'material_id'], ['job_materials.account_id', 'job_materials.id'], name=op.f('fk_stock_moves_account_id_material_id')),
    sa.PrimaryKeyConstraint('account_id', 'id', name=op.f('pk_stock_moves'))
    )
    within_account('stock_moves')
    op.create_index(op.f('ix_stock_moves_item_id'), 'stock_moves', ['item_id'], unique=False)
    op.create_index(op.f('ix_stock_moves_job_id'), 'stock_moves', ['job_id'], unique=False)
    op.create_index(op.f('ix_stock_moves_material_id'), 'stock_moves', ['material_id'], unique=False)


def downgrade() -> None:
    op.drop_table('stock_moves')
    op.drop_table('time_entries')
    op.drop_table('signatures')
    op.drop_table('messages')
    op.drop_table('job_photos')
    op.drop_table('job_materials')
    op.drop_table('gps_points')
    op.drop_table('conversation_notes')
