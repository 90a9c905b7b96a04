"""Competitors merged in the admin, after a look at what moves."""

import pytest

from scoreboard.models import AuditEntry, Match
from tests.factories import make_competitor, make_match
from tests.pages import parse_foreign_page, read_texts, read_values

pytestmark = [pytest.mark.django_db(databases=["default", "stats"]), pytest.mark.usefixtures("admin_client")]


@pytest.fixture
def two():
    return make_competitor("Rothosen"), make_competitor("Reds United")


def test_a_merge_is_looked_at_and_done(client, two):
    one, into = two
    match = make_match(home=one)
    path = f"/admin/scoreboard/competitor/{one.pk}/merge/?into={into.pk}"
    page = parse_foreign_page(client.get(path))
    assert read_texts(page, ".counts dd") == ["1", "0", "0", "Rothosen"]
    assert Match.objects.get(pk=match.pk).home == one
    client.post(path, {"reason": "one club"})
    assert (Match.objects.get(pk=match.pk).home, AuditEntry.objects.get(kind="competitor").reason) == (into, "one club")


def test_those_who_met_are_two(client, two):
    one, into = two
    make_match(home=one, away=into)
    page = parse_foreign_page(client.get(f"/admin/scoreboard/competitor/{one.pk}/merge/?into={into.pk}"))
    assert "have played each other" in read_texts(page, ".errornote")[0]
    assert read_values(page, "[name=reason]", "name") == []
