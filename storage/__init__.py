"""What is kept: the tables, one file a noun, and the one-account session."""
