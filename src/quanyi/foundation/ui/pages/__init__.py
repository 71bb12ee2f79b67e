"""The frame's context processor, the error pages and the gallery of components."""

from quanyi.foundation.ui.pages.errors import broken, denied, forged, invalid, missing, too_large, too_many
from quanyi.foundation.ui.pages.frame import Shell, shell
from quanyi.foundation.ui.pages.gallery import gallery

__all__ = ["Shell", "broken", "denied", "forged", "gallery", "invalid", "missing", "shell", "too_large", "too_many"]
