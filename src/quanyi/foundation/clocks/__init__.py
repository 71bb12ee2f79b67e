"""Deadlines: legal rules as data, clocks, ticking."""
