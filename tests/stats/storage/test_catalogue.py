"""Entries of the catalogue saved: the highest version stays."""

import pytest

from scoreboard.wire.catalogue import CatalogueEntry
from stats.models import CatalogueItem
from stats.storage.catalogue import save_entries


def make(version, *, item="a", kind="season", **data):
    return CatalogueEntry(kind, item, version, {"name": f"version {version}", **data})


def stored():
    return {(row.kind, row.item): (row.version, row.payload["name"]) for row in CatalogueItem.objects.all()}


@pytest.mark.parametrize("batches", [[[1, 2, 3]], [[3, 1, 2]], [[3], [1, 2]], [[1], [2], [3]], [[2, 3], [3, 1]]])
def test_the_highest_version_stays_in_whatever_order_they_come(batches):
    for batch in batches:
        save_entries([make(version) for version in batch])
    assert stored() == {("season", "a"): (3, "version 3")}


def test_an_id_of_two_kinds_is_two_entries():
    save_entries([make(1), make(2, kind="stage")])
    assert len(stored()) == 2


def test_of_versions_alike_the_first_stays():
    save_entries([make(1)])
    save_entries([make(1, name="another")])
    assert stored() == {("season", "a"): (1, "version 1")}


def test_an_entry_knows_the_one_it_belongs_to():
    save_entries([make(1, competition="c1")])
    assert CatalogueItem.objects.get().parent == "c1"
