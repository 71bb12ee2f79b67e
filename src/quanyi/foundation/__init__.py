"""FOUNDATION: what every domain stands on."""
