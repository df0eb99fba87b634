"""Times and values as they are spoken."""
