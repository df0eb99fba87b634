"""The conversation: how a turn becomes calls, and how it sounds."""
