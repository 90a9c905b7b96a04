"""What the tests of the demo share."""

import pytest

from scoreboard.demo import audience
from scoreboard.live.hub.hub import watched
from tests.live.conftest import hub  # noqa: F401  # a fixture


@pytest.fixture
def demo(demo):
    """The demo, which listens to the hub."""
    audience.listen()
    yield demo
    watched.disconnect(audience.note_viewers)
