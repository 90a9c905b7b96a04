"""Cricsheet's matches: the real files to the run, wicket, over and extra, and hand-made ones for what those lack."""

import json
import zipfile
from collections import Counter

import pytest
from django.core.management import CommandError, call_command

from scoreboard.importers.base import BadFile
from scoreboard.importers.formats import cricsheet
from scoreboard.importers.load import load_season
from scoreboard.importers.report import Report
from scoreboard.models import Competitor, Match, MatchEvent, Person, PersonSource
from scoreboard.queries import decode_state, load_log
from scoreboard.sports import get_sport
from scoreboard.sports.cricket.views import format_overs
from scoreboard.sports.decoding import convert_event
from scoreboard.sports.match import fold, step
from scoreboard.sports.state import view_of
from stats.facts import people
from stats.facts.origin import FactOrigin
from stats.facts.sides import build_rows
from stats.models import PersonFact, SideFact
from stats.storage import bulk
from stats.tables.ranking import rank_competitors
from tests.importers.formats.cricsheet import all_out, delivery, innings, match, out, over, write
from tests.wording import read_view

ACTOR = "import:cricsheet"
EXTRAS = {"byes": "byes", "leg_byes": "legbyes", "wides": "wides", "no_balls": "noballs", "penalties": "penalty"}


def import_file(path):
    report = Report()
    for season in cricsheet.read(path):
        report.add(load_season(season, actor=ACTOR))
    return report


def play(content, tmp_path):
    """The state of a hand-made match, and the notes on it."""
    (season,) = cricsheet.read(write(tmp_path / "1.json", content))
    (found,) = season.matches
    fixture = {
        "sport": "cricket",
        "competition": {"id": "c", "name": season.competition},
        "season": {"id": "s", "name": season.season},
        "home": {"id": "h", "name": found.home},
        "away": {"id": "a", "name": found.away},
        "ruleset": found.ruleset,
    }
    state = None
    for seq, body in enumerate([{"type": "scheduled", "data": fixture}, *found.events], 1):
        state = step(state, convert_event("cricket", {"match": "m", "sport": "cricket", "seq": seq, **body}))
    return state, season.warnings


def summary(content, tmp_path):
    state, notes = play(content, tmp_path)
    assert notes == []
    return read_view(state).summary


def read_innings(row):
    state = decode_state(row)
    names = {"home": state.fixture.home.name, "away": state.fixture.away.name}
    rules = state.play.ruleset
    return [
        (names[one.side], one.runs, one.wickets, format_overs(one, rules), one.super_over) for one in state.play.innings
    ]


def expect_innings(expected):
    return [(one["team"], one["runs"], one["wickets"], one["overs"], one["super_over"]) for one in expected["innings"]]


def check_outcome(row, outcome):
    """The match was decided as the file says, in whatever words."""
    state = decode_state(row)
    view, decision = view_of(state), state.play.decision
    winner = next((outcome[name] for name in ("winner", "eliminator", "bowl_out") if name in outcome), None)
    assert (getattr(state.fixture, view.winner).name if view.winner else None) == winner
    if "by" in outcome:
        assert {decision.by: decision.margin} == outcome["by"]
    if outcome.get("result") == "no result":
        assert view.decided_by == "no_result"
    for name, decided_by in (("eliminator", "super_over"), ("bowl_out", "bowl_out")):
        assert (view.decided_by == decided_by) is (name in outcome)


@pytest.mark.django_db
def test_the_eleven_hard_matches_equal_the_truth(data):
    expected = json.loads((data / "cricket" / "expected_cricket.json").read_text())
    for number, truth in expected.items():
        report = import_file(data / "cricket" / "json" / f"{number}.json")
        assert (report.matches, report.created, report.warnings, report.rejected) == (1, 1, [], [])
        row = Match.objects.latest("recorded_at")
        assert read_innings(row) == expect_innings(truth)
        for one, known in zip(decode_state(row).play.innings, truth["innings"], strict=True):
            extras = {name: getattr(one, field) for field, name in EXTRAS.items() if getattr(one, field)}
            assert extras == known["extras"]
            best = known["top_bat"]
            assert (best["name"], best["runs"], best["balls"]) in [(b.name, b.runs, b.balls) for b in one.batters]
            assert max(b.runs for b in one.batters) == best["runs"]
        check_outcome(row, truth["outcome"])


@pytest.mark.django_db
def test_a_season_equals_the_truth_and_its_table_the_official_one(data):
    expected = json.loads((data / "cricket" / "expected_ipl_2019.json").read_text())
    path = data / "cricket" / "ipl_2019_json.zip"
    report = import_file(path)
    assert (report.matches, report.created, report.warnings, report.rejected) == (60, 60, [], [])
    truth = {(one["date"], frozenset(one["teams"])): one for one in expected["results"]}
    sides = []
    for row in Match.objects.select_related("home", "away", "stage"):
        known = truth.pop((str(row.scheduled_on), frozenset((row.home.name, row.away.name))))
        assert read_innings(row) == expect_innings(known)
        check_outcome(row, known["outcome"])
        assert (row.stage.name == "League stage") is (known["stage"] is None)
        if known["stage"] is None:
            sides += make_sides(row)
    assert truth == {}
    check_table(sides, expected["table"])
    check_leaders()
    again = import_file(path)
    assert (again.created, again.unchanged, again.warnings) == (0, 60, [])
    longest = max(Match.objects.all(), key=lambda row: row.seq)
    assert fold(load_log(longest)) == decode_state(longest)


def check_leaders():
    """The season's best by their figures, as they were published: Warner's runs, Tahir's wickets, Russell's sixes."""
    counts = Counter()
    for row in Match.objects.all():
        for fact in bulk.make_objects(PersonFact, people.build_rows(decode_state(row), make_origin(row))):
            counts[fact.stat, fact.name] += fact.value
    for stat, best in (("runs", ("DA Warner", 692)), ("wickets", ("Imran Tahir", 26)), ("sixes", ("AD Russell", 52))):
        named = {name: value for (of, name), value in counts.items() if of == stat}
        assert max(named.items(), key=lambda one: one[1]) == best


def make_origin(row):
    return FactOrigin(match=str(row.pk), epoch=1, seq=row.seq, recorded_at=row.recorded_at, seasons=frozenset())


def make_sides(row):
    state = decode_state(row)
    origin = make_origin(row)
    return bulk.make_objects(SideFact, build_rows(state, origin))


def check_table(sides, expected):
    sport = get_sport("cricket")
    names = {side.competitor: side.competitor_name for side in sides}
    table = rank_competitors(competitors=names, sides=sides, ranking=sport.ranking, columns=sport.columns)
    assert [
        (row["competitor"]["name"], row["played"], row["won"], row["lost"], row["no_results"], row["points"])
        for row in table
    ] == [tuple(row[name] for name in ("team", "played", "won", "lost", "no_result", "points")) for row in expected]
    assert [row["net_run_rate"] for row in table] == [row["nrr"] for row in expected]
    measures = {name: {"rf": 0, "bf": 0, "ra": 0, "ba": 0} for name in names.values()}
    for side in sides:
        for name, short in (("runs_for", "rf"), ("balls_for", "bf"), ("runs_against", "ra"), ("balls_against", "ba")):
            measures[side.competitor_name][short] += side.measures.get(name, 0)
    assert measures == {row["team"]: {name: row[name] for name in ("rf", "bf", "ra", "ba")} for row in expected}


@pytest.mark.django_db
def test_a_renamed_team_is_the_same_one(data):
    for number in ("335988", "980997"):
        import_file(data / "cricket" / "json" / f"{number}.json")
    import_file(data / "cricket" / "ipl_2019_json.zip")
    delhi = Competitor.objects.get(name="Delhi Daredevils")
    assert [alias.name for alias in delhi.aliases.all()] == ["Delhi Capitals"]
    assert Match.objects.filter(home=delhi).count() + Match.objects.filter(away=delhi).count() == 18


@pytest.mark.django_db
def test_women_and_two_matches_on_one_day_are_told_apart(tmp_path):
    played = [innings("Reds", over(1)), innings("Blues", over(2))]
    files = {
        "1.json": match(*played),
        "2.json": match(*played, event={"name": "Trophy", "match_number": 2}),
        "3.json": match(*played, gender="female"),
    }
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("README.txt", "Read me")
        archive.writestr("people.csv", "a,b")
        for name, content in files.items():
            archive.writestr(name, json.dumps(content))
    assert (import_file(tmp_path / "all.zip").created, Match.objects.count()) == (3, 3)
    assert import_file(tmp_path / "all.zip").unchanged == 3
    assert import_file(write(tmp_path / "2.json", files["2.json"])).unchanged == 1
    assert set(Competitor.objects.values_list("name", flat=True)) == {"Reds", "Blues", "Reds Women", "Blues Women"}


RUNS = innings("Reds", over(6, 6, 6, 6, 6, 6))  # 36
SHORT = {"overs": 1}


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (
            match(RUNS, innings("Blues", over(1, 1)), outcome={"winner": "Reds", "method": "Awarded"}),
            "Reds won (awarded)",
        ),
        (match(outcome={"result": "no result"}), "No result"),
        (
            match(
                RUNS,
                innings("Blues", over(6, 6, 6, 6, 6, 6)),
                outcome={"winner": "Blues", "method": "Lost fewer wickets"},
                **SHORT,
            ),
            "Match tied (Blues won on Lost fewer wickets)",
        ),
        (match(RUNS, innings("Blues", over(6, 6, 6, 6, 6, 6)), outcome={"result": "tie"}, **SHORT), "Match tied"),
        (
            match(
                RUNS,
                innings("Blues", over(6, 6, 6, 6, 6, 6)),
                innings("Blues", over(1, 0, 0, 0, 0, 0), super_over=True),
                innings("Reds", over(1, 0, 0, 0, 0, 0), super_over=True),
                outcome={"result": "tie", "eliminator": "Reds"},
                **SHORT,
            ),
            "Match tied (Reds won on boundary count)",
        ),
        (
            match(
                RUNS,
                innings("Blues", over(6, 4), target={"overs": 20, "runs": 37}),
                outcome={"result": "tie", "method": "D/L"},
            ),
            "Match tied (DLS method)",
        ),
        (
            match(
                RUNS,
                innings("Blues", over(6, 6), target={"overs": 10, "runs": 20}),
                outcome={"winner": "Reds", "by": {"runs": 7}, "method": "D/L"},
            ),
            "Reds won by 7 runs (DLS method)",
        ),
        (
            match(
                innings("Reds", over(6, 6, 6, 6, 6, 6), declared=True),
                innings("Blues", *all_out()),
                innings("Blues", over(6), *all_out()),
                outcome={"winner": "Reds", "by": {"innings": 1, "runs": 30}},
                match_type="MDM",
            ),
            "Reds won by an innings and 30 runs",
        ),
        (
            match(RUNS, innings("Blues", over(6)), outcome={"result": "draw"}, match_type="Test"),
            "Match drawn",
        ),
        (
            match(
                innings("Reds", over(6, 6), declared=True),
                innings("Blues", forfeited=True),
                innings("Reds", forfeited=True),
                innings("Blues", over(6, 6, 1)),
                outcome={"winner": "Blues", "by": {"wickets": 10}},
                match_type="MDM",
            ),
            "Blues won by 10 wickets",
        ),
        (
            match(
                RUNS,
                innings("Blues", *all_out()),
                innings("Reds", over(6)),
                outcome={"winner": "Reds", "result": "draw", "method": "1st innings score"},
                match_type="MDM",
            ),
            "Reds won (first innings lead)",
        ),
        (
            match(
                RUNS,
                innings("Blues", *all_out(9), absent_hurt=["Cleo"]),
                outcome={"winner": "Reds", "by": {"runs": 36}},
            ),
            "Reds won by 36 runs",
        ),
        (
            match(
                innings(
                    "Reds", over(0, 0, 0, 0, 0, 0, 1), penalty_runs={"pre": 5}, miscounted_overs={"0": {"balls": 7}}
                ),
                innings("Blues", over(0, 0, 0, 0, 0), miscounted_overs={"0": {"balls": 5}}),
                outcome={"winner": "Reds", "by": {"runs": 6}},
                **SHORT,
            ),
            "Reds won by 6 runs",
        ),
    ],
)
def test_endings(content, text, tmp_path):
    for one in content["innings"]:
        if one.get("forfeited"):
            del one["overs"]
    assert summary(content, tmp_path) == text


def test_who_went_without_a_ball_and_who_came_in_for_whom(tmp_path):
    gone = delivery(
        wickets=[
            {"kind": "run out", "player_out": "Bea", "fielders": [{"name": "Yan"}]},
            {"kind": "retired hurt", "player_out": "Ada"},
        ]
    )
    swapped = delivery(
        replacements={"match": [{"in": "Dee", "out": "Ada", "team": "Reds", "reason": "concussion_substitute"}]}
    )
    for one in (swapped, late := out("timed out", "Eve")):
        one |= {"batter": "Cleo", "non_striker": "Dee"}
    state, _ = play(match(innings("Reds", over(gone, swapped, late))), tmp_path)
    (innings_played,) = state.play.innings
    assert (innings_played.wickets, innings_played.balls) == (2, 3)
    assert [(incident.kind, incident.detail, incident.player) for incident in state.incidents[1:-1]] == [
        ("wicket", "run_out", "Bea"),
        ("wicket", "retired_hurt", "Ada"),
        ("replacement", None, "Dee"),
        ("wicket", "timed_out", "Eve"),
    ]


def test_the_follow_on_after_rain_and_fives_in_the_hundred(tmp_path):
    followed = match(
        RUNS, innings("Blues", *all_out()), innings("Blues", over(6)), outcome={"result": "draw"}, match_type="Test"
    )
    state, _ = play(followed, tmp_path)
    assert state.play.ruleset.follow_on == 36
    hundred = match(innings("Reds", over(1, 1, 1, 1, 1), over(1)), balls_per_over=5, outcome={"result": "no result"})
    state, _ = play(hundred, tmp_path)
    assert (state.play.innings[0].overs, state.play.innings[0].balls) == (1, 1)


def test_a_margin_that_contradicts_the_deliveries_is_a_warning(tmp_path):
    wrong = match(
        RUNS, innings("Blues", over(1, 1, 1, 1, 1, 1)), outcome={"winner": "Reds", "by": {"runs": 31}}, **SHORT
    )
    state, (note,) = play(wrong, tmp_path)
    assert read_view(state).summary == "Reds won by 30 runs"
    assert (note.where, note.why) == ("1.json", "outcome: won by 31 runs contradicts the deliveries, which stand")


def test_a_file_without_what_older_ones_lack(tmp_path):
    old = match(innings("Reds", over(1)), outcome={"result": "no result"})
    for name in ("event", "overs", "gender", "balls_per_over", "season"):
        del old["info"][name]
    (season,) = cricsheet.read(write(tmp_path / "1.json", old))
    assert (season.competition, season.season) == ("Twenty20 matches", "2026")
    assert season.matches[0].ruleset["overs"] == 20


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("{", "not JSON"),
        ("[]", "`info` and `innings`"),
        (json.dumps({"info": {"teams": ["Reds"]}, "innings": []}), "two teams"),
        (json.dumps(match(dates=[])), "info.dates"),
        (json.dumps(match(innings("Greens"))), "innings\\[0\\].team"),
        (json.dumps(match(innings("Reds", over({"batter": "Ada"})))), "overs\\[0\\].deliveries\\[0\\]"),
    ],
)
def test_a_broken_file_says_where(content, why, tmp_path):
    (tmp_path / "1.json").write_text(content)
    with pytest.raises(BadFile, match=why):
        cricsheet.read(tmp_path / "1.json")


@pytest.mark.django_db
def test_a_broken_match_is_rejected_alone(tmp_path):
    good = match(innings("Reds", over(1)), outcome={"result": "no result"})
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("1.json", "{")
        archive.writestr("2.json", json.dumps(good))
    report = import_file(tmp_path / "all.zip")
    assert (report.created, [note.where for note in report.rejected]) == (1, ["1.json"])


@pytest.mark.django_db
def test_the_command_imports_a_file(tmp_path, capsys):
    path = write(tmp_path / "1.json", match(innings("Reds", over(1)), outcome={"result": "no result"}))
    call_command("import", "cricsheet", str(path))
    report = json.loads(capsys.readouterr().out)
    assert (report["matches"], report["created"], report["events"]) == (1, 1, MatchEvent.objects.count())
    (tmp_path / "2.json").write_text("{")
    with pytest.raises(CommandError, match="not JSON"):
        call_command("import", "cricsheet", str(tmp_path / "2.json"))


@pytest.mark.django_db
def test_people_keep_the_register_s_ids_however_they_are_spelled(tmp_path):
    for day, name in ((1, "A One"), (2, "Anthony One")):
        content = match(innings("Reds", over(*[{**delivery(1), "batter": name}] * 6)), dates=[f"2026-06-0{day}"])
        content["info"]["event"] = {"name": "Trophy", "match_number": day}
        content["info"]["registry"] = {"people": {name: "0a1b2c3d", "Bea": "11111111", "Zoe": 5}}
        write(tmp_path / f"{day}.json", content)
    assert import_file(tmp_path).created == 2
    person = Person.objects.get(sources__ref="0a1b2c3d")
    assert (person.name, [alias.name for alias in person.aliases.all()]) == ("A One", ["Anthony One"])
    balls = [event for row in Match.objects.all() for event in load_log(row) if hasattr(event, "player")]
    assert {(event.player, event.player_id) for event in balls} == {("A One", str(person.pk))}
    assert not PersonSource.objects.filter(person__name="Zoe").exists()
    assert import_file(tmp_path).events == 0
