"""Purchase orders, and stock that comes from them."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.walls import append_only, within_account

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "purchase_orders",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("supplier_id", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("notes", sa.String(), nullable=True),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id", "supplier_id"],
            ["suppliers.account_id", "suppliers.id"],
            name=op.f("fk_purchase_orders_account_id_supplier_id"),
        ),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_purchase_orders")),
        sa.UniqueConstraint("account_id", "number", name=op.f("uq_purchase_orders_account_id_number")),
    )
    within_account("purchase_orders")
    op.create_index(op.f("ix_purchase_orders_supplier_id"), "purchase_orders", ["supplier_id"], unique=False)
    op.create_table(
        "purchase_order_lines",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("order_id", sa.String(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("unit_cost", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id", "item_id"],
            ["inventory_items.account_id", "inventory_items.id"],
            name=op.f("fk_purchase_order_lines_account_id_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "order_id"],
            ["purchase_orders.account_id", "purchase_orders.id"],
            name=op.f("fk_purchase_order_lines_account_id_order_id"),
        ),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_purchase_order_lines")),
    )
    within_account("purchase_order_lines")
    op.create_index(op.f("ix_purchase_order_lines_item_id"), "purchase_order_lines", ["item_id"], unique=False)
    op.create_index(op.f("ix_purchase_order_lines_order_id"), "purchase_order_lines", ["order_id"], unique=False)
    with op.batch_alter_table("stock_moves", schema=None) as batch_op:
        batch_op.add_column(sa.Column("order_line_id", sa.String(), nullable=True))
        batch_op.create_index(batch_op.f("ix_stock_moves_order_line_id"), ["order_line_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_stock_moves_account_id_order_line_id"),
            "purchase_order_lines",
            ["account_id", "order_line_id"],
            ["account_id", "id"],
        )


def downgrade() -> None:
    with op.batch_alter_table("stock_moves", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_stock_moves_account_id_order_line_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_stock_moves_order_line_id"))
        batch_op.drop_column("order_line_id")

    op.drop_table("purchase_order_lines")
    op.drop_table("purchase_orders")
