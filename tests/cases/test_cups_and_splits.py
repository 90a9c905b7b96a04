"""Split seasons, play-offs, cups and two-leg ties, as openfootball's files name them."""

import json

import pytest
from django.core.management import call_command

from scoreboard.models import Match, Season
from scoreboard.queries import decode_state
from scoreboard.sports.state import view_of
from tests.counting import count_all
from tests.stats.lists import list_standings

pytestmark = pytest.mark.django_db(databases=["default", "stats"])


def load(tmp_path, capsys, name, *rounds):
    """Import rounds, a day each: ("Matchday 1", "A 2-1 B", …), or with a stage (("Playoffs", None), …); the season."""
    rows = []
    for number, (place, *matches) in enumerate(rounds):
        stage, label = place if isinstance(place, tuple) else (None, place)
        for match in matches:
            home, score, away, *more = match.split()
            row = {"date": f"2026-{number // 28 + 1:02}-{number % 28 + 1:02}", "team1": home, "team2": away}
            row |= {"round": label} if label else {}
            row |= {"stage": stage} if stage else {}
            if score != "v":
                parts = dict(zip(("ft", *more[::2]), (score, *more[1::2]), strict=True))
                row["score"] = {part: [int(goals) for goals in pair.split("-")] for part, pair in parts.items()}
            rows.append(row)
    path = tmp_path / "season.json"
    path.write_text(json.dumps({"name": name, "matches": rows}))
    call_command("import", "openfootball", str(path))
    report = json.loads(capsys.readouterr().out)
    assert report["rejected"] == []
    count_all()
    return Season.objects.get()


def tables(season, **as_of):
    return {
        table["name"]: [(row["competitor"]["name"], row["played"], row["points"]) for row in table["rows"]]
        for table in list_standings(season.pk, **as_of)["groups"]
    }


SPLIT = (
    ("Matchday 1", "A 2-1 B"),
    ("Matchday 2", "B 1-1 A"),
    ("Championship, Matchday 3", "A 0-0 B"),
)


def test_a_split_season_of_a_league_that_is_not_known_is_one_table(tmp_path, capsys):
    assert tables(load(tmp_path, capsys, "Some League 2025/26", *SPLIT)) == {None: [("A", 3, 5), ("B", 3, 2)]}


# Four teams: C and D win against A and B in the lower group, but stay below.
TWO_GROUPS = (
    ("Matchday 1", "A 1-0 C", "B 1-0 D"),
    ("Matchday 2", "A 1-0 D", "B 1-0 C"),
    ("Championship, Matchday 3", "A 0-0 B"),
    ("Relegation, Matchday 3", "C 9-0 D"),
    ("Relegation, Matchday 4", "C 3-0 D"),
    ("Relegation, Matchday 5", "C 3-0 D"),
)


@pytest.mark.parametrize(
    "name",
    ["Scottish Premiership 2023/24", "Danish Superligaen 2023/24", "Greek Super League 2022/23", "Any League 2020"],
)
def test_nobody_comes_out_of_the_lower_group(tmp_path, capsys, name):
    """SPFL Rules, section C: seventh never above sixth, whatever their points; points are kept in full."""
    season = load(tmp_path, capsys, name, *TWO_GROUPS)
    assert tables(season) == {None: [("A", 3, 7), ("B", 3, 7), ("C", 5, 9), ("D", 5, 0)]}
    (table,) = list_standings(season.pk)["groups"]
    assert table["rows"][2]["separated_by"] == "split"
    assert tables(season, round=2)[None][:2] == [("A", 2, 6), ("B", 2, 6)]


def test_the_split_is_known_where_the_file_does_not_tell(tmp_path, capsys):
    """Scotland: 33 matchdays, then five; a file that numbers them 1 to 38 throughout."""
    rounds = [(f"Matchday {n}", "A 1-0 C", "B 1-0 D") for n in range(1, 34)]
    rounds += [(f"Matchday {n}", "A 0-5 B", "C 9-0 D") for n in range(34, 39)]
    season = load(tmp_path, capsys, "Scottish Premiership 2023/24", *rounds)
    assert tables(season)[None] == [("B", 38, 114), ("A", 38, 99), ("C", 38, 15), ("D", 38, 0)]
    rounds = [(f"Matchday {n}", "C 0-0 A", "B 1-0 D") for n in range(1, 34)]
    assert [row[0] for row in tables(season, round=33)[None]][:2] == ["A", "B"]


def test_points_are_halved_and_rounded_down_in_austria(tmp_path, capsys):
    """Österreichische Bundesliga, from 2018/19 on: who lost half a point comes first of those level."""
    rounds = (
        ("Matchday 1", "A 1-0 C", "B 1-0 D"),
        ("Matchday 2", "A 1-0 D", "B 0-0 C"),
        ("Matchday 3", "A 0-0 D", "B 9-0 D"),
        ("Championship, Matchday 1", "A 0-1 B"),
        ("Championship, Matchday 2", "A 1-0 B"),
    )
    found = tables(load(tmp_path, capsys, "Österr. Bundesliga 2021/22", *rounds))
    # 7 points each: 3 with half a point lost, and 3 of the matches between them
    assert found["Championship"] == [("B", 5, 6), ("A", 5, 6)]
    assert found["Regular season"][:2] == [("B", 3, 7), ("A", 3, 7)]


def test_points_are_halved_and_rounded_up_in_belgium(tmp_path, capsys):
    """Pro League 2023/24: halved for the Champions' play-offs, whose matches alone count; kept for relegation's."""
    rounds = (
        ("Matchday 1", "A 1-0 C", "B 1-0 D"),
        ("Matchday 2", "A 1-1 B", "C 1-0 D"),
        ("Matchday 3", "B 1-0 C", "A 0-1 D"),
        ("Championship Play-offs, Matchday 1", "A 0-0 B"),
        ("Relegation Play-offs, Matchday 1", "C 0-0 D"),
    )
    season = load(tmp_path, capsys, "Belgian First Division A 2023/24", *rounds)
    found = tables(season)
    # B 7 → 4, A 4 → 2, a point each; C 3, D 3, a point each
    assert found["Championship Play-offs"] == [("B", 1, 5), ("A", 1, 3)]
    assert sorted(found["Relegation Play-offs"]) == [("C", 1, 4), ("D", 1, 4)]
    assert list(found) == ["Championship Play-offs", "Relegation Play-offs", "Regular season"]
    assert list(tables(season, round=3)) == ["Regular season"]


def test_rounds_that_begin_again_are_numbered_on(tmp_path, capsys):
    rounds = (*SPLIT[:2], ("Championship, Matchday 1", "A 0-0 B"))
    season = load(tmp_path, capsys, "Any League 2025/26", *rounds)
    load(tmp_path, capsys, "Any League 2025/26", *rounds)  # again: nothing new
    assert Match.objects.get(round="Championship, Matchday 1").round_number == 3
    assert tables(season, round=2) == {None: [("A", 2, 4), ("B", 2, 1)]}


def test_two_halves_of_a_year_are_no_split(tmp_path, capsys):
    rounds = (("Apertura, Matchday 1", "A 1-0 B"), ("Clausura, Matchday 1", "B 1-0 A"))
    assert tables(load(tmp_path, capsys, "Liga MX 2025/26", *rounds)) == {
        "Apertura": [("A", 1, 3), ("B", 1, 0)],
        "Clausura": [("B", 1, 3), ("A", 1, 0)],
    }


LEAGUE = (("Matchday 1", "A 1-0 B", "C 2-2 D"), ("Matchday 2", "A 1-1 C", "B 0-1 D"))
TABLE = [("D", 2, 4), ("A", 2, 4), ("C", 2, 2), ("B", 2, 0)]


@pytest.mark.parametrize(
    "label",
    [
        "Finals, Semi-Final",
        "Finals, Elimination Final",
        "Promotion Play-off",
        "Relegation Play-offs, 1st Leg",
        "Playoffs",
        "Grand Final",
        "European Play-offs, Round of 16",
        "Barrage",
        "Relegation, Hinspiel",
        "Third Place",
    ],
)
def test_play_offs_count_in_no_league_s_table(tmp_path, capsys, label):
    assert tables(load(tmp_path, capsys, "Australian A-League 2025/26", *LEAGUE, (label, "A 5-0 B")))[None] == TABLE


def test_a_league_in_rounds_with_finals_is_no_cup(tmp_path, capsys):
    rounds = [(label.replace("Matchday", "Round"), *matches) for label, *matches in LEAGUE]
    assert tables(load(tmp_path, capsys, "Some League 2026", *rounds, ("Final", "A 2-0 D")))[None] == TABLE


def list_cup(clubs, labels):
    """A cup: the first of each pair wins."""
    rounds = []
    for label in labels:
        half = len(clubs) // 2
        rounds.append((label, *(f"{one} 1-0 {other}" for one, other in zip(clubs[:half], clubs[half:], strict=True))))
        clubs = clubs[:half]
    return rounds


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("DFB Pokal 2025/26", ["Round 1", "Round 2", "Round of 16", "Quarterfinals", "Semifinals", "Final"]),
        ("DFB Pokal 2025/26", ["1. Runde", "2. Runde", "Achtelfinale", "Viertelfinale", "Halbfinale", "Finale"]),
        ("Some Knockout 2026", ["Round 1", "Round 2", "Round 3", "Round 4", "Round 5", "Final"]),
        ("Open Cup 2026", ["Round 1"]),
        ("World Cup 1934", ["Round of 64", "Round of 32", "Round of 16", "Quarter-finals", "Semi-finals", "Final"]),
    ],
)
def test_a_pure_cup_has_no_league_table(tmp_path, capsys, client, name, labels):
    season = load(tmp_path, capsys, name, *list_cup([f"T{n:02}" for n in range(64)], labels))
    assert tables(season) == {}
    page = client.get(f"/seasons/{season.pk}").content.decode()
    assert 'id="tables"' not in page
    match = Match.objects.first()
    assert client.get(f"/matches/{match.pk}").status_code == 200


def test_play_offs_in_a_file_of_their_own_leave_the_league_its_table(tmp_path, capsys):
    load(tmp_path, capsys, "Some League 2026", *LEAGUE)
    season = load(
        tmp_path, capsys, "Some League 2026", ("",), ("",), ("",), ("Semi-finals", "A 1-0 D"), ("Final", "A 1-0 C")
    )
    assert "table" not in season.ranking
    assert tables(season)[None] == TABLE


def views():
    return [view_of(decode_state(match)) for match in Match.objects.order_by("scheduled_on")]


@pytest.mark.parametrize(
    "label", ["Qualifying, Round 1", ("Qualifying", "Round 1"), ("Playoffs", None), "Qualifying, Matchday 1"]
)
def test_two_legs_are_a_tie(tmp_path, capsys, label):
    """3-2 and 2-1: four each, decided by penalties."""
    season = load(tmp_path, capsys, "Some Cup 2026", (label, "A 3-2 B"), (label, "B 2-1 A p 4-3"))
    first, second = views()
    assert (first.score.home, first.score.away, first.shootout) == (3, 2, None)
    assert second.decided_by == "shootout"
    assert second.shootout.home == 4
    assert tables(season) == {}


def test_two_legs_of_a_stage_without_rounds(tmp_path, capsys):
    """1-2, then 1-2 after extra time: three each; 3-2 on penalties sends the second leg's home side through."""
    label = ("Playoffs", None)
    load(tmp_path, capsys, "Some Cup 2026", (label, "A 1-2 B"), (label, "B 1-2 A et 1-2 p 3-2"))
    second = views()[1]
    assert second.decided_by == "shootout"
    assert (second.advances or second.winner) == "home"


def test_legs_that_are_named_so_belong_together(tmp_path, capsys):
    rounds = (("Semi-finals, 1st Leg", "A 2-0 B", "C 1-0 D"), ("Semi-finals, 2nd Leg", "B 2-0 A p 5-4", "D 0-0 C"))
    load(tmp_path, capsys, "Some Cup 2026", *rounds)
    assert sum(view.decided_by == "shootout" for view in views()) == 1


def test_what_is_decided_after_the_split_is_of_the_second_part(tmp_path, capsys):
    """A deduction before it is halved with the other points; one after it leaves the first part's table as it ended."""
    season = load(
        tmp_path,
        capsys,
        "Österr. Bundesliga 2020/21",
        ("Matchday 1", "A 1-1 B", "C 1-0 D"),
        ("Matchday 2", "B 1-0 C", "D 1-1 A"),
        (("Championship", "Matchday 1"), "A 1-1 B"),
        (("Relegation", "Matchday 1"), "C 1-1 D"),
    )
    for name, points, day in (("D", -5, "2026-01-02"), ("C", -1, "2026-02-02")):
        flags = {"season": str(season.pk), "competitor": name, "points": points, "reason": "Late accounts", "on": day}
        call_command("adjust", **flags)
    count_all()
    found = tables(season)
    assert found["Regular season"] == [("B", 2, 4), ("C", 2, 3), ("A", 2, 2), ("D", 2, -4)]
    assert found["Relegation"] == [("C", 3, 1), ("D", 3, -1)]  # 3 halved and 1, less 1; -4 halved and 1


SIX_CLUBS = [
    ("Matchday 1", "A 2-0 F", "B 2-0 E", "C 1-0 D"),
    ("Matchday 2", "A 1-0 D", "B 1-0 F", "C 0-0 E"),
    ("Matchday 3", "A 1-1 E", "B 0-0 D", "C 3-0 F"),
]  # A, B, C 7 each, then D and E with 1 and 2, F without
GROUPS = (["A 1-0 B", "B 0-0 C", "C 0-1 A"], ["D 1-0 E", "E 0-0 F", "F 0-1 D"])


@pytest.mark.parametrize(
    ("form", "names"),
    [
        ("{name}", ("Championship round", "Relegation round")),
        ("{name} - Round {number}", ("Championship round", "Relegation round")),
        ("{name}: {number}. Runde", ("Meistergruppe", "Qualifikationsgruppe")),
        ("{name}, Round {number}", ("Meistergruppe", "Qualifikationsgruppe")),
        ("{name} – {number}", ("Championship play-offs", "Relegation play-offs")),
        ("{name}, Round {number}", ("Play-off", "Play-out")),
        ("{name}, Etapa {number}", ("Play-off", "Play-out")),
    ],
)
def test_groups_of_a_second_part_are_known_by_who_plays_in_them_whatever_they_are_called(tmp_path, capsys, form, names):
    """Durchführungsbestimmungen 2018/19: halved, 7 to 3. In a group nobody is out after one match."""
    rounds = [
        (form.format(name=name, number=number), match)
        for name, matches in zip(names, GROUPS, strict=True)
        for number, match in enumerate(matches, start=1)
    ]
    found = tables(load(tmp_path, capsys, "Österreichische Bundesliga 2020/21", *SIX_CLUBS, *rounds))
    assert list(found) == [*names, "Regular season"]
    assert found[names[0]] == [("A", 5, 9), ("C", 5, 4), ("B", 5, 4)]
    assert found["Regular season"][0][2] == 7


def test_a_play_off_in_rounds_is_still_none_of_the_league(tmp_path, capsys):
    """Who loses is out: rounds of a knock-out, in a league that is split, too."""
    rounds = [("Play-offs, Round 1", "B 1-0 C"), ("Play-offs, Round 2", "A 0-1 B")]
    (table,) = tables(load(tmp_path, capsys, "Danish Superliga 2021/22", *SIX_CLUBS, *rounds)).values()
    assert {played for _, played, _ in table} == {3}
