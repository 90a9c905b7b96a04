"""Addresses lie beside the audit log, are purged after a time, and were moved there from entries of before."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from scoreboard.accounts import purging, tasks
from scoreboard.audit import note
from scoreboard.audit.origin import Origin
from scoreboard.models import AuditAddress, AuditEntry
from tests.pages import read_page, read_texts

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = "203.0.113.9"


def act(what, *, days_ago=0, address=ADDRESS):
    at = timezone.now() - timedelta(days=days_ago)
    note(kind="event", what=what, origin=Origin("user:9", "kim", address), at=at)


def addresses():
    """By what was done: the address, None where there is none or no more."""
    return {entry.what: entry.address for entry in AuditEntry.objects.with_address()}


def list_origins(client):
    """Whence each act of kim's was, as the audit log's page shows it, by what was done."""
    page = read_page(client, "/audit?actor=kim")
    shown = {field: read_texts(page, f".audit [data-field={field}]") for field in ("what", "whence")}
    return dict(zip(shown["what"], shown["whence"], strict=True))


@pytest.mark.django_db
def test_an_entry_names_only_a_random_key():
    for what in ("one", "another", "a program's"):
        act(what, address="" if what == "a program's" else ADDRESS)
    assert addresses() == {"one": ADDRESS, "another": ADDRESS, "a program's": None}
    keys = set(AuditEntry.objects.values_list("address_key", flat=True))
    assert len(keys) == 3  # two of one address have nothing in common
    assert None in keys
    stored = "".join(str(row) for row in AuditEntry.objects.values())
    assert ADDRESS not in stored


@pytest.mark.django_db
@pytest.mark.parametrize("run", [lambda: call_command("purge"), tasks.purge])
def test_an_address_is_kept_so_many_days(run, settings, capsys):
    settings.AUDIT_ADDRESS_DAYS = 10
    act("old", days_ago=11)
    act("new", days_ago=9)
    run()
    assert addresses() == {"old": None, "new": ADDRESS}
    assert AuditAddress.objects.count() == 1


@pytest.mark.django_db
def test_the_command_says_how_many(capsys):
    act("old", days_ago=31)
    call_command("purge")
    assert '"addresses": 1' in capsys.readouterr().out


@pytest.mark.django_db
def test_however_many_there_are_they_go():
    for number in range(10):
        act(f"act {number}", days_ago=40)
    assert purging.delete(AuditAddress.objects.all(), at_once=3) == 10
    assert not AuditAddress.objects.exists()


@pytest.mark.django_db
def test_the_page_and_the_file_show_an_address_while_it_is_kept(admin_client):
    act("old", days_ago=40)
    act("new")
    act("by a program", address="")
    before = list_origins(admin_client)
    assert (before["new"], before["old"]) == (ADDRESS, ADDRESS)
    call_command("purge")
    after = list_origins(admin_client)
    assert after == {**before, "old": after["old"]}
    assert len(set(after.values())) == 3  # kept, not kept any more, of this machine
    assert admin_client.get("/audit.csv?actor=kim").content.decode().count(ADDRESS) == 1


@pytest.mark.django_db
def test_an_address_of_any_length_is_kept_shortened():
    Client(REMOTE_ADDR="x" * 300).post("/login", {"username": "kim", "password": "x"})
    assert AuditAddress.objects.get().address == "x" * 45


MOVE = """
import django
django.setup()
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from scoreboard.models import AuditAddress, AuditEntry

def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else None

def is_closed():
    for sql in ("UPDATE scoreboard_auditentry SET reason = 'x'", "DELETE FROM scoreboard_auditentry"):
        try:
            with transaction.atomic():
                run(sql)
        except DatabaseError as error:
            assert "append-only" in str(error), error
        else:
            raise AssertionError(sql)

def migrate(to):
    call_command("migrate", "scoreboard", to, verbosity=0)

migrate("0008")
fields = "at, kind, actor, name, address, subject, what, reason"
for address, what in (("203.0.113.9", "one"), ("203.0.113.9", "two"), ("", "three")):
    run(f"INSERT INTO scoreboard_auditentry ({fields}) "
        f"VALUES ('2026-05-04 12:00:00+00:00', 'event', 'user:1', 'kim', '{address}', '', '{what}', '')")
is_closed()
migrate("0009")
found = {entry.what: (entry.address, entry.at.isoformat()) for entry in AuditEntry.objects.with_address()}
at = "2026-05-04T12:00:00+00:00"
assert found == {"one": ("203.0.113.9", at), "two": ("203.0.113.9", at), "three": (None, at)}, found
assert {row.at.isoformat() for row in AuditAddress.objects.all()} == {at}
assert AuditAddress.objects.count() == 2
is_closed()
AuditAddress.objects.filter(key=AuditEntry.objects.get(what="two").address_key).delete()
migrate("0008")
assert run("SELECT what, address FROM scoreboard_auditentry ORDER BY id") == [
    ("one", "203.0.113.9"), ("two", ""), ("three", "")]
is_closed()
migrate("0009")
is_closed()
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request, tmp_path):
    """The URL of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'moved.sqlite3'}"
    postgres = request.getfixturevalue("postgres")
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS moved")
        connection.execute("CREATE DATABASE moved")
    return postgres.url.rpartition("/")[0] + "/moved"


def test_addresses_of_before_are_moved_and_the_log_stays_closed(database_url, tmp_path):
    ran = subprocess.run(
        [sys.executable, "-c", MOVE],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DATA_DIR": str(tmp_path),
            "DATABASE_URL": database_url,
            "DJANGO_SETTINGS_MODULE": "scoreboard.settings",
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
