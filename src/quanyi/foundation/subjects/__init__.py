"""One row for every tracked thing, who is tied to it, who must not see it."""
