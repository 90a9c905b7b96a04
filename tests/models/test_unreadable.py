"""A match that cannot be read costs nothing but itself: pages, lists, API, console, admin; and somebody is told."""

import pytest
from django.utils import timezone

from scoreboard.models import Damage, MatchEvent, Person, unreadable
from tests import damage
from tests.counting import count_all
from tests.factories import enter, make_match, make_season
from tests.pages import parse_page, read_page, read_text, read_values

pytestmark = pytest.mark.django_db(databases=["default", "stats"])
KICK_OFF = {"type": "period_start"}
GOAL = {"type": "goal", "side": "home", "player": "Ann"}


@pytest.fixture(autouse=True)
def _nothing_met():
    unreadable._met.clear()


@pytest.fixture
def matches(season):
    """Two live matches of one season and of the same sides; the first is to be damaged."""
    broken = make_match(season=season, scheduled_at=timezone.now())
    sound = make_match(season=season, scheduled_at=timezone.now(), home=broken.away, away=broken.home)
    for match in (broken, sound):
        enter(match, KICK_OFF, GOAL)
    count_all()
    return broken, sound


@pytest.fixture
def staff(admin_client):
    """A browser of somebody who may everything."""
    return admin_client


@pytest.fixture(params=damage.DAMAGES)
def damaged(request, matches):
    """The two matches, the first of them damaged."""
    damage.DAMAGES[request.param](matches[0])
    return matches


def post(client, path, body, method="post"):
    """A writing request of the API, by the session."""
    send = getattr(client, method)
    return send(path, body, content_type="application/json", headers={"idempotency-key": f"k{path}"})


def test_every_list_leaves_it_out_and_goes_on(damaged, staff):
    broken, sound = damaged
    day = timezone.now().date().isoformat()
    for path in (
        "/",
        f"/?date={day}",
        f"/seasons/{sound.season_id}",
        f"/competitors/{sound.home_id}",
        f"/competitors/{sound.away_id}?against={sound.home_id}",
        f"/matches/{sound.pk}",
        "/console/",
        f"/console/matches/{sound.pk}",
    ):
        assert set(read_values(read_page(staff, path), "[data-match]", "data-match")) == {str(sound.pk)}, path
    for path in ("/api/v1/matches", f"/api/v1/matches?season={sound.season_id}&limit=2", "/api/v1/matches?status=live"):
        answer = staff.get(path)
        assert answer.status_code == 200, path
        assert [item["id"] for item in answer.json()["items"]] == [str(sound.pk)], path
    for path in ("/competitions", "/operations", "/audit", f"/people/{Person.objects.get(competitor=sound.home).pk}"):
        read_page(staff, path)
    for path in (
        "/metrics",
        "/admin/scoreboard/match/",
        "/admin/scoreboard/matchevent/",
        "/admin/scoreboard/apitoken/",
        f"/admin/scoreboard/match/{broken.pk}/change/",
        f"/api/v1/seasons/{sound.season_id}/standings",
    ):
        assert staff.get(path).status_code == 200, path


def test_its_own_page_and_answers_say_so(damaged, staff):
    broken, _ = damaged
    for path in (f"/matches/{broken.pk}", f"/console/matches/{broken.pk}"):
        answer = staff.get(path)
        assert str(broken.pk) in read_text(parse_page(answer, 503), "[data-notice=refused]"), path
        assert (answer["Retry-After"], "no-store" in answer["Cache-Control"]) == ("60", True)
    answers = [staff.get(f"/api/v1/matches/{broken.pk}")]
    path = f"/api/v1/matches/{broken.pk}/events"
    answers += [
        post(staff, path, GOAL),
        post(staff, path, {"events": [GOAL, GOAL]}),
        post(staff, f"{path}/3/void", {"reason": "offside"}),
        post(staff, f"{path}/3/amend", {"reason": "offside", "event": GOAL}),
        post(staff, f"/api/v1/matches/{broken.pk}", {"venue": "Elsewhere"}, "patch"),
    ]
    for answer in answers:
        assert answer.status_code == 503
        assert answer["Content-Type"] == "application/problem+json"
        assert answer["Retry-After"] == "60"
        assert str(broken.pk) in answer.json()["detail"]
    entered = staff.post(f"/console/matches/{broken.pk}", {"action": "goal"}, headers={"accept": "application/json"})
    assert (entered.status_code, entered.json()["state"]) == (503, "unreadable")
    assert MatchEvent.objects.filter(match=broken).count() == 3


def test_somebody_is_told_once_and_operations_lists_it(matches, staff, caplog):
    broken, _ = matches
    damage.SHARED["a score too high"](broken)
    for _ in range(3):
        staff.get("/")
    told = [record for record in caplog.records if record.name == "scoreboard.models.unreadable"]
    assert len(told) == 1
    assert str(broken.pk) in told[0].getMessage()
    assert "$.play.score.home" in told[0].getMessage()
    assert Damage.objects.get().match == broken.pk


@pytest.mark.parametrize(
    "harm",
    [
        lambda match: damage.set_record(match, 2, "garbage"),
        lambda match: damage.set_record(match, 2, '{"type": "goal"}'),
        lambda match: damage.set_record(match, 2, '{"match": "m", "sport": "chess", "seq": 2, "type": "goal"}'),
        lambda match: damage.set_record(match, 2, "[" * 100_000),
        lambda match: damage.drop_record(match, 2),
        lambda match: damage.set_record(match, 2, MatchEvent.objects.get(match=match, seq=3).record),
    ],
    ids=["garbage", "half", "unknown sport", "too deep", "gone", "another one's"],
)
def test_a_record_that_cannot_be_read_costs_its_log_only(matches, staff, harm):
    broken, sound = matches
    harm(broken)
    assert read_values(read_page(staff, f"/matches/{broken.pk}"), "[data-board]", "data-match") == [str(broken.pk)]
    assert staff.get(f"/api/v1/matches/{broken.pk}").status_code == 200
    path = f"/api/v1/matches/{broken.pk}/events"
    for answer in (staff.get(path), post(staff, f"{path}/3/void", {"reason": "offside"})):
        assert answer.status_code == 503
        assert answer["Content-Type"] == "application/problem+json"
    assert staff.get(f"{path}?after=2").status_code == 200
    read_page(staff, f"/console/matches/{broken.pk}", 503)
    assert post(staff, path, GOAL).status_code == 201  # nothing of this needs the log
    assert staff.get(f"/api/v1/matches/{sound.pk}/events").status_code == 200


def test_lists_take_as_many_queries_with_it_as_without(matches, client, django_assert_num_queries):
    client.get("/")
    with django_assert_num_queries(3):
        client.get("/")
    damage.SHARED["garbage"](matches[0])
    client.get("/")  # somebody is told
    with django_assert_num_queries(3):
        client.get("/")


def test_a_season_of_one_match_that_cannot_be_read_is_a_page(client, staff):
    match = make_match(season=make_season(), scheduled_at=timezone.now())
    damage.SHARED["garbage"](match)
    for path in (f"/seasons/{match.season_id}", f"/competitors/{match.home_id}"):
        assert read_values(read_page(client, path), "[data-match]", "data-match") == [], path
