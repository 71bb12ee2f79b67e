"""Rooms stand on this: components, stylesheet, icons, charts and the page shell."""
