"""Football's published files: what contradicts itself costs only itself, and nothing recognised is never "nothing"."""

import json

import pytest

from scoreboard.importers.base import BadFile
from scoreboard.importers.formats import football_txt, openfootball, wyscout
from scoreboard.importers.load import load_season
from scoreboard.models import Match
from scoreboard.queries import decode_state
from scoreboard.sports.base import Score
from scoreboard.sports.state import view_of

LEAGUE = {"round": "Matchday 3"}
FINAL = {"round": "Final"}


def by(*minutes):
    return [{"name": f"Scorer {minute}", "minute": minute} for minute in minutes]


def read(**match):
    whole = {"date": "2026-08-14", "team1": "Reds", "team2": "Blues", **match}
    return openfootball.parse(json.dumps({"name": "Cup 2026", "matches": [whole]}).encode())


def enter(season):
    """The match's view and incidents as they are in the database, and all that was warned of."""
    report = load_season(season, actor="import:openfootball")
    assert report.rejected == []
    state = decode_state(Match.objects.get())
    scorers = [(i.player, i.minute) for i in state.incidents if i.kind == "goal"]
    return view_of(state), scorers, " ".join(note.why for note in report.warnings)


# --- goals and scores ------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("place", [FINAL, LEAGUE, {}])
def test_a_goal_after_90_tells_of_extra_time(place):
    """Law 7: no half has 29 minutes of stoppage; with the score level after 90 minutes, it was extra time."""
    season = read(**place, score={"ft": [2, 1]}, goals1=by(51, 119), goals2=by(89))
    view, scorers, warned = enter(season)
    assert (view.score, view.winner, view.decided_by) == (Score(2, 1), "home", "extra_time")
    assert scorers == [("Scorer 51", "51"), ("Scorer 89", "89"), ("Scorer 119", "119")]
    assert "extra time is known by its goals alone, with 1–1 after 90 minutes" in warned


@pytest.mark.django_db
def test_a_goal_shortly_after_90_of_a_league_is_one_of_stoppage_time():
    view, scorers, warned = enter(read(**LEAGUE, score={"ft": [2, 1]}, goals1=by(51, 93), goals2=by(89)))
    assert (view.decided_by, scorers[-1]) == ("regular", ("Scorer 93", "90+3"))
    assert "stoppage time" in warned


@pytest.mark.django_db
def test_a_goal_shortly_after_90_of_a_knock_out_match_that_was_decided_is_one_of_stoppage_time():
    view, scorers, _ = enter(read(**FINAL, score={"ft": [2, 0]}, goals1=by(51, 93), goals2=[]))
    assert (view.decided_by, scorers[-1]) == ("regular", ("Scorer 93", "90+3"))


@pytest.mark.django_db
def test_goals_of_an_extra_time_that_there_cannot_have_been_are_left_out():
    view, scorers, warned = enter(read(**FINAL, score={"ft": [2, 0]}, goals1=by(51, 119), goals2=[]))
    assert (view.score, scorers) == (Score(2, 0), [])
    assert "the goals are left out" in warned


@pytest.mark.django_db
@pytest.mark.parametrize("goals", [{}, {"goals1": by(10), "goals2": by(20)}])
@pytest.mark.parametrize("score", [{"ft": [1, 1], "p": [4, 4]}, {"ft": [1, 1], "et": [1, 1], "p": [4, 4]}])
def test_a_level_shootout_is_left_out(score, goals):
    """Law 10.3: a shootout has a winner."""
    view, scorers, warned = enter(read(**FINAL, score=score, **goals))
    assert (view.score, view.finished, view.shootout, len(scorers)) == (Score(1, 1), True, None, 2 if goals else 0)
    assert "the shootout (4–4) is left out" in warned


@pytest.mark.django_db
@pytest.mark.parametrize("goals", [{}, {"goals1": by(10, 12), "goals2": by(20)}])
def test_a_shootout_of_a_second_leg_whose_first_is_not_in_the_file_is_left_out(goals):
    view, _, warned = enter(read(**FINAL, score={"ft": [2, 1], "p": [3, 4]}, **goals))
    assert (view.score, view.winner, view.shootout) == (Score(2, 1), "home", None)
    assert "the shootout (3–4) is left out" in warned


@pytest.mark.django_db
def test_extra_time_of_a_second_leg_whose_first_is_not_in_the_file_is_left_out():
    view, _, warned = enter(read(**FINAL, score={"ft": [1, 0], "et": [2, 0]}))
    assert (view.score, view.winner) == (Score(2, 0), "home")
    assert "extra time (2–0) is left out" in warned


@pytest.mark.django_db
def test_a_half_time_score_above_that_at_full_time_is_left_out():
    view, _, warned = enter(read(**LEAGUE, score={"ht": [2, 0], "ft": [1, 0]}))
    assert (view.score, [period.name for period in view.periods]) == (Score(1, 0), ["normal_time"])
    assert "the score at half-time (2–0) is left out" in warned


@pytest.mark.django_db
def test_the_shootout_of_a_second_leg_decides_the_tie():
    """Law 10: level on aggregate, the score of the second leg stands."""
    first = {"date": "2026-08-14", "team1": "Reds", "team2": "Blues", "round": "Semi-finals", "score": {"ft": [3, 2]}}
    back = {"date": "2026-08-21", "team1": "Blues", "team2": "Reds", "score": {"ft": [2, 1], "p": [3, 4]}}
    second = {**first, **back}
    season = openfootball.parse(json.dumps({"name": "Cup 2026", "matches": [first, second]}).encode())
    assert load_season(season, actor="import:openfootball").rejected == []
    view = view_of(decode_state(Match.objects.get(scheduled_on="2026-08-21")))
    assert (view.winner, view.advances, view.aggregate, view.decided_by) == ("home", "away", Score(4, 4), "shootout")


@pytest.mark.django_db
def test_text_files_keep_as_much():
    text = "= Cup 2026\n» Final\nFri Aug 14\n  Reds 2-1 (0-0) Blues\n    (Ada 51', 119'; Bea 89')\n"
    view, scorers, _ = enter(football_txt.parse(text.encode())[0])
    assert (view.decided_by, len(scorers)) == ("extra_time", 3)


# --- words and signs beside a score -------------------------------------------------------------------------------


def read_line(line):
    """The one match of a line of text, and all that was rejected of it."""
    (season,) = football_txt.parse(f"= Cup 2026\n» Quarter-finals\nFri Aug 14\n  {line}\n".encode())
    return season.matches[0] if season.matches else None, " ".join(note.why for note in season.rejected)


@pytest.mark.parametrize(
    ("line", "status", "decided_by"),
    [
        ("Reds 3-0 awarded Blues", "awarded", None),
        ("Reds 3-0 awd. Blues", "awarded", None),
        ("Reds awd. 3-0 Blues", "awarded", None),
        ("Reds 3-0 (awarded) Blues", "awarded", None),
        ("Reds 3-0 Blues (awarded)", "awarded", None),
        ("Reds 3-0 [awarded by the FA] Blues", "awarded", None),
        ("Reds v Blues 3-0 awarded", "awarded", None),
        ("Reds 3-0 w/o Blues", "awarded", "walkover"),
        ("Reds 3-0 Blues W.O.", "awarded", "walkover"),
        ("Reds v Blues w/o", "cancelled", None),
        ("Reds v Blues ppd.", "postponed", None),
        ("Reds v Blues [postponed until May]", "postponed", None),
        ("Reds 1-0 Blues [abandoned 67']", "abandoned", None),
        ("Reds 0-0 [abandoned] Blues", "abandoned", None),
        ("Reds v Blues (n.p.)", "cancelled", None),
        ("Reds v Blues annulled", "annulled", None),
    ],
)
def test_a_word_that_says_how_it_was_decided_is_no_part_of_a_team_s_name(line, status, decided_by):
    """As RSSSF, newspapers and spreadsheets write it: a team "awarded Blues" had played, and lost by play."""
    match, rejected = read_line(line)
    assert (match.home, match.away, rejected) == ("Reds", "Blues", "")
    (event,) = match.events
    assert (event["data"]["status"], event["data"].get("decided_by")) == (status, decided_by)
    if status == "awarded":
        assert (event["data"]["winner"], event["data"]["score"]) == ("home", {"home": 3, "away": 0})


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        *((f"Reds 2{dash}1 Blues", {"full_time": (2, 1)}) for dash in "-–—−‑:"),
        ("Reds 2-1 ( 1 - 0 ) Blues", {"half_time": (1, 0), "full_time": (2, 1)}),
        ("Reds 2-1 (HT 1-0) Blues", {"half_time": (1, 0), "full_time": (2, 1)}),
        ("Reds 2-1 [1-0] Blues", {"half_time": (1, 0), "full_time": (2, 1)}),
        ("Reds 1-1 (4-3 p) Blues", {"full_time": (1, 1), "shootout": (4, 3)}),
        ("Reds 1-1 (0-1, 4-3 pen.) Blues", {"half_time": (0, 1), "full_time": (1, 1), "shootout": (4, 3)}),
        ("Reds 1-1 (p 4-3) Blues", {"full_time": (1, 1), "shootout": (4, 3)}),
        ("Reds 1-1 (1-0) 4-3p Blues", {"half_time": (1, 0), "full_time": (1, 1), "shootout": (4, 3)}),
        ("Reds 4-3 p. 1-1 Blues", {"full_time": (1, 1), "shootout": (4, 3)}),
        ("Reds 1-1 p 4-3 Blues", {"full_time": (1, 1), "shootout": (4, 3)}),
        ("Reds 1:1 n.E. 4:3 Blues", {"full_time": (1, 1), "shootout": (4, 3)}),
        ("Reds 1-1 (3-2 agg.) Blues", {"full_time": (1, 1)}),
        ("Reds 2-1 (agg. 3-2) Blues", {"full_time": (2, 1)}),
    ],
)
def test_a_score_is_read_in_the_signs_of_any_printer(line, parts):
    """A shootout is never level in the end (Law 10): of two scores beside "pen." the level one is that of the play."""
    match, rejected = read_line(line)
    assert (match.home, match.away, rejected) == ("Reds", "Blues", "")
    assert {name: (pair["home"], pair["away"]) for name, pair in match.events[0]["data"].items()} == parts


def test_neutral_ground_is_said_of_the_match_and_not_of_a_team():
    assert [read_line(f"Reds 2-1 Blues {mark}")[0].neutral for mark in ("(n)", "[neutral]", "")] == [True, True, False]
    assert read_line("Reds 2-1 Blues (N)")[0].away == "Blues"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Reds v bye", "a bye is no match"),
        ("Reds 2-1 (see below) Blues", "expected a team's name"),
        ("Reds 5:4 n.E. Blues", "expected the score at full time"),
    ],
)
def test_what_is_no_team_and_no_score_makes_none(line, why):
    match, rejected = read_line(line)
    assert match is None
    assert why in rejected


@pytest.mark.parametrize(
    "told",
    [
        "2001-08-11",
        "2001-8-11",
        "2001/08/11",
        "11.08.2001",
        "11.8.",
        "Sat 11.8.",
        "Sa 11.08.2001",
        "Samstag 11. August",
        "Sat, 11th Aug",
        "August 11th",
        "11th August 2001",
    ],
)
@pytest.mark.parametrize("apart", ["\n  15.30 Uhr ", " 15:30 ", " 15h30 "])
def test_a_day_is_read_in_any_form_that_says_one_day(told, apart):
    text = f"= League 2001/02\n» Matchday 1\nSun Aug 5\n  Cob 1-0 Dun\n{told}{apart}Reds 2-1 Blues\n"
    (season,) = football_txt.parse(text.encode())
    match = season.matches[-1]
    assert (match.home, match.away, match.local_time) == ("Reds", "Blues", "15:30")
    assert (str(match.scheduled_on), season.rejected) == ("2001-08-11", [])


@pytest.mark.parametrize(
    "told", ["11/08/2001", "08/11", "Sat 11/08", "11-08-2001", "11.08.01", "37114", "20010811", "11 août 2001"]
)
@pytest.mark.parametrize("apart", ["\n  ", " "])
def test_a_date_that_is_not_read_is_no_name_and_leaves_no_match_on_the_day_above(told, apart):
    """5/11 is November's or May's, a spreadsheet's 37114 counts days: rows are told, none is entered wrongly."""
    text = f"= League 2001/02\n» Matchday 1\nSun Aug 5\n  Cob 1-0 Dun\n{told}{apart}Reds 2-1 Blues\n"
    (season,) = football_txt.parse(text.encode())
    assert [match.home for match in season.matches] == ["Cob"]
    assert "expected a date as" in season.rejected[0].why


@pytest.mark.parametrize("score", [{"home": 2, "away": 1}, {"fulltime": [2, 1]}])
def test_a_score_in_words_of_another_format_is_no_match_to_come(score):
    season = read(score=score)
    assert season.matches == []
    assert "expected ft" in season.rejected[0].why


@pytest.mark.parametrize("said", ["W/O", "Awarded (to Reds)", "awd."])
def test_a_status_in_other_words_is_the_same(said):
    (match,) = read(status=said, score={"ft": [3, 0]}).matches
    assert (match.events[0]["data"]["status"], match.events[0]["data"]["winner"]) == ("awarded", "home")


# --- Wyscout ---------------------------------------------------------------------------------------------------------

TEAMS = {"1": {"team": {"name": "Reds"}}, "2": {"team": {"name": "Blues"}}}
PLAYERS = {"1": [{"player": {"wyId": 10, "shortName": "Ada"}}], "2": [{"player": {"wyId": 20, "shortName": "Bea"}}]}
PASS, SHOT, FREE_KICK, SAVE = 8, 10, 3, 9
KICKED, PENALTY = 85, 35


def touch(second, *tags, kind=PASS, sub=KICKED, team=1, period="1H", **other):
    """A ball event in the shape of Wyscout's API, version 2: numbers where the published files had words."""
    row = {"eventName": kind, "subEventName": sub, "tags": [{"id": tag} for tag in tags], "playerId": team * 10}
    return {**row, "teamId": team, "matchPeriod": period, "eventSec": second, **other}


def read_touches(*touches, **other):
    whole = {"events": list(touches), "teams": TEAMS, "players": PLAYERS, **other}
    return wyscout.parse(json.dumps(whole).encode())


PLAYED = [
    touch(1),
    touch(600, 101, kind=SHOT, sub=100),
    touch(1200, 101, kind=FREE_KICK, sub=PENALTY, team=2),
    touch(1300, kind=FREE_KICK, sub=PENALTY),
    touch(1301, kind=SAVE, sub=90, team=2),
    touch(1500, 1702, kind=2, sub=20),
    touch(5, period="2H"),
]


def test_wyscouts_newer_shape_is_read():
    season = read_touches(*PLAYED)
    events = [(e["type"], e["side"], e.get("data", {})) for e in season.matches[0].events if "side" in e]
    assert events == [
        ("goal", "home", {}),
        ("goal", "away", {"penalty": True}),
        ("penalty_missed", "home", {}),
        ("card", "home", {"card": "yellow"}),
    ]
    assert season.warnings == []


def test_wyscouts_shape_of_words_alone_is_read():
    words = {PASS: "Pass", SHOT: "Shot", FREE_KICK: "Free Kick", SAVE: "Save attempt", 2: "Foul"}
    spelled = [{**row, "eventName": words[row["eventName"]]} for row in PLAYED]
    spelled = [{**row, "subEventName": "Penalty"} if row["subEventName"] == PENALTY else row for row in spelled]
    assert read_touches(*spelled).matches[0].events == read_touches(*PLAYED).matches[0].events


def test_wyscouts_tags_as_numbers_are_read():
    plain = [{**row, "tags": [tag["id"] for tag in row["tags"]]} for row in PLAYED]
    assert read_touches(*plain).matches[0].events == read_touches(*PLAYED).matches[0].events


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        pytest.param({"eventName": None}, "eventId or eventName: expected", id="no_kind"),
        pytest.param({"eventName": "Kickoff"}, "eventId or eventName: expected", id="unknown_kind"),
        pytest.param({"tags": None}, "tags: expected", id="no_tags"),
        pytest.param({"tags": []}, "none of the events has one", id="empty_tags"),
        pytest.param({"tags": [{"label": "Goal"}]}, "tags: expected", id="tags_without_numbers"),
        pytest.param({"matchPeriod": "1"}, "matchPeriod: expected", id="other_periods"),
    ],
)
def test_a_file_in_which_nothing_is_recognised_is_refused(changes, why):
    with pytest.raises(BadFile, match=why):
        read_touches(*({**row, **changes} for row in PLAYED))


def test_wyscouts_third_version_is_refused_by_name():
    row = {
        "id": 1,
        "matchPeriod": "1H",
        "minute": 3,
        "second": 5,
        "type": {"primary": "shot"},
        "shot": {"isGoal": True},
    }
    with pytest.raises(BadFile, match="version 3 of Wyscout's API"):
        read_touches(row, row)
    with pytest.raises(BadFile, match="version 3 of Wyscout's API"):  # as it comes: without teams and players beside it
        wyscout.parse(json.dumps({"events": [row]}).encode())


def test_an_event_of_an_unknown_kind_is_told():
    season = read_touches(*PLAYED, touch(6, period="2H", kind=99))
    assert "eventId or eventName: expected" in season.warnings[0].why
