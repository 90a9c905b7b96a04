"""tennis_pointbypoint: the sixty matches there are, and hand-made rows for what those do not show."""

import csv
import re

import pytest

from scoreboard.importers.base import BadFile
from scoreboard.importers.formats import tennis_pointbypoint
from scoreboard.importers.load import load_season
from scoreboard.models import Match, MatchEvent
from scoreboard.queries import decode_state
from tests.wording import read_view

HEAD = "date,tny_name,tour,draw,server1,server2,winner,pbp,score,adf_flag\n"
FILE = ("tennis_SYNTHETIC", "synthetic_pbp_matches.csv")
LOVE, LOST = "SSSS;", "RRRR;"


def parse_row(pbp, score, *, winner="1", day="05 Jan 15"):
    row = f"{day},Chennai,ATP,Main,Gilles Muller,Edouard Roger-Vasselin,{winner},{pbp},{score},1\n"
    (season,) = tennis_pointbypoint.parse((HEAD + row).encode())
    return season


def sets_of(*games):
    """Sets of games at love, each given by who wins it: H or A; the serve changes with every game."""
    text, number = [], 0
    for one in games:
        for letter in one:
            text.append("SSSS" if (letter == "H") is (number % 2 == 0) else "RRRR")
            number += 1
            text.append(";")
        text[-1] = "."
    return "".join(text[:-1])


@pytest.mark.django_db
def test_every_match_has_its_published_sets_and_tiebreaks(data):
    path = data.joinpath(*FILE)
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    (season,) = tennis_pointbypoint.read(path)
    report = load_season(season, actor="import:tennis-pointbypoint")
    assert (report.matches, report.created, report.warnings, report.rejected) == (60, 60, [], [])
    found = {(m.home.name, m.away.name): m for m in Match.objects.select_related("home", "away")}
    assert len(found) == len(rows) == 60
    for row in rows:
        view = read_view(decode_state(found[row["server1"], row["server2"]]))
        assert view.winner == ("home" if row["winner"] == "1" else "away")
        assert view.summary.replace("–", "-") == row["score"]
        played = [re.match(r"(\d+)-(\d+)", one).groups() for one in row["score"].split()]
        by_side = [(int(a), int(b)) if row["winner"] == "1" else (int(b), int(a)) for a, b in played]
        assert [(period.home, period.away) for period in view.periods] == by_side


@pytest.mark.django_db
def test_a_second_run_changes_nothing(data):
    load_season(tennis_pointbypoint.read(data.joinpath(*FILE))[0], actor="import:tennis-pointbypoint")
    before = MatchEvent.objects.count()
    report = load_season(tennis_pointbypoint.read(data.joinpath(*FILE))[0], actor="import:tennis-pointbypoint")
    assert (report.unchanged, report.events, MatchEvent.objects.count()) == (60, 0, before)


@pytest.mark.parametrize(
    ("pbp", "score", "ruleset"),
    [
        (sets_of("HHHHHH", "HHHHHH"), "6-0 6-0", {}),
        (sets_of("HHHHHH", "AAAAAA", "HA" * 6 + "HH"), "6-0 0-6 8-6", {"final_set": "advantage"}),
        (
            sets_of("HHHHHH", "AAAAAA", "HA" * 6) + ";S/RR/SS/RR/SS/R",
            "6-0 0-6 7-6(0)",
            {"final_set": "tiebreak"},
        ),
        (
            sets_of("HHHHHH", "AAAAAA", "HA" * 12) + ";S/RR/SS/RR",
            "6-0 0-6 13-12(0)",
            {"final_set": "tiebreak", "final_tiebreak_at": 12, "final_tiebreak_points": 7},
        ),
        (sets_of("HHHHHH", "AAAAAA") + ".S/RR/SS/RR/SS/R", "6-0 0-6 1-0(0)", {"final_set": "match_tiebreak"}),
        (sets_of("HHHHHH", "HHHHH") + ";SSSRRRR", "6-0 6-0", {"no_ad": True}),
        (sets_of("HHHHHH", "HHHHHH", "HHHHHH") + ".", "6-0 6-0 6-0", {"sets_to_win": 3}),
    ],
)
def test_the_rules_are_those_that_the_points_fit(pbp, score, ruleset):
    season = parse_row(pbp, score)
    (match,) = season.matches
    assert (season.warnings, match.coverage, match.ruleset) == ([], "events", ruleset)


def test_who_retires_loses():
    (match,) = parse_row(sets_of("HHHHHH", "AA"), "0-6 2-0 RET", winner="2").matches
    assert match.events[-1] == {"type": "forfeit", "side": "home", "data": {"how": "retired"}}


def test_points_that_cannot_be_are_left_out_and_the_score_stands():
    season = parse_row("SSSS;SS.", "6-4 6-7(3) 7-5")
    (match,) = season.matches
    assert [note.where for note in season.warnings] == ["line 2"]
    assert match.coverage == "result"
    sets = match.events[0]["data"]["sets"]
    assert sets[1] == {"home": 6, "away": 7, "tiebreak": {"home": 3, "away": 7}}


def test_points_that_contradict_the_score_are_taken_with_a_warning():
    season = parse_row(sets_of("HHHHHH", "HHHHHH"), "6-1 6-0")
    assert season.matches[0].coverage == "events"
    assert "score 6-1 6-0 contradicts the points, 6-0 6-0" in season.warnings[0].why
    season = parse_row(sets_of("HHHHHH", "HHHHHH"), "6-0 6-0", winner="2")
    assert "by its points home won" in season.warnings[0].why


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("05 Jan 15,Chennai,ATP,Main,A,B,3,SSSS,6-0 6-0,1", "winner: expected 1 or 2"),
        ("5/13/15,Chennai,ATP,Main,A,B,1,SSSS,6-0 6-0,1", "date: expected a day"),
        ("05 Jan 15,Chennai,ATP,Main,A,,1,SSSS,6-0 6-0,1", "names of both"),
        ("05 Jan 15,Chennai,ATP,Main,A,B,1,SSSS,six love,1", "score: expected sets"),
        ("05 Jan 15,Chennai,ATP", "ends before"),
        ("05 Jan 15,Chennai,ATP,Main,A,B,1,SXSS,,1", "there is no score"),
    ],
)
def test_a_row_that_is_wrong_is_rejected_alone(row, why):
    good = f"05 Jan 15,Chennai,ATP,Main,A,B,1,{sets_of('HHHHHH', 'HHHHHH')},6-0 6-0,1"
    (season,) = tennis_pointbypoint.parse(f"{HEAD}{row}\n{good}\n".encode())
    assert len(season.matches) == 1
    assert season.rejected[0].where == "line 2"
    assert why in season.rejected[0].why


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n", HEAD])
def test_a_file_of_another_kind_is_refused(content):
    with pytest.raises(BadFile, match=r"line \d"):
        tennis_pointbypoint.parse(content.encode())


def test_tournaments_and_years_are_seasons_and_tours_stages():
    sets = sets_of("HHHHHH", "HHHHHH")
    rows = [
        f"05 Jan 15,Chennai,ATP,Main,A,B,1,{sets},6-0 6-0,1",
        f"05 Jan 15,Chennai,ATP,Qual,C,D,1,{sets},6-0 6-0,1",
        f"05 Jan 16,Chennai,ATP,Main,Müller,B,1,{sets},6-0 6-0,1",
    ]
    first, second = tennis_pointbypoint.parse((HEAD + "\n".join(rows)).encode("cp1252"))
    assert (first.competition, first.season, list(first.stages)) == ("Chennai", "2015", ["ATP", "ATP qualifying"])
    assert (second.season, second.matches[0].home) == ("2016", "Müller")
