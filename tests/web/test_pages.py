"""The pages: what they show, how many queries they take, how they answer bad input."""

from datetime import UTC, date, datetime, timedelta
from urllib.parse import unquote

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from scoreboard.models import Competition, Person, Season, StandingAdjustment
from scoreboard.record.fixture import change_fixture, schedule
from scoreboard.web.standings import list_notes
from scoreboard.wire.instants import format_instant
from stats.models import PersonFact, SideFact
from tests.counting import count_all
from tests.factories import enter, make_competitor, make_match, make_season
from tests.pages import parse_page, read_numbers, read_page, read_part, read_text, read_texts, read_values
from tests.stats.lists import list_standings

pytestmark = pytest.mark.django_db(databases=["default", "stats"])
FULL = [
    {"type": "period_start"},
    {"type": "goal", "side": "home", "player": "Lionel Messi", "clock_ms": 1_330_000},
    {"type": "period_end", "clock_ms": 2_700_000},
    {"type": "period_start"},
    {"type": "period_end", "clock_ms": 5_400_000},
]


def make_played(season, **fixture):
    """A match that is over, won 1–0 by the home side."""
    match = make_match(season=season, scheduled_at=datetime(2026, 5, 4, 15, tzinfo=UTC), **fixture)
    enter(match, *FULL)
    return match


def list_matches(page):
    """The ids of the matches that a page shows as a row, in its order."""
    return read_values(page, "li[data-match]", "data-match")


def list_people(page, section):
    """The names in a section's list of people, in its order."""
    return read_texts(page, f"#{section} tbody th a")


# --- the day ---------------------------------------------------------------------------------------------------------


def test_the_day_shows_live_matches_first_whatever_their_day(client):
    today = timezone.now()
    later = make_match(season=make_season(competition="A League"), scheduled_at=today)
    live = make_match(season=make_season(competition="Z League"), scheduled_at=today - timedelta(days=2))
    enter(live, {"type": "period_start"})
    page = read_page(client, "/")
    assert list_matches(page) == [str(live.pk), str(later.pk)]
    assert read_values(page, "li[data-match]", "data-play") == ["live", "upcoming"]
    assert read_part(page, "[data-freshness]")["data-state"] == "live"
    assert read_numbers(page, "[data-freshness]") == [1]


def test_matches_of_two_rounds_of_a_season_stand_under_their_own(client):
    first = make_match(season=make_season(), scheduled_at=timezone.now(), round="Semi-final")
    make_match(season=first.season, scheduled_at=timezone.now(), round="Final")
    page = read_page(client, "/")
    assert read_texts(page, "section .section-head p") == ["Semi-final", "Final"]
    assert [len(section.select("li")) for section in page.select("main section")] == [1, 1]


def test_another_day_shows_its_own_matches_only(client):
    match = make_played(make_season())
    live = make_match(season=match.season, scheduled_at=timezone.now())
    enter(live, {"type": "period_start"})
    assert list_matches(read_page(client, "/?date=2026-05-04")) == [str(match.pk)]


def test_an_empty_day_says_when_the_next_match_is_or_the_last_one_was(client):
    make_played(make_season())
    for day, way in (("2026-05-01", ".button.main"), ("2026-06-01", ".button:not(.main)")):
        page = read_page(client, f"/?date={day}")
        assert list_matches(page) == []
        notice = read_part(page, "[data-notice=no-matches]")
        assert read_values(notice, "time", "datetime") == ["2026-05-04"]
        assert read_values(notice, "a", "href") == read_values(notice, way, "href") == ["?date=2026-05-04"]


def test_nothing_at_all_is_said_too(client):
    page = read_page(client, "/")
    assert read_values(page, "[data-notice=nothing-scheduled] a", "href") == ["/admin/"]


@pytest.mark.parametrize(
    "text", ["yesterday", "20260504", "2026-W19-1", "2026-13-01", "0001-01-01", "9999-12-31", "2026-05-04x" * 40]
)
def test_a_bad_day_is_said_so(client, text):
    said = read_text(read_page(client, f"/?date={text}", 400), "[data-notice=refused] p")
    assert said.startswith(f"date={text[:40]!r}: ")
    assert "2022-12-18" in said


@pytest.mark.parametrize("query", ["offset=NaN", "offset=9999", "date=2026-05-04&offset=0&end_offset=x"])
def test_a_bad_offset_is_said_so_with_a_way_to_today(client, query):
    refused = read_part(read_page(client, f"/?{query}", 400), "[data-notice=refused]")
    assert query.rpartition("&")[2].partition("=")[0] in read_text(refused, "p")
    assert read_values(refused, "a", "href") == ["/"]


def test_an_empty_day_in_the_address_is_today(client):
    match = make_match(season=make_season(), scheduled_at=timezone.now())
    assert list_matches(read_page(client, "/?date=")) == [str(match.pk)]


def test_what_is_halted_is_not_live(client):
    season = make_season()
    for status in ("interrupted", "suspended", None):
        match = make_match(season=season, scheduled_at=timezone.now())
        enter(match, {"type": "period_start"})
        if status:
            enter(match, {"type": "status", "data": {"status": status, "reason": "Rain"}})
            own = read_page(client, f"/matches/{match.pk}")
            assert read_part(own, "[data-board]")["data-play"] == read_part(own, "[data-freshness]")["data-state"]
            assert read_texts(own, "[data-board] [data-points]") == ["0", "0"]
            assert read_text(own, "[data-freshness]") == ""
    page = read_page(client, "/")
    assert read_values(page, "li[data-match]", "data-play") == ["live", "halted", "halted"]
    assert read_numbers(page, "[data-freshness]") == [1]


def test_a_day_leads_to_today_from_the_same_place_on_today_too(client):
    days = {path: read_values(read_page(client, path), ".days a", "href") for path in ("/", "/?date=2026-05-04")}
    assert {len(links) for links in days.values()} == {3}
    assert {links[1] for links in days.values()} == {"/"}


@pytest.mark.parametrize("count", [1, 3])
def test_a_day_takes_as_many_queries_however_many_matches(client, django_assert_num_queries, count):
    for _ in range(count):
        make_match(season=make_season(), scheduled_at=timezone.now())
    with django_assert_num_queries(3):
        page = read_page(client, "/")
    assert len(list_matches(page)) == count


# --- a match ---------------------------------------------------------------------------------------------------------


def test_a_match_shows_score_and_what_happened_oldest_first_when_it_is_over(client):
    match = make_played(make_season())
    page = read_page(client, f"/matches/{match.pk}")
    assert read_text(page, "title") == f"{match.home} 1–0 {match.away} · {match.season}"
    assert read_texts(page, "[data-board] [data-points]") == ["1", "0"]
    assert read_part(page, "[data-timeline]")["data-newest"] == "last"
    assert read_values(page, "[data-timeline] > li", "data-kind") == [event["type"] for event in FULL]
    assert read_texts(page, "[data-timeline] [data-slot=player]") == ["", "Lionel Messi", "", "", ""]


def test_running_scores_are_those_of_the_order_shown(client):
    match = make_match()
    goals = [("home", 300_000), ("home", 1_500_000), ("away", 900_000)]
    enter(match, {"type": "period_start"}, *[{"type": "goal", "side": side, "clock_ms": at} for side, at in goals])
    page = read_page(client, f"/matches/{match.pk}")
    assert read_values(page, "[data-timeline] > [data-kind=goal]", "data-seq") == ["4", "5", "3"]
    assert read_texts(page, "[data-timeline] > [data-kind=goal] [data-slot=running]") == ["2–1", "1–1", "1–0"]


def test_a_cancelled_goal_stays_visible_with_its_reason(client):
    match = make_match()
    enter(match, {"type": "period_start"}, {"type": "goal", "side": "home", "player": "Lionel Messi"})
    enter(match, {"type": "void", "data": {"seq": 3, "reason": "offside"}})
    page = read_page(client, f"/matches/{match.pk}")
    goal = read_part(page, "[data-timeline] [data-confirmation=cancelled]")
    assert (goal["data-kind"], goal["data-seq"]) == ("goal", "3")
    assert read_text(goal, "[data-slot=player]") == "Lionel Messi"
    assert "offside" in read_text(goal, "[data-slot=reason]")


def test_names_are_escaped(client):
    match = make_match(home=make_competitor("<b>Bold</b> & Co"))
    enter(match, {"type": "period_start"}, {"type": "goal", "side": "home", "player": "</script><i>"})
    answer = client.get(f"/matches/{match.pk}")
    page = parse_page(answer)
    assert read_text(page, ".team.home [data-name]") == "<b>Bold</b> & Co"
    assert read_text(page, "[data-timeline] [data-kind=goal] [data-slot=player]") == "</script><i>"
    for unsafe in (b"<b>Bold", b"</script><i>"):
        assert unsafe not in answer.content


def test_a_side_may_be_unknown_yet(client, season):
    home = make_competitor()
    match = schedule(season=season, home=home, away=None, actor="user:1", scheduled_on="2026-05-04").match
    page = read_page(client, f"/matches/{match.pk}")
    assert read_values(page, "[data-board] [data-name] a", "href") == [f"/competitors/{home.pk}"]
    assert read_text(page, ".team.home [data-name]") == home.name
    assert read_text(page, ".team.away [data-name]")


@pytest.mark.parametrize(("came", "shown"), [(88_966, ["88,966"]), (0, ["0"]), (None, [])])
def test_a_match_tells_how_many_came_where_that_is_known(client, came, shown):
    page = read_page(client, f"/matches/{make_match(attendance=came).pk}")
    assert read_texts(page, "[data-fact=attendance]") == shown


def test_a_match_names_its_officials_with_what_they_are(client):
    officials = [{"role": "Referee", "name": "Ada <i>"}, {"role": "Fourth official", "name": "Bea"}]
    match = make_match(officials=officials)
    page = read_page(client, f"/matches/{match.pk}")
    assert read_text(page, "[data-fact=officials]") == "Ada <i> (Referee), Bea (Fourth official)"
    change_fixture(match_id=match.pk, actor="user:1", officials=[])
    page = read_page(client, f"/matches/{match.pk}")
    assert read_texts(page, "[data-fact=officials]") == []
    assert not any(official["name"] in page.get_text() for official in officials)


@pytest.mark.parametrize(
    ("zone", "there"), [("Europe/Madrid", ["2026-05-04T17:00:00+02:00"]), (None, []), ("Mars/Olympus", [])]
)
def test_a_match_whose_ground_s_zone_is_known_is_told_in_its_time_too(client, zone, there):
    match = make_match(scheduled_at=datetime(2026, 5, 4, 15, tzinfo=UTC), time_zone="Europe/London")
    match.state = match.state.replace('"Europe/London"', f'"{zone}"' if zone else "null")  # not by an entrance of now
    match.save()
    page = read_page(client, f"/matches/{match.pk}")
    assert read_values(page, "[data-fact=begin] time", "datetime") == ["2026-05-04T15:00:00Z", *there]
    shown = read_texts(page, "[data-fact=begin] time")
    assert [text[-5:] for text in shown] == ["15:00", *(instant[11:16] for instant in there)]


def test_a_replay_says_so_and_links_to_what_it_replays(client):
    match = make_played(make_season())
    replay = make_match(season=make_season(competition="Replays"), replay_of=match, clock_rate=30)
    page = read_page(client, f"/matches/{replay.pk}")
    assert read_numbers(page, f'.board-above a[href="/matches/{match.pk}"]') == [30]


def test_an_unknown_match_is_a_page_too(client):
    read_part(read_page(client, "/matches/01a20bae-2680-74e4-8e4f-bd994b58c3e7", 404), "[data-notice=not-found]")


@pytest.mark.parametrize("count", [1, 3])
def test_a_match_takes_as_many_queries_however_much_happened(client, django_assert_num_queries, count):
    season = make_season()
    match = make_played(season)
    others = [make_played(season, home=match.away, away=match.home) for _ in range(count)]
    count_all()
    with django_assert_num_queries(2), django_assert_num_queries(5, using="stats"):
        page = read_page(client, f"/matches/{match.pk}")
    assert set(read_values(page, "#meetings li[data-match]", "data-match")) == {str(other.pk) for other in others}


# --- a season --------------------------------------------------------------------------------------------------------


def test_a_season_shows_tables_scorers_and_results(client):
    match = make_played(make_season())
    count_all()
    page = read_page(client, f"/seasons/{match.season_id}")
    at = format_instant(match.recorded_at)
    assert read_values(page, "#tables [data-notice=counted] time", "datetime") == [at]
    assert read_texts(page, "#tables tbody th a") == [match.home.name, match.away.name]
    assert list_people(page, "scorers") == ["Lionel Messi"]
    assert read_values(page, "#results li[data-match]", "data-match") == [str(match.pk)]


def test_every_day_of_a_match_is_the_viewers_where_its_instant_is_known(client):
    season, at = make_season(), datetime(2026, 5, 4, 23, 30, tzinfo=UTC)
    first = make_match(season=season, scheduled_at=at, time_zone="Asia/Tokyo")
    dated = make_match(season=season, home=first.away, away=first.home, scheduled_on=date(2026, 5, 1))
    for match in (first, dated):
        enter(match, *FULL)
    count_all()
    known, undated = "2026-05-04T23:30:00Z", "1 May 2026"
    for path, places in (
        (f"/matches/{first.pk}", ("#form",)),
        (f"/competitors/{first.home_id}?against={first.away_id}", ("#against .form-list", "#streaks")),
        (f"/seasons/{season.pk}", ("#records",)),
    ):
        page = read_page(client, path)
        for place in places:
            part = read_part(page, place)
            assert set(read_values(part, "time", "datetime")) == {known}, (path, place)
            assert undated in part.get_text(), (path, place)
            beside = [text for text in part.find_all(string=True) if text.parent.name != "time"]
            assert not any(day in text for day in ("4 May 2026", "5 May 2026") for text in beside), (path, place)


def test_a_table_says_that_something_is_not_counted_yet(client):
    season = make_season()
    make_played(season)
    count_all()
    make_played(season)
    read_part(read_page(client, f"/seasons/{season.pk}"), "#tables [data-notice=counted-in-part]")


def test_a_table_tells_of_adjustments_and_of_what_separated_two(client):
    season = make_season()
    one, other = make_played(season), make_played(season)
    enter(one, {"type": "void", "data": {"seq": 6, "reason": "too soon"}})
    enter(one, {"type": "goal", "side": "home", "clock_ms": 5_000_000}, {"type": "period_end"})
    StandingAdjustment.objects.create(
        season=season, competitor=other.away, points=-3, reason="insolvency", on=date(2026, 5, 1)
    )
    count_all()
    page = read_page(client, f"/seasons/{season.pk}")
    (group,) = list_standings(season.pk)["groups"]
    adjusted, separated, *_ = read_texts(page, "#tables .foot li")
    assert (adjusted, separated) == tuple(list_notes(group["rows"])[:2])
    assert all(said in adjusted for said in (other.away.name, "−3", "insolvency"))
    assert separated.index(one.home.name) < separated.index(other.home.name)


def test_pages_stand_without_stats(client, monkeypatch):
    def fail(*args, **kwargs):
        raise OperationalError("no such host")

    for model in (SideFact, PersonFact):
        monkeypatch.setattr(model.objects, "filter", fail)
    match = make_played(make_season())
    for path in (f"/seasons/{match.season_id}", f"/competitors/{match.home_id}", f"/people/{Person.objects.get().pk}"):
        page = read_page(client, path)
        read_part(page, "[data-notice=stats-away]")
        assert page.select("table") == []
        assert list_matches(page) == ([] if "people" in path else [str(match.pk)])
    page = read_page(client, f"/matches/{match.pk}")
    assert "Lionel Messi" in read_texts(page, "[data-timeline] [data-slot=player]")


def test_a_season_is_shown_as_it_stood_after_a_round(client):
    season = make_season()
    first = make_played(season, round="Matchday 1", round_number=1)
    second = make_match(season=season, home=first.away, away=first.home, round="Matchday 2", round_number=2)
    enter(second, {"type": "period_start"}, {"type": "goal", "side": "home", "player": "Pelé", "clock_ms": 60_000})
    enter(second, {"type": "period_end"}, {"type": "period_start"}, {"type": "period_end"})
    count_all()
    now = read_page(client, f"/seasons/{season.pk}")
    assert set(list_people(now, "scorers")) == {"Lionel Messi", "Pelé"}
    assert now.select("[data-notice=as-it-stood], #t-round [selected]") == []
    then = read_page(client, f"/seasons/{season.pk}?round=1")
    assert list_people(then, "scorers") == ["Lionel Messi"]
    assert "Matchday 1" in read_text(then, "[data-notice=as-it-stood]")
    assert f"/api/v1/seasons/{season.pk}/standings.csv?round=1" in read_values(then, "#tables a", "href")
    assert read_part(then, "#t-round [selected]")["value"] == "1"
    assert read_text(then, "#t-round [selected]") == "Matchday 1"
    known = read_page(client, f"/seasons/{season.pk}?recorded_at=2026-01-01T00:00&on=2026-05-04")
    at = ["2026-05-04", "2026-01-01T00:00:00Z"]
    assert read_values(known, "[data-notice=as-it-stood] time", "datetime") == at
    for page, people in ((then, 1), (known, 0)):
        assert len(set(read_values(page, "a[href^='/people/']", "href"))) == people
        assert sorted(list_matches(page)) == sorted([str(first.pk), str(second.pk)])


def test_a_team_and_a_person_are_shown_as_they_stood(client):
    match = make_played(make_season())
    count_all()
    person = Person.objects.get(name="Lionel Messi")
    for path in (f"/competitors/{match.home_id}", f"/people/{person.pk}"):
        now, then = read_page(client, path), read_page(client, f"{path}?on=2026-05-03")
        assert now.select("[data-notice=as-it-stood]") == []
        assert read_values(then, "[data-notice=as-it-stood] time", "datetime") == ["2026-05-03"]
        for page, seasons in ((now, [f"/seasons/{match.season_id}"]), (then, [])):
            assert read_values(page, "tbody th a", "href") == seasons
    read_part(read_page(client, f"/people/{person.pk}?on=2026-05-03"), "[data-notice=nothing-by-then]")
    played = read_page(client, f"/people/{person.pk}?on=2026-05-04")
    assert read_values(played, "tbody th a", "href") == [f"/seasons/{match.season_id}"]


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
    name, _, value = unquote(query).partition("=")
    page = read_page(client, f"/seasons/{make_season().pk}?{query}", 400)
    assert read_text(page, "[data-notice=refused] p").startswith(f"{name}={value!r}: ")


def test_every_list_links_its_csv(client):
    match = make_played(make_season())
    make_played(match.season, home=match.away, away=match.home)
    count_all()
    person = Person.objects.first()
    pages = (
        f"/seasons/{match.season_id}",
        f"/matches/{match.pk}",
        f"/competitors/{match.home_id}?against={match.away_id}",
        f"/people/{person.pk}",
    )
    links = {link for path in pages for link in read_values(read_page(client, path), 'a[href*=".csv"]', "href")}
    assert len(links) == 11
    for link in links:
        response = client.get(link)
        assert (response.status_code, response["Content-Type"]) == (200, "text/csv; charset=utf-8")
        assert len(response.content.splitlines()) > 1, link


@pytest.mark.parametrize("count", [1, 3])
def test_competitions_take_one_query(client, django_assert_num_queries, count):
    seasons = {f"/seasons/{make_season().pk}" for _ in range(count)}
    with django_assert_num_queries(1):
        page = read_page(client, "/competitions")
    assert set(read_values(page, "main li a", "href")) == seasons


def test_competitions_of_one_name_in_two_sports_are_two_each_with_its_seasons(client):
    for sport in ("football", "handball"):
        cup = Competition.objects.create(sport=sport, name="Cup")
        for name in ("2025", "2026"):
            Season.objects.create(competition=cup, name=name)
    page = read_page(client, "/competitions")
    assert [read_texts(section, "li a") for section in page.select("main section")] == [["2026", "2025"]] * 2


@pytest.mark.parametrize("count", [1, 3])
def test_a_competitor_takes_as_many_queries_however_many_matches(client, django_assert_num_queries, count):
    home = make_competitor()
    for _ in range(count):
        make_played(make_season(), home=home)
    count_all()
    with django_assert_num_queries(2), django_assert_num_queries(2, using="stats"):
        page = read_page(client, f"/competitors/{home.pk}")
    assert read_values(page, "[data-result]", "data-result") == ["won"] * count


# --- machines --------------------------------------------------------------------------------------------------------


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
    answer = client.get("/metrics")
    assert (answer.status_code, "scoreboard_push_published_total" in answer.content.decode()) == (200, True)


@pytest.mark.parametrize("path", ["/", "/competitions", "/operations", "/readyz", "/metrics"])
def test_pages_are_only_read(path):
    assert Client().post(path).status_code in (302, 405)
