"""Suppliers, and which parts come from whom."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.walls import append_only, within_account

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "suppliers",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("notes", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_suppliers")),
    )
    within_account("suppliers")
    with op.batch_alter_table("inventory_items", schema=None) as batch_op:
        batch_op.add_column(sa.Column("supplier_id", sa.String(), nullable=True))
        batch_op.create_index(batch_op.f("ix_inventory_items_supplier_id"), ["supplier_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_inventory_items_account_id_supplier_id"),
            "suppliers",
            ["account_id", "supplier_id"],
            ["account_id", "id"],
        )


def downgrade() -> None:
    with op.batch_alter_table("inventory_items", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_inventory_items_account_id_supplier_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_inventory_items_supplier_id"))
        batch_op.drop_column("supplier_id")

    op.drop_table("suppliers")
