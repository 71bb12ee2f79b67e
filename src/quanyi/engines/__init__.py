"""ENGINES: what can be computed without a database; pure Python, no Django."""
