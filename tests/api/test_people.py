"""People are merged and split through the API, by whom may, once for a key; a dry run says who would be who."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission

from scoreboard.models import ApiToken, Person
from tests.factories import enter, make_match
from tests.stats.feeding import feed

pytestmark = pytest.mark.django_db(databases=["default", "stats"])
GOAL = {"type": "goal", "side": "home"}


@pytest.fixture
def match():
    match = make_match()
    enter(
        match, {"type": "period_start"}, *({**GOAL, "player": name} for name in ("Kylian Mbappé", "Mbappé", "Mbappé"))
    )
    feed(match)
    return match


@pytest.fixture
def two(match):
    return [Person.objects.get(name=name) for name in ("Mbappé", "Kylian Mbappé")]


@pytest.fixture
def editor():
    user = get_user_model().objects.create_user("editor", password="x")
    codes = ["change_person", "change_match"]
    user.user_permissions.set(Permission.objects.filter(codename__in=codes))
    return user


@pytest.fixture
def send(client, editor):
    own = ApiToken.issue(user=editor)

    def post(address, body, *, key="k1", status=201, token=None):
        shown = token or own
        answer = client.post(
            f"/api/v1{address}",
            body,
            content_type="application/json",
            headers={"Authorization": f"Bearer {shown}", **({"Idempotency-Key": key} if key else {})},
        )
        assert answer.status_code == status, answer.content
        return answer.json()

    return post


def counts_as(answer):
    return {person["name"]: (person["counts_as"]["name"], person["totals"]["goals"]) for person in answer["people"]}


def test_a_dry_run_says_who_would_be_who_and_a_merge_does_it_once(send, two):
    one, into = two
    body = {"into": str(into.pk), "reason": "one golden boot"}
    together = {"Mbappé": ("Kylian Mbappé", 2), "Kylian Mbappé": ("Kylian Mbappé", 1)}
    tried = send(f"/people/{one.pk}/merge?dry_run=1", body, key=None, status=200)
    places = {row["title"]: (row["apart"], row["together"]) for row in tried["lists"]}
    assert places["Scorers"][1] == [{"name": "Kylian Mbappé", "rank": 1, "value": 3}]
    assert (tried["dry_run"], counts_as(tried), Person.objects.exclude(same_as=None).count()) == (True, together, 0)
    merged = send(f"/people/{one.pk}/merge", body)
    assert counts_as(merged) == together
    assert send(f"/people/{one.pk}/merge", body, status=200) == merged
    assert "one already" in send(f"/people/{one.pk}/merge", body, key="k2", status=422)["detail"]
    back = send(f"/people/{one.pk}/split", {"reason": "a brother"}, key="k3")
    assert counts_as(back) == {"Mbappé": ("Mbappé", 2)}


def test_a_split_by_matches_is_undone_by_a_merge(send, match, two):
    one, _ = two
    split = send(f"/people/{one.pk}/split", {"reason": "a brother", "matches": [str(match.pk)]})
    assert [person["name"] for person in split["people"]] == ["Mbappé", "Mbappé"]
    (other,) = [person["id"] for person in split["people"] if person["id"] != str(one.pk)]
    merged = send(f"/people/{other}/merge", {"into": str(one.pk), "reason": "one after all"}, key="k2")
    assert {person["counts_as"]["id"] for person in merged["people"]} == {str(one.pk)}


@pytest.mark.parametrize(
    ("address", "body", "status", "why"),
    [
        ("merge", {"into": "Kylian", "reason": "x"}, 422, "Nobody has the id 'Kylian'"),
        ("merge", {"reason": "x"}, 422, "into"),
        ("split", {"reason": "x"}, 422, "is nobody else"),
        ("split", {"reason": "x", "matches": ["7"]}, 422, "$.matches[0]"),
    ],
)
def test_what_cannot_be_is_said(send, two, address, body, status, why):
    assert why in send(f"/people/{two[0].pk}/{address}", body, status=status)["detail"]


def test_a_token_of_one_match_may_not(send, match, two, editor):
    token = ApiToken.issue(user=editor, match=match)
    body = {"into": str(two[1].pk), "reason": "x"}
    send(f"/people/{two[0].pk}/merge", body, status=403, token=token)
    send("/people/01a20bae-2680-74e4-8e4f-bd994b58c3e7/merge", body, status=404)
