"""Names are erased, and competitions of the young named by a rule, by command, API, admin and import."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from scoreboard.models import (
    AcceptedRequest,
    ApiToken,
    AuditEntry,
    Competition,
    Person,
    PersonAlias,
    PersonSource,
    SquadEntry,
)
from tests.factories import enter, make_match

pytestmark = pytest.mark.django_db(databases=["default", "stats"])
GOAL = {"type": "goal", "side": "home"}
ANN = "Ann Quillfeather"


@pytest.fixture
def match():
    match = make_match()
    enter(match, {"type": "period_start"}, {**GOAL, "player": ANN})
    return match


@pytest.fixture
def ann(match):
    return Person.objects.get()


def run(*arguments):
    out = StringIO()
    call_command(*map(str, arguments), stdout=out)
    return json.loads(out.getvalue())


def test_the_command_says_what_it_would_do_and_does_it(match, ann):
    tried = run("erase", "--person", ann.pk, "--reason", "asked for", "--dry-run")
    ann.refresh_from_db()
    assert (tried["matches"], ann.name, ann.erased) == ([str(match.pk)], ANN, False)
    assert run("erase", "--person", ann.pk, "--reason", "asked for") == tried
    ann.refresh_from_db()
    assert (ann.name, ann.erased) == ("Player", True)
    assert AuditEntry.objects.get(kind="person").reason == "asked for"
    with pytest.raises(CommandError, match="Nobody has the id"):
        run("erase", "--person", "Ann", "--reason", "x")


@pytest.fixture
def post(client, admin_user):
    token = ApiToken.issue(user=admin_user)

    def send(address, body, key):
        headers = {"Authorization": f"Bearer {token}", **({"Idempotency-Key": key} if key else {})}
        return client.post(f"/api/v1{address}", body, content_type="application/json", headers=headers)

    return send


def test_the_api_erases_once_for_a_key_and_no_answer_kept_has_the_name(post, match, ann):
    other = Person.objects.create(competitor=match.home, name="Quillfeather")
    merging = {"into": str(ann.pk), "reason": "x"}
    assert ANN in post(f"/people/{other.pk}/merge", merging, "k1").content.decode()
    tried = post(f"/people/{ann.pk}/erase?dry_run=1", {"reason": "x"}, None)
    assert (tried.status_code, {one["name"] for one in tried.json()["people"]}) == (200, {"Player"})
    assert not Person.objects.filter(erased=True).exists()
    assert post(f"/people/{ann.pk}/erase", {"reason": "x"}, "k2").status_code == 201
    assert post(f"/people/{ann.pk}/erase", {"reason": "x"}, "k2").status_code == 200
    assert b"Quillfeather" not in post(f"/people/{other.pk}/merge", merging, "k1").content
    assert not AcceptedRequest.objects.filter(answer__icontains="Quillfeather").exists()


def test_who_may_not_say_who_people_are_erases_none_and_sets_no_rule(client, scorer, match, ann):
    headers = {"Authorization": f"Bearer {ApiToken.issue(user=scorer)}", "Idempotency-Key": "k"}
    competition = match.season.competition_id
    for address in (f"/people/{ann.pk}/erase", f"/competitions/{competition}/names"):
        body = {"reason": "x"} | ({"names": "initials"} if "names" in address else {})
        answer = client.post(f"/api/v1{address}", body, content_type="application/json", headers=headers)
        assert answer.status_code == 403, answer.content
    ann.refresh_from_db()
    assert ann.public_name == ANN


def test_the_api_sets_a_competitions_rule(post, match, ann):
    address = f"/competitions/{match.season.competition_id}/names"
    answer = post(address, {"names": "initials", "reason": "minors"}, "k1")
    assert (answer.status_code, answer.json()) == (201, {"names": "initials", "matches": 1})
    ann.refresh_from_db()
    assert ann.public_name == "A. Q."
    assert post(address, {"names": "letters", "reason": "x"}, "k2").status_code == 422
    missing = f"/competitions/{ann.pk}/names"
    assert post(missing, {"names": "full", "reason": "x"}, "k3").status_code == 404


def test_the_admin_erases_with_a_reason_and_sets_the_rule(admin_client, match, ann):
    people = "/admin/scoreboard/person/"
    chosen = {"action": "erase", "_selected_action": [str(ann.pk)], "reason": ""}
    admin_client.post(people, chosen)
    ann.refresh_from_db()
    assert ann.name == ANN
    competition = Competition.objects.get()
    inline = {f"seasons-{name}": value for name, value in (("TOTAL_FORMS", 0), ("INITIAL_FORMS", 0))}
    fields = {"sport": "football", "name": competition.name, "names": "numbers", "ruleset": "{}", "ranking": "{}"}
    page = f"/admin/scoreboard/competition/{competition.pk}/change/"
    assert admin_client.post(page, {**fields, **inline}).status_code == 302
    ann.refresh_from_db()
    assert (ann.name, ann.public_name) == (ANN, "Player")
    admin_client.post(people, {**chosen, "reason": "a parent's letter of 3 May"})
    ann.refresh_from_db()
    assert (ann.name, ann.erased) == ("Player", True)
    form = admin_client.get(f"{people}{ann.pk}/change/")
    assert (form.status_code, b'name="name"' in form.content) == (200, False)


def test_an_import_names_the_young_by_its_rule_and_a_second_run_changes_nothing(tmp_path):
    path = tmp_path / "squads.csv"
    path.write_text("Team,Name,No,Pos,Date of birth,From,To\nReds,Ann Quill,7,GK,2012-03-04,,\n", encoding="utf-8")
    options = ("import", "squads", path, "--competition", "Under 14", "--season", "2026")
    assert run(*options, "--names", "numbers")["created"] == 1
    ann = Person.objects.get()
    assert (ann.name, ann.public_name, SquadEntry.objects.get().number) == ("Ann Quill", "Player 7", 7)
    assert run(*options)["unchanged"] == 1
    assert Competition.objects.get().names == "numbers"
    assert run(*options, "--names", "full")["unchanged"] == 1
    ann.refresh_from_db()
    assert ann.public_name == "Ann Quill"


def test_no_source_brings_an_erased_name_back(tmp_path, match, ann):
    sourced = enter(match, {**GOAL, "player": "A. Quillfeather", "player_id": "nba-stats:7"}).records[0].player_id
    PersonAlias.objects.create(person=ann, name="Ann Q.")
    run("erase", "--person", ann.pk, "--reason", "asked for")
    run("erase", "--person", sourced, "--reason", "asked for")
    same_source = {"player": "Anna Quillfeather", "player_id": "nba-stats:7"}
    recorded = enter(match, *({**GOAL, **who} for who in ({"player": ANN}, {"player": "Ann Q."}, same_source))).records
    assert [event.player_id for event in recorded] == [str(ann.pk), str(ann.pk), sourced]
    assert {event.player for event in recorded} == {"Player"}
    path = tmp_path / "squads.csv"
    path.write_text(f"Team,Name,No,Pos,Date of birth,From,To\n{match.home},{ANN},7,GK,2012-03-04,,\n", encoding="utf-8")
    options = ("import", "squads", path, "--competition", match.season.competition.name, "--season", "2026")
    assert run(*options)["created"] == 1
    assert SquadEntry.objects.get().person == ann
    assert not Person.objects.filter(name__contains="Quill").exists()
    assert set(Person.objects.values_list("birth_date", flat=True)) == {None}
    assert not PersonAlias.objects.exists() and not PersonSource.objects.exists()
