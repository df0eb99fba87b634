"""What Alembic runs: the migrations, on the connection that `upgrade` or `draft` has opened."""

from alembic import context

from storage.base import Table
from storage.migrations.drafting import plain_type, with_walls

tables = context.config.attributes.get("tables")
connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Table.metadata,
    # SQLite cannot alter a table in place: Alembic makes it anew and copies the rows.
    render_as_batch=True,
    include_object=lambda item, name, kind, *_: kind != "table" or not tables or name in tables,
    render_item=plain_type,
    process_revision_directives=with_walls,
)
with context.begin_transaction():
    context.run_migrations()
