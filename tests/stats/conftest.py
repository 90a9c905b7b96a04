"""Tests of stats use both databases: the live side makes the log that stats read."""

import pytest


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/stats/" in str(item.path) and not item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.django_db(databases=["default", "stats"]))
