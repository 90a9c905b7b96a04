"""Fixtures that every test may use. Real servers come from tests/plugins/servers.py."""

from pathlib import Path

import hypothesis
import pytest

from scoreboard.accounts import notes, second_factor
from scoreboard.accounts.counters import MemoryStore, get_counters
from tests import factories

# An example may take any time: other tests run beside it.
hypothesis.settings.register_profile(
    "shared machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("shared machine")

pytest_plugins = ["tests.plugins.flushing", "tests.plugins.properties", "tests.plugins.servers"]

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of real match data; it lies beside the repository where there is one."""
    if not DATA.is_dir():
        pytest.skip("needs the real match data in ../shared/data, which is not on this machine")
    return DATA


@pytest.fixture(autouse=True)
def no_failed_logins():
    """Nobody has failed to log in yet; whoever does is counted in this process."""
    counters = get_counters()
    counters._shared = counters._own = MemoryStore()
    notes.pending.take()


@pytest.fixture
def season(db):
    """A league's season."""
    return factories.make_season()


@pytest.fixture
def match(season):
    """A match of that season, not started."""
    return factories.make_match(season=season)


@pytest.fixture
def live_match(match):
    """A match that has kicked off."""
    factories.enter(match, {"type": "period_start"})
    return match


@pytest.fixture
def scorer(db):
    """A user who may score and make fixtures, but is no superuser."""
    return factories.make_scorer()


@pytest.fixture
def admin_client(client, admin_user):
    """A client logged in as a superuser, in two steps, as they must."""
    log_in(client, admin_user)
    return client


def log_in(client, user):
    """Log a user in as if with both steps."""
    client.force_login(user)
    session = client.session
    session[second_factor.MARK] = True
    session.save()


@pytest.fixture
def demo(settings, tmp_path):
    """A demo's settings, with a folder of its own."""
    settings.DEMO, settings.DATA_DIR = True, tmp_path
    return settings
