"""The international results: the real files, and hand-made rows for what those do not show."""

import csv
import json
from collections import Counter

import pytest
from django.core.management import CommandError, call_command

from scoreboard.importers.base import BadFile
from scoreboard.importers.formats import international_results, openfootball
from scoreboard.importers.load import load_season
from scoreboard.importers.report import Report
from scoreboard.models import Competition, CompetitorAlias, Match, MatchEvent
from scoreboard.queries import decode_state, load_log
from scoreboard.sports.match import fold
from scoreboard.sports.state import view_of

ACTOR = "import:international-results"


def read_rows(data, name):
    with (data / "football" / "international_results" / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def import_all(data, *, only=None):
    report = Report()
    for season in international_results.read(data / "football" / "international_results" / "results.csv"):
        if only in (None, season.competition):
            report.add(load_season(season, actor=ACTOR))
    return report


def import_cup(data, year):
    file = data / "football" / "worldcup.json" / year / "worldcup.json"
    return load_season(openfootball.parse(file.read_bytes()), actor="import:openfootball")


def key_of(match):
    return str(match.scheduled_on), match.home.name, match.away.name


@pytest.mark.django_db
def test_every_match_has_its_score_its_scorers_and_its_shootout(data):
    report = import_all(data)
    results = {(r["date"], r["home_team"], r["away_team"]): r for r in read_rows(data, "results.csv")}
    winners = {(r["date"], r["home_team"], r["away_team"]): r["winner"] for r in read_rows(data, "shootouts.csv")}
    assert (report.matches, report.created, report.rejected) == (840, 840, [])
    seasons = {(r["tournament"], r["date"][:4]) for r in results.values()}
    assert {(m.season.competition.name, m.season.name) for m in matches()} == seasons
    scorers, shootouts = Counter(), 0
    for match in matches():
        result, view = results.pop(key_of(match)), view_of(decode_state(match))
        assert [view.score.home, view.score.away] == [int(result["home_score"]), int(result["away_score"])]
        assert match.venue == f"{result['city']}, {result['country']}"
        assert decode_state(match).fixture.neutral is (result["neutral"] == "TRUE")
        assert match.status == "ended"
        winner = winners.get(key_of(match))
        assert (view.decided_by == "shootout") is (winner is not None)
        if winner:
            shootouts += 1
            assert getattr(match, view.winner).name == winner
        for incident in decode_state(match).incidents:
            if incident.kind == "goal":
                scorers[incident.player, incident.detail, incident.period.startswith("extra")] += 1
    assert (results, shootouts) == ({}, 49)
    expected = Counter(
        (
            r["scorer"],
            "own_goal" if r["own_goal"] == "TRUE" else "penalty" if r["penalty"] == "TRUE" else None,
            int(r["minute"]) > 90,
        )
        for r in read_rows(data, "goalscorers.csv")
    )
    assert scorers == expected


def matches():
    return Match.objects.select_related("season__competition", "home", "away")


@pytest.mark.django_db
def test_a_match_in_two_sources_is_one_match(data):
    for year in ("2014", "2018"):
        assert import_cup(data, year).created == 64
    before = MatchEvent.objects.count()
    report = import_all(data)
    assert (report.created, report.unchanged, report.rejected) == (712, 128, [])
    assert [note for note in report.warnings if "contradict" in note.why or "comparable" in note.why] == []
    assert (Match.objects.count(), MatchEvent.objects.count() - before) == (840, report.events)
    assert not Competition.objects.filter(name="FIFA World Cup").exists()
    names = dict(CompetitorAlias.objects.values_list("name", "competitor__name"))
    assert names == {
        "United States": "USA",
        "Ivory Coast": "Côte d'Ivoire",
        "Bosnia and Herzegovina": "Bosnia-Herzegovina",
    }


@pytest.mark.django_db
def test_it_is_one_match_in_the_other_order_too(data):
    assert import_all(data, only="FIFA World Cup").created == 3 * 64
    for year in ("2014", "2018"):
        report = import_cup(data, year)
        assert (report.created, report.unchanged) == (0, 64)
        assert [note for note in report.warnings if "contradicts the match" in note.why] == []
    assert (Match.objects.count(), Competition.objects.get().name) == (3 * 64, "FIFA World Cup")


@pytest.mark.django_db
def test_a_second_run_changes_nothing_and_every_state_is_the_fold_of_its_log(data):
    import_all(data, only="Copa América")
    before = MatchEvent.objects.count()
    report = import_all(data, only="Copa América")
    assert (report.created, report.unchanged, report.events) == (0, 110, 0)
    assert MatchEvent.objects.count() == before
    for match in Match.objects.all():
        assert decode_state(match) == fold(load_log(match))


# --- hand-made -------------------------------------------------------------------------------------------------------

RESULTS = "date,home_team,away_team,home_score,away_score,tournament,city,country,neutral\n"
GOALS = "date,home_team,away_team,team,scorer,minute,own_goal,penalty\n"
SHOOTOUTS = "date,home_team,away_team,winner,first_shooter\n"
MATCH = "2026-06-01,Redland,Blueland"


def parse(results, goals="", shootouts=""):
    return international_results.parse(RESULTS + results, GOALS + goals, SHOOTOUTS + shootouts)


def parse_one(results, goals="", shootouts=""):
    (season,) = parse(results, goals, shootouts)
    return season


def test_seasons_are_tournaments_and_years():
    rows = [f"{day},A,B,0,0,{cup},City,Land,FALSE" for day, cup in (("2025-01-01", "Cup"), ("2026-01-01", "Cup"))]
    seasons = parse("\n".join([*rows, "2026-05-05,A,B,1,0,Friendly,City,Land,FALSE"]))
    names = [(season.competition, season.season, len(season.matches)) for season in seasons]
    assert names == [("Cup", "2025", 1), ("Cup", "2026", 1), ("Friendly", "2026", 1)]


def test_a_goal_counts_for_its_team_and_an_own_goal_belongs_to_the_other_side():
    season = parse_one(f"{MATCH},1,0,Cup,City,Land,TRUE", f"{MATCH},Redland,Bert,45,TRUE,FALSE\n")
    (goal,) = [event for event in season.matches[0].events if event["type"] == "goal"]
    assert (goal["side"], goal["player"], goal["data"], goal["period"]) == (
        "home",
        "Bert",
        {"own_goal": True},
        "first_half",
    )
    assert goal["clock_ms"] == 44 * 60_000


def test_goals_after_minute_90_are_extra_time():
    goals = "".join(f"{MATCH},{team},X,{minute},FALSE,FALSE\n" for team, minute in (("Redland", 93), ("Blueland", 121)))
    match = parse_one(f"{MATCH},1,1,Cup,City,Land,TRUE", goals, f"{MATCH},Blueland,Redland\n").matches[0]
    assert match.ruleset == {"extra_time": True, "shootout": True}
    assert [event.get("clock_ms") for event in match.events if event["type"] == "goal"] == [92 * 60_000, 120 * 60_000]
    assert match.events[-1] == {"type": "shootout_result", "data": {"winner": "away"}}


@pytest.mark.parametrize(
    ("goals", "why"),
    [
        (f"{MATCH},Redland,Ada,NA,FALSE,FALSE\n", "goalscorers.csv, line 2: minute: expected 1 to 120"),
        (f"{MATCH},Redland,Ada,10,FALSE,FALSE\n", "goals add up to 1–0, the score (ft) is 2–1"),
        (f"{MATCH},Greenland,Ada,10,FALSE,FALSE\n", "team: expected one of Redland, Blueland"),
        (f"{MATCH},Redland,Ada,10,MAYBE,FALSE\n", "own_goal: expected TRUE or FALSE"),
        (
            "".join(
                f"{MATCH},{team},A,{m},FALSE,FALSE\n" for team, m in (("Redland", 9), ("Redland", 95), ("Blueland", 99))
            ),
            "goals after minute 90, when the score was 1–0",
        ),
    ],
)
def test_goals_that_cannot_be_are_left_out_with_a_warning(goals, why):
    season = parse_one(f"{MATCH},2,1,Cup,City,Land,FALSE", goals)
    (warning,) = season.warnings
    assert (warning.where, why in warning.why) == ("results.csv, line 2", True), warning.why
    assert season.matches[0].events == [{"type": "result", "data": {"full_time": {"home": 2, "away": 1}}}]


def test_a_match_without_goal_rows_has_its_result_alone():
    season = parse_one(f"{MATCH},2,1,Cup,City,Land,FALSE")
    assert (season.warnings, season.matches[0].coverage) == ([], "result")


def test_a_match_to_be_played_is_a_fixture():
    season = parse_one(f"{MATCH},NA,NA,Cup,City,Land,FALSE")
    assert (season.matches[0].events, season.rejected) == ([], [])


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("2026-13-01,A,B,1,0,Cup,City,Land,FALSE", "date: expected YYYY-MM-DD"),
        ("2026-06-01,,B,1,0,Cup,City,Land,FALSE", "home_team: expected a name"),
        ("2026-06-01,A,B,one,0,Cup,City,Land,FALSE", "expected two numbers"),
        ("2026-06-01,A,B,1,NA,Cup,City,Land,FALSE", "expected two numbers"),
        ("2026-06-01,A,B,1,0,Cup,City,Land,perhaps", "neutral: expected TRUE or FALSE"),
        ("2026-06-01,A,B,1,0,,City,Land,FALSE", "tournament: expected a name"),
    ],
)
def test_a_row_that_is_wrong_is_rejected_alone(row, why):
    seasons = parse(f"{row}\n{MATCH},1,0,Cup,City,Land,FALSE")
    ((where, reason),) = [(note.where, note.why) for season in seasons for note in season.rejected]
    assert (where, sum(len(season.matches) for season in seasons)) == ("results.csv, line 2", 1)
    assert why in reason


@pytest.mark.parametrize(
    ("texts", "why"),
    [
        (("", GOALS, SHOOTOUTS), "results.csv, line 1: expected the columns"),
        ((RESULTS, "date,home_team\n", SHOOTOUTS), "goalscorers.csv, line 1: .*missing: away_team, team"),
        ((RESULTS + "2026-06-01,A,B\n", GOALS, SHOOTOUTS), "results.csv, line 2: expected 9 columns, got 3"),
        ((RESULTS + f'{MATCH},1,0,"Cup,City,Land,FALSE\n', GOALS, SHOOTOUTS), "results.csv, line"),
        ((RESULTS, GOALS, SHOOTOUTS + "x\n"), "shootouts.csv, line 2: expected 5 columns"),
    ],
)
def test_a_malformed_file_is_refused_with_the_line(texts, why):
    with pytest.raises(BadFile, match=why):
        international_results.parse(*texts)


def test_a_shootout_that_cannot_be_and_rows_without_a_match_are_said():
    season = parse_one(
        f"{MATCH},2,1,Cup,City,Land,FALSE",
        "2026-06-02,Redland,Blueland,Redland,Ada,10,FALSE,FALSE\n",
        f"{MATCH},Redland,Redland\n",
    )
    whys = [note.why for note in season.warnings]
    assert [why.split(":")[0] for why in whys] == [
        "a shootout after a score that is not level (the second leg of a tie?)",
        "no match in results.csv",
    ]


@pytest.mark.django_db
def test_the_command_reads_the_files_beside_each_other_or_their_folder(tmp_path, capsys):
    for name, text in (("results.csv", RESULTS + f"{MATCH},1,0,Cup,City,Land,FALSE\n"), ("goalscorers.csv", GOALS)):
        (tmp_path / name).write_text(text)
    with pytest.raises(CommandError, match=r"shootouts.csv: No such file"):
        call_command("import", "international-results", str(tmp_path / "results.csv"))
    (tmp_path / "shootouts.csv").write_text(SHOOTOUTS)
    for path, created in ((tmp_path / "results.csv", 1), (tmp_path, 0)):
        call_command("import", "international-results", str(path))
        report = json.loads(capsys.readouterr().out)
        assert (report["matches"], report["created"]) == (1, created)
    (tmp_path / "results.csv").write_bytes(b"\xff\xfe")
    with pytest.raises(CommandError, match="results.csv: expected UTF-8"):
        call_command("import", "international-results", str(tmp_path))


@pytest.mark.django_db
def test_seasons_that_the_file_names_cannot_be_renamed(tmp_path):
    rows = f"{MATCH},1,0,Cup,City,Land,FALSE\n2025-06-01,A,B,1,0,Cup,City,Land,FALSE\n"
    for name, text in (("results.csv", RESULTS + rows), ("goalscorers.csv", GOALS), ("shootouts.csv", SHOOTOUTS)):
        (tmp_path / name).write_text(text)
    with pytest.raises(CommandError, match="holds 2 seasons"):
        call_command("import", "international-results", str(tmp_path), "--season", "2026")
