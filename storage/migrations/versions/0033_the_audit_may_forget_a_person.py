"""The audit may forget a person"""

from storage.migrations.walls import forgettable, unforgettable

revision = "0033"
down_revision = "0032"
WORDS = ("before", "after", "arguments", "changes", "heard")
KEPT = ("account_id", "id", "at", "actor_id", "channel", "operation", "record_type", "record_id", "conversation_id",
        "undoes", "created_at", "deleted_at")


def upgrade() -> None:
    forgettable("audit", *WORDS, kept=KEPT)


def downgrade() -> None:
    unforgettable("audit")
