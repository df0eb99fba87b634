"""Hearing and speaking: the local engines, and the clouds with the local ones behind them."""
