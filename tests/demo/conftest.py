"""What the tests of the demo share."""

import pytest

from scoreboard.demo import audience
from scoreboard.live.hub.periodic import has_viewers
from tests.live.conftest import hub, limits  # noqa: F401  # fixtures


@pytest.fixture
def demo(demo):
    """The demo, which listens to the hub."""
    audience.listen()
    yield demo
    has_viewers.disconnect(audience.note_viewers)
