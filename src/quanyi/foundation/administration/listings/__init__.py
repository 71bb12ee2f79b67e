"""The lists of the administration."""

from quanyi.foundation.administration.listings import organisation, running, trail

__all__ = ["organisation", "running", "trail"]
