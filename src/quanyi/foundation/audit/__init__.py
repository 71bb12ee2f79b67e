"""What happened: one record per action, and what was looked at."""
