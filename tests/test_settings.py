"""Settings: a wrong one stops the start with its name; a page lists them all."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = (ROOT / "scoreboard" / "settings.py").read_text()
READ = re.compile(r'(?:read_\w+|env\.\w+)\(\s*"([A-Z_]+)"')


def manage(*args, **environment):
    return subprocess.run(
        [sys.executable, "manage.py", *args],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("DEBUG", "maybe", "1 or 0"),
        ("PORT", "eighty", "from 1 to 65535"),
        ("PORT", "99999", "from 1 to 65535"),
        ("DATABASE_URL", "mysql://localhost/x", "sqlite:///FILE or postgresql://"),
        ("STATS_DATABASE_URL", "nonsense", "sqlite:///FILE or postgresql://"),
        ("REDIS_URLS", "localhost:6379", "redis://"),
        ("REDIS_URLS", " , ", "at least one URL"),
        ("REDIS_URLS", "redis://a,http://b", "entry 2: http://…: expected"),
        ("REDIS_REPLICA_URLS", "redis://a,redis://b", "as many comma-separated entries as REDIS_URLS has: 1"),
        ("REDIS_REPLICA_URLS", "redis://a|b", "entry 2: no known scheme"),
        ("KAFKA_BOOTSTRAP", "localhost", "HOST:PORT"),
        ("KAFKA_SECURITY", "TLS", "PLAINTEXT or SASL_PLAINTEXT or SSL or SASL_SSL"),
        ("KAFKA_SECURITY", "SASL_SSL", "KAFKA_USER and KAFKA_PASSWORD"),
        ("KAFKA_USER", "relay", "KAFKA_SECURITY=PLAINTEXT"),
        ("KAFKA_MECHANISM", "GSSAPI", "PLAIN or SCRAM-SHA-256 or SCRAM-SHA-512"),
        ("KAFKA_CA", "/nowhere/ca.pem", "a file of certificates (PEM)"),
        ("KAFKA_PARTITIONS", "0", "from 1"),
        ("RELAY_METRICS_PORT", "no", "from 0 to 65535"),
        ("CSRF_TRUSTED_ORIGINS", "example.org", "https://"),
        ("WEBSOCKETS", "fast", "own or stock"),
        ("LOGIN_FAILURES", "0", "from 1"),
        ("AUDIT_ADDRESS_DAYS", "0", "from 1 to 3650"),
        ("LOGIN_LOCK_S", "forever", "from 1 to 86400"),
        ("LOG_LEVEL", "loud", "DEBUG, INFO, WARNING or ERROR"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_its_name_in_one_line(name, value, expected, tmp_path):
    ran = manage("check", DATA_DIR=str(tmp_path), **{name: value})
    assert ran.returncode != 0
    (line,) = ran.stderr.strip().splitlines()
    assert name in line
    assert expected in line


def test_production_settings_pass_django_s_deployment_check(tmp_path):
    ran = manage(
        "check",
        "--deploy",
        "--fail-level=WARNING",
        DATA_DIR=str(tmp_path),
        SECRET_KEY="x7" * 32 + "-!abcdefghij",
        ALLOWED_HOSTS="scores.example",
        HTTPS="1",
    )
    assert ran.returncode == 0, ran.stderr


@pytest.mark.parametrize(
    ("environment", "header"),
    [
        ({}, "max-age=31536000"),
        ({"HSTS_SECONDS": "60", "HSTS_SUBDOMAINS": "1", "HSTS_PRELOAD": "1"}, "max-age=60; includeSubDomains; preload"),
        ({"HSTS_SECONDS": "0"}, None),
        ({"HTTPS": "0", "HSTS_SUBDOMAINS": "1"}, None),
    ],
)
def test_tls_is_asked_for_this_host_alone_unless_told_otherwise(environment, header, tmp_path):
    get = "from django.test import Client; answer = Client().get('/api/v1/nothing', secure=True)"
    ask = f"{get}; print(answer.get('Strict-Transport-Security'))"
    environment = {"HTTPS": "1", "DATA_DIR": str(tmp_path), "ALLOWED_HOSTS": "testserver", **environment}
    ran = manage("shell", "--no-imports", "-v0", "-c", ask, **environment)
    assert ran.stdout.strip() == str(header), ran.stderr


def test_the_secret_key_is_made_once_and_kept(tmp_path):
    for _ in range(2):
        assert manage("check", DATA_DIR=str(tmp_path)).returncode == 0
    key = tmp_path / "secret-key"
    assert len(key.read_text()) >= 50
    assert key.stat().st_mode & 0o077 == 0


def test_the_page_of_the_settings_has_every_setting_and_no_other():
    page = (ROOT / "docs" / "reference" / "settings.md").read_text()
    documented = re.findall(r"^\| `([A-Z_]+)`", page, re.MULTILINE)
    assert sorted(documented) == sorted(set(READ.findall(SETTINGS)))
