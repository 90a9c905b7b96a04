"""Figures on pages: what their titles say, how charts are drawn, and what is shown of a team and a person."""

from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from django.template.loader import render_to_string

from scoreboard.models import Person
from scoreboard.web import charts
from scoreboard.web.figures import draw_minutes, draw_rounds, group_records, list_leaders
from scoreboard.web.tables import write_notes
from tests.counting import count_all
from tests.factories import enter, make_competitor, make_match, make_season

pytestmark = pytest.mark.django_db(databases=["default", "stats"])


def quarter(minutes, goals):
    return {"minutes": minutes, "goals": goals, "penalties": 0, "own_goals": 0}


def team(name, **values):
    return {"competitor": {"id": name, "name": name}, **values}


def test_the_title_of_the_bars_says_what_they_show():
    drawn = draw_minutes([quarter("1–15", 2), quarter("45+", 4), quarter("", 1)])
    assert drawn["says"] == "Most goals fell in minutes 45+: 4 of 7"
    assert [(row["label"], row["bar"]) for row in drawn["rows"]] == [
        ("1–15", "50.0"),
        ("45+", "100.0"),
        ("Not known", "25.0"),
    ]
    two = draw_minutes([quarter("1–15", 3), quarter("16–30", 3)])
    assert two["says"] == "Most goals fell in minutes 1–15 and 16–30: 3 each of 6"
    assert draw_minutes([quarter(f"{number}", 1) for number in range(3)])["says"] == "When goals fell"
    assert draw_minutes([quarter("1–15", 0), quarter("", 3)]) is None


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


def test_a_chart_keeps_names_apart_and_values_in_the_picture():
    lines = [(f"Borussia Mönchengladbach {number}", [0, 30 - number]) for number in range(8)]
    chart = charts.draw_lines(lines, marks=["0", "1"])
    heights = [float(line["y"]) for line in chart["named"]]
    assert all(low - high >= charts.APART for high, low in pairwise(heights))
    assert (len(chart["named"]), len(chart["others"])) == (charts.NAMED, 3)
    assert {line["short"] for line in chart["named"]} == {"Borussia Mön…"}
    svg = render_to_string("parts/lines.html", {"chart": chart, "label": "A & B led"})
    drawn = ET.fromstring(svg)  # well-formed, and every point within the plot
    points = [point for line in drawn.iter("polyline") for point in line.get("points").split()]
    for point in points:
        across, down = map(float, point.split(","))
        assert 0 <= across <= 100
        assert 0 < down <= charts.HEIGHT
    assert "style=" not in svg


def test_deducted_points_below_zero_are_drawn_too():
    chart = charts.draw_lines([("A", [0, -9, -6, -3]), ("B", [0, 3, 6, 9])], marks=list("0123"))
    assert [line["value"] for line in chart["grid"]] == [-5, 0, 5]
    flat = charts.draw_lines([("A", [0, 0])], marks=["0", "1"])
    assert [line["value"] for line in flat["grid"]] == [0, 1]
    assert charts.scale(0, 0) == "0"


def test_a_record_names_those_who_share_it_up_to_four():
    rows = [{"record": "biggest_win", "value": 5, "match": str(number)} for number in range(6)]
    (record,) = group_records(rows)
    assert (record["name"], len(record["rows"]), record["more"]) == ("Biggest win", 4, 2)
    streaks = [{"streak": "winning", **team(name, longest=length)} for name, length in (("A", 3), ("B", 3), ("C", 2))]
    (leader,) = list_leaders(streaks)
    assert (leader["longest"], [row["competitor"]["name"] for row in leader["rows"]]) == (3, ["A", "B"])
    assert list_leaders([{"streak": "winning", **team("A", longest=1)}]) == []


def test_notes_name_the_rule_and_the_lots_to_be_drawn():
    rows = [
        team("A", rank=1, adjustments=[]),
        team("B", rank=2, adjustments=[], separated_by="fair_play"),
        team("C", rank=3, adjustments=[], awaits="lots"),
        team("D", rank=3, adjustments=[], awaits="lots"),
    ]
    assert write_notes(rows) == [
        "A above B on fair play: fewer card points",
        "C and D are level: lots have to be drawn",
    ]
    (note,) = write_notes([team(name, rank=1, adjustments=[], awaits="fair_play") for name in "AB"])
    assert note == "A and B are level: their cards would separate them, and none are recorded"


@pytest.fixture
def meetings(db):
    """Two teams that met four times, a goal of Ann in each."""
    season, home, away = make_season(), make_competitor("Arden"), make_competitor("Brook")
    for number in range(1, 5):
        sides = {"home": home, "away": away} if number % 2 else {"home": away, "away": home}
        fixture = {"scheduled_on": date(2026, 3, 1) + timedelta(days=number), "round_number": number}
        match = make_match(season=season, **sides, **fixture)
        goal = {"type": "goal", "side": "home" if number % 2 else "away", "player": "Ann", "data": {"assist": "Amy"}}
        enter(match, {"type": "period_start"}, goal, {"type": "period_end"}, {"type": "period_start"})
        enter(match, {"type": "period_end"})
    count_all()
    return season, home, away


def test_a_seasons_page_shows_its_figures(client, meetings):
    season, *_ = meetings
    page = client.get(f"/seasons/{season.pk}").content.decode()
    for section in ("home-away", "rounds", "assists", "records"):
        assert f'id="{section}"' in page
        assert f'href="#{section}"' in page
    assert "Arden led after 4 of 4 rounds" in page
    assert "Wins in a row" in page
    assert "style=" not in page  # which the content security policy would refuse


def test_a_team_against_one_of_its_opponents(client, meetings):
    _, home, away = meetings
    page = client.get(f"/competitors/{home.pk}?against={away.pk}").content.decode()
    assert "Against Brook" in page
    assert "<dt>Arden won</dt><dd>4</dd>" in page
    assert f'<option value="{away.pk}" selected>Brook (4)</option>' in page
    for nobody in ("", "Brook", home.pk, "01a20bae-2680-74e4-8e4f-bd994b58c3e7"):
        answer = client.get(f"/competitors/{home.pk}?against={nobody}")
        assert answer.status_code == 200
        assert "Arden won" not in answer.content.decode()


def test_a_persons_page(client, meetings, django_assert_num_queries):
    person = Person.objects.get(name="Ann")
    with django_assert_num_queries(1), django_assert_num_queries(3, using="stats"):
        page = client.get(f"/people/{person.pk}").content.decode()
    assert '<td class="points">4</td>' in page
    amy = Person.objects.create(name="Amy Reserve", competitor=person.competitor)
    assert "Nothing counted yet" in client.get(f"/people/{amy.pk}").content.decode()
    assert client.get("/people/01a20bae-2680-74e4-8e4f-bd994b58c3e7").status_code == 404


def test_a_table_of_points_per_game_shows_them(client):
    season = make_season(ranking={"ranking": "points_per_game"})
    match = make_match(season=season)
    enter(match, {"type": "result", "data": {"full_time": {"home": 2, "away": 0}}})
    count_all()
    page = client.get(f"/seasons/{season.pk}").content.decode()
    assert "<td>3.00</td>" in page
    assert "PPG" in page
