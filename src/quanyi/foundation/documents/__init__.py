"""Files as evidence: stored with hash, size and type limits."""
