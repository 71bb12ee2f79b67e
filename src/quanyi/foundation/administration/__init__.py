"""Pages and actions for people, units, grants, calendars, settings and jobs."""
