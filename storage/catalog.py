"""The table of contents: importing this module maps every table."""

from storage import (
    accounts,
    audit,
    blocks,
    contacts,
    counters,
    inventory,
    job_materials,
    job_photos,
    jobs,
    locations,
    outbox,
    replays,
    signatures,
    stock_moves,
    time_entries,
    users,
)

TABLES = (
    accounts,
    audit,
    blocks,
    contacts,
    counters,
    inventory,
    job_materials,
    job_photos,
    jobs,
    locations,
    outbox,
    replays,
    signatures,
    stock_moves,
    time_entries,
    users,
)
