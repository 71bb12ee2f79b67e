"""Reads the entitlement lists of other systems: what is unused, too much, incompatible or ownerless (needs polars).

Kept free of imports, so that the command can say in plain words that polars is missing. Start at ``audit.audit``.
"""
