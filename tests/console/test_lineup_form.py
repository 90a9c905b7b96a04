"""A line-up on the console: rows and lines read, problems named by their line, what is entered."""

from datetime import date

import pytest

from scoreboard.console.lineup_form import Row, merge_rows, parse_line, parse_typed
from scoreboard.models import Person, PersonAlias
from scoreboard.models.catalogue import SquadEntry
from scoreboard.queries import decode_state
from tests.factories import enter, make_match
from tests.pages import parse_page, read_page, read_part, read_texts, read_values

pytestmark = pytest.mark.django_db(databases=["default", "stats"])
TEAM = [{"player": "Ann", "number": 10, "starting": True}, {"player": "Bea", "number": 12}]
LINE_UP = {"type": "lineup", "side": "home", "data": {"players": TEAM, "coach": "Cleo"}}


@pytest.fixture
def console(client, scorer):
    """A logged-in scorer's browser."""
    client.force_login(scorer)
    return client


def path_of(match):
    return f"/console/matches/{match.pk}/line-ups"


def send(console, match, *, side="home", action="save", **fields):
    return console.post(path_of(match), {"side": side, "action": action, **fields})


def lineup_of(match, side="home"):
    match.refresh_from_db()
    return getattr(decode_state(match), f"{side}_lineup")


@pytest.mark.parametrize(
    ("line", "row"),
    [
        ("10 Lionel Messi C", Row("Lionel Messi", "10", captain=True)),
        ("*1\tEmiliano Martínez\tGK", Row("Emiliano Martínez", "1", starting=True, goalkeeper=True)),
        ("#7. Rodrigo De Paul", Row("Rodrigo De Paul", "7")),
        ("  Ángel Di María  ", Row("Ángel Di María")),
        ("1 Hugo Lloris (GK) (C)", Row("Hugo Lloris", "1", captain=True, goalkeeper=True)),
        ("10 Carlos", Row("Carlos", "10")),
    ],
)
def test_a_line_is_a_player(line, row):
    assert parse_line(line) == row


def test_problems_are_named_by_line_and_row_and_what_is_wrong_stays():
    typed = parse_typed(
        {"player_0": "Ann", "number_0": "x", "lines": "10 Bea\n\n10\n1000 Cleo\n10 Dee\nAnn", "starting_0": "1"}
    )
    assert [row.player for row in typed.rows] == ["Ann", "Bea", "Dee", "Ann"]
    assert typed.unread == "10\n1000 Cleo"
    assert [problem.partition(":")[0] for problem in typed.problems] == [
        "Ann",
        "Line 3",
        "Line 4",
        "Number 10 is worn by Bea and by Dee.",
        "Ann stands twice",
    ]


def test_a_number_that_is_worn_is_left_to_who_wears_it():
    rows = merge_rows([Row("Ann", "6", starting=True)], [Row("Ann", "9"), Row("Bea", "6"), Row("Cleo", "7")])
    assert [(row.player, row.number) for row in rows] == [("Ann", "6"), ("Bea", ""), ("Cleo", "7")]


def test_a_line_up_is_entered_from_lines(console, match):
    lines = "*10 Ann C\n*1 Bea GK\n12 Cleo"
    assert send(console, match, lines=lines, complete="1", coach="Dee").url == f"{path_of(match)}#home"
    found = lineup_of(match)
    assert [(one.player, one.number, one.starting) for one in found.players] == [
        ("Ann", 10, True), ("Bea", 1, True), ("Cleo", 12, False),
    ]  # fmt: skip
    assert (found.complete, found.coach, found.players[0].captain, found.players[1].goalkeeper) == (
        True, "Dee", True, True,
    )  # fmt: skip
    assert {str(person.pk) for person in match.home.people.all()} == {one.player_id for one in found.players}


def test_only_read_lines_become_rows_and_nothing_is_entered(console, match):
    page = parse_page(send(console, match, action="read", lines="*10 Ann\n12 Bea"))
    assert read_values(page, "#home input[name^=player_]", "value") == ["Ann", "Bea"]
    assert [box["name"] for box in page.select("#home input[name^=starting_][checked]")] == ["starting_0"]
    assert lineup_of(match) is None


def test_a_line_up_with_problems_is_not_entered(console, match):
    page = parse_page(send(console, match, lines="*10 Ann\n10 Bea"), 422)
    assert read_texts(page, "#home [data-problems] li") == ["Number 10 is worn by Ann and by Bea."]
    assert not page.select("#away [data-problems]")
    assert lineup_of(match) is None


def test_what_the_rules_refuse_is_said_in_words(console, match):
    lines = "\n".join(f"*{number} Player{number}" for number in range(1, 13))
    page = parse_page(send(console, match, lines=lines), 422)
    assert read_texts(page, "#home [data-problems] li") == ["12 begin the match in this line-up; 11 may."]
    assert len(page.select("#home input[name^=player_]")) == 12


def test_the_form_begins_with_the_line_up_that_is_known_and_keeps_its_people(console, match):
    enter(match, LINE_UP)
    page = read_page(console, path_of(match))
    assert read_values(page, "#home input[name^=player_]", "value") == ["Ann", "Bea"]
    fields = {field["name"]: field["value"] for field in page.select("#home input:not([type=checkbox])")}
    ann = lineup_of(match).players[0].player_id
    send(console, match, **{**fields, "player_1": "", "starting_0": "1", "action": "save"})
    assert [(one.player, one.player_id) for one in lineup_of(match).players] == [("Ann", ann)]


def test_it_is_proposed_from_the_last_match_and_the_squad(console, match, django_assert_num_queries):
    enter(match, LINE_UP)
    later = make_match(season=match.season, home=match.home, away=match.away)
    cleo = Person.objects.create(competitor=match.home, name="Cleo")
    for person, number in ((cleo, 3), (match.home.people.get(name="Ann"), 10)):
        SquadEntry.objects.create(season=match.season, competitor=match.home, person=person, number=number)
    page = read_page(console, path_of(later))
    assert read_values(page, "#home input[name^=player_]", "value") == ["Ann", "Bea", "Cleo"]
    assert [box["name"] for box in page.select("#home input[name^=starting_][checked]")] == ["starting_0"]
    assert read_values(page, "#home input[name=coach]", "value") == ["Cleo"]
    assert not page.select("#away input[name^=player_]")
    with django_assert_num_queries(9):  # session, user, rights, the match, and two for each side
        read_page(console, path_of(later))


def test_who_may_not_score_may_not_enter_one(client, match, django_user_model):
    assert client.get(path_of(match)).status_code == 302
    client.force_login(django_user_model.objects.create_user("reader"))
    read_page(client, path_of(match), 403)
    parse_page(send(client, match, lines="*1 Ann"), 403)
    assert lineup_of(match) is None


def test_a_side_that_is_none_is_said(console, match):
    page = parse_page(send(console, match, side="middle", lines="Ann"), 422)
    assert "expected home or away" in read_part(page, "#home [data-problems]").get_text()


@pytest.fixture
def squad(match):
    """A squad of two, of whom Bea is fifteen where nobody under sixteen may play."""
    match.season.ranking = {"eligibility": {"youngest": 16, "on": "2026-06-01"}}
    match.season.save()
    people = [
        Person.objects.create(competitor=match.home, name="Ann"),
        Person.objects.create(competitor=match.home, name="Bea", birth_date=date(2011, 1, 1)),
    ]
    for number, person in enumerate(people, start=1):
        SquadEntry.objects.create(season=match.season, competitor=match.home, person=person, number=number)
    return people


def read_fields(page, side="home"):
    """What a browser would send of a side's form as it stands, without its ticks."""
    return {field["name"]: field["value"] for field in page.select(f"#{side} input:not([type=checkbox])")}


def read_warnings(page):
    """The warning in each player's row, by name."""
    rows = page.select("#home tbody tr")
    return {read_values(row, "[name^=player_]", "value")[0]: read_texts(row, ".warning") for row in rows}


def test_a_warning_stands_in_the_row_of_the_player_and_is_confirmed_there(console, match, squad):
    fields = read_fields(read_page(console, path_of(match)))
    page = parse_page(send(console, match, **fields, lines="9 Cleo"), 422)
    young, stranger = "Bea is 15: nobody under 16 may play.", f"Cleo is not in the squad of {match.home.name}."
    assert read_warnings(page) == {"Ann": [], "Bea": [young], "Cleo": [stranger]}
    assert "tick “Enter anyway”" in read_part(page, "#home [data-problems]").get_text()
    assert not page.select("#away .warning, [name^=anyway_][checked]")
    assert lineup_of(match) is None

    fields = read_fields(page)
    page = parse_page(send(console, match, **fields, anyway_1=young), 422)
    assert [box["name"] for box in page.select("[name^=anyway_][checked]")] == ["anyway_1"]
    assert send(console, match, **read_fields(page), anyway_1=young, anyway_2=stranger).status_code == 302
    assert [one.player for one in lineup_of(match).players] == ["Ann", "Bea", "Cleo"]


def test_a_tick_is_for_the_warning_that_was_read(console, match, squad):
    fields = read_fields(read_page(console, path_of(match)))
    page = parse_page(send(console, match, **fields), 422)
    (young,) = read_values(page, "[name=anyway_1]", "value")
    fields = read_fields(page) | {"player_1": "Dee", "anyway_1": young}
    page = parse_page(send(console, match, **fields), 422)
    assert read_warnings(page)["Dee"] == [f"Dee is not in the squad of {match.home.name}."]
    assert not page.select("[name=anyway_1][checked]")
    assert lineup_of(match) is None


def test_a_warning_of_whom_no_row_names_so_stands_above_the_button(console, match, squad):
    PersonAlias.objects.create(person=squad[1], name="Beatrice", competitor=match.home)
    young = "Bea is 15: nobody under 16 may play."
    page = parse_page(send(console, match, lines="Beatrice"), 422)
    assert read_warnings(page) == {"Beatrice": []}
    assert read_values(page, "#home [name=anyway]", "value") == [young]
    assert send(console, match, **read_fields(page), anyway=young).status_code == 302
    assert [one.player_id for one in lineup_of(match).players] == [str(squad[1].pk)]


def test_a_line_up_is_undone_by_its_word(console, match):
    enter(match, LINE_UP)
    undo = read_part(read_page(console, f"/console/matches/{match.pk}"), "[data-region=undo] summary")
    assert undo.get_text(strip=True) == f"Undo: line-up, {match.home}"
