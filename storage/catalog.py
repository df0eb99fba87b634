"""The table of contents: importing this module maps every table."""

from storage import accounts, audit, blocks, contacts, counters, jobs, outbox, replays, users

TABLES = (accounts, audit, blocks, contacts, counters, jobs, outbox, replays, users)
