"""Who is at home, as two sources have it: of a played match, too, the later one is right, with all that happened."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoreboard.models import Match, MatchEvent, Person
from scoreboard.queries import decode_state, load_log
from scoreboard.sports.match import fold
from scoreboard.sports.state import view_of
from tests.cases.test_imports import EXAMPLES, Importer, empty, list_league, only, played
from tests.factories import enter

pytestmark = pytest.mark.django_db
EARLY, LATE = "2033-01-01", "2033-02-01"


@pytest.fixture
def bring(tmp_path, capsys):
    return Importer(tmp_path, capsys)


def describe(match):
    """The sides by name, the score, and of each goal its scorer's name, club and minute."""
    state = decode_state(match)
    assert state == fold(load_log(match))
    score = view_of(state).score
    return match.home.name, match.away.name, score.home, score.away


def list_scorers():
    """Who has scored, in which club, for which side, by the log's own ids."""
    match = Match.objects.get()
    found = []
    for incident in decode_state(match).incidents:
        if incident.kind == "goal" and incident.confirmation != "cancelled":
            person = Person.objects.get(pk=incident.player_id)
            found.append((incident.side, person.name, person.competitor.name))
    return sorted(found)


GOALS = {
    "goals1": [{"name": "Ada", "minute": 5}, {"name": "Bea", "minute": 50}],
    "goals2": [{"name": "Cleo", "minute": 70}],
}
TURNED_GOALS = {"goals1": GOALS["goals2"], "goals2": GOALS["goals1"]}


# --- a match that has been played ------------------------------------------------------------------------------------


@pytest.mark.parametrize("reverse", [False, True])
def test_the_later_source_is_right_about_who_was_at_home(bring, reverse):
    files = [(played("Ash", "Birch", [2, 1]), EARLY), (played("Birch", "Ash", [1, 2]), LATE)]
    for row, as_of in files[::-1] if reverse else files:
        assert bring(row, as_of=as_of)["rejected"] == []
    assert describe(only()) == ("Birch", "Ash", 1, 2)
    for row, as_of in files:
        assert bring(row, as_of=as_of)["events"] == 0


def test_what_was_turned_is_said(bring):
    bring(played("Ash", "Birch", [2, 1]), as_of=EARLY)
    said = bring(played("Birch", "Ash", [1, 2]), as_of=LATE, dry_run=True)
    assert describe(only()) == ("Ash", "Birch", 2, 1)
    assert bring(played("Birch", "Ash", [1, 2]), as_of=LATE) == said
    assert "home: Ash is Birch; away: Birch is Ash" in said["changed"][0]["why"]


@pytest.mark.parametrize("fields", [TURNED_GOALS, {}])
def test_scorers_turn_with_their_clubs_though_the_later_source_knows_the_score_alone(bring, fields):
    bring(played("Ash", "Birch", [2, 1], **GOALS), as_of=EARLY)
    bring(played("Birch", "Ash", [1, 2], **fields), as_of=LATE)
    assert describe(only()) == ("Birch", "Ash", 1, 2)
    assert list_scorers() == [("away", "Ada", "Ash"), ("away", "Bea", "Ash"), ("home", "Cleo", "Birch")]
    assert Person.objects.count() == 3


@pytest.mark.parametrize("reverse", [False, True])
def test_turned_with_another_score(bring, reverse):
    files = [(played("Ash", "Birch", [2, 1], **GOALS), EARLY), (played("Birch", "Ash", [3, 2]), LATE)]
    for row, as_of in files[::-1] if reverse else files:
        assert bring(row, as_of=as_of)["rejected"] == []
    assert describe(only()) == ("Birch", "Ash", 3, 2)


def test_two_sources_without_dates_leave_it_and_one_file_twice_changes_nothing(bring):
    bring(played("Ash", "Birch", [2, 1]))
    for _ in range(2):
        assert bring(played("Birch", "Ash", [1, 2]))["events"] == 0
        assert bring(played("Ash", "Birch", [2, 1]))["events"] == 0
    assert describe(only()) == ("Ash", "Birch", 2, 1)
    assert len(bring(played("Birch", "Ash", [2, 1]), ends=1)["rejected"]) == 1


def test_what_people_have_entered_is_turned_by_their_word_alone(bring):
    bring(played("Ash", "Birch", [2, 1]))
    match = only()
    enter(match, {"type": "fixture_changed", "data": {"reason": "Counted", "attendance": 90}})
    bring(played("Birch", "Ash", [1, 2]), as_of=LATE)
    assert describe(only()) == ("Ash", "Birch", 2, 1)
    bring(played("Birch", "Ash", [1, 2]), same=f"$.matches[0]={match.pk}")
    assert describe(only()) == ("Birch", "Ash", 1, 2)
    assert decode_state(only()).fixture.attendance == 90


def test_a_row_of_the_same_date_with_another_result_is_rejected_and_turns_nothing(bring):
    bring(played("Ash", "Birch", [2, 1]), as_of=LATE)
    before = MatchEvent.objects.count()
    report = bring(played("Birch", "Ash", [4, 0]), as_of=LATE, ends=1)
    assert (len(report["rejected"]), MatchEvent.objects.count()) == (1, before)
    assert describe(only()) == ("Ash", "Birch", 2, 1)


# --- a fixture -------------------------------------------------------------------------------------------------------


def test_scorers_of_a_turned_fixture_are_of_their_own_clubs(bring):
    bring(played("Ash", "Birch", None))
    bring(played("Birch", "Ash", [1, 2], **TURNED_GOALS))
    assert list_scorers() == [("away", "Ada", "Ash"), ("away", "Bea", "Ash"), ("home", "Cleo", "Birch")]
    assert Person.objects.count() == 3


@pytest.mark.parametrize("reverse", [False, True])
def test_who_has_it_as_played_is_right_beside_a_later_plan(bring, reverse):
    files = [(played("Ash", "Birch", None), LATE), (played("Birch", "Ash", [1, 2]), EARLY)]
    for row, as_of in files[::-1] if reverse else files:
        bring(row, as_of=as_of)
    assert describe(only()) == ("Birch", "Ash", 1, 2)


# --- neutral grounds -------------------------------------------------------------------------------------------------

LEAGUE = {"sport": "football", "competition": "Plate", "season": "2033"}


def row(home, away, score=None, *, neutral=None, **fields):
    """A row of the project's own format."""
    events = [] if score is None else [{"type": "result", "data": {"full_time": {"home": score[0], "away": score[1]}}}]
    known = {} if neutral is None else {"neutral": neutral}
    return {"home": home, "away": away, "scheduled_on": "2033-03-01", "events": events, **known, **fields}


def write(*rows, **fields):
    matches = [{"where": f"row {number}", **one} for number, one in enumerate(rows)]
    return json.dumps({**LEAGUE, **fields, "matches": matches})


def test_on_a_neutral_ground_nobody_is_at_home_and_nothing_is_turned(bring):
    bring(write(row("Ash", "Birch", [2, 1], neutral=True)), form="scoreboard", as_of=EARLY)
    assert bring(write(row("Birch", "Ash", [1, 2], neutral=True)), form="scoreboard", as_of=LATE)["events"] == 0
    assert describe(only()) == ("Ash", "Birch", 2, 1)


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize(("early", "late", "neutral"), [(True, False, False), (False, True, True), (True, None, True)])
def test_whether_a_ground_is_neutral_is_what_the_later_source_that_knows_it_says(bring, reverse, early, late, neutral):
    files = [(row("Ash", "Birch", [2, 1], neutral=early), EARLY), (row("Birch", "Ash", [1, 2], neutral=late), LATE)]
    for one, as_of in files[::-1] if reverse else files:
        bring(write(one), form="scoreboard", as_of=as_of)
    assert decode_state(only()).fixture.neutral is neutral
    if not neutral:
        assert describe(only()) == ("Birch", "Ash", 1, 2)


# --- other sports ----------------------------------------------------------------------------------------------------

RESULTS = {
    "baseball": ({"runs": {"home": 3, "away": 1}}, {"runs": {"home": 1, "away": 3}}),
    "cricket": (
        {"innings": [{"side": "home", "runs": 250, "balls": 300}, {"side": "away", "runs": 200, "wickets": 10}]},
        {"innings": [{"side": "away", "runs": 250, "balls": 300}, {"side": "home", "runs": 200, "wickets": 10}]},
    ),
    "volleyball": ({"sets": [{"home": 25, "away": 20}] * 3}, {"sets": [{"home": 20, "away": 25}] * 3}),
    "tennis": ({"sets": [{"home": 6, "away": 2}] * 2}, {"sets": [{"home": 2, "away": 6}] * 2}),
}


@pytest.mark.parametrize("sport", RESULTS)
def test_a_result_in_sets_or_innings_is_seen_from_the_other_side(bring, sport):
    """Without a date it is the same result; with one, home and away are the file's."""
    here, turned = ([{"type": "result", "data": data}] for data in RESULTS[sport])
    bring(write(row("Ash", "Birch", events=here), sport=sport), form="scoreboard")
    before = describe(only())
    other = write(row("Birch", "Ash", events=turned), sport=sport)
    report = bring(other, form="scoreboard")
    assert (report["unchanged"], report["warnings"]) == (1, [])
    assert describe(only()) == before
    bring(other, form="scoreboard", as_of=LATE)
    assert describe(only()) == (before[1], before[0], before[3], before[2])


LINE = {"runs": {"home": 3, "away": 1}, "home": [3, 0, None], "away": [0, 1, 0]}
AS_AWAY = {"runs": {"home": 1, "away": 3}, "home": [0, 1, 0], "away": [3, 0, 0]}


@pytest.mark.parametrize("reverse", [False, True])
def test_play_that_the_rules_do_not_allow_from_the_other_side_is_the_file_s(bring, reverse):
    """In baseball the guests bat first, and the home side not again where it leads: such a line cannot be turned."""
    sides = [("Ash", "Birch", LINE, EARLY), ("Birch", "Ash", AS_AWAY, LATE)]
    for home, away, data, as_of in sides[::-1] if reverse else sides:
        events = [{"type": "result", "data": data}]
        lineups = [{"type": "lineup", "side": "home", "data": {"players": [{"player": f"Ada of {home}"}]}}]
        text = write(row(home, away, events=events, lineups=lineups), sport="baseball", ruleset={"innings": 3})
        assert bring(text, form="scoreboard", as_of=as_of)["rejected"] == []
    assert describe(only()) == ("Birch", "Ash", 1, 3)
    state = decode_state(only())
    assert [state.home_lineup.players[0].player, state.away_lineup.players[0].player] == ["Ada of Birch", "Ada of Ash"]


# --- properties ------------------------------------------------------------------------------------------------------


def test_a_row_s_other_round_is_no_match_of_which_the_file_has_the_round(bring):
    """Found by the tests below: a second round was taken for the first, which the file has the other way round."""

    def legs(*found):
        fields = ({"round": f"Matchday {n}", "round_number": n, "scheduled_on": f"2031-0{n}-02"} for *_, n in found)
        return [row(f"{a} Town", f"{b} Town", **field) for (a, b, _), field in zip(found, fields, strict=True)]

    played = row("B Town", "A Town", [0, 0], round="Matchday 3", round_number=3, scheduled_on="2031-03-01")
    bring(write(*legs(("C", "A", 2), ("C", "D", 3)), played), form="scoreboard", ends=None)
    first = legs(
        ("B", "A", 6), ("B", "D", 2), ("A", "C", 2), ("D", "B", 5), ("D", "C", 3), ("A", "B", 3), ("D", "A", 1)
    )
    text = write(*first, *legs(("B", "C", 1)))
    bring(text, form="scoreboard", ends=None)
    there = Match.objects.count()
    assert bring(text, form="scoreboard", ends=None)["events"] == 0
    assert Match.objects.count() == there


LEGS = list_league("ABCD")
scores = st.lists(st.integers(0, 3), min_size=2, max_size=2)


@st.composite
def accounts(draw):
    """Two files of one league in the project's own format: plans or results, with grounds neutral or not, and turned.

    Both legs of a pair are turned, or none. The same match has the same number in both.
    """
    rows = draw(st.lists(st.sampled_from(LEGS), min_size=1, max_size=8, unique_by=str))
    files = [], []
    for file in files:
        plan = draw(st.integers(0, 3)) == 0
        turned = draw(st.sets(st.sampled_from("ABCD"), max_size=2))
        for source in rows:
            number, (home, away) = source["round"].split()[1], (source["team1"], source["team2"])
            if {home[0], away[0]} & turned:
                home, away = away, home
            score = None if plan or draw(st.integers(0, 3)) == 0 else draw(scores)
            neutral = draw(st.sampled_from([None, None, False, True]))
            day = source["date"] if draw(st.booleans()) else f"{source['date'][:-2]}{draw(st.integers(2, 28)):02}"
            fields = {"round": f"Matchday {number}", "round_number": int(number), "scheduled_on": day}
            if draw(st.integers(0, 5)):
                file.append(row(home, away, score, neutral=neutral, **fields))
    return files


def list_accounts():
    """Each match as its fans see it; on a neutral ground nobody is at home."""
    found = []
    for match in Match.objects.select_related("home", "away"):
        home, away = (match.home.name, match.home_score), (match.away.name, match.away_score)
        neutral = decode_state(match).fixture.neutral
        sides = sorted([home, away], key=str) if neutral else [home, away]
        found.append((str(match.scheduled_on), match.round, match.status, neutral, *sides))
    return sorted(found, key=str)


@EXAMPLES
@given(files=accounts())
def test_two_files_with_turned_sides_end_the_same_in_either_order_and_twice(bring, files):
    imports = [(write(*rows), as_of) for rows, as_of in zip(files, (EARLY, LATE), strict=True) if rows]
    ends = []
    for order in (imports, imports[::-1]):
        empty()
        for text, as_of in order:
            assert bring(text, form="scoreboard", as_of=as_of)["rejected"] == []
        ends.append(list_accounts())
        for text, as_of in order:
            assert bring(text, form="scoreboard", as_of=as_of)["events"] == 0
    assert ends[0] == ends[1]
    assert len(ends[0]) == len(
        {one["round"] + "".join(sorted((one["home"], one["away"]))) for rows in files for one in rows}
    )


@EXAMPLES
@given(files=accounts())
def test_a_file_without_a_date_is_the_same_file_a_second_time(bring, files):
    empty()
    for rows in filter(None, files):
        bring(write(*rows), form="scoreboard", ends=None)
        before = list_accounts()
        assert bring(write(*rows), form="scoreboard", ends=None)["events"] == 0
        assert list_accounts() == before
