"""The demo's admin: of this machine only, and of a demo only."""

from io import StringIO

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.management import call_command
from django.test import RequestFactory

from scoreboard.accounts.local_admin import ADMIN
from scoreboard.models import ApiToken
from scoreboard.permissions import find_token

PASSWORD = "goes-in-1-0"


@pytest.fixture
def admin(db):
    """The demo's admin."""
    return get_user_model().objects.create_superuser(ADMIN, password=PASSWORD)


def log_in(**request):
    return authenticate(RequestFactory().post("/login", **request), username=ADMIN, password=PASSWORD)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"])
def test_the_demo_s_admin_logs_in_from_this_machine(demo, admin, address):
    assert log_in(REMOTE_ADDR=address) == admin


@pytest.mark.parametrize(
    "request_from",
    [
        {"REMOTE_ADDR": "192.168.1.20"},
        {"REMOTE_ADDR": "::ffff:10.0.0.1"},
        {"REMOTE_ADDR": ""},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=203.0.113.9"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_VIA": "1.1 tunnel"},
    ],
)
def test_and_from_nowhere_else(demo, admin, request_from):
    assert log_in(**request_from) is None


def test_outside_a_demo_the_admin_has_no_login_no_session_and_no_token(demo, admin, client):
    token = ApiToken.issue(user=admin)
    client.force_login(admin)
    assert client.get("/console/").status_code == 200
    assert find_token(token).user == admin
    demo.DEMO = False
    assert log_in(REMOTE_ADDR="127.0.0.1") is None
    assert client.get("/console/").status_code == 302
    assert find_token(token) is None


def test_others_log_in_from_anywhere(demo, scorer):
    request = RequestFactory().post("/login", REMOTE_ADDR="203.0.113.9")
    assert authenticate(request, username=scorer.username, password="wins-1-0") == scorer


class Terminal(StringIO):
    """What a person looks at."""

    def isatty(self):
        return True


def test_a_terminal_shows_the_admin_s_password(demo, db):
    terminal = Terminal()
    call_command("load_demo", stdout=terminal)
    password = terminal.getvalue().split()[-1]
    assert authenticate(RequestFactory().post("/login"), username=ADMIN, password=password).is_superuser
    assert (demo.DATA_DIR / "demo-password").stat().st_mode & 0o077 == 0


def test_a_log_does_not_get_it(demo, db, capsys):
    call_command("load_demo")
    said = capsys.readouterr().out
    file = demo.DATA_DIR / "demo-password"
    assert file.read_text() not in said
    assert said.splitlines()[-1] == f"Demo admin: demo, password: kept in {file}"


def test_without_a_demo_no_admin_is_made(db, settings, tmp_path, capsys):
    settings.DATA_DIR = tmp_path
    call_command("load_demo")
    assert not get_user_model().objects.exists()
    assert "password" not in capsys.readouterr().out
