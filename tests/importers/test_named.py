"""People whom files name by parts of their names: found over the whole file, in any order of rows and of imports."""

import itertools
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from scoreboard.importers.base import ImportedMatch, ImportedSeason
from scoreboard.importers.load import load_season
from scoreboard.importers.sources import Source
from scoreboard.models import AuditEntry, Match, Person
from scoreboard.queries import decode_state

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)
HALVES = [{"type": "period_start"}, {"type": "period_end"}]


def row(day, *scorers, own=False, **more):
    goals = [{"type": "goal", "side": "home", "player": name, "data": {"own_goal": own}} for name in scorers]
    fields = {"home": "France", "away": "Wales", "round": f"Matchday {day}", **more}
    events = [HALVES[0], *goals, HALVES[1], *HALVES]
    return ImportedMatch(where=f"row {day}", scheduled_on=DAY + timedelta(days=7 * day), events=events, **fields)


def bring(*rows, season="2026", as_of=None):
    year = int(season)
    rows = [replace(one, scheduled_on=one.scheduled_on and one.scheduled_on.replace(year=year)) for one in rows]
    imported = ImportedSeason(sport="football", competition="Cup", season=season, matches=list(rows))
    source = Source("import:test", as_of and date.fromisoformat(as_of))
    report = load_season(imported, actor=source.actor, source=source)
    assert report.rejected == []
    return report


def count_goals():
    """Goals by the name of who a scorer is now."""
    mains = {str(person.pk): (person.main or person).name for person in Person.objects.select_related("main")}
    named = [
        mains[one.player_id] for match in Match.objects.all() for one in decode_state(match).incidents if one.player_id
    ]
    return {name: named.count(name) for name in named}


@pytest.mark.parametrize("order", [*itertools.permutations(range(3))])
def test_a_surname_is_its_one_bearer_s_in_any_order_of_rows(order):
    rows = [row(1, "Mbappé", "Mbappé"), row(2, "Kylian Mbappé"), row(3, "Giroud", "K. Mbappé")]
    report = bring(*(rows[at] for at in order))
    assert count_goals() == {"Kylian Mbappé": 4, "Giroud": 1}
    assert [(note.where, note.why) for note in report.people] == [
        ("France", "K. Mbappé is Kylian Mbappé; Mbappé is Kylian Mbappé")
    ]
    assert [note.why for note in report.warnings] == ["no fuller name is known of Giroud"]
    again = bring(*rows)
    assert (again.events, again.warnings, again.unchanged) == (0, [], 3)


def test_two_imports_in_either_order_end_alike():
    bring(row(1, "Mbappé"), season="2025")
    report = bring(row(1, "Kylian Mbappé"))
    assert [note.why for note in report.people] == ["Mbappé is Kylian Mbappé"]
    assert AuditEntry.objects.get(kind="person").reason == "The source has the name in full."
    bring(row(1, "Mbappé"), season="2027")
    assert count_goals() == {"Kylian Mbappé": 3}


def test_who_is_known_of_another_season_is_found():
    bring(row(1, "Kylian Mbappé"), season="2025")
    assert [note.why for note in bring(row(1, "Mbappé")).people] == ["Mbappé is Kylian Mbappé"]
    assert count_goals() == {"Kylian Mbappé": 2}


def test_several_bearers_are_a_warning_that_names_them():
    report = bring(row(1, "Thuram", "Marcus Thuram"), row(2, "Khéphren Thuram"))
    why = "Thuram may be Khéphren Thuram or Marcus Thuram: entered as one more person"
    assert [note.why for note in report.warnings] == [why]
    assert count_goals() == {"Thuram": 1, "Marcus Thuram": 1, "Khéphren Thuram": 1}


def test_who_scored_an_own_goal_is_looked_for_in_their_own_side():
    report = bring(row(1, "Mbappé", own=True), row(2, "Kylian Mbappé"))
    assert [(note.where, note.why) for note in report.warnings] == [("Wales", "no fuller name is known of Mbappé")]
    assert sorted(Person.objects.values_list("competitor__name", "name")) == [
        ("France", "Kylian Mbappé"),
        ("Wales", "Mbappé"),
    ]


def test_other_mentions_than_the_player_s_are_resolved_and_ids_left_alone():
    match = row(1, "Kylian Mbappé", "Olivier Giroud")
    match.events[1]["data"]["assist"] = "Giroud"
    match.events[2] |= {"player_id": "x:1"}
    bring(match, row(2, "Olivier Giroud"))
    incident = next(one for match in Match.objects.all() for one in decode_state(match).incidents if one.related)
    assert incident.related == "Olivier Giroud"


def test_a_fixture_that_is_played_later_gets_them_too():
    bring(row(1, "Kylian Mbappé"), ImportedMatch(where="row 2", home="Wales", away="France", round="Matchday 2"))
    bring(row(1, "Kylian Mbappé"), row(2, "Mbappé", home="Wales", away="France", own=True))
    assert count_goals() == {"Kylian Mbappé": 2}


def test_a_match_that_a_later_file_turns_gets_them_too():
    bring(row(1), as_of="2026-01-01")
    report = bring(row(1, "Mbappé", own=True, home="Wales", away="France"), row(2, "Kylian Mbappé"), as_of="2026-09-01")
    assert [note.why for note in report.people] == ["Mbappé is Kylian Mbappé"]
    assert "home: France is Wales" in report.changed[0].why
    assert count_goals() == {"Kylian Mbappé": 2}


def test_of_two_people_of_one_name_nobody_is_taken_for_the_other():
    bring(row(1, "Kylian Mbappé"))
    first = Person.objects.get()
    Person.objects.create(competitor=first.competitor, name=first.name, namesake=1)
    report = bring(row(2, "Mbappé", "Kylian Mbappé"))
    assert any("several people are called Kylian Mbappé" in note.why for note in report.warnings)
    assert count_goals() == {"Kylian Mbappé": 1}


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_brothers_one_comes_in_by_the_other_file(turned):
    rows = [row(1, "Hazard", "Eden Hazard"), row(2, "T. Hazard", "Hazard")]
    bring(row(1, "Thorgan Hazard"), season="2025")
    report = bring(*(rows[::-1] if turned else rows))
    assert [note.why for note in report.people] == ["T. Hazard is Thorgan Hazard"]
    assert [note.why for note in report.warnings] == [
        "Hazard may be Eden Hazard or T. Hazard: entered as one more person"
    ]
    assert count_goals() == {"Thorgan Hazard": 2, "Eden Hazard": 1, "Hazard": 2}


def test_a_word_alone_is_the_last_one_of_a_fuller_name():
    bring(row(1, "Ronaldo"), row(2, "Cristiano Ronaldo"), row(3, "Pepe", "Hulk", "Fred"))
    assert count_goals() == {"Cristiano Ronaldo": 2, "Pepe": 1, "Hulk": 1, "Fred": 1}


def test_two_of_one_word_are_not_found_in_each_other():
    report = bring(row(1, "Ronaldo", "Ronaldinho"), row(2, "Ronaldo Nazário"))
    assert count_goals() == {"Ronaldo": 1, "Ronaldinho": 1, "Ronaldo Nazário": 1}
    assert [note.why for note in report.warnings] == ["no fuller name is known of Ronaldinho, Ronaldo"]


def test_a_name_whose_letters_were_spoilt_is_nobody_else():
    report = bring(row(1, "MbappÃ©", "Kylian Mbappé"))
    assert count_goals() == {"MbappÃ©": 1, "Kylian Mbappé": 1}
    assert [note.why for note in report.warnings] == ["no fuller name is known of MbappÃ©"]
