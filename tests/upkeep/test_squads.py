"""Squads pasted in the admin: what they would enter, all or nothing, and which row is wrong and why."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from scoreboard.models import Person, SquadEntry
from tests.factories import make_competitor, make_season
from tests.pages import parse_foreign_page, read_texts, read_values

pytestmark = [pytest.mark.django_db(databases=["default", "stats"]), pytest.mark.usefixtures("admin_client")]
PATH = "/admin/scoreboard/squadentry/paste/"
TABLE = "Team\tName\tNo\tPos\tDate of birth\nReds\tAda\t7\tGK\t2000-05-17\n\tBea Long\t9\tFW\t1.2.2001\n"


def paste(client, **fields):
    return client.post(PATH, {"season": str(make_season().pk), **fields})


def test_a_table_is_looked_at_and_then_entered(client):
    page = parse_foreign_page(paste(client, table=TABLE, look="1"))
    assert read_texts(page, "details tbody tr:nth-child(2) td")[:3] == ["Reds", "9", "Bea Long"]
    assert read_values(page, "input[type=submit]", "name") == ["enter", "look"]
    assert (SquadEntry.objects.count(), Person.objects.count()) == (0, 0)
    assert paste(client, table=TABLE, enter="1").status_code == 302
    assert list(SquadEntry.objects.values_list("competitor__name", "person__name", "number")) == [
        ("Reds", "Ada", 7),
        ("Reds", "Bea Long", 9),
    ]


@pytest.mark.parametrize(
    ("row", "where", "why"),
    [
        ("Reds\tEve\tx\tGK\t", "line 4", "number: expected 0 to 999, got 'x'"),
        ("Reds\tEve\t8\tGK\tMay", "line 4", "birth_date: expected a day as 2000-05-17, got 'May'"),
        ("Reds\t\t8\tGK\t", "line 4", "expected a team and a name, got 'Reds' and ''"),
    ],
)
def test_a_wrong_row_keeps_all_out_and_is_named(client, row, where, why):
    page = parse_foreign_page(paste(client, table=f"{TABLE}{row}\n", enter="1"))
    assert read_texts(page, ".errorlist li") == [f"{where}: {why}"]
    assert read_values(page, "input[type=submit]", "name") == ["look"]
    assert (SquadEntry.objects.count(), Person.objects.count()) == (0, 0)


def test_a_team_is_chosen_where_the_table_has_no_column_for_it_and_blank_lines_are_counted(client):
    team = make_competitor("Reds")
    page = parse_foreign_page(paste(client, team=str(team.pk), table="\nName,No\nAda,7\nBea,1000\n"))
    assert read_texts(page, ".errorlist li") == ["line 4: number: expected 0 to 999, got '1000'"]
    paste(client, team=str(team.pk), table="Name,No\nAda,7\n", enter="1")
    assert SquadEntry.objects.get().competitor == team


def test_a_file_is_taken_in_place_of_rows(client):
    file = SimpleUploadedFile("squad.csv", "team;name\nReds;Éva\n".encode("utf-16"))
    paste(client, file=file, enter="1")
    assert SquadEntry.objects.get().person.name == "Éva"


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"table": "Ada\t7\n"}, "line 1: expected a heading with team and name, got 'Ada\\t7'"),
        ({"table": " \n"}, "Expected rows below a heading, or a file."),
        ({"table": TABLE, "season": "7"}, "“7” is not a valid UUID."),
    ],
)
def test_what_is_no_table_is_said(client, fields, why):
    page = parse_foreign_page(paste(client, **fields))
    assert why in read_texts(page, ".errorlist li")
    assert not SquadEntry.objects.exists()
