"""Django's admin: fixtures go through the match log, the catalogue gets versions, bad rules are refused."""

import pytest
from django.core.validators import ProhibitNullCharactersValidator

from scoreboard.models import Competition, Match
from tests.factories import enter, make_competitor, make_match, make_season
from tests.pages import parse_foreign_page, read_part, read_text
from tests.web.admin_pages import read_refused

pytestmark = pytest.mark.django_db


def fixture_fields(season, home, away, **fields):
    """The admin form's fields of a fixture."""
    empty = {
        "stage": "",
        "group": "",
        "round": "",
        "venue": "",
        "scheduled_at_0": "",
        "scheduled_at_1": "",
        "reason": "",
    }
    return {**empty, "season": season.pk, "home": home.pk, "away": away.pk, **fields}


def test_a_new_fixture_is_a_match_logs_first_record(admin_client, admin_user):
    season, home, away = make_season(), make_competitor(), make_competitor()
    fields = fixture_fields(season, home, away, round="Final", scheduled_at_0="2026-05-04", scheduled_at_1="15:00:00")
    assert admin_client.post("/admin/scoreboard/match/add/", fields).status_code == 302
    match = Match.objects.get()
    assert (match.home, match.round, str(match.scheduled_on), match.seq) == (home, "Final", "2026-05-04", 1)
    assert match.events.get().actor == f"user:{admin_user.pk}"


def test_a_changed_fixture_is_a_further_record_of_what_changed(admin_client):
    match = make_match(round="Final")
    fields = fixture_fields(match.season, match.home, match.away, round="Final", venue="Wembley", reason="roof")
    assert admin_client.post(f"/admin/scoreboard/match/{match.pk}/change/", fields).status_code == 302
    match.refresh_from_db()
    assert (match.venue, match.seq) == ("Wembley", 2)
    assert '"venue":"Wembley"' in match.events.get(seq=2).record
    assert "round" not in match.events.get(seq=2).record
    assert "roof" in match.events.get(seq=2).record


def test_saving_without_a_change_enters_nothing(admin_client):
    match = make_match()
    admin_client.post(
        f"/admin/scoreboard/match/{match.pk}/change/", fixture_fields(match.season, match.home, match.away)
    )
    match.refresh_from_db()
    assert match.seq == 1


def test_a_team_cannot_play_itself(admin_client):
    season, home = make_season(), make_competitor("Reds")
    answer = admin_client.post("/admin/scoreboard/match/add/", fixture_fields(season, home, home))
    assert read_refused(answer) == {"away": ["Reds cannot play against itself."]}
    assert not Match.objects.exists()


@pytest.mark.parametrize(
    ("fields", "at", "why"),
    [
        ({"venue": "Ha\x07ll"}, "venue", ["U+0007"]),
        ({"venue": "Ha\0ll"}, "venue", [str(ProhibitNullCharactersValidator.message)]),
        ({"round": "\u202elanif"}, "round", ["U+202E"]),
        ({"scheduled_at_0": "0001-01-01", "scheduled_at_1": "00:00"}, "scheduled_at", ["1800", "2200"]),
        ({"scheduled_at_0": "9999-12-31", "scheduled_at_1": "23:59"}, "scheduled_at", ["1800", "2200"]),
    ],
)
def test_a_fixture_that_nobody_could_store_is_refused_at_its_field(admin_client, fields, at, why):
    match = make_match()
    page = fixture_fields(match.season, match.home, match.away, **fields)
    for path in ("add/", f"{match.pk}/change/"):
        refused = read_refused(admin_client.post(f"/admin/scoreboard/match/{path}", page))
        assert list(refused) == [at]
        assert [word for word in why if word in refused[at][0]] == why, refused
    match.refresh_from_db()
    assert (Match.objects.count(), match.seq) == (1, 1)


def test_a_reason_with_unseen_characters_comes_back_as_words(admin_client):
    match = make_match()
    fields = fixture_fields(match.season, match.home, match.away, venue="Hall", reason="by\x07me")
    page = parse_foreign_page(admin_client.post(f"/admin/scoreboard/match/{match.pk}/change/", fields, follow=True))
    assert "U+0007" in read_text(page, ".messagelist > .error")
    match.refresh_from_db()
    assert match.seq == 1


@pytest.mark.parametrize(
    ("kind", "fields", "at", "character"),
    [
        ("competitor", {"sport": "football", "name": "Re\x85ds"}, "name", "U+0085"),
        ("competition", {"sport": "football", "name": "L\u2029M", "ruleset": "{}", "ranking": "{}"}, "name", "U+2029"),
        (
            "competition",
            {"sport": "football", "name": "L", "ruleset": "{}", "ranking": '{"lots": ["a\\u0000"]}'},
            "ranking",
            "U+0000",
        ),
        ("person", {"name": "\x1b[2J"}, "name", "U+001B"),
    ],
)
def test_a_name_with_unseen_characters_is_refused_in_the_catalogue(admin_client, kind, fields, at, character):
    inlines = ("seasons", "aliases", "people")
    management = {f"{name}-{what}_FORMS": "0" for name in inlines for what in ("TOTAL", "INITIAL")}
    fields = {"competitor": make_competitor().pk, **fields, **management}
    refused = read_refused(admin_client.post(f"/admin/scoreboard/{kind}/add/", fields))
    assert {field: character in said[0] for field, said in refused.items()} == {at: True}, refused


def test_the_match_log_is_only_looked_at(admin_client):
    match = make_match()
    event = match.events.get()
    page = parse_foreign_page(admin_client.get(f"/admin/scoreboard/matchevent/{event.pk}/change/"))
    assert page.select("#matchevent_form :is(input, select, textarea):not([type=hidden])") == []
    assert admin_client.post(f"/admin/scoreboard/matchevent/{event.pk}/change/", {"seq": 7}).status_code == 403
    assert admin_client.post(f"/admin/scoreboard/matchevent/{event.pk}/delete/", {"post": "yes"}).status_code == 403
    assert admin_client.post(f"/admin/scoreboard/match/{match.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_saved_name_is_a_new_version(admin_client):
    competitor = make_competitor("Old")
    fields = {"sport": "football", "name": "New", "short_name": "", "colour": ""}
    management = {f"{rows}-{name}": 0 for rows in ("aliases", "people") for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    admin_client.post(f"/admin/scoreboard/competitor/{competitor.pk}/change/", {**fields, **management})
    competitor.refresh_from_db()
    assert (competitor.name, competitor.version) == ("New", 2)


def test_a_bad_ruleset_is_refused_with_the_key(admin_client):
    fields = {"sport": "football", "name": "Cup", "country": "", "ruleset": '{"half_minutes": "long"}', "ranking": "{}"}
    management = {f"seasons-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    refused = read_refused(admin_client.post("/admin/scoreboard/competition/add/", {**fields, **management}))
    assert {field: "half_minutes" in said[0] for field, said in refused.items()} == {"ruleset": True}, refused
    assert not Competition.objects.exists()


@pytest.mark.parametrize(
    "model", ["competition", "season", "stage", "competitor", "person", "squadentry", "match", "matchevent"]
)
def test_lists_open(admin_client, model):
    enter(make_match(knock_out=True), {"type": "period_start"}, {"type": "goal", "side": "home", "player": "Ann"})
    for path in ("", "?q=team"):
        read_part(parse_foreign_page(admin_client.get(f"/admin/scoreboard/{model}/{path}")), "#changelist")
