"""The planner: from what was said to the calls that were meant."""
