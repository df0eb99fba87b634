"""The grammars of spoken values, one kind a file."""
