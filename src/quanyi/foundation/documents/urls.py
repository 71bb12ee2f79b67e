"""Address of a document's download."""

from django.urls import path, register_converter
from django.urls.converters import IntConverter

from quanyi.foundation.documents import pages


class Key(IntConverter):
    """A row's key: bounded, so that no number overflows the database."""

    regex = "[0-9]{1,15}"


register_converter(Key, "key")
urlpatterns = [path("documents/<key:pk>/", pages.download, name="document")]
