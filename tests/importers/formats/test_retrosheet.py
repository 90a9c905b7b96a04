"""Retrosheet's games: the real files inning by inning, and hand-made ones for the codes and records those lack."""

import json
import zipfile

import pytest

from scoreboard.importers.base import BadFile
from scoreboard.importers.formats import retrosheet
from scoreboard.importers.formats.retrosheet_plays import parse_code
from scoreboard.importers.load import load_season
from scoreboard.importers.report import Report
from scoreboard.models import Competitor, Match, Person
from scoreboard.queries import decode_state, load_log
from scoreboard.sports.match import fold
from tests.wording import read_view

OUTS = ["K", "K", "K"]


def import_file(path):
    report = Report()
    for season in retrosheet.read(path):
        report.add(load_season(season, actor="import:retrosheet"))
    return report


def write(path, *halves, day="2020/08/08", number="0", codes=("BOS", "NYA"), extra=(), before=()):
    """A game of half-innings, each a list of codes or of whole records."""
    lines = [f"id,{codes[1]}{day.replace('/', '')}{number}", "version,2", f"info,visteam,{codes[0]}"]
    lines += [f"info,hometeam,{codes[1]}", f"info,date,{day}", f"info,number,{number}", *extra]
    for team, name in ((0, "Away"), (1, "Home")):
        lines += [f'start,{name}{place},"{name} {place}",{team},{place % 10},{place}' for place in range(1, 11)]
    lines += before
    for half, codes_of_half in enumerate(halves):
        for code in codes_of_half:
            side = half % 2
            batter = f"{('Away', 'Home')[side]}2"
            lines.append(code if "," in code else f"play,{half // 2 + 1},{side},{batter},00,X,{code}")
    path.write_text("\r\n".join(lines) + "\r\n")
    return path


def read_line(row):
    play = decode_state(row).play
    return {side: list(getattr(play, side).line) for side in ("home", "away")}


@pytest.mark.django_db
def test_every_line_score_equals_the_truth(data):
    expected = json.loads((data / "baseball" / "expected_linescores.json").read_text())
    report = Report()
    for name in ("2020TBA.EVA", "2020LAN.EVN"):
        report.add(import_file(data / "baseball" / name))
    assert (report.matches, report.created, report.warnings, report.rejected) == (60, 60, [], [])
    truth = {}
    for key, one in expected.items():
        truth[f"{key[3:7]}-{key[7:9]}-{key[9:11]}", one["home"], f"Game {key[11]}" if key[11] != "0" else ""] = one
    codes = {"Tampa Bay Rays": "TBA", "Los Angeles Dodgers": "LAN"}
    for row in Match.objects.select_related("home"):
        known = truth.pop((str(row.scheduled_on), codes[row.home.name], row.round))
        line = {
            side: [runs for runs in known["line"][name] if runs is not None]
            for side, name in (("home", "home"), ("away", "visitor"))
        }
        play = decode_state(row).play
        assert read_line(row) == line
        assert [play.away.hits, play.home.hits] == known["hits"]
        assert [row.away_score, row.home_score] == known["runs"]
        assert (row.status, play.inning) == ("ended", len(known["line"]["visitor"]))
    assert truth == {}
    again = import_file(data / "baseball" / "2020TBA.EVA")
    assert (again.created, again.unchanged) == (0, 30)
    assert fold(load_log(row)) == decode_state(row)


@pytest.mark.parametrize(
    ("text", "play", "moves", "errors"),
    [
        ("S7", "single", {0: "1"}, 0),
        ("D9/L9LS.2-H;1-3", "double", {0: "2", 1: "3", 2: "4"}, 0),
        ("DGR/L7LD", "double", {0: "2"}, 0),
        ("HR/F78XD.1-H(UR)", "home_run", {0: "4", 1: "4"}, 0),
        ("H", "home_run", {0: "4"}, 0),
        ("W.1-2", "walk", {0: "1", 1: "2"}, 0),
        ("IW", "intentional_walk", {0: "1"}, 0),
        ("W+WP.2-3", "walk", {0: "1", 2: "3"}, 0),
        ("HP.1-2", "hit_by_pitch", {0: "1", 1: "2"}, 0),
        ("C/E2.1-2", "interference", {0: "1", 1: "2"}, 1),
        ("K", "strikeout", {0: "x"}, 0),
        ("K23", "strikeout", {0: "x"}, 0),
        ("K+WP.B-1", "strikeout", {0: "1"}, 0),
        ("K+SB2", "strikeout", {0: "x", 1: "2"}, 0),
        ("K+CS2(26)/DP", "strikeout", {0: "x", 1: "x"}, 0),
        ("K.BX1(23)", "strikeout", {0: "x"}, 0),
        ("K+PO1(23)", "strikeout", {0: "x", 1: "x"}, 0),
        ("8/F", "out", {0: "x"}, 0),
        ("63/G6M#", "out", {0: "x"}, 0),
        ("64(1)3/GDP/G6", "out", {0: "x", 1: "x"}, 0),
        ("5(2)4(1)/GDP/G5.B-1", "fielders_choice", {0: "1", 1: "x", 2: "x"}, 0),
        ("3(B)6(1)/GDP", "out", {0: "x", 1: "x"}, 0),
        ("8(B)84(2)/LDP/L8", "out", {0: "x", 2: "x"}, 0),
        ("1(B)16(2)63(1)/LTP/L1", "out", {0: "x", 1: "x", 2: "x"}, 0),
        ("54(1)/FO/G5.3-H;B-1", "fielders_choice", {0: "1", 1: "x", 3: "4"}, 0),
        ("7/SF/F7D.3-H", "sacrifice", {0: "x", 3: "4"}, 0),
        ("13/SH/BG15S-.1-2", "sacrifice", {0: "x", 1: "2"}, 0),
        ("E6/G6.B-1", "error", {0: "1"}, 1),
        ("3E1/G3.B-1", "error", {0: "1"}, 1),
        ("FLE3/P3F", "foul_error", {}, 1),
        ("FC5/G5.3XH(52);B-1", "fielders_choice", {0: "1", 3: "x"}, 0),
        ("SB2", "stolen_base", {1: "2"}, 0),
        ("SBH;SB2", "stolen_base", {1: "2", 3: "4"}, 0),
        ("SB2.1-3(E2/TH)", "stolen_base", {1: "3"}, 1),
        ("CS2(26)", "caught_stealing", {1: "x"}, 0),
        ("CS2(2E4).1-3", "caught_stealing", {1: "3"}, 1),
        ("CSH(12)", "caught_stealing", {3: "x"}, 0),
        ("POCS2(1361)", "caught_stealing", {1: "x"}, 0),
        ("PO1(13)", "pickoff", {1: "x"}, 0),
        ("PO2(E2/TH).2-3", "pickoff", {2: "3"}, 1),
        ("WP.3-H(NR);1-2", "wild_pitch", {1: "2", 3: "4"}, 0),
        ("PB.2-3", "passed_ball", {2: "3"}, 0),
        ("BK.3-H;1-2", "balk", {1: "2", 3: "4"}, 0),
        ("DI.1-2", "indifference", {1: "2"}, 0),
        ("OA.2X3(25)", "advance", {2: "x"}, 0),
        ("S9/L9S.2XH(92);1-2", "single", {0: "1", 1: "2", 2: "x"}, 0),
        ("S7.1X3(7E5)", "single", {0: "1", 1: "3"}, 1),
        ("S7.1XH(E7)(762)", "single", {0: "1", 1: "x"}, 1),
        ("S8.B-2(E8);1-H(NR)(UR)", "single", {0: "2", 1: "4"}, 1),
        ("T9/F9LD.BXH(9642)", "triple", {0: "x"}, 0),
        ("NP", None, {}, 0),
    ],
)
def test_what_a_code_comes_to(text, play, moves, errors):
    code = parse_code(text)
    found = {start: "x" if one.get("out") else str(one["end"]) for start, one in code.moves.items()}
    assert (code.play, found, code.errors) == (play, moves, errors)


def test_runs_that_nobody_batted_in():
    assert parse_code("S8.3-H(NR)").moves[3]["batted_in"] is False
    assert parse_code("64(1)3/GDP.3-H").moves[3]["batted_in"] is False
    assert parse_code("E6.3-H(RBI);B-1").moves[3]["batted_in"] is True


@pytest.mark.parametrize("text", ["Z9", "S7.1-4", "8X"])
def test_a_code_of_no_such_kind_is_refused(text):
    with pytest.raises(BadFile, match="expected"):
        parse_code(text)


@pytest.mark.parametrize("innings", ["0", "99999999999999999999", "²"])
def test_innings_that_no_game_has_are_said_so(tmp_path, innings):
    path = write(tmp_path / "2020NYA.EVA", ["K"], extra=(f"info,innings,{innings}",))
    with pytest.raises(BadFile, match=f"2020NYA.EVA, line 1: info,innings,{innings}: "):
        retrosheet.read(path)


@pytest.mark.django_db
def test_double_headers_placed_runners_and_renamed_teams(tmp_path):
    halves = [OUTS, OUTS] * 7
    tiebreak = ["radj,Away3,2", "S7.2-H", *OUTS]
    extra = ["info,innings,7", "info,tiebreaker,2"]
    write(tmp_path / "1.EVA", *halves, tiebreak, ["radj,Home3,2", *OUTS], number="1", extra=extra, codes=("CLE", "FLO"))
    write(tmp_path / "2.EVA", *halves[:-1], ["HR"], number="2", extra=extra, day="2020/08/08", codes=("CLE", "FLO"))
    write(tmp_path / "3.EVA", *[OUTS, OUTS] * 8, OUTS, ["HR"], day="2022/08/08", codes=("CLE", "MIA"))
    report = import_file(tmp_path)
    assert (report.created, report.warnings, report.rejected) == (3, [], [])
    first, second = Match.objects.filter(season__name="2020").order_by("round")
    assert read_view(decode_state(first)).summary == "Cleveland Indians won 1–0 in 8 innings"
    assert read_view(decode_state(second)).summary == "Florida Marlins won 1–0"
    assert import_file(tmp_path / "2.EVA").unchanged == 1
    assert set(Competitor.objects.values_list("name", flat=True)) == {"Cleveland Indians", "Florida Marlins"}


@pytest.mark.django_db
def test_called_and_forfeited_games_and_the_home_side_at_bat_first(tmp_path):
    write(tmp_path / "1.EVN", *[OUTS, OUTS] * 5, day="1999/06/01")
    write(tmp_path / "2.EVN", ["HR"], day="1999/06/02", extra=["info,forfeit,V"])
    moved = ["play,1,1,Home2,00,X,HR", *["play,1,1,Home2,00,X,K"] * 3, *["play,1,0,Away2,00,X,K"] * 3]
    write(tmp_path / "3.EVN", moved, day="2020/08/03", extra=["info,htbf,true", "info,innings,1"])
    import_file(tmp_path)
    summaries = [read_view(decode_state(row)).summary for row in Match.objects.order_by("scheduled_on")]
    assert summaries == [
        "Tied 0–0, called after 5 innings",
        "Boston Red Sox won by forfeit",
        "New York Yankees won 1–0",
    ]


@pytest.mark.django_db
def test_substitutes_run_and_pitch_for_those_they_replace(tmp_path):
    runner = 'sub,pinch,"Pinch Runner",0,2,12'
    pitcher = 'sub,relief,"Relief Pitcher",1,1,1'
    write(tmp_path / "1.EVA", ["S8", runner, pitcher, "D7.1-H", *OUTS], ["HR", "HR"], extra=["info,innings,1"])
    import_file(tmp_path)
    play = decode_state(Match.objects.get()).play
    assert [(one.name, one.runs) for one in play.away.batters if one.runs] == [("Pinch Runner", 1)]
    assert {one.name for one in play.home.pitchers} == {"Home 1", "Relief Pitcher"}


def test_what_contradicts_itself_is_told_with_its_line(tmp_path):
    path = write(tmp_path / "1.EVA", ["K", "K"], OUTS, *[OUTS, OUTS] * 7, OUTS, ["HR"])
    (season,) = retrosheet.read(path)
    (note,) = season.warnings
    assert "the half before is ended" in note.why
    good = write(tmp_path / "2.EVA", *[OUTS, OUTS] * 8, OUTS, ["HR"]).read_text()
    bad = write(tmp_path / "3.EVA", ["S7.2-H"], day="2020/08/09").read_text()
    (tmp_path / "both.EVA").write_text(bad + good)
    (season,) = retrosheet.read(tmp_path / "both.EVA")
    assert (len(season.matches), [note.where for note in season.rejected]) == (1, ["both.EVA, line 1"])
    assert "Nobody is on second" in season.rejected[0].why


def test_files_of_old_and_zips_with_team_files(tmp_path):
    text = write(tmp_path / "1.EVA", *[OUTS, OUTS] * 8, OUTS, ["HR"], codes=("QQQ", "NYA")).read_text()
    data = text.replace("Home 3", "José").encode("latin-1")
    with zipfile.ZipFile(tmp_path / "2020eve.zip", "w") as archive:
        archive.writestr("TEAM2020", "QQQ,A,Quebec,Quails\r\n")
        archive.writestr("2020NYA.EVA", data)
        archive.writestr("readme.txt", "Read me")
    (season,) = retrosheet.read(tmp_path / "2020eve.zip")
    assert [(match.away, match.home) for match in season.matches] == [("Quebec Quails", "New York Yankees")]
    (tmp_path / "empty.EVA").write_text("hello\n")
    with pytest.raises(BadFile, match="the first `id`"):
        retrosheet.read(tmp_path / "empty.EVA")


@pytest.mark.django_db
def test_one_id_in_two_spellings_is_one_person(tmp_path):
    for number, name in enumerate(("Matt", "Matthew"), 1):
        path = write(tmp_path / f"{number}.EVA", *[OUTS] * 17, ["K", "K", "H/7"], day=f"2020/08/0{number}")
        text = path.read_text().replace("Home2,", "carpm002,").replace('"Home 2"', f'"{name} Carpenter"')
        path.write_text(text)
    assert import_file(tmp_path).created == 2
    (person,) = Person.objects.filter(name__contains="Carpenter")
    assert (person.name, [alias.name for alias in person.aliases.all()]) == ("Matt Carpenter", ["Matthew Carpenter"])
    assert [str(source) for source in person.sources.all()] == ["retrosheet:carpm002"]
    homers = [incident for match in Match.objects.all() for incident in decode_state(match).incidents]
    assert {(one.player, one.player_id) for one in homers} == {("Matt Carpenter", str(person.pk))}
    assert import_file(tmp_path).events == 0


@pytest.mark.django_db
def test_two_of_one_name_are_two_and_one_comes_in_for_the_other(data):
    path = data.parent / "cases" / "C20.EVA"
    assert (import_file(path).created, import_file(path).events) == (3, 0)
    namesakes = Person.objects.filter(name="Rob Twin")
    assert sorted(namesakes.values_list("namesake", "sources__ref")) == [(0, "twinr003"), (1, "twinr004")]
    changes = [event for match in Match.objects.all() for event in load_log(match) if hasattr(event.data, "off")]
    (one,) = [event for event in changes if event.data.off == "Rob Twin"]
    assert (one.player, one.player_id != one.data.off_id) == ("Rob Twin", True)
