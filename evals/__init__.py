"""Scripted conversations, the runner that replays them, and the benchmarks."""
