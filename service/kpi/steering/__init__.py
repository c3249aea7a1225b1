"""Steering: when a value that misses its objective becomes a breach, and when the breach is over (decision 0009)."""
