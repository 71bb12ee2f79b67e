"""Serving: the web, the worker, and the supervisor that keeps both running."""
