"""The pages: what they show, how many queries they take, how they answer bad input."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from scoreboard.models import Person, StandingAdjustment
from scoreboard.record.fixture import change_fixture
from stats.models import Log, PersonFact, SideFact
from tests.counting import count_all
from tests.factories import enter, make_competitor, make_match, make_season

pytestmark = pytest.mark.django_db(databases=["default", "stats"])
FULL = [
    {"type": "period_start"},
    {"type": "goal", "side": "home", "player": "Lionel Messi", "clock_ms": 1_330_000},
    {"type": "period_end", "clock_ms": 2_700_000},
    {"type": "period_start"},
    {"type": "period_end", "clock_ms": 5_400_000},
]


def read(client, path, status=200):
    """A page's text."""
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


def make_played(season, **fixture):
    """A match that is over, won 1–0 by the home side."""
    match = make_match(season=season, scheduled_at=datetime(2026, 5, 4, 15, tzinfo=UTC), **fixture)
    enter(match, *FULL)
    return match


# --- the day ---------------------------------------------------------------------------------------------------------


def test_the_day_shows_live_matches_first_whatever_their_day(client):
    today = timezone.now()
    later = make_match(season=make_season(competition="A League"), scheduled_at=today)
    live = make_match(season=make_season(competition="Z League"), scheduled_at=today - timedelta(days=2))
    enter(live, {"type": "period_start"})
    page = read(client, "/")
    assert page.index(str(live.pk)) < page.index(str(later.pk))
    assert "1 live" in page


def test_another_day_shows_its_own_matches_only(client):
    match = make_played(make_season())
    live = make_match(season=match.season, scheduled_at=timezone.now())
    enter(live, {"type": "period_start"})
    page = read(client, "/?date=2026-05-04")
    assert str(match.pk) in page
    assert str(live.pk) not in page


def test_an_empty_day_says_when_the_next_match_is(client):
    make_played(make_season())
    page = read(client, "/?date=2026-05-01")
    assert "No matches on this day" in page
    assert "The next match day is Monday 4 May 2026." in page
    assert "Nothing is scheduled after it" in read(client, "/?date=2026-06-01")


def test_nothing_at_all_is_said_too(client):
    assert "Nothing has been scheduled at all" in read(client, "/")


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", "0001-01-01", "9999-12-31", "2026-05-04x" * 40])
def test_a_bad_day_is_said_so(client, text):
    assert "expected a day as 2022-12-18" in read(client, f"/?date={text}", status=400)


@pytest.mark.parametrize("count", [1, 3])
def test_a_day_takes_as_many_queries_however_many_matches(client, django_assert_num_queries, count):
    for _ in range(count):
        make_match(season=make_season(), scheduled_at=timezone.now())
    with django_assert_num_queries(3):
        client.get("/")


# --- a match ---------------------------------------------------------------------------------------------------------


def test_a_match_shows_score_and_what_happened_oldest_first_when_it_is_over(client):
    match = make_played(make_season())
    page = read(client, f"/matches/{match.pk}")
    assert f"<title>{match.home} 1–0 {match.away} · {match.season}</title>" in page
    told = page[page.index("data-timeline") :]
    assert told.index("Kick-off</span>") < told.index("Lionel Messi") < told.index(">Full time</span>")


def test_a_cancelled_goal_stays_visible_with_its_reason(client):
    match = make_match()
    enter(match, {"type": "period_start"}, {"type": "goal", "side": "home", "player": "Lionel Messi"})
    enter(match, {"type": "void", "data": {"seq": 3, "reason": "offside"}})
    page = read(client, f"/matches/{match.pk}")
    assert 'data-confirmation="cancelled"' in page
    assert "Cancelled: offside" in page


def test_names_are_escaped(client):
    match = make_match(home=make_competitor("<b>Bold</b> & Co"))
    enter(match, {"type": "period_start"}, {"type": "goal", "side": "home", "player": "</script><i>"})
    page = read(client, f"/matches/{match.pk}")
    assert "<b>Bold" not in page
    assert "</script><i>" not in page


def test_a_side_may_be_unknown_yet(client, season):
    from scoreboard.record.fixture import schedule

    match = schedule(season=season, home=None, away=None, actor="user:1", scheduled_on="2026-05-04").match
    assert "To be decided" in read(client, f"/matches/{match.pk}")


@pytest.mark.parametrize(("came", "shown"), [(88_966, "<dd>88,966</dd>"), (0, "<dd>0</dd>"), (None, None)])
def test_a_match_tells_how_many_came_where_that_is_known(client, came, shown):
    page = read(client, f"/matches/{make_match(attendance=came).pk}")
    assert shown in page if shown else "Attendance" not in page


def test_a_match_names_its_officials_with_what_they_are(client):
    officials = [{"role": "Referee", "name": "Ada <i>"}, {"role": "Fourth official", "name": "Bea"}]
    match = make_match(officials=officials)
    page = read(client, f"/matches/{match.pk}")
    assert re.search(
        r"Ada &lt;i&gt; <span[^>]*>\(Referee\)</span>, Bea <span[^>]*>\(Fourth official\)</span></dd>", page
    )
    change_fixture(match_id=match.pk, actor="user:1", officials=[])
    assert not re.search("Officials|Ada|Bea", read(client, f"/matches/{match.pk}"))


@pytest.mark.parametrize(
    ("zone", "there"), [("Europe/Madrid", "4 May, 17:00 at the ground"), (None, None), ("Mars/Olympus", None)]
)
def test_a_match_whose_ground_s_zone_is_known_is_told_in_its_time_too(client, zone, there):
    match = make_match(scheduled_at=datetime(2026, 5, 4, 15, tzinfo=UTC), time_zone="Europe/London")
    match.state = match.state.replace('"Europe/London"', f'"{zone}"' if zone else "null")  # not by an entrance of now
    match.save()
    page = read(client, f"/matches/{match.pk}")
    assert there in page if there else "at the ground" not in page


def test_a_replay_says_so_and_links_to_what_it_replays(client):
    match = make_played(make_season())
    replay = make_match(season=make_season(competition="Replays"), replay_of=match, clock_rate=30)
    page = read(client, f"/matches/{replay.pk}")
    assert f'<a href="/matches/{match.pk}">A replay at 30× speed</a>' in page


def test_an_unknown_match_is_a_page_too(client):
    page = read(client, "/matches/01a20bae-2680-74e4-8e4f-bd994b58c3e7", status=404)
    assert "Not found" in page


@pytest.mark.parametrize("count", [1, 3])
def test_a_match_takes_as_many_queries_however_much_happened(client, django_assert_num_queries, count):
    season = make_season()
    match = make_played(season)
    for _ in range(count):
        make_played(season, home=match.away, away=match.home)
    count_all()
    with django_assert_num_queries(2), django_assert_num_queries(5, using="stats"):
        client.get(f"/matches/{match.pk}")


# --- a season --------------------------------------------------------------------------------------------------------


def test_a_season_shows_tables_scorers_and_results(client):
    match = make_played(make_season())
    count_all()
    page = read(client, f"/seasons/{match.season_id}")
    assert "Current to" in page
    assert "something newer" not in page
    assert "Lionel Messi" in page
    assert page.index(f">{match.home}</a>") < page.index(f">{match.away}</a>")


def test_a_table_says_that_something_is_not_counted_yet(client):
    season = make_season()
    make_played(season)
    count_all()
    make_played(season)
    assert "something newer is not counted yet" in read(client, f"/seasons/{season.pk}")


def test_a_table_tells_of_adjustments_and_of_what_separated_two(client):
    season = make_season()
    one, other = make_played(season), make_played(season)
    enter(one, {"type": "void", "data": {"seq": 6, "reason": "too soon"}})
    enter(one, {"type": "goal", "side": "home", "clock_ms": 5_000_000}, {"type": "period_end"})
    StandingAdjustment.objects.create(
        season=season, competitor=other.away, points=-3, reason="insolvency", on=date(2026, 5, 1)
    )
    count_all()
    page = read(client, f"/seasons/{season.pk}")
    assert f"{one.home} above {other.home} on goal difference" in page
    assert f"{other.away}: −3 points, insolvency" in page


def test_pages_stand_without_stats(client, monkeypatch):
    def fail(*args, **kwargs):
        raise OperationalError("no such host")

    for model in (SideFact, PersonFact):
        monkeypatch.setattr(model.objects, "filter", fail)
    match = make_played(make_season())
    assert "Tables cannot be had just now" in read(client, f"/seasons/{match.season_id}")
    assert "Lionel Messi" in read(client, f"/matches/{match.pk}")
    for page in (f"/competitors/{match.home_id}", f"/people/{Person.objects.get().pk}"):
        assert "Figures cannot be had just now" in read(client, page)


def test_a_season_is_shown_as_it_stood_after_a_round(client):
    season = make_season()
    first = make_played(season, round="Matchday 1", round_number=1)
    second = make_match(season=season, home=first.away, away=first.home, round="Matchday 2", round_number=2)
    enter(second, {"type": "period_start"}, {"type": "goal", "side": "home", "player": "Pelé", "clock_ms": 60_000})
    enter(second, {"type": "period_end"}, {"type": "period_start"}, {"type": "period_end"})
    count_all()
    now = read(client, f"/seasons/{season.pk}")
    assert "Pelé" in now
    assert "as they stood" not in now
    then = read(client, f"/seasons/{season.pk}?round=1")
    assert "Pelé" not in then.partition('id="results"')[0]
    assert "as they stood after Matchday 1" in then
    assert f"/api/v1/seasons/{season.pk}/standings.csv?round=1" in then
    assert '<option value="1" selected>Matchday 1</option>' in then
    known = read(client, f"/seasons/{season.pk}?recorded_at=2026-01-01T00:00&on=2026-05-04")
    assert "on 4 May 2026, as known at" in known
    assert "Lionel Messi" not in known.partition('id="results"')[0]


def test_a_team_and_a_person_are_shown_as_they_stood(client):
    match = make_played(make_season())
    count_all()
    person = Person.objects.get(name="Lionel Messi")
    for path in (f"/competitors/{match.home_id}", f"/people/{person.pk}"):
        assert "as they stood" not in read(client, path)
        assert "as they stood on 3 May 2026" in read(client, f"{path}?on=2026-05-03")
    assert "is recorded by then" in read(client, f"/people/{person.pk}?on=2026-05-03")
    assert "Season by season" in read(client, f"/people/{person.pk}?on=2026-05-04")


@pytest.mark.parametrize(
    "query",
    [
        "round=one",
        "on=2026-13-01",
        "recorded_at=then",
        "recorded_at=0001-01-01T00:00%2B09:00",
        "recorded_at=2200-01-01",
    ],
)
def test_a_bad_time_is_said_so(client, query):
    name = query.partition("=")[0]
    assert f"{name}=&#x27;" in read(client, f"/seasons/{make_season().pk}?{query}", status=400)


def test_every_list_links_its_csv(client):
    match = make_played(make_season())
    make_played(match.season, home=match.away, away=match.home)
    count_all()
    person = Person.objects.first()
    links = set()
    pages = (
        f"/seasons/{match.season_id}",
        f"/matches/{match.pk}",
        f"/competitors/{match.home_id}?against={match.away_id}",
        f"/people/{person.pk}",
    )
    for page in pages:
        links |= set(re.findall(r'href="([^"]+\.csv[^"]*)"', read(client, page)))
    assert len(links) == 11
    for link in links:
        response = client.get(link.replace("&amp;", "&"))
        assert (response.status_code, response["Content-Type"]) == (200, "text/csv; charset=utf-8")
        assert len(response.content.splitlines()) > 1, link


@pytest.mark.parametrize("count", [1, 3])
def test_competitions_take_one_query(client, django_assert_num_queries, count):
    for _ in range(count):
        make_season()
    with django_assert_num_queries(1):
        client.get("/competitions")


@pytest.mark.parametrize("count", [1, 3])
def test_a_competitor_takes_as_many_queries_however_many_matches(client, django_assert_num_queries, count):
    home = make_competitor()
    for _ in range(count):
        make_played(make_season(), home=home)
    count_all()
    with django_assert_num_queries(2), django_assert_num_queries(2, using="stats"):
        page = client.get(f"/competitors/{home.pk}").content.decode()
    assert page.count('data-result="won"') == count


# --- the operator's page, and machines -------------------------------------------------------------------------------


def test_operations_are_for_staff(client, scorer):
    assert client.get("/operations").url == "/login?next=/operations"
    client.force_login(scorer)
    read(client, "/operations", status=403)


def test_operations_are_kept_by_nobody(admin_client):
    assert "no-store" in admin_client.get("/operations")["Cache-Control"]


def test_operations_say_what_waits_and_what_to_do(admin_client):
    make_match()
    page = read(admin_client, "/operations")
    assert "1 records of 1 matches" in page
    assert "No broker is configured" in page
    assert "Nothing has ever been read: is the Celery worker with beat running?" in page


def test_operations_name_what_waits_for_a_release_that_knows_it(admin_client):
    Log.objects.create(match="x", epoch=1, top_seq=2, applied_seq=1, waiting_since=timezone.now(), awaits="type 'new'")
    assert "applied 1, stored 2, needs a release that knows type &#x27;new&#x27;, since" in read(
        admin_client, "/operations"
    )


@pytest.mark.parametrize("count", [1, 3])
def test_operations_take_as_many_queries_however_much_waits(admin_client, django_assert_num_queries, count):
    for _ in range(count):
        make_match()
    with django_assert_num_queries(12):
        admin_client.get("/operations")


def test_readyz_tells_of_each_dependency_and_lacks_only_what_matters(client, settings):
    settings.REDIS_URLS = ["redis://127.0.0.1:1/0"]
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (200, True)
    found = answer.json()["dependencies"]
    assert {name: state["ok"] for name, state in found.items()} == {
        "database": True,
        "stats_database": True,
        "redis": False,
        "kafka": False,
    }
    assert "no broker is configured" in found["kafka"]["error"]


def test_readyz_is_503_where_the_database_is_away(client, monkeypatch):
    from scoreboard.web import health

    def fail(alias):
        raise OperationalError("no such host")

    monkeypatch.setattr(health, "ask_database", fail)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["dependencies"]["database"]["error"] == "OperationalError: no such host"


def test_metrics_are_prometheus_text(client):
    assert "scoreboard_push_published_total" in read(client, "/metrics")


@pytest.mark.parametrize("path", ["/", "/competitions", "/operations", "/readyz", "/metrics"])
def test_pages_are_only_read(path):
    assert Client().post(path).status_code in (302, 405)
