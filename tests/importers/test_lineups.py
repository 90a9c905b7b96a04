"""Line-ups of files: entered with a match, or added later; whose they are, and what stands against them."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from scoreboard.importers.base import BadFile, ImportedMatch, ImportedSeason, Who
from scoreboard.importers.formats import native
from scoreboard.importers.lineups import build_lineup, build_player
from scoreboard.importers.load import load_season
from scoreboard.importers.sources import Source
from scoreboard.models import Competitor, Match, MatchEvent, Person, SourceDates
from scoreboard.queries import decode_state, load_log
from scoreboard.sports.base import Score
from scoreboard.sports.match import fold
from scoreboard.sports.state import view_of
from tests.factories import enter

DAY = date(2026, 6, 1)
WON = [{"type": "result", "data": {"full_time": {"home": 2, "away": 1}}}]
REDS = ("Ada Hart", "Bea Long")
BLUES = ("Cleo Ives", "Dora Mann")


def line_up(side, *names, starting=11, **more):
    players = [build_player(Who(name) if isinstance(name, str) else name, starting=True) for name in names]
    return build_lineup(side, players, starting=starting, **more)


def row(day=0, *, home="Reds", away="Blues", reds=REDS, blues=BLUES, events=WON, lineups=None, **more):
    sides = ("home", "away") if home == "Reds" else ("away", "home")
    given = [*line_up(sides[0], *reds), *line_up(sides[1], *blues)] if lineups is None else lineups
    fields = {"where": f"row {day}", "home": home, "away": away, "round": f"Matchday {1 + day}", **more}
    return ImportedMatch(scheduled_on=DAY + timedelta(days=day), events=list(events), lineups=given, **fields)


def bring(*rows, as_of=None, actor="import:test", rejected=0):
    season = ImportedSeason(sport="football", competition="Cup", season="2026", matches=list(rows), date_tolerance=1)
    source = Source(actor, as_of and date.fromisoformat(as_of))
    report = load_season(season, actor=actor, source=source)
    assert len(report.rejected) == rejected, report.rejected
    return report


def only():
    match = Match.objects.select_related("home", "away").get()
    assert decode_state(match) == fold(load_log(match))
    return match


def names_of(side):
    lineup = getattr(decode_state(only()), f"{side}_lineup")
    return lineup and tuple(one.player for one in lineup.players)


# --- the body of a line-up -------------------------------------------------------------------------------------------


def test_a_body_has_what_is_known_of_each():
    who = build_player(Who("Ada", "x:1"), number=0, position="", captain=False, starting=True, goalkeeper=None)
    assert who == {"player": "Ada", "player_id": "x:1", "number": 0, "starting": True}
    assert build_player(None, number=7) == {"number": 7}


def test_nobody_is_there_twice_and_a_number_is_one_s():
    rows = [build_player(Who("Ada"), number=7), build_player(Who("Ada"), number=8), build_player(Who("Bea"), number=7)]
    ((body),) = build_lineup("home", [*rows, build_player(None)], starting=11)
    assert body["data"] == {"players": [{"player": "Ada", "number": 7}, {"player": "Bea"}]}


def test_two_of_one_name_are_two_by_their_ids():
    ((body),) = line_up("home", Who("Ada", "x:1"), Who("Ada", "x:2"))
    assert len(body["data"]["players"]) == 2


def test_where_more_begin_than_may_it_is_not_known_who_does():
    ((body),) = line_up("home", "Ada", "Bea", "Cleo", starting=2, complete=True)
    assert body["data"] == {"players": [{"player": "Ada"}, {"player": "Bea"}, {"player": "Cleo"}]}


def test_nobody_is_no_line_up():
    assert build_lineup("home", [], starting=11, complete=True, coach="Zoe") == []


def test_the_coach_and_whether_it_is_complete():
    ((body),) = line_up("home", "Ada", complete=True, coach="Zoe")
    assert body["data"] == {"players": [{"player": "Ada", "starting": True}], "complete": True, "coach": "Zoe"}


# --- with a new match, and again -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_they_are_entered_before_the_play_with_the_people_s_ids():
    report = bring(row())
    match = only()
    log = load_log(match)
    assert [event.__struct_config__.tag for event in log] == ["scheduled", "lineup", "lineup", "result"]
    assert (report.events, names_of("home"), names_of("away")) == (4, REDS, BLUES)
    ids = {one.player: one.player_id for event in log[1:3] for one in event.data.players}
    assert ids == {one.name: str(one.pk) for one in Person.objects.all()}
    assert {one.name for one in Person.objects.filter(competitor=match.home)} == {*REDS}


@pytest.mark.django_db
def test_a_second_run_changes_nothing(django_assert_max_num_queries):
    bring(row(), row(7))
    before = MatchEvent.objects.count()
    with django_assert_max_num_queries(8):
        again = bring(row(), row(7))
    assert (again.unchanged, again.events, MatchEvent.objects.count()) == (2, 0, before)


@pytest.mark.django_db
def test_a_match_of_which_no_line_up_is_known_stays_as_it_is():
    bring(row(lineups=[]))
    assert (names_of("home"), len(load_log(only()))) == (None, 2)
    assert bring(row(lineups=[])).unchanged == 1


@pytest.mark.django_db
@pytest.mark.parametrize("as_of", [None, "2026-07-01"])
@pytest.mark.parametrize("actor", ["import:test", "import:other"])
def test_a_match_of_before_gets_them_by_its_file_again(as_of, actor):
    bring(row(lineups=[]), actor=actor)
    report = bring(row(), as_of=as_of)
    assert (names_of("home"), names_of("away"), report.events) == (REDS, BLUES, 2)
    assert report.changed[0].why.endswith("line-up of Reds; line-up of Blues")
    assert bring(row(), as_of=as_of).unchanged == 1


@pytest.mark.django_db
def test_one_side_may_be_known_alone():
    bring(row(lineups=line_up("away", *BLUES)))
    assert (names_of("home"), names_of("away")) == (None, BLUES)
    bring(row())
    assert names_of("home") == REDS
    assert len(load_log(only())) == 4


@pytest.mark.django_db
def test_a_fixture_that_is_played_later_gets_them_with_its_play():
    bring(row(events=(), lineups=[]))
    bring(row())
    assert [type(event).__name__ for event in load_log(only())] == ["Scheduled", "Result", "Lineup", "Lineup"]


@pytest.mark.django_db
def test_what_the_line_ups_would_refuse_of_a_source_s_play_stands_before_them():
    """A source whose line-up has somebody begin who comes on later."""
    come_on = {"type": "substitution", "side": "home", "player": "Red K", "data": {"off": "Red A"}}
    eleven = [f"Red {chr(65 + number)}" for number in range(11)]
    (body,) = line_up("home", *eleven)
    body["data"]["players"].append({"player": "Eve Nash"})
    match = row(events=[{"type": "period_start"}, come_on], lineups=[body])
    assert bring(match).warnings == []
    assert type(load_log(only())[-1]).__name__ == "Lineup"
    assert bring(match).unchanged == 1


@pytest.mark.django_db
def test_a_plan_may_have_them_already():
    bring(row(events=()))
    assert (only().status, names_of("home")) == ("scheduled", REDS)
    assert bring(row(events=())).unchanged == 1
    assert bring(row()).events == 1
    assert only().status == "ended"


# --- corrected, dated, entered by people -----------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_corrected_file_takes_the_earlier_one_s_place():
    bring(row())
    report = bring(row(reds=("Ada Hart", "Eve Nash")))
    assert (names_of("home"), report.events) == (("Ada Hart", "Eve Nash"), 1)
    assert [note.why.partition(": ")[2] for note in report.changed] == ["line-up of Reds"]
    assert bring(row(reds=("Ada Hart", "Eve Nash"))).unchanged == 1


@pytest.mark.django_db
def test_whatever_else_is_said_of_somebody_is_compared_too():
    bring(row())
    ((body),) = build_lineup(
        "home", [build_player(Who(name), starting=name == "Ada Hart") for name in REDS], starting=11
    )
    assert bring(row(lineups=[body])).events == 1
    assert [one.starting for one in decode_state(only()).home_lineup.players] == [True, False]


@pytest.mark.django_db
@pytest.mark.parametrize("reverse", [False, True])
def test_of_two_dated_sources_the_later_one_is_right(reverse):
    files = [(row(reds=("Ada Hart",)), "2026-07-01"), (row(reds=("Eve Nash",)), "2026-08-01")]
    for match, as_of in files[::-1] if reverse else files:
        bring(match, as_of=as_of, actor=f"import:{as_of}")
    assert names_of("home") == ("Eve Nash",)
    assert SourceDates.objects.get().dates["lineups"] == "2026-08-01"
    for match, as_of in files:
        assert bring(match, as_of=as_of).events == 0


@pytest.mark.django_db
def test_another_source_without_a_date_changes_none():
    bring(row())
    assert bring(row(reds=("Eve Nash",)), actor="import:other").unchanged == 1
    assert names_of("home") == REDS


@pytest.mark.django_db
def test_what_people_have_entered_stays():
    bring(row())
    mine = {"players": [{"player": "Gina Orr", "starting": True}]}
    enter(only(), {"type": "lineup", "side": "home", "data": mine})
    for as_of in (None, "2026-08-01"):
        bring(row(reds=("Eve Nash",)), as_of=as_of)
    assert names_of("home") == ("Gina Orr",)
    assert "lineups" not in (SourceDates.objects.get().dates)


@pytest.mark.django_db
def test_what_came_after_is_not_refused():
    goal = {"type": "goal", "side": "home", "player": "Bea Long"}
    played = [{"type": "period_start"}, goal, {"type": "period_end"}, {"type": "period_start"}, {"type": "period_end"}]
    bring(row(events=played))
    bring(row(reds=("Eve Nash",), events=played))
    state = decode_state(only())
    assert names_of("home") == ("Eve Nash",)
    assert [one.player for one in state.incidents if one.kind == "goal"] == ["Bea Long"]


@pytest.mark.django_db
def test_another_result_leaves_them():
    lost = [{"type": "result", "data": {"full_time": {"home": 0, "away": 1}}}]
    bring(row())
    bring(row(events=lost, lineups=[]), as_of="2026-08-01")
    assert [type(event).__name__ for event in load_log(only())][-1] == "Amend"
    assert (names_of("home"), view_of(decode_state(only())).score) == (REDS, Score(0, 1))


@pytest.mark.django_db
def test_one_that_the_rules_refuse_is_left_out_with_a_warning():
    doubled = {"type": "lineup", "side": "home", "data": {"players": [{"number": 7}, {"number": 7}]}}
    report = bring(row(lineups=[doubled]))
    assert [note.why for note in report.warnings] == [
        "The line-up names , or the number 7, twice. The line-ups are left out."
    ]
    assert (only().status, names_of("home")) == ("ended", None)


# --- the other way round ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("has", [True, False])
def test_turned_sides_turn_them_too(has):
    bring(row(), as_of="2026-07-01")
    lost = [{"type": "result", "data": {"full_time": {"home": 1, "away": 2}}}]
    turned = row(home="Blues", away="Reds", events=lost, **({} if has else {"lineups": []}))
    assert bring(turned, as_of="2026-08-01").warnings == []
    assert (only().home.name, names_of("home"), names_of("away")) == ("Blues", BLUES, REDS)
    whose = {one.pk: one.competitor.name for one in Person.objects.select_related("competitor")}
    assert {whose[Person.objects.get(pk=one.player_id).pk] for one in decode_state(only()).home_lineup.players} == {
        "Blues"
    }
    before = MatchEvent.objects.count()
    assert bring(turned, as_of="2026-08-01").unchanged == 1
    assert MatchEvent.objects.count() == before


@pytest.mark.django_db
def test_a_row_from_the_other_side_brings_them_from_the_match_s(settings):
    lost = [{"type": "result", "data": {"full_time": {"home": 1, "away": 2}}}]
    bring(row(lineups=[], neutral=True))
    bring(row(home="Blues", away="Reds", events=lost, neutral=True))
    assert (only().home.name, names_of("home"), names_of("away")) == ("Reds", REDS, BLUES)


# --- who is meant ----------------------------------------------------------------------------------------------------


def goal_of(name):
    halves = [{"type": "period_start"}, {"type": "period_end"}]
    return [halves[0], {"type": "goal", "side": "home", "player": name}, halves[1], *halves]


@pytest.mark.django_db
@pytest.mark.parametrize("person_id", [None, "x:1"])
def test_a_surname_is_that_of_who_is_in_a_line_up(person_id):
    lineups = line_up("home", Who("Ada Hart", person_id), "Bea Long")
    report = bring(row(events=goal_of("Hart"), lineups=[]), row(7, events=goal_of("Bea Long"), lineups=lineups))
    assert [note.why for note in report.people] == ["Hart is Ada Hart"]
    assert sorted(Person.objects.values_list("name", flat=True)) == ["Ada Hart", "Bea Long"]


@pytest.mark.django_db
def test_a_surname_in_a_line_up_is_its_one_bearer_s():
    bring(row(events=goal_of("Ada Hart"), lineups=line_up("home", "Hart", "Long")))
    assert names_of("home") == ("Ada Hart", "Long")
    again = bring(row(events=goal_of("Ada Hart"), lineups=line_up("home", "Hart", "Long")))
    assert (again.unchanged, again.events) == (1, 0)


@pytest.mark.django_db
def test_who_stands_there_by_two_names_is_there_once():
    bring(row(lineups=line_up("home", "Ada Hart", "Hart", "Bea Long")))
    assert names_of("home") == REDS


@pytest.mark.django_db
def test_who_is_known_by_another_spelling_is_the_same_again():
    bring(row(lineups=line_up("home", Who("Ada Hart", "x:1"))))
    spelled = row(lineups=line_up("home", Who("A. V. Hart-Hill", "x:1")))
    assert bring(spelled).unchanged == 1
    assert names_of("home") == ("Ada Hart",)
    other = row(lineups=line_up("home", Who("A. V. Hart-Hill", "x:2")))
    assert bring(other).events == 1


@pytest.mark.django_db
def test_of_two_of_one_name_nobody_is_taken_for_the_other():
    bring(row(lineups=line_up("home", Who("Ada Hart", "x:1"), Who("Ada Hart", "x:2"))))
    report = bring(row(7, lineups=line_up("home", "Ada Hart", "Bea Long")))
    assert "several people are called Ada Hart" in report.warnings[0].why
    second = Match.objects.get(round="Matchday 8")
    assert [one.player for one in decode_state(second).home_lineup.players] == [None, "Bea Long"]
    assert Competitor.objects.get(name="Reds").people.count() == 3


# --- the project's own format ----------------------------------------------------------------------------------------


def test_the_project_s_own_format_has_them():
    season = ImportedSeason(sport="football", competition="Cup", season="2026", matches=[row()])
    assert native.parse(native.format_season(season)).matches == season.matches


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"type": "lineup"}, r"row 0, lineups\[0\]: Object missing required field `side`"),
        ({"type": "goal", "side": "home"}, r"row 0, lineups\[0\]: expected a `lineup`, got 'goal'"),
        ({"type": "lineup", "side": "home", "data": {"players": 1}}, r"row 0, lineups\[0\]: Expected `array`"),
    ],
)
def test_what_is_no_line_up_is_no_file(body, why):
    season = ImportedSeason(
        sport="football", competition="Cup", season="2026", matches=[replace(row(), lineups=[body])]
    )
    with pytest.raises(BadFile, match=why):
        native.parse(native.format_season(season))
