"""The prompts, one Markdown file each, and the loader that fails on an unfilled blank."""
