"""Address of a document's download."""

from django.urls import path

from quanyi.foundation.documents import pages

urlpatterns = [path("documents/<int:pk>/", pages.download, name="document")]
