"""The audit log's page: who may see it, what its filters leave, page by page, and as a file."""

import csv
import io
from datetime import UTC, datetime
from urllib.parse import parse_qsl

import pytest
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.utils import timezone

from scoreboard.audit.reading import BadFilter, parse_filter
from scoreboard.models import AuditEntry
from scoreboard.web.audit import PAGE, format_side
from tests.factories import enter, make_match
from tests.pages import read_numbers, read_page, read_part, read_text, read_texts, read_values

pytestmark = pytest.mark.django_db


def add(count, **fields):
    """Entries beside those that the test's users have made."""
    start = timezone.now()
    rows = [
        AuditEntry(**{"at": start, "kind": "event", "actor": "user:9", "name": "kim", "what": f"act {n}", **fields})
        for n in range(count)
    ]
    AuditEntry.objects.bulk_create(rows)


def list_whats(page):
    """What was done by each entry of the page, in its order."""
    return read_texts(page, ".audit > li [data-field=what]")


def test_only_staff_with_the_right_may_see_it(client, scorer):
    assert client.get("/audit").url == "/login?next=/audit"
    client.force_login(scorer)
    read_part(read_page(client, "/audit", 403), "[data-notice=not-allowed]")
    scorer.is_staff = True
    scorer.save()
    read_part(read_page(client, "/audit", 403), "[data-notice=not-allowed]")
    assert client.get("/audit.csv").status_code == 403
    scorer.user_permissions.add(Permission.objects.get(codename="view_auditentry"))
    assert list_whats(read_page(client, "/audit"))


def test_an_entry_says_who_what_why_before_and_after(admin_client, live_match):
    enter(live_match, {"type": "goal", "side": "home"})
    enter(live_match, {"type": "void", "data": {"seq": 3, "reason": "offside"}})
    page = read_page(admin_client, f"/audit?match=http://testserver/matches/{live_match.pk}")
    void, goal, *_ = page.select(".audit > li")
    assert (read_text(void, "[data-field=what]"), read_text(void, "q")) == ("void of 3", "offside")
    assert read_numbers(void, "[data-field=before]") == read_numbers(goal, "[data-field=after]") == [1, 0, 3]
    assert read_numbers(void, "[data-field=after]") == [0, 0, 4]
    assert read_values(void, ".act a", "href") == [f"/matches/{live_match.pk}"]


def test_before_and_after_are_a_line_each():
    state = {"score": "1–0", "status": "live", "phase": "first_half", "seq": 3}
    assert format_side(state) == "1–0, live, first half, record 3"
    assert format_side(["scoreboard.add_match", "group Scorers"]) == "scoreboard.add_match, group Scorers"


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?actor=kim", {"by kim", "login of kim"}),
        ("?actor=user:9", {"by kim", "login of kim"}),
        ("?kind=login&actor=kim", {"login of kim"}),
        ("?from=2026-02-01&to=2026-02-28", {"by lee"}),
        ("?to=2026-01-31", {"old"}),
        ("?actor=kim&from=2027-01-01", set()),
    ],
)
def test_filters_leave_what_fits(admin_client, query, shown):
    add(1, what="by kim", at=datetime(2026, 3, 1, tzinfo=UTC))
    add(1, what="login of kim", kind="login", at=datetime(2026, 3, 2, tzinfo=UTC))
    add(1, what="by lee", name="lee", actor="user:10", at=datetime(2026, 2, 28, 23, 59, tzinfo=UTC))
    add(1, what="old", name="lee", actor="user:10", at=datetime(2026, 1, 31, 23, 59, tzinfo=UTC))
    page = read_page(admin_client, f"/audit{query}")
    assert set(list_whats(page)) & {"by kim", "login of kim", "by lee", "old"} == shown
    given = read_values(page, ".filters [selected], .filters input:not([value=''])", "value")
    assert sorted(given) == sorted(value for _, value in parse_qsl(query[1:]))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?kind=theft", "expected one of"),
        ("?match=final", "expected a match's id"),
        ("?from=may", "from='may': expected a day as 2022-12-18"),
        ("?to=9999-12-31", "expected a day as 2022-12-18"),
    ],
)
def test_a_bad_filter_is_said_so(admin_client, query, said):
    with pytest.raises(BadFilter, match=said) as refused:
        parse_filter(dict(parse_qsl(query[1:])))
    page = read_page(admin_client, f"/audit{query}", 400)
    assert read_text(page, "[role=alert]") == str(refused.value)
    assert list_whats(page) == []
    assert admin_client.get(f"/audit.csv{query}").status_code == 400


def test_pages_follow_each_other_without_gap_or_double(admin_client):
    add(120)
    seen, address = [], "?actor=kim"
    while address:
        page = read_page(admin_client, f"/audit{address}")
        seen += list_whats(page)
        (address,) = read_values(page, "a[rel=next]", "href") or [""]
    assert seen == [f"act {number}" for number in range(119, -1, -1)]


@pytest.mark.parametrize("count", [1, 60])
def test_a_page_takes_as_many_queries_however_many_entries(admin_client, django_assert_num_queries, count):
    add(count)
    with django_assert_num_queries(3):  # session, user, entries
        page = read_page(admin_client, "/audit?actor=kim")
    assert len(list_whats(page)) == min(count, PAGE)


def test_nothing_found_is_said(admin_client):
    page = read_page(admin_client, "/audit?actor=nobody")
    assert read_values(page, "[data-notice=no-entry] a", "href") == ["/audit"]


def test_the_file_has_the_same_entries(admin_client):
    make_match()
    add(2, what="=cmd()", before={"score": "0–0"})
    answer = admin_client.get("/audit.csv?actor=kim")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [(row["name"], row["what"], row["before"]) for row in rows] == [("kim", "'=cmd()", '{"score":"0–0"}')] * 2
    assert answer["Content-Type"] == "text/csv; charset=utf-8"


def test_the_command_writes_all_that_fits(tmp_path):
    add(2)
    add(1, name="lee")
    call_command("export", "audit", "--to", tmp_path / "audit.csv", "--actor", "kim")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "audit.csv").read_text())))
    assert [row["what"] for row in rows] == ["act 1", "act 0"]
    with pytest.raises(CommandError, match="expected one of"):
        call_command("export", "audit", "--kind", "theft")
