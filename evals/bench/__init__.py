"""What is fast and what is found, measured: one module a question."""
