"""The demo bank: a small bank with a living year of complaints, the same at every load."""

from quanyi.site.demo.bank import PASSWORD, loaded, logins
from quanyi.site.demo.year import found, live, load

__all__ = ["PASSWORD", "found", "live", "load", "loaded", "logins"]
