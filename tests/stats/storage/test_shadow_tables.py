"""A second set of tables: filled apart, swapped at once, kept for the next time, and one process at a time."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from stats.models import Lease, Log
from stats.storage import shadow_tables
from stats.storage.shadow_tables import AlreadyRunning, PostgresShadow, SqliteShadow, open_shadow_tables

pytestmark = pytest.mark.django_db(transaction=True, databases=["stats"])


def add(match):
    Log.objects.create(match=match, sport="football")


def names():
    return set(Log.objects.values_list("match", flat=True))


@pytest.fixture(autouse=True)
def nothing_left():
    """Remove what a test has not swapped."""
    yield
    live = connections["stats"]
    (SqliteShadow if live.vendor == "sqlite" else PostgresShadow)(live).remove()


@pytest.fixture
def lease():
    """A lease of the tables in use."""
    add("old")
    return Lease.objects.create(cluster="c", topic="t", partition=0, token=7, owner="a worker")


def test_within_the_alias_means_the_new_tables(lease):
    with open_shadow_tables():
        assert names() == set()
        add("new")
    assert names() == {"old"}


def test_a_swap_replaces_all_tables(lease):
    with open_shadow_tables() as tables:
        add("new")
        tables.swap()
    assert names() == {"new"}
    assert not Lease.objects.exists()


def test_after_a_swap_no_worker_has_a_token(lease):
    with open_shadow_tables() as tables:
        Lease.objects.create(cluster="c", topic="t", partition=0, token=7, owner="this process")
        tables.swap()
    row = Lease.objects.get()
    assert (row.token > lease.token + 1, row.owner) == (True, "")


def test_the_indexes_are_there_after_a_swap(lease):
    def indexes():
        with connections["stats"].cursor() as cursor:
            return set(connections["stats"].introspection.get_constraints(cursor, Log._meta.db_table))

    before = indexes()
    with open_shadow_tables() as tables:
        assert before - indexes() >= {"log_waiting", "log_recorded"}
        tables.swap()
    assert indexes() >= {"log_waiting", "log_recorded"}


def test_what_was_not_swapped_is_gone_on_with(lease):
    with open_shadow_tables():
        add("begun")
    with open_shadow_tables() as tables:
        assert names() == {"begun"}
        tables.swap()
    with open_shadow_tables():
        assert names() == set()


def test_anew_it_is_forgotten(lease):
    with open_shadow_tables():
        add("begun")
    with open_shadow_tables(anew=True):
        assert names() == set()


def test_tables_begun_by_other_code_are_forgotten(lease, monkeypatch):
    with open_shadow_tables():
        add("begun")
    monkeypatch.setattr(shadow_tables, "_hash_code", lambda: "othercode")
    with open_shadow_tables(anew=False):
        assert names() == set()


def test_leases_of_a_process_that_was_killed_are_free(lease):
    with open_shadow_tables():
        Lease.objects.create(cluster="c", topic="t", partition=0, token=3, owner="killed")
    with open_shadow_tables():
        assert (Lease.objects.get().owner, Lease.objects.get().token) == ("", 4)


def test_one_process_at_a_time(lease):
    def open_too():
        try:
            with open_shadow_tables():
                pass
        finally:
            connections.close_all()

    with open_shadow_tables(), ThreadPoolExecutor(1) as elsewhere:
        assert isinstance(elsewhere.submit(open_too).exception(timeout=20), AlreadyRunning)


def test_whatever_happens_the_alias_means_the_tables_in_use_again(lease):
    with pytest.raises(ZeroDivisionError), open_shadow_tables():
        raise ZeroDivisionError
    assert names() == {"old"}
