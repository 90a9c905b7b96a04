"""The operator's page: who sees it, what it finds, and in which words."""

from datetime import timedelta

import pytest
from django.utils import timezone

from scoreboard.audit import note
from scoreboard.audit.origin import Origin
from scoreboard.web.operations import build_context
from stats.models import Log
from tests.factories import make_match
from tests.pages import read_numbers, read_page, read_part, read_text, read_texts, read_values

pytestmark = pytest.mark.django_db(databases=["default", "stats"])


def test_operations_are_for_staff(client, scorer):
    assert client.get("/operations").url == "/login?next=/operations"
    client.force_login(scorer)
    read_part(read_page(client, "/operations", 403), "[data-notice=not-allowed]")


def test_operations_are_kept_by_nobody(admin_client):
    assert "no-store" in admin_client.get("/operations")["Cache-Control"]


def test_operations_show_every_step_with_its_number_what_it_means_and_what_to_do(admin_client):
    make_match()
    page = read_page(admin_client, "/operations")
    findings = build_context(now=timezone.now())["findings"]
    assert read_values(page, ".findings > li", "data-state") == ["bad", "good", "bad", "good", "good"]
    for shown, finding in zip(page.select(".findings > li"), findings, strict=True):
        assert (shown["data-state"], read_text(shown, "h2")) == (finding.state, finding.name)
        assert read_text(shown, ".number").endswith(f" {finding.number}")
        assert read_texts(shown, "p.small") == [finding.meaning, *([finding.todo] if finding.todo else [])]


def test_findings_say_what_waits_and_what_to_do():
    make_match()
    relay, _, consumer, _, _ = build_context(now=timezone.now())["findings"]
    assert relay.number.startswith("1 records of 1 matches")
    assert relay.todo.startswith("No broker is configured")
    assert consumer.todo == "Nothing has ever been read: is the Celery worker with beat running?"


def test_operations_name_what_waits_for_a_release_that_knows_it(admin_client):
    log = Log(match="x", epoch=1, top_seq=2, applied_seq=1, waiting_since=timezone.now(), awaits="type 'new'")
    log.save()
    page = read_page(admin_client, "/operations")
    waiting = read_part(page, "section[aria-labelledby=waiting-title]")
    assert read_values(waiting, "li a", "href") == ["/matches/x"]
    assert read_numbers(waiting, "li .soft") == [log.applied_seq, log.top_seq]
    assert "type 'new'" in read_text(waiting, "li .soft")
    assert read_values(waiting, "li time", "datetime") == [log.waiting_since.isoformat().replace("+00:00", "Z")]


def test_operations_name_matches_that_began_with_others_than_they_should(admin_client):
    match, now = make_match(), timezone.now()
    for what, at in (("changed long ago", now - timedelta(days=15)), ("not changed", now)):
        note(kind="held", what=what, origin=Origin("system:tie", "system:tie"), match=match, subject="A – B", at=at)
    held = read_part(read_page(admin_client, "/operations"), "section[aria-labelledby=held-title]")
    assert read_values(held, "li a", "href") == [f"/matches/{match.pk}"]
    assert read_text(held, "li .soft").startswith("not changed ·")


@pytest.mark.parametrize("count", [1, 3])
def test_operations_take_as_many_queries_however_much_waits(admin_client, django_assert_num_queries, count):
    matches = {f"/matches/{make_match().pk}" for _ in range(count)}
    with django_assert_num_queries(15):
        page = read_page(admin_client, "/operations")
    assert set(read_values(page, "section[aria-labelledby=unsent-title] li a", "href")) == matches
