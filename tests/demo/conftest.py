"""What the tests of the demo share."""

import pytest

from tests.live.conftest import hub  # noqa: F401  # a fixture


@pytest.fixture
def demo(settings, tmp_path):
    """A demo's settings, with a folder of its own."""
    settings.DEMO, settings.DATA_DIR = True, tmp_path
    return settings
