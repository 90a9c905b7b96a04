"""Every answer that these tests get is held to the OpenAPI document."""

import pytest

from tests.api.documented import DocumentedClient


@pytest.fixture
def client():
    """Django's test client, with an eye on the document."""
    return DocumentedClient()
