"""The demo bank: a small bank with a living year of complaints, the same at every load."""

from quanyi.site.demo.bank import PASSWORD, loaded, logins
from quanyi.site.demo.year import load

__all__ = ["PASSWORD", "load", "loaded", "logins"]
