"""What can be asked: every operation, defined once."""
