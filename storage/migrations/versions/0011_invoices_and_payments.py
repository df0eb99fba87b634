"""Invoices and payments."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.walls import append_only, within_account

revision = '0011'
down_revision = '0010'


def upgrade() -> None:
    op.create_table('invoices',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.Column('contact_id', sa.String(), nullable=False),
    sa.Column('job_id', sa.String(), nullable=True),
    sa.Column('issued', sa.Date(), nullable=True),
    sa.Column('due', sa.Date(), nullable=True),
    sa.Column('late_from', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('voided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('paid', sa.BigInteger(), nullable=False),
    sa.Column('notes', sa.String(), nullable=True),
    sa.Column('link_id', sa.String(), nullable=True),
    sa.Column('link_url', sa.String(), nullable=True),
    sa.Column('link_amount', sa.BigInteger(), nullable=True),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('tax_rate', sa.BigInteger(), nullable=False),
    sa.Column('subtotal', sa.BigInteger(), nullable=False),
    sa.Column('tax', sa.BigInteger(), nullable=False),
    sa.Column('total', sa.BigInteger(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['account_id', 'contact_id'], ['contacts.account_id', 'contacts.id'], name=op.f('fk_invoices_account_id_contact_id')),
    sa.ForeignKeyConstraint(['account_id', 'job_id'], ['jobs.account_id', 'jobs.id'], name=op.f('fk_invoices_account_id_job_id')),
    sa.PrimaryKeyConstraint('account_id', 'id', name=op.f('pk_invoices')),
    sa.UniqueConstraint('account_id', 'number', name=op.f('uq_invoices_account_id_number'))
    )
    within_account('invoices')
    op.create_index('ix_invoices_billed', 'invoices', ['account_id', 'issued', 'total'], unique=False, sqlite_where=sa.text('sent_at IS NOT NULL AND voided_at IS NULL AND deleted_at IS NULL'), postgresql_where=sa.text('sent_at IS NOT NULL AND voided_at IS NULL AND deleted_at IS NULL'))
    op.create_index(op.f('ix_invoices_contact_id'), 'invoices', ['contact_id'], unique=False)
    op.create_index(op.f('ix_invoices_job_id'), 'invoices', ['job_id'], unique=False)
    op.create_index(op.f('ix_invoices_link_id'), 'invoices', ['link_id'], unique=False)
    op.create_index('ix_invoices_owed', 'invoices', ['account_id', 'late_from', 'total', 'paid'], unique=False, sqlite_where=sa.text('sent_at IS NOT NULL AND voided_at IS NULL AND deleted_at IS NULL AND paid < total'), postgresql_where=sa.text('sent_at IS NOT NULL AND voided_at IS NULL AND deleted_at IS NULL AND paid < total'))
    op.create_table('invoice_lines',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('invoice_id', sa.String(), nullable=False),
    sa.Column('position', sa.BigInteger(), nullable=False),
    sa.Column('description', sa.String(), nullable=False),
    sa.Column('quantity', sa.BigInteger(), nullable=False),
    sa.Column('unit_price', sa.BigInteger(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('taxable', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['account_id', 'invoice_id'], ['invoices.account_id', 'invoices.id'], name=op.f('fk_invoice_lines_account_id_invoice_id')),
    sa.PrimaryKeyConstraint('account_id', 'id', name=op.f('pk_invoice_lines'))
    )
    within_account('invoice_lines')
    op.create_index(op.f('ix_invoice_lines_invoice_id'), 'invoice_lines', ['invoice_id'], unique=False)
    op.create_table('payments',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('invoice_id', sa.String(), nullable=False),
    sa.Column('contact_id', sa.String(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('method', sa.String(), nullable=True),
    sa.Column('received', sa.Date(), nullable=False),
    sa.Column('reference', sa.String(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['account_id', 'contact_id'], ['contacts.account_id', 'contacts.id'], name=op.f('fk_payments_account_id_contact_id')),
    sa.ForeignKeyConstraint(['account_id', 'invoice_id'], ['invoices.account_id', 'invoices.id'], name=op.f('fk_payments_account_id_invoice_id')),
    sa.PrimaryKeyConstraint('account_id', 'id', name=op.f('pk_payments'))
    )
    within_account('payments')
    op.create_index(op.f('ix_payments_contact_id'), 'payments', ['contact_id'], unique=False)
    op.create_index(op.f('ix_payments_invoice_id'), 'payments', ['invoice_id'], unique=False)
    op.create_index('ix_payments_received', 'payments', ['account_id', 'received', 'method', 'amount'], unique=False, sqlite_where=sa.text('deleted_at IS NULL'), postgresql_where=sa.text('deleted_at IS NULL'))
    op.create_index(op.f('ix_payments_reference'), 'payments', ['reference'], unique=False)


def downgrade() -> None:
    op.drop_table('payments')
    op.drop_table('invoice_lines')
    op.drop_table('invoices')
