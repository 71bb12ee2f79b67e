"""The schema of the API as one file, for those who build against it."""

import json

from django.utils import translation

from quanyi.site.urls import API


def schema() -> str:
    """Return the OpenAPI schema over everything that is registered, in English and in a stable order."""
    with translation.override("en"):
        made = API.get_openapi_schema(path_prefix="/api/v1/")
    return json.dumps(json.loads(json.dumps(made, default=str)), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
