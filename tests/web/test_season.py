"""The page of a season: its sections, what their titles say, and how many queries all of it takes."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from scoreboard.sports.football import SPORT
from scoreboard.sports.lists import say_weights
from scoreboard.sports.match import fold_leniently
from scoreboard.sports.ranking import Ranking
from scoreboard.web.season import draw_minutes, draw_rounds, group_records, group_streaks
from stats.queries import as_of
from tests.counting import count_all
from tests.factories import enter, make_competitor, make_match, make_season
from tests.pages import read_numbers, read_page, read_text, read_texts, read_values

pytestmark = pytest.mark.django_db(databases=["default", "stats"])
SECTIONS = ["tables", "scorers", "to-come", "home-away", "rounds", "assists", "cards", "minutes", "records", "results"]


def draw_bars(rows):
    return draw_minutes(rows, SPORT.by_minute)


def quarter(minutes, goals):
    return {"minutes": minutes, "goals": goals, "penalties": 0, "own_goals": 0}


def team(name, **values):
    return {"competitor": {"id": name, "name": name}, **values}


def test_the_title_of_the_bars_says_what_they_show():
    drawn = draw_bars([quarter("1–15", 2), quarter("45+", 4), quarter("", 1)])
    assert drawn["says"] == "Most goals fell in minutes 45+: 4 of 7"
    assert [(row["label"], row["bar"]) for row in drawn["rows"]] == [
        ("1–15", "50.0"),
        ("45+", "100.0"),
        ("Not known", "25.0"),
    ]
    two = draw_bars([quarter("1–15", 3), quarter("16–30", 3)])
    assert two["says"] == "Most goals fell in minutes 1–15 and 16–30: 3 each of 6"
    assert draw_bars([quarter(f"{number}", 1) for number in range(3)])["says"] == "When goals fell"
    assert draw_bars([quarter("1–15", 0), quarter("", 3)]) is None


def rounds(*points, names="ABC"):
    """Everybody's rows after each round, from the points of each team after each."""
    found = []
    for number, after in enumerate(zip(*points, strict=True), start=1):
        order = sorted(zip(after, names, strict=False), key=lambda pair: -pair[0])
        for value, name in order:
            rank = 1 + sum(other > value for other in after)
            found.append({"group": None, "round": number, **team(name, rank=rank, played=number, points=value)})
    return found


def test_rounds_are_a_table_and_from_four_on_a_chart():
    drawn = draw_rounds(rounds([3, 3, 6, 9, 9], [0, 4, 5, 6, 12]))
    assert drawn["says"] == "B led after 2 of 5 rounds"
    (group,) = drawn["groups"]
    assert [(row["competitor"]["name"], row["points"]) for row in group["rows"]] == [
        ("B", [0, 4, 5, 6, 12]),
        ("A", [3, 3, 6, 9, 9]),
    ]
    few = draw_rounds(rounds([3, 3, 6], [0, 4, 5]))
    assert (few["says"], few["chart"]) == ("Points after each round", None)
    assert draw_rounds(rounds([3], [0])) is None
    assert draw_rounds([]) is None


def test_a_record_names_those_who_share_it_up_to_four():
    rows = [{"record": "biggest_win", "value": 5, "match": str(number)} for number in range(6)]
    (record,) = group_records(rows, SPORT)
    assert (record["name"], len(record["rows"]), record["more"]) == ("Biggest win", 4, 2)
    streaks = [{"streak": "winning", **team(name, longest=length)} for name, length in (("A", 3), ("B", 3), ("C", 2))]
    (leader,) = group_streaks(streaks, SPORT)
    assert (leader["longest"], [row["competitor"]["name"] for row in leader["rows"]]) == (3, ["A", "B"])
    assert group_streaks([{"streak": "winning", **team("A", longest=1)}], SPORT) == []


def test_what_cards_weigh_is_said():
    assert say_weights(Ranking()) == "Card points: a yellow counts 1, two yellows 3, a red 4"


@pytest.fixture
def play(db):
    """Plays a season of two teams with as many matches, each won 2–0 by Arden, with a card for Brook."""

    def play_season(matches, **ranking):
        season, arden, brook = make_season(ranking=ranking), make_competitor("Arden"), make_competitor("Brook")
        for number in range(1, matches + 1):
            home, away, own, other = (arden, brook, "home", "away") if number % 2 else (brook, arden, "away", "home")
            fixture = {"scheduled_on": date(2026, 3, 1) + timedelta(days=number), "round_number": number}
            match = make_match(season=season, home=home, away=away, **fixture)
            goal = {"type": "goal", "side": own, "player": "Ann", "clock_ms": 600_000, "data": {"assist": "Amy"}}
            card = {"type": "card", "side": other, "player": "Bea", "data": {"card": "yellow"}}
            enter(match, {"type": "period_start"}, goal, goal, card, {"type": "period_end"})
            enter(match, {"type": "period_start"}, {"type": "period_end"})
        make_match(season=season, home=arden, away=brook, scheduled_on=date(2027, 1, 1))
        count_all()
        return season

    return play_season


def find_weights(page):
    """What a yellow card, two and a red one count, as the column of card points has it in its title."""
    return re.findall(r"\d+", read_values(page, "#cards th:last-child abbr", "title")[0])


def test_every_section_is_there_and_linked_in_the_order_of_the_page(client, play):
    page = read_page(client, f"/seasons/{play(4).pk}")
    assert read_values(page, "main > section[id]", "id") == SECTIONS
    assert read_values(page, "nav.anchors a", "href") == [f"#{section}" for section in SECTIONS]
    assert (read_text(page, "#rounds h2").split()[0], read_numbers(page, "#rounds h2")) == ("Arden", [4, 4])
    streaks = zip(read_texts(page, "#records dd strong"), read_texts(page, "#records dd strong + a"), strict=True)
    assert ("4", "Arden") in set(streaks)
    assert find_weights(page) == ["1", "3", "4"]


def test_cards_are_weighed_by_the_rules_of_the_season(client, play):
    season = play(1, cards={"yellow": 2, "second_yellow": 5, "red": 10})
    assert find_weights(read_page(client, f"/seasons/{season.pk}")) == ["2", "5", "10"]


PAST = [
    "",
    "?round=2",
    "?on=2026-03-02",
    "?recorded_at=2026-01-01T00:00",
    "?recorded_at=2026-01-01T00:00&on=2026-03-02",
]


@pytest.mark.parametrize("matches", [1, 6])
@pytest.mark.parametrize("query", PAST)
def test_the_page_takes_seven_queries_however_many_matches(client, play, django_assert_max_num_queries, matches, query):
    season = play(matches, tiebreakers=["points", "fair_play"])
    with (
        django_assert_max_num_queries(1, using="default"),
        django_assert_max_num_queries(6, using="stats"),
    ):
        page = read_page(client, f"/seasons/{season.pk}{query}")
    assert len(page.select("li[data-match]")) == matches + 1


@pytest.mark.parametrize("matches", [1, 6])
def test_each_match_is_folded_once_for_the_page_of_a_past(client, play, monkeypatch, matches):
    season = play(matches)
    folded = []

    def fold(records):
        folded.append(records[0].match)
        return fold_leniently(records)

    monkeypatch.setattr(as_of, "fold_leniently", fold)
    known = datetime.now(UTC)
    for match in season.matches.filter(round_number__isnull=False):
        enter(match, {"type": "void", "data": {"seq": 4, "reason": "offside"}})
    count_all()
    page = read_page(client, f"/seasons/{season.pk}?recorded_at={known:%Y-%m-%dT%H:%M:%S.%f}")
    assert read_texts(page, "#scorers tbody th a") == ["Ann"]
    assert read_texts(page, "#scorers tbody .points") == [str(2 * matches)]  # as they were known
    assert len(folded) == len(set(folded)) == matches
    folded.clear()
    client.get(f"/seasons/{season.pk}")
    client.get(f"/seasons/{season.pk}?round=1")
    assert folded == []
