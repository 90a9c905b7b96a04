"""The audit log's page: who may see it, what its filters leave, page by page, and as a file."""

import csv
import io

import pytest
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.utils import timezone

from scoreboard.models import AuditEntry
from tests.factories import enter, make_match

pytestmark = pytest.mark.django_db


def add(count, **fields):
    """Entries beside those that the test's users have made."""
    start = timezone.now()
    rows = [
        AuditEntry(**{"at": start, "kind": "event", "actor": "user:9", "name": "kim", "what": f"act {n}", **fields})
        for n in range(count)
    ]
    AuditEntry.objects.bulk_create(rows)


def read(client, query="", status=200):
    answer = client.get(f"/audit{query}")
    assert answer.status_code == status
    return answer.content.decode()


def test_only_staff_with_the_right_may_see_it(client, scorer):
    assert client.get("/audit").url == "/login?next=/audit"
    client.force_login(scorer)
    read(client, status=403)
    scorer.is_staff = True
    scorer.save()
    read(client, status=403)
    assert client.get("/audit.csv").status_code == 403
    scorer.user_permissions.add(Permission.objects.get(codename="view_auditentry"))
    assert "Audit log" in read(client)


def test_an_entry_says_who_what_why_before_and_after(admin_client, live_match):
    enter(live_match, {"type": "goal", "side": "home"})
    enter(live_match, {"type": "void", "data": {"seq": 3, "reason": "offside"}})
    page = read(admin_client, f"?match=http://testserver/matches/{live_match.pk}")
    assert "void of 3" in page
    assert "<q>offside</q>" in page
    assert "1–0, live, first half, record 3" in page
    assert f'href="/matches/{live_match.pk}"' in page


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
    import datetime as dt

    add(1, what="by kim", at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC))
    add(1, what="login of kim", kind="login", at=dt.datetime(2026, 3, 2, tzinfo=dt.UTC))
    add(1, what="by lee", name="lee", actor="user:10", at=dt.datetime(2026, 2, 28, 23, 59, tzinfo=dt.UTC))
    add(1, what="old", name="lee", actor="user:10", at=dt.datetime(2026, 1, 31, 23, 59, tzinfo=dt.UTC))
    page = read(admin_client, query)
    assert {what for what in ("by kim", "login of kim", "by lee", "old") if f">{what}<" in page} == shown


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?kind=theft", "expected one of"),
        ("?match=final", "expected a match&#x27;s id"),
        ("?from=may", "from=&#x27;may&#x27;: expected a day as 2022-12-18"),
        ("?to=9999-12-31", "expected a day as 2022-12-18"),
    ],
)
def test_a_bad_filter_is_said_so(admin_client, query, said):
    assert said in read(admin_client, query, status=400)
    assert admin_client.get(f"/audit.csv{query}").status_code == 400


def test_pages_follow_each_other_without_gap_or_double(admin_client):
    add(120)
    seen, address = [], "?actor=kim"
    while address:
        page = read(admin_client, address)
        seen += [int(part.split("<")[0]) for part in page.split("act ")[1:] if part[0].isdigit()]
        older = page.split('rel="next"')[0].rpartition('href="')[2].split('"')[0].replace("&amp;", "&")
        address = older if 'rel="next"' in page else ""
    assert seen == list(range(119, -1, -1))


@pytest.mark.parametrize("count", [1, 60])
def test_a_page_takes_as_many_queries_however_many_entries(admin_client, django_assert_num_queries, count):
    add(count)
    with django_assert_num_queries(3):  # session, user, entries
        read(admin_client, "?actor=kim")


def test_nothing_found_is_said(admin_client):
    assert "No entry fits" in read(admin_client, "?actor=nobody")


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
