"""Tickets."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.walls import within_account

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "tickets",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.String(), nullable=True),
        sa.Column("caller_name", sa.String(), nullable=True),
        sa.Column("caller_phone", sa.String(), nullable=True),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("priority", sa.String(), nullable=False),
        sa.Column("resolution", sa.String(), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by_id", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id", "contact_id"],
            ["contacts.account_id", "contacts.id"],
            name=op.f("fk_tickets_account_id_contact_id"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "resolved_by_id"],
            ["users.account_id", "users.id"],
            name=op.f("fk_tickets_account_id_resolved_by_id"),
        ),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_tickets")),
        sa.UniqueConstraint("account_id", "number", name=op.f("uq_tickets_account_id_number")),
    )
    within_account("tickets")
    op.create_index(op.f("ix_tickets_contact_id"), "tickets", ["contact_id"], unique=False)


def downgrade() -> None:
    op.drop_table("tickets")
