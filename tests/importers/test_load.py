"""Which match is which: moved fixtures, sides that become known, other sources; and what is left alone."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from scoreboard.importers.base import BadFile, ImportedMatch, ImportedSeason
from scoreboard.importers.formats import native
from scoreboard.importers.load import load_season, load_seasons
from scoreboard.importers.meetings import Flags
from scoreboard.importers.sources import Source
from scoreboard.models import Competition, Competitor, Match, MatchEvent, SourceDates
from scoreboard.queries import decode_state, load_log, load_snapshot
from scoreboard.record.fixture import change_fixture
from scoreboard.sports.common import Official
from scoreboard.sports.match import fold
from scoreboard.sports.state import view_of
from tests import damage
from tests.factories import enter, make_match

pytestmark = pytest.mark.django_db
DAY = date(2026, 8, 15)
WON = [{"type": "result", "data": {"full_time": {"home": 2, "away": 1}}}]
LEVEL = [{"type": "result", "data": {"full_time": {"home": 1, "away": 1}}}]
POSTPONED = [{"type": "status", "data": {"status": "postponed", "reason": "Fog"}}]


def row(day=0, *, home="Reds", away="Blues", **fields):
    fields = {"round": "Matchday 1", **fields}
    return ImportedMatch(where="test", home=home, away=away, scheduled_on=DAY + timedelta(days=day), **fields)


def bring(*rows, competition="Test League", tolerance=1, rejected=0, **options):
    season = ImportedSeason(
        sport="football", competition=competition, season="2026", date_tolerance=tolerance, matches=list(rows)
    )
    report = load_season(season, actor="import:test", **options)
    assert len(report.rejected) == rejected, report.rejected
    return report


def only():
    match = Match.objects.get()
    assert decode_state(match) == fold(load_log(match))
    return match


def types_of(match):
    return [event.__struct_config__.tag for event in load_log(match)]


# --- what no database takes ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["home", "away", "venue", "round", "group", "stage"])
@pytest.mark.parametrize(("text", "why"), [("A\0B", "U+0000"), ("\ud800", "U+D800"), ("A" * 121, "no more than")])
def test_a_match_whose_texts_cannot_be_kept_is_rejected_alone(field, text, why):
    season = ImportedSeason(sport="football", competition="Test League", season="2026", matches=[row(0)])
    season.matches.append(row(7, **{field: text}))
    season.stages = {text: {}} if field == "stage" else {}
    report = load_season(season, actor="import:test")
    (note,) = report.rejected
    assert note.why.startswith(f"{field}: expected")
    assert why in note.why
    assert (report.matches, report.created, Match.objects.count()) == (2, 1, 1)


@pytest.mark.parametrize(
    "fields",
    [
        {"round_number": 32_768},
        {"round_number": -1},
        {"scheduled_on": date(1799, 12, 31)},
        {"scheduled_at": datetime(2200, 1, 1, tzinfo=UTC)},
        {"scheduled_at": datetime(2026, 1, 1)},  # noqa: DTZ001  # without an offset it is no instant
    ],
)
def test_a_match_whose_numbers_and_times_cannot_be_kept_is_rejected_alone(fields):
    bad = msgspec.structs.replace(row(7), **fields)
    season = ImportedSeason(sport="football", competition="Test League", season="2026", matches=[row(0), bad])
    report = load_season(season, actor="import:test")
    (note,) = report.rejected
    assert note.why.startswith(f"{next(iter(fields))}: expected")
    assert (report.created, Match.objects.count()) == (1, 1)


@pytest.mark.parametrize("names", [{"competition": "A\x85"}, {"season": "2" * 61}])
def test_a_season_whose_names_cannot_be_kept_leaves_nothing(names):
    season = ImportedSeason(**{"sport": "football", "competition": "Test", "season": "2026", **names})
    season.matches.append(row(0))
    with pytest.raises(BadFile, match=f"{next(iter(names))}: expected"):
        load_season(season, actor="import:test")
    assert not Competition.objects.exists()


# --- fixtures that move ----------------------------------------------------------------------------------------------


def test_a_fixture_of_the_same_round_gets_its_new_date():
    bring(row(0))
    report = bring(row(9, local_time="19:30"))
    match = only()
    assert (report.created, match.scheduled_on, match.status) == (1, DAY + timedelta(days=9), "scheduled")
    assert decode_state(match).fixture.local_time == "19:30"
    assert types_of(match) == ["scheduled", "fixture_changed"]


def test_a_postponed_match_is_played_another_day():
    bring(row(0, events=POSTPONED))
    assert only().status == "postponed"
    bring(row(30, events=WON))
    match = only()
    assert (match.status, match.home_score, match.scheduled_on) == ("ended", 2, DAY + timedelta(days=30))


@pytest.mark.parametrize("old", [POSTPONED, []])
@pytest.mark.parametrize("turned", [False, True])
def test_a_file_may_list_both_days(old, turned):
    rows = [row(0, events=old), row(30, events=WON)]
    for _ in range(3):
        report = bring(*(reversed(rows) if turned else rows))
        match = only()
        assert (match.status, match.scheduled_on) == ("ended", DAY + timedelta(days=30))
    assert (report.created, report.unchanged, report.events) == (0, 2, 0)


def test_a_postponed_match_with_a_new_date_to_come():
    rows = [row(0, events=POSTPONED), row(30)]
    for _ in range(2):
        report = bring(*rows)
        match = only()
        assert (match.status, match.scheduled_on) == ("scheduled", DAY + timedelta(days=30))
    assert report.events == 0


def test_a_postponed_match_that_is_played_on_its_day_after_all():
    bring(row(0, events=POSTPONED))
    bring(row(0, events=WON))
    assert only().status == "ended"


def test_another_round_is_another_match():
    bring(row(0))
    bring(row(9, round="Matchday 2"))
    assert Match.objects.count() == 2


def test_a_played_match_is_another_one_in_a_series_and_asked_for_elsewhere():
    bring(row(0, round=None, events=WON))
    bring(row(9, round=None, events=LEVEL))
    assert Match.objects.count() == 2
    bring(row(0, home="Greens", events=WON))
    (note,) = bring(row(9, home="Greens", events=LEVEL), rejected=1).rejected
    assert "contradicts the match that is there already" in note.why
    assert Match.objects.count() == 3


def test_a_series_keeps_its_matches():
    rows = [row(0, round="First round"), row(7, round="First round")]
    for _ in range(2):
        bring(*rows)
        assert Match.objects.count() == 2


def test_a_fixture_takes_a_postponement_and_then_a_cancellation():
    bring(row(0))
    bring(row(0, events=POSTPONED))
    assert only().status == "postponed"
    bring(row(0, events=[{"type": "status", "data": {"status": "cancelled", "reason": "War"}}]))
    assert only().status == "cancelled"


def test_a_fixture_that_was_changed_takes_its_result():
    bring(row(0))
    change_fixture(match_id=Match.objects.get().pk, actor="user:1", reason="Flood", venue="Elsewhere")
    assert bring(row(0, events=WON)).created == 1
    assert only().status == "ended"


# --- sides that become known -----------------------------------------------------------------------------------------


def test_unknown_sides_are_no_teams_and_become_known():
    final, semi = {"round": "Final", "venue": "Park"}, {"round": "Semi-final", "venue": "Park"}
    bring(
        row(0, home=None, away=None, **semi),
        row(0, home=None, away=None, **semi),
        row(4, home=None, away=None, **final),
    )
    assert (Match.objects.count(), Competitor.objects.count()) == (3, 0)
    assert bring(row(4, home=None, away=None, **final)).unchanged == 1
    report = bring(row(4, home="Reds", away=None, **final))
    assert (report.created, report.events, Match.objects.count()) == (1, 1, 3)
    bring(row(4, home="Reds", away="Blues", events=WON, **final))
    match = Match.objects.get(round="Final")
    assert (match.home.name, match.away.name, match.status) == ("Reds", "Blues", "ended")
    assert Match.objects.count() == 3
    assert bring(row(4, home="Reds", away="Blues", events=WON, **final)).unchanged == 1


# --- other sources ---------------------------------------------------------------------------------------------------


def test_the_other_way_round_it_is_the_same_match():
    bring(row(0, events=WON))
    other = [{"type": "result", "data": {"full_time": {"home": 1, "away": 2}}}]
    report = bring(row(0, home="Blues", away="Reds", events=other))
    assert (report.unchanged, report.warnings) == (1, [])
    (note,) = bring(row(0, home="Blues", away="Reds", events=WON), rejected=1).rejected
    assert "2–1 there, 1–2 in the file" in note.why
    assert only().home_score == 2


def test_a_fixture_takes_its_result_from_the_other_way_round():
    bring(row(0, neutral=True))
    goals = [
        {"type": "period_start"},
        {"type": "goal", "side": "home", "player": "Bea", "clock_ms": 60_000},
        {"type": "period_end"},
        {"type": "period_start"},
        {"type": "period_end"},
    ]
    bring(row(0, home="Blues", away="Reds", events=goals))
    match = only()
    assert (match.home.name, match.home_score, match.away_score) == ("Reds", 0, 1)


@pytest.mark.parametrize("day", [-1, 1])
def test_a_day_apart_it_is_the_same_match_where_the_result_agrees(day):
    bring(row(0, round=None, events=WON))
    others = Source("import:other")
    assert bring(row(day, round=None, events=WON), source=others).unchanged == 1
    assert bring(row(day, round=None, events=LEVEL), source=others).created == 1
    assert bring(row(day * 3, round=None, events=WON), source=others).created == 1


def test_a_day_apart_it_is_another_match_where_the_file_has_both():
    report = bring(row(0, round="1", events=WON), row(1, round="2", events=WON))
    assert report.created == 2
    assert bring(row(0, round="1", events=WON), row(1, round="2", events=WON)).unchanged == 2


def test_without_a_tolerance_a_day_apart_is_another_match():
    bring(row(0, events=WON), tolerance=0)
    assert bring(row(1, events=WON), competition="Another", tolerance=0).created == 1


def test_a_live_match_is_left_to_its_scorer():
    match = make_match(scheduled_on=DAY)
    enter(match, {"type": "period_start"})
    seq = match.seq
    name = match.season.competition.name
    report = bring(row(0, home=match.home.name, away=match.away.name, events=WON), competition=name)
    match.refresh_from_db()
    assert (report.unchanged, report.warnings, match.seq) == (1, [], seq)


def test_a_shootout_known_by_its_winner_agrees_with_its_totals():
    def shootout(**data):
        return [{"type": "result", "data": {"full_time": {"home": 1, "away": 1}, "shootout": data}}]

    bring(row(0, events=shootout(winner="home")))
    assert bring(row(0, events=shootout(home=4, away=2))).warnings == []
    assert len(bring(row(0, events=shootout(home=2, away=4)), rejected=1).rejected) == 1


def test_the_same_row_twice_is_one_match():
    report = bring(row(0, events=WON), row(0, events=WON))
    assert (report.created, report.unchanged, Match.objects.count()) == (1, 1, 1)


def test_an_awarded_match_without_a_winner_stays_open():
    data = {"status": "awarded", "reason": "As the source has it.", "score": {"home": 0, "away": 0}}
    bring(row(0, events=[{"type": "status", "data": data}]))
    view = view_of(decode_state(only()))
    assert (view.winner, view.decided_by) == (None, "awarded")


def test_a_file_without_matches_makes_nothing():
    assert bring().matches == 0
    assert MatchEvent.objects.count() == 0


def test_a_venue_and_a_neutral_ground_are_kept():
    bring(row(0, venue="Park, Town", neutral=True))
    match = Match.objects.select_related("season__competition", "home", "away", "stage").get()
    snapshot = load_snapshot(match)
    assert (snapshot.venue, snapshot.neutral) == ("Park, Town", True)


def test_how_many_came_is_taken_with_the_result_and_not_before():
    bring(row(0))
    assert bring(row(0, attendance=88_966)).created == 0
    report = bring(row(0, attendance=88_966, events=WON))
    match = only()
    assert (report.created, report.events, decode_state(match).fixture.attendance) == (1, 2, 88_966)
    assert load_log(match)[1].data.reason == "The match has been played."
    assert bring(row(0, attendance=88_966, events=WON)).created == 0


def test_the_project_s_own_format_has_every_detail():
    officials = (Official(role="Referee", name="Ada"),)
    season = ImportedSeason(sport="football", competition="L", season="2026")
    season.matches.append(row(0, time_zone="Europe/Madrid", attendance=0, officials=officials, events=WON))
    load_season(native.parse(native.format_season(season)), actor="import:test")
    fixture = decode_state(only()).fixture
    assert (fixture.time_zone, fixture.attendance, fixture.officials) == ("Europe/Madrid", 0, officials)


def test_a_match_whose_time_zone_is_none_is_rejected_alone():
    season = ImportedSeason(sport="football", competition="L", season="2026", matches=[row(0, time_zone="Nowhere")])
    (note,) = load_season(season, actor="import:test").rejected
    assert note.why == "time_zone: expected a time zone of the IANA's database, as Europe/Madrid"


# --- what cannot be read ---------------------------------------------------------------------------------------------


def test_a_fixture_that_cannot_be_read_is_rejected_and_the_others_are_completed():
    bring(row(0), row(7))
    broken, sound = Match.objects.order_by("scheduled_on")
    damage.SHARED["garbage"](broken)
    rows = [row(0, events=WON), row(7, events=WON), row(14, events=WON)]
    season = ImportedSeason(sport="football", competition="Test League", season="2026", matches=rows)
    report = load_season(season, actor="import:test")
    (note,) = report.rejected
    assert str(broken.pk) in note.why
    assert report.created == 2
    sound.refresh_from_db()
    assert sound.status == "ended"


SEASONS = 120  # of two matches each, as of international results


def list_seasons():
    return [
        ImportedSeason(
            sport="football",
            competition="Test Cup",
            season=str(1900 + year),
            matches=[row(365 * year, events=WON), row(365 * year + 7, home="Blues", away="Reds", events=LEVEL)],
        )
        for year in range(SEASONS)
    ]


@pytest.mark.parametrize("again", [None, date(2026, 8, 1), date(2026, 9, 1)])
def test_what_is_there_is_asked_for_in_few_statements_however_many_seasons(again, django_assert_max_num_queries):
    first = load_seasons(list_seasons(), source=Source("import:test", date(2026, 8, 1)), flags=Flags())
    assert first.created == 2 * SEASONS
    with django_assert_max_num_queries(15):
        report = load_seasons(list_seasons(), source=Source("import:test", again), flags=Flags())
    assert (report.unchanged, report.rejected) == (2 * SEASONS, [])
    dated = SourceDates.objects.values_list("dates__result", flat=True)
    assert set(dated) == {str(again or date(2026, 8, 1))}
    assert len(dated) == 2 * SEASONS
