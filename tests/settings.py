"""Settings of the tests: the project's own, on throw-away databases."""

import os
import tempfile

os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="scoreboard-test-"))
os.environ["DEBUG"] = "0"
os.environ.pop("DEMO", None)

from scoreboard.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT = DATA_DIR / "static"  # noqa: F405
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # servestatic warns where there is none, as in a fresh clone
STATIC_ROOT = DATA_DIR / "static"  # noqa: F405
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
CELERY_BROKER_URL = "memory://"
PROBES_KEPT_MS = 0  # a test asks for what is now
LIVE_LAG_MS = 0  # the machine that runs all tests is no measure of how full a process is
for _database in DATABASES.values():  # noqa: F405
    if _database["ENGINE"].endswith("sqlite3"):
        # A file, not memory: threads and processes share it, as they do in production.
        _database["TEST"] = {"NAME": str(DATA_DIR / f"test-{os.path.basename(str(_database['NAME']))}")}  # noqa: F405, PTH119
