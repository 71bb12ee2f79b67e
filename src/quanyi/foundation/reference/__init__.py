"""Products, channels, sources and the dated classification codes."""
