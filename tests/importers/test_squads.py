"""Squads: published ones with their people, entered once; surnames in matches found in them; tables with a preview."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from scoreboard.models import AuditEntry, Competitor, Person, SquadEntry
from scoreboard.queries import decode_state
from tests.factories import enter, make_match

pytestmark = pytest.mark.django_db
CUP = ("--competition", "World Cup", "--season", "2014")
HEAD = "Team,Name,No,Pos,Date of birth,From,To\n"


def bring(format_name, path, *options):
    out = StringIO()
    call_command("import", format_name, str(path), *options, stdout=out)
    return json.loads(out.getvalue())


def bring_table(tmp_path, text, *options, name="squads.csv"):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return bring("squads", tmp_path / name, "--competition", "Test League", "--season", "2026", *options)


def list_squad(**equal):
    found = SquadEntry.objects.filter(**equal).order_by("number")
    return [(entry.number, entry.person.name, entry.position) for entry in found]


def test_the_squads_of_2014_and_whom_its_matches_name(data):
    squads, matches = data / "football/squads/2014", data / "football/worldcup.json/2014/worldcup.json"
    report = bring("squads", squads, *CUP)
    assert (report["created"], report["unchanged"], report["rejected"], report["warnings"]) == (32 * 23, 0, [], [])
    assert (10, "James Rodríguez", "MF") in list_squad(competitor__name="Colombia")
    assert not Person.objects.filter(name__contains="(")
    found = bring("openfootball", matches)
    assert (found["created"], found["rejected"]) == (64, [])
    assert Competitor.objects.count() == 32
    told = {note["where"]: note["why"] for note in found["people"]}
    assert told["Portugal"] == "Varela is Silvestre Varela"
    assert "Juan Cuadrado is Juan Guillermo Cuadrado" in told["Colombia"]
    assert not [note for note in found["warnings"] if "Portugal" in note["where"]]
    again = bring("squads", squads, *CUP)
    assert (again["created"], again["unchanged"], "changed" in again) == (0, 32 * 23, False)


def test_squads_that_come_after_the_matches_end_alike(data):
    squads, matches = data / "football/squads/2014", data / "football/worldcup.json/2014/worldcup.json"
    bring("openfootball", matches)
    report = bring("squads", squads, *CUP)
    assert (report["created"], report["rejected"]) == (32 * 23, [])
    for short, full in (("Varela", "Silvestre Varela"), ("Juan Cuadrado", "Juan Guillermo Cuadrado")):
        assert Person.objects.get(name=short).main.name == full
    assert bring("openfootball", matches)["events"] == 0
    again = bring("squads", squads, *CUP)
    assert (again["created"], again["unchanged"], "changed" in again) == (0, 32 * 23, False)


def test_the_squads_of_2026_have_days_of_birth(data):
    path = data / "football/squads/2026/worldcup.squads.json"
    report = bring("squads", path, "--competition", "World Cup", "--season", "2026")
    assert (report["created"], report["rejected"]) == (48 * 26, [])
    assert Person.objects.get(name="Matěj Kovář").birth_date == date(2000, 5, 17)
    assert not Person.objects.filter(birth_date=None)


def test_a_table_is_previewed_and_then_entered(tmp_path):
    table = HEAD + "Reds,Ann Lee,10,FW,2000-05-17,,\n,Bea Ray,1,GK,,2026-08-01,2026-12-31\n"
    preview = bring_table(tmp_path, table, "--dry-run")
    assert preview["changed"] == [{"where": "Reds", "why": "new: Ann Lee, Bea Ray; 2 in the squad"}]
    assert not SquadEntry.objects.exists()
    assert not Person.objects.exists()
    assert bring_table(tmp_path, table) == preview
    bea = SquadEntry.objects.get(number=1)
    assert (bea.person.name, bea.since, bea.until) == ("Bea Ray", date(2026, 8, 1), date(2026, 12, 31))
    assert bea.as_entry().data["until"] == "2026-12-31"
    assert bea.as_entry().parent() == str(bea.season_id)
    assert AuditEntry.objects.get(kind="squad").subject == "Reds, Test League 2026"


def test_what_is_pasted_from_a_spreadsheet_is_a_table(tmp_path):
    text = "Number\tPlayer\tSquad\tBorn\r\n10.0\tAnn  Lee\tReds\t17.5.2000\r\n\t\t\t\r\n"
    bring_table(tmp_path, text, name="pasted.txt")
    assert list_squad() == [(10, "Ann Lee", "")]
    assert Person.objects.get().birth_date == date(2000, 5, 17)


def test_a_number_that_changed_is_put_right_and_what_a_file_lacks_stays(tmp_path):
    bring_table(tmp_path, HEAD + "Reds,Ann Lee,10,FW,,,\nReds,Bea Ray,1,GK,,,\n")
    report = bring_table(tmp_path, HEAD + "Reds,Ann Lee,11,,,,\n")
    assert [note["why"] for note in report["changed"]] == ["Ann Lee's number 10 is 11"]
    assert list_squad() == [(1, "Bea Ray", "GK"), (11, "Ann Lee", "FW")]


def test_two_of_one_name_in_a_squad_are_two_people(tmp_path):
    table = HEAD + "Reds,Eva Novak,4,,2001-01-01,,\nReds,Eva Novak,5,,2002-02-02,,\n"
    for created in (2, 0):
        assert bring_table(tmp_path, table)["created"] == created
    evas = SquadEntry.objects.order_by("number").values_list("number", "person__namesake", "person__birth_date")
    assert list(evas) == [(4, 0, date(2001, 1, 1)), (5, 1, date(2002, 2, 2))]
    moved = HEAD + "Reds,Eva Novak,4,,2002-02-02,,\n"
    report = bring_table(tmp_path, moved)
    assert [note["why"] for note in report["warnings"]] == ["several have the number 4"]


def test_who_is_there_already_is_the_player_of_that_name_or_spelling(tmp_path):
    match = make_match()
    goals = ({"type": "goal", "side": "home", "player": name} for name in ("Andre Schurrle", "Kane"))
    enter(match, {"type": "period_start"}, *goals)
    report = bring_table(
        tmp_path, HEAD + f"{match.home.name},André Schürrle,9,,,,\n{match.home.name},Harry Kane,10,,,,\n"
    )
    (note,) = report["changed"]
    assert note["why"] == "André Schürrle is Andre Schurrle; Kane is Harry Kane; new: Harry Kane; 2 in the squad"
    assert list_squad() == [(9, "Andre Schurrle", ""), (10, "Harry Kane", "")]
    assert Person.objects.get(name="Kane").main.name == "Harry Kane"
    match.refresh_from_db()
    assert decode_state(match).incidents[-1].player == "Kane"
    assert "changed" not in bring_table(tmp_path, (tmp_path / "squads.csv").read_text())


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("Reds,,1,,,,", "expected a team and a name"),
        ("Reds,Ann,x,,,,", "number: expected 0 to 999"),
        ("Reds,Ann,1000,,,,", "number: expected 0 to 999"),
        ("Reds,Ann,1,,2000-13-01,,", "birth_date: expected a day"),
        ("Reds,Ann,1,,1066-01-01,,", "birth_date: expected a day from 1800"),
        (f"Reds,{'A' * 121},1,,,,", "name: expected no more than 120"),
    ],
)
def test_a_row_that_is_wrong_is_rejected_alone(tmp_path, row, why):
    report = bring_table(tmp_path, HEAD + f"Reds,Bea,2,,,,\n{row}\n")
    (note,) = report["rejected"]
    assert (note["where"], report["created"]) == ("squads.csv, line 3", 1)
    assert note["why"].startswith(why)


def test_a_file_without_players_and_a_sport_that_is_another(tmp_path):
    with pytest.raises(CommandError, match="expected players"):
        bring_table(tmp_path, "Team,Name\n")
    with pytest.raises(CommandError, match="got 'Hello'"):
        bring_table(tmp_path, "Hello\n")
    bring_table(tmp_path, HEAD + "Reds,Ann,2,,,,\n", "--sport", "volleyball")
    assert SquadEntry.objects.get().competitor.sport == "volleyball"


def test_a_source_s_id_in_a_table_tells_who_is_meant(tmp_path):
    table = "team,name,no,id\nReds,Matt Lee,1,retrosheet:leem001\nReds,Matthew Lee,2,retrosheet:leem002\n"
    bring_table(tmp_path, table)
    report = bring_table(tmp_path, "team,name,no,id\nReds,Matthew Lee,1,retrosheet:leem001\n")
    assert (report["created"], report["unchanged"]) == (0, 1)


@pytest.mark.parametrize("content", ["[1, 2]", '{"players": 5}', '[{"name": {"a": 1}, "players": [{"name": "Ann"}]}]'])
def test_a_json_of_another_shape_is_refused(tmp_path, content):
    with pytest.raises(CommandError, match="expected"):
        bring_table(tmp_path, content, name="x.json")
    assert not Person.objects.exists()


def test_two_imports_at_once_are_told_to_run_again(tmp_path, monkeypatch):
    def enter_twice(self, team, players):
        raise IntegrityError

    monkeypatch.setattr("scoreboard.importers.squads.Squads.enter", enter_twice)
    with pytest.raises(CommandError, match="run this one again"):
        bring_table(tmp_path, HEAD + "Reds,Ann,1,,,,\n")
