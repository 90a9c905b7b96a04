"""Users with a second factor, and the logins of people."""

import pytest
from asgiref.sync import sync_to_async
from django.db import connections
from django.test import Client

from scoreboard.accounts import second_factor
from scoreboard.models import SecondFactor
from tests.accounts.authenticator import make_code
from tests.factories import make_scorer
from tests.pages import parse_page, read_text

PASSWORD = "wins-1-0"
SECRET = "3132333435363738393031323334353637383930"  # RFC 6238's


def read_refusal(answer):
    """Why a form was not taken, as its page says it there, and nowhere else."""
    return read_text(parse_page(answer), "main form [role=alert]:not([hidden])")


@pytest.fixture
async def async_db(transactional_db):
    """The database for tests that do not block; the thread that asks it leaves no connection behind."""
    yield
    await sync_to_async(connections.close_all)()


@pytest.fixture
def kim(db):
    """A scorer, who is not the `user:1` that the factories enter events as."""
    return make_scorer(username="kim", id=77)


@pytest.fixture
def with_factor(kim):
    """The same, who has set up a second factor: with their recovery codes as `codes`."""
    SecondFactor.objects.create(user=kim, secret=SECRET, last_step=0)
    kim.codes = second_factor.make_recovery_codes(kim)
    return kim


@pytest.fixture
def two_steps():
    """Logs in by name, password and code (now's, unless one is given), and returns the client."""

    def log_in(client=None, *, name="kim", password=PASSWORD, code=None, **where):
        client = client or Client(**where)
        assert client.post("/login", {"username": name, "password": password}).url == "/login/code"
        answer = client.post("/login/code", {"code": code or make_code(SECRET)})
        assert answer.status_code == 302, answer.content.decode()
        return client

    return log_in
