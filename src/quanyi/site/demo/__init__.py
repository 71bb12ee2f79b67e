"""The demo bank: a small bank with a living year of complaints, the same at every load."""

from quanyi.site.demo import year
from quanyi.site.demo.bank import PASSWORD, loaded, logins
<<<<<<< HEAD


def load() -> list[tuple[str, str, str]]:
    """Fill an empty installation, once.

    Returns:
        The log-ins worth trying: user name, password, who it is and what they do where.
    """
    if not loaded():
        year.load()
    return [(username, password, f"{name}，{post}") for username, password, name, post in logins()]

=======
from quanyi.site.demo.year import found, live, load
>>>>>>> repo

__all__ = ["PASSWORD", "found", "live", "load", "loaded", "logins"]
