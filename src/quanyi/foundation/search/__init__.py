"""Finds subjects by number and words, in sight only."""
