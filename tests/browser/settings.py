"""Settings of the site under the browser tests: the project's own, its static files beside its data."""

from scoreboard.settings import *  # noqa: F403
from scoreboard.settings import DATA_DIR

STATIC_ROOT = DATA_DIR / "static"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
