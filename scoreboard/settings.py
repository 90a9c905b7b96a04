"""Every setting of Scoreboard, each read from one environment variable.

docs/reference/settings.md lists them; a wrong value stops the start with the variable's name and what was expected
(`tests/test_settings.py` holds both to it).
"""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

from scoreboard.devserver import runtime

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()


WORDS_FOR = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


def read_flag(name: str, *, default: bool) -> bool:
    """Read a switch: 1 or 0, true or false, yes or no, on or off."""
    text = env.str(name, default="1" if default else "0").strip().lower()
    if text not in WORDS_FOR:
        raise ImproperlyConfigured(f"{name}={text!r}: expected 1 or 0 (or true, false, yes, no, on, off)")
    return WORDS_FOR[text]


def read_choice(name: str, default: str, *others: str) -> str:
    """Read one of a few words."""
    text = env.str(name, default=default).strip()
    if text not in {default, *others}:
        raise ImproperlyConfigured(f"{name}={text!r}: expected {' or '.join([default, *others])}")
    return text


def read_number(name: str, default: int, *, least: int, most: int) -> int:
    """Read a whole number from `least` to `most`."""
    text = env.str(name, default=str(default)).strip()
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise ImproperlyConfigured(f"{name}={text!r}: expected a whole number from {least} to {most}")
    return int(text)


def read_bootstrap(name: str, default: str) -> str:
    """Read a Kafka bootstrap list: HOST:PORT, comma-separated. Empty: no broker."""
    text = env.str(name, default=default).replace(" ", "")
    for number, address in enumerate(filter(None, text.split(",")), start=1):
        host, _, port = address.rpartition(":")
        if not (HOST.fullmatch(host) and port.isdigit() and 0 < int(port) < 65536):
            raise ImproperlyConfigured(f"{name}: entry {number}: expected HOST:PORT, comma-separated")
    return text


def check_kafka_login() -> None:
    """Refuse settings of how Kafka's clients log in that do not belong together."""
    asked, given = KAFKA_SECURITY.startswith("SASL_"), [bool(KAFKA_USER), bool(KAFKA_PASSWORD)]
    if given != [asked, asked]:
        raise ImproperlyConfigured(
            f"KAFKA_SECURITY={KAFKA_SECURITY}: expected KAFKA_USER and KAFKA_PASSWORD with SASL_…, and neither without"
        )
    if KAFKA_CA and not Path(KAFKA_CA).is_file():
        raise ImproperlyConfigured(f"KAFKA_CA={KAFKA_CA!r}: expected a file of certificates (PEM)")


HOST = re.compile(r"[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]")
# Of what is written wrong, what may be shown: another word there could be anything.
SCHEMES = {"sqlite", "postgres", "postgresql", "mysql", "redis", "rediss", "unix", "http", "https", "amqp", "kafka"}
POSTGRESQL = "postgresql://USER:PASSWORD@HOST/NAME"
ENCODED = "is every character of the password that is no letter or digit percent-encoded?"
POOL_WAIT_S = 5  # until a request fails for want of a connection: better than to hold every thread of the web
IDLE_IN_TRANSACTION_S = 10  # a worker that has been idle for so long has lost its lease
LOCK_WAIT_S = 10  # until whoever waits for what another session has locked gives up


def read_database(name: str, default_file: str, *, synchronous: str) -> dict[str, Any]:
    """Read a database URL; without one, an SQLite file in DATA_DIR that many processes can share."""
    url = env.str(name, default=f"sqlite:///{DATA_DIR / default_file}")
    scheme = check_url(name, url, {"sqlite": "sqlite:///FILE", "postgresql": POSTGRESQL, "postgres": POSTGRESQL})
    try:
        config = dict(env.db_url_config(url))
    except (ValueError, KeyError):
        raise ImproperlyConfigured(f"{name}: {mask_url(url)}: not a database URL") from None
    if scheme == "sqlite":
        config["CONN_MAX_AGE"] = 600  # to open the file and say what follows takes 0.3 ms, a query 0.01
        config["OPTIONS"] = {
            # A writer takes the lock when its transaction begins, so that it never fails halfway for a stale read.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": f"PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous}; PRAGMA cache_size=-16000;",
        }
    else:
        # After PostgreSQL was restarted every connection of the pool is dead: found out before somebody's request does.
        config["CONN_HEALTH_CHECKS"] = True
        config["OPTIONS"] = {
            # A program that is stopped within a transaction (paused, swapped out, cut off) must not hold its locks, nor
            # may those who wait for one hold their threads and connections for long.
            "options": f"-c idle_in_transaction_session_timeout={IDLE_IN_TRANSACTION_S}s "
            f"-c lock_timeout={LOCK_WAIT_S}s",
            **config.get("OPTIONS", {}),
            "pool": {
                "min_size": 0,
                "max_size": DATABASE_POOL,
                "timeout": POOL_WAIT_S,
                # It tries to connect after 1, 2, 4… s for so long (by default for 5 minutes), one attempt at a time: a
                # long outage must not be followed by a long wait for the next attempt.
                "reconnect_timeout": POOL_WAIT_S,
            },
            # Statements are sent apart from their values and prepared once a connection.
            "server_side_binding": True,
            "prepare_threshold": 5,
        }
    return config


def read_addresses(name: str, schemes: set[str], default: list[str]) -> list[str]:
    """Read a comma-separated list of URLs, each of one of `schemes`; at least one where there is a `default`."""
    urls = [url.strip() for url in env.list(name, default=default) if url.strip()]
    if default and not urls:
        raise ImproperlyConfigured(f"{name}: expected at least one URL; without {name} it is {mask_url(default[0])}")
    check_schemes(name, schemes, urls)
    return urls


def check_schemes(name: str, schemes: set[str], urls: list[str]) -> None:
    """Refuse URLs that are of none of `schemes`."""
    for number, url in enumerate(urls, start=1):
        check_url(f"{name}: entry {number}", url, {scheme: f"{scheme}://" for scheme in sorted(schemes)})


def check_url(place: str, url: str, expected: dict[str, str]) -> str:
    """The scheme of a URL, which is one of those `expected` (with the form of each); refuse another, and what is none.

    A wrong one is not shown, since it may hold a password, anywhere: its scheme is.
    """
    try:
        parts = urlsplit(url)
        scheme, _ = parts.scheme, parts.port
    except ValueError:  # which has the text that is wrong
        raise ImproperlyConfigured(f"{place}: {mask_url(url)}: not a URL ({ENCODED})") from None
    if scheme not in expected:
        forms = " or ".join(dict.fromkeys(expected.values()))
        raise ImproperlyConfigured(f"{place}: {mask_url(url)}: expected URLs that begin with {forms}")
    if scheme != "sqlite" and "@" in parts.path + parts.query + parts.fragment:
        raise ImproperlyConfigured(f"{place}: {mask_url(url)}: not a URL ({ENCODED})")
    return scheme


def mask_url(url: str) -> str:
    """What may be said of a URL that may hold a password."""
    scheme, colon, _ = url.partition("://")
    return f"{scheme}://…" if colon and scheme in SCHEMES else "no known scheme"


def read_replicas(name: str, schemes: set[str], *, shards: int) -> list[list[str]]:
    """Read the replicas of each shard: shards comma-separated, replicas of one shard with |; or nothing at all."""
    text = env.str(name, default="").strip()
    replicas = [[url.strip() for url in part.split("|") if url.strip()] for part in text.split(",")] if text else []
    if replicas and len(replicas) != shards:
        raise ImproperlyConfigured(f"{name}: expected as many comma-separated entries as REDIS_URLS has: {shards}")
    for urls in replicas:
        check_schemes(name, schemes, urls)
    return replicas


# --- where things are ------------------------------------------------------------------------------------------------

DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
DEBUG = read_flag("DEBUG", default=False)
DEMO = read_flag("DEMO", default=False)
PORT = read_number("PORT", 8000, least=1, most=65535)

SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    # One laptop needs no configuration: the key is made once and kept beside the data. `check --deploy` asks for one.
    SECRET_KEY = runtime.read_or_create(DATA_DIR / "secret-key", get_random_secret_key)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = read_addresses("CSRF_TRUSTED_ORIGINS", {"http", "https"}, [])
HTTPS = read_flag("HTTPS", default=False)

# --- servers: embedded ones unless the environment names others ------------------------------------------------------

DATABASE_POOL = read_number("DATABASE_POOL", 20, least=1, most=1000)
DATABASES = {
    "default": read_database("DATABASE_URL", "scoreboard.sqlite3", synchronous="FULL"),
    # Stats can be built again from Kafka, and rows and offset commit together: losing the last commit loses nothing.
    "stats": read_database("STATS_DATABASE_URL", "stats.sqlite3", synchronous="NORMAL"),
}
DATABASE_ROUTERS = ["scoreboard.db_router.StatsRouter"]

_embedded = runtime.read_addresses(DATA_DIR)
REDIS_SCHEMES = {"redis", "rediss", "unix"}
REDIS_URLS = read_addresses("REDIS_URLS", REDIS_SCHEMES, [_embedded.redis])
REDIS_REPLICA_URLS = read_replicas("REDIS_REPLICA_URLS", REDIS_SCHEMES, shards=len(REDIS_URLS))
KAFKA_BOOTSTRAP = read_bootstrap("KAFKA_BOOTSTRAP", _embedded.kafka)
# The embedded broker's password lies beside its address; a broker of one's own has its own.
_password = "" if "KAFKA_BOOTSTRAP" in env else _embedded.kafka_password
_protocols = ("PLAINTEXT", "SASL_PLAINTEXT") if not _password else ("SASL_PLAINTEXT", "PLAINTEXT")
KAFKA_SECURITY = read_choice("KAFKA_SECURITY", *_protocols, "SSL", "SASL_SSL")
KAFKA_MECHANISM = read_choice("KAFKA_MECHANISM", "PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")
KAFKA_USER = env.str("KAFKA_USER", default=runtime.KAFKA_USER if _password else "")
KAFKA_PASSWORD = env.str("KAFKA_PASSWORD", default=_password)
KAFKA_CA = env.str("KAFKA_CA", default="")
check_kafka_login()

KAFKA_TOPIC_EVENTS = "match-events"
KAFKA_TOPIC_CATALOGUE = "catalogue"
KAFKA_TOPIC_DEAD = "match-events-dead"
KAFKA_PARTITIONS = read_number("KAFKA_PARTITIONS", 4, least=1, most=10_000)
KAFKA_REPLICATION = read_number("KAFKA_REPLICATION", 1, least=1, most=9)
RELAY_METRICS_PORT = read_number("RELAY_METRICS_PORT", 0, least=0, most=65535)
RELAY_METRICS_HOST = env.str("RELAY_METRICS_HOST", default="127.0.0.1").strip()

CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "scoreboard.live.redis_layer.layer.ShardedPubSubChannelLayer",
        # The history: a match's last frames, for hubs that missed some of them (docs/decisions/0006).
        "CONFIG": {"hosts": REDIS_URLS, "replicas": REDIS_REPLICA_URLS, "prefix": "scoreboard", "history": 128},
    }
}

WEBSOCKETS = read_choice("WEBSOCKETS", "own", "stock")

CELERY_BROKER_URL = REDIS_URLS[0].replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "stats"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULER = "scoreboard.celery:BoundedScheduler"

# --- the live side ---------------------------------------------------------------------------------------------------

LIVE_SOCKETS = read_number("LIVE_SOCKETS", 20_000, least=0, most=1_000_000)
LIVE_STREAMS = read_number("LIVE_STREAMS", 5_000, least=0, most=1_000_000)
LIVE_LAG_MS = read_number("LIVE_LAG_MS", 500, least=0, most=60_000)
LIVE_CONNECTS = read_number("LIVE_CONNECTS", 2_000, least=0, most=1_000_000)
LIVE_CONNECTS_PER_ADDRESS = read_number("LIVE_CONNECTS_PER_ADDRESS", 600, least=0, most=1_000_000)
LIVE_HELD_PER_ADDRESS = read_number("LIVE_HELD_PER_ADDRESS", 2_000, least=0, most=1_000_000)
LIVE_ABUSES = read_number("LIVE_ABUSES", 20, least=0, most=1_000_000)
LIVE_TRUST_LOOPBACK = read_flag("LIVE_TRUST_LOOPBACK", default=True)
LIVE_SUBSCRIPTIONS = read_number("LIVE_SUBSCRIPTIONS", 500, least=0, most=100_000)
LIVE_UNKNOWN_TOPICS = read_number("LIVE_UNKNOWN_TOPICS", 20, least=0, most=100_000)
LIVE_DRAIN_S = read_number("LIVE_DRAIN_S", 10, least=1, most=300)
LIVE_SAMPLE = read_number("LIVE_SAMPLE", 100, least=0, most=1_000_000)
LIVE_TICK_MS = read_number("LIVE_TICK_MS", 250, least=0, most=5_000)
LIVE_FRAMES = read_number("LIVE_FRAMES", 600, least=60, most=1_000_000)

# --- what one HTTP connection may ask for ---------------------------------------------------------------------------

HTTP_HEAD_BYTES = read_number("HTTP_HEAD_BYTES", 32 * 1024, least=1024, most=1024 * 1024)
HTTP_HEADERS = read_number("HTTP_HEADERS", 100, least=10, most=10_000)
HTTP_BODY_BYTES = read_number("HTTP_BODY_BYTES", 64 * 1024, least=1024, most=1024 * 1024 * 1024)
HTTP_HEAD_S = read_number("HTTP_HEAD_S", 10, least=1, most=3_600)
HTTP_BODY_S = read_number("HTTP_BODY_S", 30, least=1, most=3_600)
HTTP_WRITE_S = read_number("HTTP_WRITE_S", 30, least=1, most=3_600)
HTTP_CONNECTIONS = read_number("HTTP_CONNECTIONS", 30_000, least=1, most=1_000_000)

# --- requests at work at once ----------------------------------------------------------------------------------------

WEB_THREADS = read_number("WEB_THREADS", 8, least=1, most=1_000)
HEAVY_PAGES = read_number("HEAVY_PAGES", 2, least=0, most=1_000)
REQUEST_WAIT_S = read_number("REQUEST_WAIT_S", 5, least=1, most=60)
PROBES_KEPT_MS = read_number("PROBES_KEPT_MS", 1_000, least=0, most=60_000)

# --- importers -------------------------------------------------------------------------------------------------------

IMPORT_FILE_MB = read_number("IMPORT_FILE_MB", 16, least=1, most=4_000)
IMPORT_TOTAL_MB = read_number("IMPORT_TOTAL_MB", 1_000, least=1, most=1_000_000)
IMPORT_FILES = read_number("IMPORT_FILES", 25_000, least=1, most=1_000_000)

# --- Django ----------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "scoreboard.web.admin_site.Config",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "channels",
    "scoreboard",
    "stats",
    *(["scoreboard.demo"] if DEMO else []),
]
MIDDLEWARE = [
    "scoreboard.entrances.problems.serve_api",  # the outermost: under /api, every error is a problem document
    "scoreboard.web.parameters.check_address",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "scoreboard.audit.origin.remember_request",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "scoreboard.web.logins.GuardMiddleware",
    *(["scoreboard.demo.audience.NoteVisits"] if DEMO else []),
]
AUTHENTICATION_BACKENDS = ["scoreboard.accounts.backend.Backend"]
LOGIN_FAILURES = read_number("LOGIN_FAILURES", 8, least=1, most=1_000)
LOGIN_FAILURES_PER_ADDRESS = read_number("LOGIN_FAILURES_PER_ADDRESS", 100, least=1, most=1_000_000)
LOGIN_FAILURES_PER_NAME = read_number("LOGIN_FAILURES_PER_NAME", 100, least=1, most=1_000_000)
LOGIN_LOCK_S = read_number("LOGIN_LOCK_S", 900, least=1, most=86_400)
SESSION_ENGINE = "scoreboard.accounts.sessions"
AUDIT_ADDRESS_DAYS = read_number("AUDIT_ADDRESS_DAYS", 30, least=1, most=3_650)
ROOT_URLCONF = "scoreboard.urls"
ASGI_APPLICATION = "scoreboard.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["scoreboard.web.templatetags.scoreboard"],
        },
    }
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "day"
LOGOUT_REDIRECT_URL = "day"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in {
        "UserAttributeSimilarityValidator": {"max_similarity": 0.6},  # twice one's name is too similar
        "MinimumLengthValidator": {},
        "CommonPasswordValidator": {},
        "NumericPasswordValidator": {},
    }.items()
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
DATA_UPLOAD_MAX_MEMORY_SIZE = HTTP_BODY_BYTES  # no request of the API or the console is larger

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "scoreboard.web.storage.StaticFilesStorage"
    },
}
SERVESTATIC_USE_FINDERS = DEBUG

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "connect-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    }
}
X_FRAME_OPTIONS = "DENY"
DEFAULT_EXCEPTION_REPORTER_FILTER = "scoreboard.web.debugging.Filter"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
CSRF_FAILURE_VIEW = "scoreboard.web.logins.answer_stale_form"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
HSTS_SECONDS = read_number("HSTS_SECONDS", 31_536_000, least=0, most=63_072_000)
SECURE_HSTS_SECONDS = HSTS_SECONDS if HTTPS else 0
# Of other hosts under the same domain only their owners can say that they have TLS.
SECURE_HSTS_INCLUDE_SUBDOMAINS = read_flag("HSTS_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = read_flag("HSTS_PRELOAD", default=False)
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # which want both
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None

LOG_LEVEL = env.str("LOG_LEVEL", default="INFO").upper()
if LOG_LEVEL not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
    raise ImproperlyConfigured(f"LOG_LEVEL={LOG_LEVEL!r}: expected DEBUG, INFO, WARNING or ERROR")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)-7s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {"httpx": {"level": "WARNING"}, "psycopg.pool": {"level": "ERROR"}},
}
