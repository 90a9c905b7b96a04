"""No password of a server is ever shown: not where it is written wrong, not where its server is away."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from scoreboard.settings import check_schemes, read_bootstrap, read_database
from scoreboard.web import health
from scoreboard.web.debugging import Filter
from tests.servers import free_port

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "hunter2secret"
WRONG = [
    "postgres//u:{}@h/n",
    "mysql://u:{}@h/n",
    "u:{}@h/n",
    "{}",
    "{}://h/n",
    "postgresql:/u:{}@h/n",
    "postgresql://u:{}/x@h/n",
    "postgresql://u:{}#x@h/n",
    "postgresql://u:{}?x@h/n",
    "postgresql://u:12/{}@h/n",
    "postgresql://u:12?{}@h/n",
    "postgresql://u:x@h:{}/n",
    "postgresql://[{}@h/n",
    "postgresql://u:x@h:99999999/{}",
    "postgresql://u:{}\N{FULLWIDTH COMMERCIAL AT}h/n",
]


def as_redis(url):
    return url.replace("postgresql:", "redis:")


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize(
    "read",
    [
        lambda url: read_database("DATABASE_URL", "x", synchronous="FULL"),
        lambda url: check_schemes("REDIS_URLS", {"redis"}, ["redis://a", as_redis(url)]),
    ],
    ids=["database", "redis"],
)
def test_a_url_written_wrong_is_told_by_its_setting_and_scheme(monkeypatch, wrong, read):
    url = wrong.format(PASSWORD)
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(ImproperlyConfigured) as caught:
        read(url)
    assert PASSWORD[:6] not in str(caught.value)
    assert str(caught.value).startswith(("DATABASE_URL: ", "REDIS_URLS: entry 2: "))
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


@pytest.mark.parametrize("wrong", ["u:{}@h:9092", "sasl://u:{}@h:9092", "h:9092,{}", "h:{}", "{}@h:9092"])
def test_a_broker_s_address_written_wrong_is_told_by_its_setting(monkeypatch, wrong):
    monkeypatch.setenv("KAFKA_BOOTSTRAP", wrong.format(PASSWORD))
    with pytest.raises(ImproperlyConfigured, match="KAFKA_BOOTSTRAP: entry [12]: expected HOST:PORT") as caught:
        read_bootstrap("KAFKA_BOOTSTRAP", "")
    assert PASSWORD not in str(caught.value)


@pytest.mark.parametrize("address", ["h:9092", "a.b-c_d:1,[::1]:2", "127.0.0.1:9092, h:1", ""])
def test_a_broker_s_address_is_taken_as_before(monkeypatch, address):
    monkeypatch.setenv("KAFKA_BOOTSTRAP", address)
    assert read_bootstrap("KAFKA_BOOTSTRAP", "") == address.replace(" ", "")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:p%40ss@h:5432/n",
        "postgres://u@h/n?sslmode=require",
        "sqlite:////folder/of@somebody/x.sqlite3",
        "postgresql://u:p@[::1]:5432/n",
    ],
)
def test_a_url_that_is_right_is_taken_as_before(monkeypatch, url):
    monkeypatch.setenv("DATABASE_URL", url)
    assert read_database("DATABASE_URL", "x", synchronous="FULL")["NAME"] in ("n", "/folder/of@somebody/x.sqlite3")


def test_django_s_debug_page_hides_addresses(settings):
    shown = Filter().get_safe_settings()
    for name in ("REDIS_URLS", "REDIS_REPLICA_URLS", "CELERY_BROKER_URL"):
        assert shown[name] == Filter.cleansed_substitute
    cleansed = Filter().cleanse_setting("CHANNEL_LAYERS", {"default": {"CONFIG": {"hosts": [PASSWORD]}}})
    assert PASSWORD not in repr(cleansed)
    assert settings.DEFAULT_EXCEPTION_REPORTER_FILTER == "scoreboard.web.debugging.Filter"


def test_what_is_not_ready_is_told_without_a_password(settings):
    settings.REDIS_URLS = [f"redis://:{PASSWORD}@127.0.0.1:{free_port()}/0"]
    settings.KAFKA_BOOTSTRAP, settings.KAFKA_SECURITY = f"127.0.0.1:{free_port()}", "SASL_PLAINTEXT"
    settings.KAFKA_USER = settings.KAFKA_PASSWORD = PASSWORD
    for ask in (health.ask_redis, health.ask_kafka):
        found = health.measure(ask)
        assert found["ok"] is False
        assert PASSWORD not in str(found)


@pytest.fixture
def away(tmp_path):
    """The environment of programs whose servers, with passwords in their addresses, all are away."""
    postgresql, redis = (f"127.0.0.1:{free_port()}" for _ in range(2))
    return {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": f"postgresql://scorer:{PASSWORD}@{postgresql}/scoreboard",
        "STATS_DATABASE_URL": f"postgresql://stats:{PASSWORD}@{postgresql}/stats",
        "REDIS_URLS": f"redis://:{PASSWORD}@{redis}/0",
        "REDIS_REPLICA_URLS": f"redis://user:{PASSWORD}@{redis}/0",
        "KAFKA_BOOTSTRAP": f"127.0.0.1:{free_port()}",
        "KAFKA_SECURITY": "SASL_PLAINTEXT",
        "KAFKA_USER": "scorer",
        "KAFKA_PASSWORD": PASSWORD,
        "LOG_LEVEL": "DEBUG",
    }


CELERY = ["-m", "celery", "-A", "scoreboard"]
PROGRAMS = {
    "worker": [*CELERY, "worker", "--pool", "solo", "--loglevel", "debug"],
    "beat": [*CELERY, "beat", "--loglevel", "debug", "--schedule", "/dev/null"],
    "report": [*CELERY, "report"],
    "relay": ["manage.py", "relay"],
    "verify": ["manage.py", "verify"],
}


@pytest.mark.timeout(300)
def test_no_program_says_a_password_while_its_servers_are_away(away, tmp_path):
    """All at once, until each has said something, and a moment longer."""
    logs = {name: tmp_path / f"{name}.log" for name in PROGRAMS}
    running = []
    for name, argv in PROGRAMS.items():
        with logs[name].open("w") as log:
            environment = {**away, "PYTHONUNBUFFERED": "1"}
            command = [sys.executable, *argv]
            running.append(subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log))
    deadline = time.monotonic() + 200
    try:
        while not all(log.stat().st_size for log in logs.values()):
            assert time.monotonic() < deadline, [name for name, log in logs.items() if not log.stat().st_size]
            time.sleep(0.5)
        time.sleep(3)
    finally:
        for program in running:
            program.kill()
            program.wait()
    assert {name for name, log in logs.items() if PASSWORD in log.read_text()} == set()
