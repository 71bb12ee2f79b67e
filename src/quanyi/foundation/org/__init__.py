"""Who is who: units, people, roles, grants, deputies, and the context of an act."""
