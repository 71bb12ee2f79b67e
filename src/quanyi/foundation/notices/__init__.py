"""In-house messages and what leaves the house."""
