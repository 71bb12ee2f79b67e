"""What administrators do: people, units, grants, roles, deputies, jobs."""

from quanyi.foundation.administration.actions import deputies, grants, jobs, password, people, roles, units

__all__ = ["deputies", "grants", "jobs", "password", "people", "roles", "units"]
