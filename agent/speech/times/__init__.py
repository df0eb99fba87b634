"""The grammar of spoken times, piece by piece."""
