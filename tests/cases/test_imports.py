"""Imports never double (issue 14, point 6): a match is one, whichever day, ground, round or name a source gives."""

import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoreboard.importers import FORMATS
from scoreboard.models import Competition, Competitor, CompetitorAlias, Match, MatchEvent, Season, SourceDates
from scoreboard.queries import decode_state, load_log
from scoreboard.sports.match import fold
from scoreboard.sports.state import view_of
from tests.factories import enter, make_competitor

pytestmark = pytest.mark.django_db


def played(home, away, ft, *, day="2031-03-15", round_name="Matchday 1", **fields):
    """A row of openfootball's; without a score where `ft` is None."""
    row = {"round": round_name, "date": day, "team1": home, "team2": away, **fields}
    return row if ft is None else {**row, "score": {"ft": ft}}


class Importer:
    """Imports rows as a file does, by the command, and gives its answer."""

    def __init__(self, folder, capsys):
        self.folder, self.capsys = folder, capsys

    def __call__(self, *rows, name="Valley League 2030/31", file="valley.json", form="openfootball", ends=0, **options):
        path = self.folder / file
        path.write_text(json.dumps({"name": name, "matches": rows}) if form == "openfootball" else rows[0])
        self.capsys.readouterr()
        words = [word for key, value in options.items() for word in list_words(key, value)]
        try:
            call_command("import", form, str(path), *words)
            code = 0
        except SystemExit as stop:
            code = stop.code
        said = self.capsys.readouterr().out
        assert ends in (None, code), said
        return json.loads(said)


def list_words(key, value):
    flag = f"--{key.replace('_', '-')}"
    if value is True:
        return [flag]
    return [word for one in (value if isinstance(value, list) else [value]) for word in (flag, one)]


@pytest.fixture
def bring(tmp_path, capsys):
    return Importer(tmp_path, capsys)


def only():
    match = Match.objects.get()
    assert decode_state(match) == fold(load_log(match))
    return match


def list_results():
    """Every match as its fans see it, by season, day, sides and score."""
    found = Match.objects.select_related("home", "away", "season__competition")
    return sorted(
        (
            str(match.season),
            str(match.scheduled_on),
            match.home.name,
            match.away.name,
            match.status,
            match.home_score,
            match.away_score,
            match.venue,
        )
        for match in found
    )


# --- moved dates -----------------------------------------------------------------------------------------------------


def test_one_round_twice_in_a_file_is_one_match_on_its_later_day(bring):
    rows = played("Ash", "Birch", [0, 2]), played("Ash", "Birch", [0, 2], day="2031-04-24")
    report = bring(*rows)
    assert (report["created"], report["unchanged"]) == (1, 1)
    assert "$.matches[0]" in report["warnings"][0]["why"]
    assert only().scheduled_on == date(2031, 4, 24)
    assert bring(*rows)["events"] == 0


@pytest.mark.parametrize("turned", [False, True])
def test_two_rows_of_one_match_that_contradict_each_other_are_asked_for(bring, turned):
    rows = [played("Ash", "Birch", [0, 2]), played("Ash", "Birch", [1, 2], day="2031-04-24")]
    (note,) = bring(*(reversed(rows) if turned else rows))["rejected"]
    assert note["where"] == "$.matches[1]"
    assert "$.matches[0]" in note["why"]
    assert "--same '$.matches[1]=$.matches[0]'" in note["why"]
    assert "--new '$.matches[1]'" in note["why"]


def test_rows_that_contradict_each_other_are_decided_by_flags_for_ever(bring):
    rows = [played("Ash", "Birch", [0, 2]), played("Ash", "Birch", [1, 2], day="2031-04-24")]
    for _ in range(2):
        report = bring(*rows, same="$.matches[1]=$.matches[0]")
        assert (report["rejected"], only().home_score) == ([], 1)
    for _ in range(2):
        bring(*rows, new="$.matches[0]")
        assert Match.objects.count() == 2


def test_a_source_that_corrects_the_day_of_a_played_match_moves_it(bring):
    bring(played("Ash", "Birch", [0, 2]), played("Birch", "Ash", [1, 1], day="2031-03-23", round_name="Matchday 2"))
    report = bring(
        played("Ash", "Birch", [0, 2], day="2031-03-18"),
        played("Birch", "Ash", [1, 1], day="2031-03-23", round_name="Matchday 2"),
    )
    assert (report["created"], report["unchanged"], Match.objects.count()) == (1, 1, 2)
    assert "2031-03-15 is 2031-03-18" in report["changed"][0]["why"]
    match = Match.objects.get(home__name="Ash")
    assert match.scheduled_on == date(2031, 3, 18)
    assert load_log(match)[-1].data.reason == "Corrected, as the source has it now."


def test_hour_and_ground_of_a_played_match_are_put_right(bring):
    bring(played("Ash", "Birch", [0, 2], time="15:00", ground="Old Road"))
    for events in (1, 0):
        report = bring(played("Ash", "Birch", [0, 2], time="17:30", ground="New Road"))
        assert report["events"] == events
    fixture = decode_state(only()).fixture
    assert (fixture.local_time, fixture.venue) == ("17:30", "New Road")


def test_what_people_entered_of_a_fixture_stays(bring):
    bring(played("Ash", "Birch", [0, 2], ground="Old Road"))
    match = only()
    enter(match, {"type": "fixture_changed", "data": {"reason": "Flood", "venue": "Elsewhere"}})
    assert bring(played("Ash", "Birch", [0, 2], ground="Old Road", day="2031-03-17"))["events"] == 0
    assert only().venue == "Elsewhere"


def test_a_match_played_late_under_another_round_is_one_in_a_double_round_robin(bring):
    bring(*list_league("ABCD"))
    moved = [
        {**row, "round": "Matchday 6", "date": "2032-05-30"} if number == 0 else row
        for number, row in enumerate(list_league("ABCD"))
    ]
    bring(*moved)
    assert Match.objects.count() == 12


def test_four_rounds_are_four_matches(bring):
    league = list_league("ABCD")
    again = [
        {**row, "round": f"Matchday {int(row['round'].split()[1]) + 6}", "date": f"2032{row['date'][4:]}"}
        for row in league
    ]
    bring(*league, *again)
    assert Match.objects.count() == 24
    empty()
    bring(*league)
    bring(*again)
    assert Match.objects.count() == 24


def list_league(teams):
    """A double round robin: rows of openfootball's, every result another."""
    ring = list(teams)
    rows = []
    for turn in range(len(ring) - 1):
        for place in range(len(ring) // 2):
            home, away = f"{ring[place]} Town", f"{ring[-1 - place]} Town"
            rows.append((turn + 1, home, away))
            rows.append((turn + len(ring), away, home))
        ring = [ring[0], ring[-1], *ring[1:-1]]
    return [
        played(home, away, [number % 5, number % 3], day=f"2031-{turn:02}-01", round_name=f"Matchday {turn}")
        for number, (turn, home, away) in enumerate(sorted(rows))
    ]


# --- what is not one match -------------------------------------------------------------------------------------------


def test_a_replay_at_the_other_ground_is_another_match(bring):
    bring(
        played("Ash", "Birch", [1, 1], round_name="Round 3"),
        played("Birch", "Ash", [0, 1], day="2031-03-19", round_name="Round 3"),
        played("Cedar", "Elm", [2, 0], round_name="Round 3"),
    )
    assert Match.objects.count() == 3


def test_two_legs_of_a_final_are_two_matches(bring):
    rows = [
        played("Ash", "Birch", [1, 1], round_name="Final", stage="Cup"),
        played("Birch", "Ash", [1, 1], day="2031-03-22", round_name="Final", stage="Cup"),
    ]
    for row in rows:
        bring(row)
    assert bring(*rows)["unchanged"] == 2


GAME = {"type": "result", "data": {"full_time": {"home": 3, "away": 1}}}


def write_series(sport, days, **fields):
    events = {"baseball": {"type": "result", "data": {"innings": {"home": 3, "away": 1}}}}.get(sport, GAME)
    matches = [
        {
            "where": f"game {number}",
            "home": "Ash",
            "away": "Birch",
            "scheduled_on": day,
            "round": label,
            "events": [events],
        }
        for number, (day, label) in enumerate(days)
    ]
    return json.dumps({"sport": sport, "competition": "Series", "season": "2031", **fields, "matches": matches})


@pytest.mark.parametrize("split", [False, True])
def test_games_of_a_series_on_consecutive_days_and_doubleheaders_are_matches_of_their_own(bring, split):
    days = [("2031-05-01", None), ("2031-05-02", None), ("2031-05-03", "Game 1"), ("2031-05-03", "Game 2")]
    parts = [[day] for day in days] if split else [days]
    for _ in range(2):
        for part in parts:
            bring(write_series("football", part, several_a_day=True), form="scoreboard")
        assert Match.objects.count() == 4


# --- swapped grounds -------------------------------------------------------------------------------------------------


def test_a_round_whose_grounds_were_swapped_is_one_match(bring):
    bring(played("Ash", "Birch", None))
    bring(played("Birch", "Ash", [3, 1], day="2031-03-17"))
    match = only()
    assert (match.home.name, match.home_score, match.away_score) == ("Birch", 3, 1)


def test_the_second_leg_of_a_league_is_not_the_first_turned(bring):
    bring(played("Ash", "Birch", [1, 0]))
    bring(played("Birch", "Ash", [0, 1], day="2031-09-01", round_name="Matchday 2"))
    assert Match.objects.count() == 2


# --- names -----------------------------------------------------------------------------------------------------------


def test_two_forms_of_a_name_in_one_file_are_one_club(bring):
    report = bring(
        played("Marsh", "Birch", [1, 0]), played("Elm", "Marsh FC", [1, 0], day="2031-03-22", round_name="Matchday 2")
    )
    assert sorted(Competitor.objects.values_list("name", flat=True)) == ["Birch", "Elm", "Marsh"]
    assert "'Marsh' and 'Marsh FC'" in report["warnings"][0]["why"]


@pytest.mark.parametrize(
    ("one", "other", "warned"),
    [("Marsh City", "Marsh United", 0), ("FC Marsh", "SC Marsh", 1), ("Inter", "Inter Milan", 0)],
)
def test_two_clubs_of_a_town_are_two(bring, one, other, warned):
    report = bring(
        played(one, "Birch", [1, 0]), played("Elm", other, [1, 0], day="2031-03-22", round_name="Matchday 2")
    )
    assert (Competitor.objects.count(), len(report["warnings"])) == (4, warned)


def test_two_forms_that_meet_are_two_and_nothing_is_said(bring):
    assert bring(played("Marsh", "Marsh FC", [1, 0]))["warnings"] == []
    assert Competitor.objects.count() == 2


def test_two_forms_that_play_on_one_day_are_told(bring):
    report = bring(played("Marsh", "Birch", [1, 0]), played("Elm", "Marsh FC", [1, 0]))
    assert Competitor.objects.count() == 4
    assert "'Marsh' and 'Marsh FC'" in report["warnings"][0]["why"]


def test_another_source_s_longer_names_are_the_same_clubs_of_a_season(bring):
    bring(played("Marsh", "Birch", [1, 0]))
    report = bring(played("Marsh FC", "AFC Birch", [1, 0]))
    assert (report["unchanged"], Match.objects.count(), Competitor.objects.count()) == (1, 1, 2)


def test_a_renamed_team_is_found_under_the_name_of_its_time():
    """IPL: Kings XI Punjab until 2020, Punjab Kings since 2021; baseball's two Washington Senators."""
    from scoreboard.importers.names import find_team, name_clearly

    assert [name.name for name in find_team("Kings XI Punjab", sport="cricket", year=2019)][1] == "Punjab Kings"
    assert name_clearly("Washington Senators", sport="baseball", year=1955) == "Minnesota Twins"
    assert name_clearly("Washington Senators", sport="baseball", year=1965) == "Texas Rangers"


def test_an_alias_leads_to_its_team_in_its_years(bring):
    moved = make_competitor("Milltown Dons")
    CompetitorAlias.objects.create(competitor=moved, name="Marsh", until=2003)
    bring(played("Marsh", "Birch", [1, 0], day="2003-03-15"), name="Valley League 2002/03")
    bring(played("Marsh", "Birch", [1, 0], day="2012-03-15"), name="Valley League 2011/12")
    assert [match.home.name for match in Match.objects.order_by("scheduled_on")] == ["Milltown Dons", "Marsh"]


# --- across competitions ---------------------------------------------------------------------------------------------


def test_the_same_day_in_another_competition_is_asked_for_and_makes_nothing(bring):
    bring(played("Ash", "Birch", [0, 2]))
    (note,) = bring(played("Ash", "Birch", [0, 2]), name="Vale Cup 2030/31", ends=1)["rejected"]
    match = only()
    assert f"--same '$.matches[0]={match.pk}'" in note["why"]
    assert "--new '$.matches[0]'" in note["why"]
    assert "Valley League" in note["why"]
    assert (Competition.objects.count(), Season.objects.count()) == (1, 1)


def test_the_caller_s_word_decides_it(bring):
    bring(played("Ash", "Birch", [0, 2]))
    pk = only().pk
    report = bring(played("Ash", "Birch", [0, 2]), name="Vale Cup 2030/31", same=f"$.matches[0]={pk}")
    assert (report["unchanged"], Competition.objects.count()) == (1, 1)
    for created in (1, 0):
        report = bring(played("Ash", "Birch", [0, 2]), name="Vale Cup 2030/31", new="$.matches[0]")
        assert (report["created"], Match.objects.count()) == (created, 2)


def test_a_competition_under_another_of_its_names_is_the_same(bring):
    bring(played("Ash", "Birch", [0, 2]), name="World Cup 2030")
    assert bring(played("Ash", "Birch", [0, 2]), name="FIFA World Cup 2030")["unchanged"] == 1


def test_a_season_under_another_spelling_of_its_years_is_the_same(bring):
    bring(played("Ash", "Birch", [0, 2]))
    assert bring(played("Ash", "Birch", [0, 2]), name="Valley League 2030-2031")["unchanged"] == 1
    assert Season.objects.count() == 1


# --- contradictions --------------------------------------------------------------------------------------------------


def test_two_results_are_refused_naming_both_and_the_flags(bring):
    bring(played("Ash", "Birch", [2, 1]))
    (note,) = bring(played("Ash", "Birch", [3, 1]), ends=1)["rejected"]
    match = only()
    assert note["where"] == "$.matches[0]"
    for words in ("2–1 there, 3–1 in the file", str(match.pk), "--same", "--new", "--as-of"):
        assert words in note["why"]
    assert match.home_score == 2


@pytest.mark.parametrize("turned", [False, True])
def test_the_source_s_date_decides_in_either_order(bring, turned):
    imports = [
        {"ft": [2, 1], "day": "2031-03-15", "as_of": "2031-04-01"},
        {"ft": [3, 1], "day": "2031-03-16", "as_of": "2031-05-01"},
    ]
    for _ in range(2):
        for given_ in reversed(imports) if turned else imports:
            report = bring(played("Ash", "Birch", given_["ft"], day=given_["day"]), as_of=given_["as_of"])
            assert report["rejected"] == []
        match = only()
        assert (match.home_score, match.scheduled_on) == (3, date(2031, 3, 16))


def test_a_dated_source_beats_one_without_a_date_and_not_the_reverse(bring):
    bring(played("Ash", "Birch", [2, 1]))
    bring(played("Ash", "Birch", [3, 1]), as_of="2031-05-01")
    assert only().home_score == 3
    assert len(bring(played("Ash", "Birch", [2, 1]), ends=1)["rejected"]) == 1


def test_the_older_source_is_told_and_changes_nothing(bring):
    bring(played("Ash", "Birch", [3, 1]), as_of="2031-05-01")
    report = bring(played("Ash", "Birch", [2, 1]), as_of="2031-04-01")
    assert (report["unchanged"], report["events"], len(report["warnings"])) == (1, 0, 1)


def test_same_says_that_the_row_is_right(bring):
    bring(played("Ash", "Birch", [2, 1]))
    match = only()
    report = bring(played("Ash", "Birch", [3, 1]), same=f"$.matches[0]={match.pk}")
    assert "2–1 is 3–1" in report["changed"][0]["why"]
    assert only().home_score == 3
    assert bring(played("Ash", "Birch", [3, 1]))["events"] == 0


def test_goals_take_the_place_of_a_corrected_score(bring):
    bring(played("Ash", "Birch", [2, 1]), as_of="2031-04-01")
    goals = {"goals1": [{"name": "Ada", "minute": 5}], "goals2": []}
    bring(played("Ash", "Birch", [1, 0], **goals), as_of="2031-04-02")
    match = only()
    assert (match.home_score, match.away_score, match.status) == (1, 0, "ended")


def test_an_award_after_the_play_is_taken_from_the_same_source(bring):
    bring(played("Ash", "Birch", [2, 1]))
    for events in (1, 0):
        assert bring(played("Ash", "Birch", [0, 3], status="awarded"))["events"] == events
    match = only()
    assert (match.status, match.away_score, view_of(decode_state(match)).winner) == ("awarded", 3, "away")


def test_what_a_person_has_scored_is_not_put_right_by_a_date(bring):
    bring(played("Ash", "Birch", None))
    enter(only(), GAME)
    assert len(bring(played("Ash", "Birch", [2, 1]), as_of="2040-01-01", ends=1)["rejected"]) == 1
    assert only().home_score == 3


def test_played_beats_unplayed_in_either_order(bring):
    bring(played("Ash", "Birch", [2, 1]))
    assert bring(played("Ash", "Birch", None, day="2031-04-01"), as_of="2031-12-01")["events"] == 0
    assert (only().status, only().scheduled_on) == ("ended", date(2031, 3, 15))


# --- flags and dry runs ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("flag", "word", "why"),
    [
        ("same", "$.matches[7]=x", "no such row"),
        ("same", "$.matches[0]", "ROW=ID"),
        ("new", "line 3", "no such row"),
        ("as_of", "yesterday", "expected a day"),
    ],
)
def test_a_flag_that_fits_nothing_is_said_so(bring, flag, word, why):
    with pytest.raises(CommandError, match=why):
        bring(played("Ash", "Birch", [2, 1]), **{flag: word})
    assert not Match.objects.exists()


def test_same_of_a_match_of_others_is_refused(bring):
    bring(played("Cedar", "Elm", [0, 2]))
    (note,) = bring(played("Ash", "Birch", [0, 2]), same=f"$.matches[0]={only().pk}", ends=1)["rejected"]
    assert "is no match of Ash and Birch" in note["why"]


def test_a_row_can_be_named_with_its_file(bring):
    bring(played("Ash", "Birch", [2, 1]))
    bring(played("Ash", "Birch", [3, 1]), same=f"valley.json:$.matches[0]={only().pk}")
    assert only().home_score == 3


# --- nothing recognised ----------------------------------------------------------------------------------------------

EMPTY = {
    "openfootball": [
        '{"name": "L 2031", "matches": []}',
        '{"name": "L 2031", "rounds": []}',
        "[]",
        "{}",
        '{"games": []}',
    ],
    "football-txt": ["= L 2031\n", "= L 2031\n\nMatchday 1\n", "name,date\n1,2\n"],
    "international-results": ["date,home_team,away_team,home_score,away_score,tournament,city,country,neutral\n"],
    "scoreboard": ['{"sport": "football", "competition": "L", "season": "1"}', "[]", "{}"],
    "cricsheet": ["{}", "[]", '{"info": {}, "innings": []}'],
    "squads": ["", "Team,Name\n", "Team,Name\n,,\n", "[]", "{}", '[{"name": "L", "players": [{}]}]', "Hello\n"],
    "retrosheet": ["", "play,1,0,x,00,,S7\n", "date,home\n"],
    "tennis-pointbypoint": [
        "",
        "pbp_id,date,tny_name,tour,draw,server1,server2,winner,pbp,score,adf_flag,wh_minutes\n",
    ],
    "nba-stats": ["{}", "[]", '{"resultSets": []}'],
    "pwhl": ["{}", "[]", '{"summary": {}, "plays": []}'],
    "datavolley": ["", "[3DATAVOLLEYSCOUT]\n"],
    "wyscout": ["{}", "[]", '{"events": [], "teams": {}}'],
}


@pytest.mark.parametrize(("form", "text"), [(form, text) for form, texts in EMPTY.items() for text in texts])
def test_a_file_in_which_nothing_is_recognised_is_an_error(tmp_path, capsys, form, text):
    assert set(EMPTY) == set(FORMATS)
    path = tmp_path / ("results.csv" if form == "international-results" else "file.json")
    path.write_text(text)
    if form == "international-results":
        (tmp_path / "goalscorers.csv").write_text("date,home_team,away_team,team,scorer,minute,own_goal,penalty\n")
        (tmp_path / "shootouts.csv").write_text("date,home_team,away_team,winner\n")
    try:
        call_command("import", form, str(path), "--competition", "L", "--season", "1")
    except CommandError as error:
        assert "expected" in str(error).lower()
    except SystemExit as stop:
        assert stop.code == 1
    else:
        pytest.fail(capsys.readouterr().out)
    assert not Competition.objects.exists()


# --- properties ------------------------------------------------------------------------------------------------------

scores = st.lists(st.integers(0, 4), min_size=2, max_size=2)


@st.composite
def seasons(draw):
    """Two files of one small league; the second has what is known later: results, other days, scores, who was at home.

    Both legs of a pair are turned, or none.
    """
    turned = draw(st.sets(st.sampled_from("ABCD"), max_size=1))
    rows = draw(st.lists(st.sampled_from(list_league("ABCD")), min_size=1, max_size=12, unique_by=str))
    first, second = [], []
    for row in rows:
        before, after = dict(row), dict(row)
        if turned & {row["team1"][0], row["team2"][0]}:
            after |= {"team1": row["team2"], "team2": row["team1"]}
        if draw(st.booleans()):
            del before["score"]
        if draw(st.integers(0, 3)) == 0:
            after["date"] = f"{row['date'][:-2]}{draw(st.integers(2, 28)):02}"
        if draw(st.integers(0, 3)) == 0:
            after["score"] = {"ft": draw(scores)}
        if draw(st.integers(0, 3)) == 0:
            after["ground"] = draw(st.sampled_from(["Park", "Road"]))
        if draw(st.integers(0, 3)) == 0:
            before["ground"] = "Field"
        if draw(st.integers(0, 5)):
            first.append(before)
        if draw(st.integers(0, 5)):
            second.append(after)
    return first, second


def empty():
    """Take every match away again."""
    MatchEvent.objects.all().delete()
    SourceDates.objects.all().delete()
    Match.objects.all().delete()


EXAMPLES = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@EXAMPLES
@given(files=seasons())
def test_two_files_end_the_same_in_either_order_and_twice(bring, files):
    imports = [(rows, as_of) for rows, as_of in zip(files, ("2033-01-01", "2033-02-01"), strict=True) if rows]
    ends = []
    for order in (imports, imports[::-1]):
        empty()
        for rows, as_of in order:
            assert bring(*rows, as_of=as_of)["rejected"] == []
        ends.append(list_results())
        for rows, as_of in order:
            assert bring(*rows, as_of=as_of)["events"] == 0
    assert ends[0] == ends[1]
    meetings = {(row["round"], *sorted((row["team1"], row["team2"]))) for rows, _ in imports for row in rows}
    assert len(ends[0]) == len(meetings)


@EXAMPLES
@given(files=seasons(), cut=st.integers(0, 12))
def test_a_file_in_two_parts_is_the_whole_and_a_dry_run_says_what_the_run_does(bring, files, cut):
    rows = files[1]
    ends = []
    for parts in ([rows], [rows[:cut], rows[cut:]]):
        empty()
        for part in parts:
            if part:
                before = list_results()
                said = bring(*part, dry_run=True)
                assert list_results() == before
                assert bring(*part) == said
        ends.append(list_results())
    assert ends[0] == ends[1]
