"""ROOF: settings, addresses, command line, demo bank; the only storey that knows everything."""
