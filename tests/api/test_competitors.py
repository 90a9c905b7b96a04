"""Competitors are merged through the API, by whom may, once for a key; a dry run says what would move."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission

from scoreboard.models import ApiToken, AuditEntry, Match
from tests.factories import make_competitor, make_match

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    return make_competitor("Rothosen"), make_competitor("Reds United")


@pytest.fixture
def send(client):
    user = get_user_model().objects.create_user("editor", password="x")
    user.user_permissions.set(Permission.objects.filter(codename__in=["change_person", "change_competitor"]))
    token = ApiToken.issue(user=user)

    def post(one, into, *, dry_run=False, key="k1", status=201):
        address = f"/api/v1/competitors/{one}/merge{'?dry_run=1' if dry_run else ''}"
        headers = {"Authorization": f"Bearer {token}", **({} if dry_run else {"Idempotency-Key": key})}
        body = {"into": str(into), "reason": "one club"}
        answer = client.post(address, body, content_type="application/json", headers=headers)
        assert answer.status_code == status, answer.content
        return answer.json()

    post.user = user
    return post


def test_a_dry_run_says_what_a_merge_does_once(send, two):
    one, into = two
    match, other = make_match(home=one), make_competitor()
    make_match(home=one, away=other, scheduled_on="2026-05-01")
    make_match(home=into, away=other, scheduled_on="2026-05-01")
    tried = send(one.pk, into.pk, dry_run=True, status=200)
    assert (tried["dry_run"], tried["matches"], Match.objects.get(pk=match.pk).home) == (True, 2, one)
    assert [double["why"] for double in tried["doubles"]] == ["on one day"]
    done = send(one.pk, into.pk)
    assert {**done, "dry_run": True} == tried
    assert Match.objects.get(pk=match.pk).home == into
    assert AuditEntry.objects.get(kind="competitor").reason == "one club"
    assert send(one.pk, into.pk, status=200) == done
    assert send(one.pk, into.pk, key="k2")["matches"] == 0


def test_what_cannot_be_is_said(send, two):
    one, into = two
    assert "are one already" in send(one.pk, one.pk, status=422)["detail"]
    assert "Nobody called" in send(one.pk, "Greens", status=422)["detail"]
    send("01a20bae-2680-74e4-8e4f-bd994b58c3e7", into.pk, status=404)
    make_match(home=one, away=into)
    assert "have played each other" in send(one.pk, into.pk, dry_run=True, status=422)["detail"]
    send.user.user_permissions.set(Permission.objects.filter(codename="change_competitor"))
    send(one.pk, into.pk, status=403)
