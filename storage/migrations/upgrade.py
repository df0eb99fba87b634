"""Brings a database to the newest form."""

from sqlalchemy import URL, create_engine

from storage import catalog
from storage.base import Table


def upgrade(url: URL) -> None:
    """Create what is missing."""
    assert catalog.TABLES  # noqa: S101
    engine = create_engine(url)
    Table.metadata.create_all(engine)
    engine.dispose()
