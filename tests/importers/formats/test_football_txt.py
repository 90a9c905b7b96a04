"""Football.TXT: the real Premier League against the table published with it, and hand-made files of each dialect."""

import re

import pytest

from scoreboard.importers.base import BadFile
from scoreboard.importers.formats import football_txt, openfootball
from scoreboard.importers.load import load_season
from scoreboard.models import Match
from scoreboard.queries import decode_state
from scoreboard.sports.state import view_of

LEAGUE = "football/football.txt/2016-17/1-premierleague.txt"
WORLD_CUP = """\
= World Cup 2014        # in Brazil

Group A  |  Brazil       Croatia              Mexico         Cameroon
Matchday 1  |  Thu Jun/12

Group A:

 (1) Thu Jun/12 17:00   Brazil   3-1 (1-1)  Croatia       @ Arena de São Paulo, São Paulo (UTC-3)
                         [Neymar 29', 71'(pen.) Oscar 90+1';
                          Marcelo 11' (o.g.)]
  Brazil:  Júlio César - Alves, Silva [Y], Luiz –
              Oscar (Can 80') – Hulk (Müller 74'), Fred
 (2) Fri Jun/13 13:00   Mexico   1-0 (0-0)  Cameroon      @ Natal (UTC-3)
                         (Peralta 61')

▪ Round of 16
Sat Jun 28
  13:00 UTC-3  Brazil  1-1 a.e.t. (1-1, 1-1), 3-2 pen. Chile   @ Belo Horizonte
                 (Luiz 18'; Sánchez 32')
  17:00 UTC-3  A v B  4-2 pen. 1-1 a.e.t. (1-1, 0-1)
               C  3-4 pen. (2-2, 1-1)  D
Final
Sun Jul/13
  16:00        W61 v W62
"""
SMALL = b"""\
= Cup 2014
Group A | A  B
Group A:
(1) Thu Jun/12 17:00 A 2-1 a.e.t. (1-1, 0-1) B @ C (UTC-3)
  [Ann 29', 99'(p); Bea 9']
"""


def parse(*lines, heading="= League 2016/17"):
    return football_txt.parse("\n".join((heading, *lines)).encode())


def read_one(*lines, heading="= League 2016/17"):
    (season,) = parse(*lines, heading=heading)
    assert (season.warnings, season.rejected) == ([], [])
    (match,) = season.matches
    return match


@pytest.mark.django_db
def test_the_premier_league_has_the_table_published_with_it(data):
    (season,) = football_txt.read(data / LEAGUE)
    report = load_season(season, actor="import:football-txt")
    assert (report.created, report.warnings, report.rejected) == (380, [], [])
    rows = {}
    for match in Match.objects.select_related("home", "away"):
        score = view_of(decode_state(match)).score
        for team, scored, taken in (
            (match.home.name, score.home, score.away),
            (match.away.name, score.away, score.home),
        ):
            row = rows.setdefault(team, [0] * 6)
            row[0] += 1
            row[1 + (scored == taken) + 2 * (scored < taken)] += 1
            row[4] += scored
            row[5] += taken
    table = [(*row, 3 * row[1] + row[2], team) for team, row in rows.items()]
    table.sort(key=lambda row: (row[6], row[4] - row[5], row[4]), reverse=True)
    published = re.findall(
        r"^ *\d+  (.+?)  +(\d+) +(\d+) +(\d+) +(\d+) +(\d+)-(\d+) +(\d+)",
        (data / LEAGUE).with_name("conf.txt").read_text(),
        re.MULTILINE,
    )
    assert [row[:7] for row in table] == [tuple(map(int, row[1:])) for row in published]
    assert [row[7].removesuffix(" FC").removesuffix(" AFC") for row in table] == [row[0] for row in published]


@pytest.mark.django_db
@pytest.mark.parametrize("text_first", [False, True])
def test_a_match_of_the_text_is_that_of_the_json(data, text_first):
    seasons = [
        openfootball.read(data / "football/football.json/2016-17/en.1.json")[0],
        football_txt.read(data / LEAGUE)[0],
    ]
    first, second = reversed(seasons) if text_first else seasons
    assert load_season(first, actor="import").created == 380
    report = load_season(second, actor="import")
    assert (report.created, report.unchanged, report.rejected, Match.objects.count()) == (0, 380, [], 380)


def test_a_table_is_refused_with_its_line(data):
    with pytest.raises(BadFile, match="line 3: a table, no matches: '1  Chelsea"):
        football_txt.read((data / LEAGUE).with_name("conf.txt"))


def test_a_world_cup():
    (season,) = football_txt.parse(WORLD_CUP.encode())
    assert (season.competition, season.season) == ("World Cup", "2014")
    assert (season.warnings, season.rejected) == ([], [])
    opener, second, last16, by_pens, straight, final = season.matches
    assert (opener.where, opener.group, opener.home, opener.away) == ("line 8", "Group A", "Brazil", "Croatia")
    assert (str(opener.scheduled_at), opener.local_time) == ("2014-06-12 20:00:00+00:00", "17:00")
    assert opener.venue == "Arena de São Paulo, São Paulo"
    goals = [(e["player"], e["side"], e["clock_ms"] // 60000, e["data"]) for e in opener.events if e["type"] == "goal"]
    assert goals == [
        ("Marcelo", "away", 10, {"own_goal": True}),
        ("Neymar", "home", 28, {}),
        ("Neymar", "home", 70, {"penalty": True}),
        ("Oscar", "home", 90, {}),
    ]
    assert (second.home, second.away, len(second.events)) == ("Mexico", "Cameroon", 5)
    assert (last16.stage, last16.round, last16.events[-1]) == (
        "Knock-out stage",
        "Round of 16",
        {"type": "shootout_result", "data": {"home": 3, "away": 2}},
    )
    assert by_pens.events[0]["data"] == {
        "half_time": {"home": 0, "away": 1},
        "full_time": {"home": 1, "away": 1},
        "extra_time": {"home": 1, "away": 1},
        "shootout": {"home": 4, "away": 2},
    }
    assert (straight.local_time, straight.ruleset) == ("17:00", {"extra_time": False, "shootout": True})
    assert straight.events[0]["data"]["shootout"] == {"home": 3, "away": 4}
    assert (final.round, final.home, final.events) == ("Final", None, [])


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("[Sat Aug/13]", "2016-08-13"),
        ("Sat Aug 13 2016", "2016-08-13"),
        ("[Jan/1]", "2017-01-01"),
        ("Sun May/21", "2017-05-21"),
        ("Fri Jul/29", "2016-07-29"),  # by its weekday
        ("Jul/29", "2017-07-29"),
        ("2017-02-03", "2017-02-03"),
        ("[14 May 2017]", "2017-05-14"),
    ],
)
def test_a_date_has_the_year_of_its_season(line, day):
    assert str(read_one("Matchday 1", line, "  A  2-1  B").scheduled_on) == day


def test_a_season_of_one_year_may_run_into_the_next():
    assert str(read_one("Sun Jul/11", "  A  1-1  B", heading="= Euro 2020").scheduled_on) == "2021-07-11"
    assert str(read_one("Sun Jul/13", "  A  1-1  B", heading="= World Cup 2014").scheduled_on) == "2014-07-13"


@pytest.mark.parametrize(
    "line",
    [
        "15.00  1. FC Köln  2-1 (1-0)  Schalke 04",
        "15:00 1. FC Köln v Schalke 04  2-1 (1-0)",
        "15.00  1. FC Köln - Schalke 04  2-1 (1-0)  # a comment",
        "(7)  15:00  1. FC Köln  2-1 (1-0)  Schalke 04",
    ],
)
@pytest.mark.parametrize("round_line", ["Matchday 3", "» Matchday 3", "▪ Matchday 3", "== Matchday 3 =="])
def test_the_dialects_say_the_same(round_line, line):
    match = read_one(round_line, "Sat Aug/13", f"  {line}")
    assert (match.home, match.away, match.local_time, match.round_number) == ("1. FC Köln", "Schalke 04", "15:00", 3)
    assert match.events[0]["data"] == {"half_time": {"home": 1, "away": 0}, "full_time": {"home": 2, "away": 1}}


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("A v B [postponed]", "postponed"),
        ("A  -  B  [cancelled]", "cancelled"),
        ("A 3-0 B [awarded]", "awarded"),
        ("A v B  3-0 [awarded]  @ Ground", "awarded"),
        ("A 1-0 B [abandoned]", "abandoned"),
    ],
)
def test_a_status_is_declared(line, status):
    (season,) = parse("Sat Aug/13", line)
    assert [event["data"]["status"] for event in season.matches[0].events] == [status]


def test_several_divisions_are_several_seasons():
    seasons = parse("Sat Aug/13", "A 1-0 B", "= Second League 2016/17", "Sun Aug/14", "C v D", "E 0-0 F")
    assert [(season.competition, len(season.matches)) for season in seasons] == [("League", 1), ("Second League", 2)]


def test_a_heading_without_a_season_has_that_of_its_folder(tmp_path):
    file = tmp_path / "2025-26" / "1-premierleague.txt"
    file.parent.mkdir()
    file.write_text("= English Premier League\n▪ Matchday 1\n  Fri Aug 15\n    20:00  A  v B  4-2 (1-0)\n")
    (season,) = football_txt.read(file)
    assert (season.season, season.country, str(season.matches[0].scheduled_on)) == ("2025/26", "ENG", "2025-08-15")


def test_what_cannot_be_understood_is_rejected_with_its_line():
    (season,) = parse("Sat Aug/13", "  A  x-1  B", "  C  1-0  D", "Fri Feb/30", "  E  2-2  F")
    assert [note.where for note in season.rejected] == ["line 3", "line 5", "line 6"]
    assert [match.where for match in season.matches] == ["line 4"]


def test_goals_that_contradict_the_score_are_left_out():
    (season,) = parse("Sat Aug/13", "  A  2-0  B", "   (Ann 3')", "  C  1-0  D", "   (Bea)")
    assert sorted(note.where for note in season.warnings) == ["line 3", "line 6"]
    assert all("left out" in note.why for note in season.warnings)
    assert [match.events[0]["type"] for match in season.matches] == ["result", "result"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "line 1: expected a heading"),
        ("Sat Aug/13\n  A 1-0 B\n", "line 1: expected a heading as = Competition 2016/17 first"),
        ("= League 2016/17\n", "no matches"),
    ],
)
def test_another_file_is_refused(text, why):
    with pytest.raises(BadFile, match=why):
        football_txt.parse(text.encode())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "latin-1", "utf-16"])
def test_any_encoding_is_read(encoding):
    (season,) = football_txt.parse("= Österr. Bundesliga 2016/17\nSat Aug/13\n  Mödling 1-0 B\n".encode(encoding))
    assert (season.competition, season.matches[0].home) == ("Österr. Bundesliga", "Mödling")
