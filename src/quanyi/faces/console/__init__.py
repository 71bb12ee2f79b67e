"""The staff console: home, dashboards, the frame of navigation."""
