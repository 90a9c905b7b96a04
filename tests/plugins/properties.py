"""Properties are not measured for coverage: their many inputs run what examples run."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test that hypothesis feeds, so that pytest-cov pauses while it runs."""
    for item in items:
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker("no_cover")
