"""Settings of the tests: those of the product, with data and keys in a folder that disappears afterwards."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# Workers of pytest-xdist inherit the controller's folder and use a part of it; the controller removes all of it.
if "QUANYI_TEST_FOLDER" not in os.environ:
    os.environ["QUANYI_TEST_FOLDER"] = tempfile.mkdtemp(prefix="quanyi-tests-")
    atexit.register(shutil.rmtree, os.environ["QUANYI_TEST_FOLDER"], ignore_errors=True)
FOLDER = Path(os.environ["QUANYI_TEST_FOLDER"]) / str(os.getpid())
os.environ["QUANYI_DATA"] = str(FOLDER / "data")
os.environ["QUANYI_KEYS"] = str(FOLDER / "keys")
os.environ.pop("QUANYI_CONFIG", None)
# Processes that a test starts are the product itself.
os.environ["DJANGO_SETTINGS_MODULE"] = "quanyi.site.settings"

from quanyi.site.settings import *  # noqa: E402, F403  # after the folder is named

# Tests serve static files from where the rooms keep them, under their plain names.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}  # noqa: F405
WHITENOISE_USE_FINDERS = True
Path(STATIC_ROOT).mkdir(parents=True)  # noqa: F405
