"""Who is meant by a part of a name: the forms that sources write, and what a team's names tell of each other."""

import pytest

from scoreboard.catalogue.person_names import are_alike, is_partial, is_short, resolve


@pytest.mark.parametrize(
    ("name", "full", "short"),
    [
        ("Mbappé", "Kylian Mbappé", True),
        ("Kolo Muani", "Randal Kolo Muani", True),
        ("E. Hazard", "Eden Hazard", True),
        ("E Hazard", "Eden Hazard", True),
        ("T. Hazard", "Eden Hazard", False),
        ("Ád. Szalai", "Ádám Szalai", True),
        ("Ád. Szalai", "Attila Szalai", False),
        ("Juan Cuadrado", "Juan Guillermo Cuadrado", True),
        ("Luis Cuadrado", "Juan Guillermo Cuadrado", False),
        ("Lukaku", "R. Lukaku", True),
        ("Neymar", "Neymar Jr.", True),
        ("Jr.", "Neymar Jr.", False),
        ("Kylian", "Kylian Mbappé", False),
        ("Kylian Mbappé", "Mbappé", False),
        ("kylian mbappe", "Kylian Mbappé", False),
        ("...", "Kylian Mbappé", False),
    ],
)
def test_a_short_form_of_a_name(name, full, short):
    assert is_short(name, full) is short


def test_spellings_of_one_name():
    assert are_alike("Koo Jacheol", "Koo Ja-Cheol")
    assert are_alike("Andre Schürrle", "André Schurrle")
    assert not are_alike("Salem Al Dawasari", "Salem Al-Dawsari")


@pytest.mark.parametrize(
    ("name", "partial"), [("Fred", True), ("Neymar Jr", True), ("P. Coutinho", True), ("De Jong", False)]
)
def test_what_is_part_of_a_name(name, partial):
    assert is_partial(name) is partial


def test_one_bearer_in_the_file_is_that_one_whoever_is_stored():
    found = resolve({"Kane", "Harry Kane", "E. Hazard", "Eden Hazard"}, stored={"Todd Kane"})
    assert found.renamed == {"Kane": "Harry Kane", "E. Hazard": "Eden Hazard"}
    assert (found.doubtful, found.unknown, found.merged) == ({}, [], {})


def test_the_fullest_of_one_bearer_s_names_is_taken():
    found = resolve({"Lukaku", "R. Lukaku"}, stored={"Romelu Lukaku"})
    assert found.renamed == {"Lukaku": "Romelu Lukaku", "R. Lukaku": "Romelu Lukaku"}


def test_several_bearers_or_none_are_told():
    found = resolve({"Hazard", "Stones", "Eden Hazard", "Thorgan Hazard"})
    assert found.doubtful == {"Hazard": ["Eden Hazard", "Thorgan Hazard"]}
    assert (found.renamed, found.unknown) == ({}, ["Stones"])


def test_who_is_stored_by_a_surname_is_the_one_whom_a_file_names_in_full():
    assert resolve({"Harry Kane"}, stored={"Kane"}).merged == {"Kane": "Harry Kane"}
    assert resolve({"Eden Hazard", "Thorgan Hazard"}, stored={"Hazard"}).merged == {}
    assert resolve({"Eden Hazard"}, stored={"Hazard", "Thorgan Hazard"}).merged == {}
    assert resolve({"Thiago Silva"}, squad={"Silva", "Thiago Silva"}, stored={"Silva"}).merged == {}


def test_the_squad_comes_first():
    squad = {"Silvestre Varela", "Fred", "Jefferson", "Juan Guillermo Cuadrado"}
    found = resolve({"Varela", "Fred", "Neymar Jr", "Juan Cuadrado"}, squad={*squad, "Neymar"}, stored={"Ana Varela"})
    expected = {"Varela": "Silvestre Varela", "Neymar Jr": "Neymar", "Juan Cuadrado": "Juan Guillermo Cuadrado"}
    assert (found.renamed, found.unknown) == (expected, [])


def test_of_two_spellings_the_one_that_is_known_is_taken_else_that_with_accents():
    assert resolve({"Andre Schürrle", "André Schürrle"}).renamed == {"Andre Schürrle": "André Schürrle"}
    assert resolve({"Ritsu Doan", "Ritsu Dōan"}).renamed == {"Ritsu Doan": "Ritsu Dōan"}
    assert resolve({"Ritsu Dōan"}, stored={"Ritsu Doan"}).renamed == {"Ritsu Dōan": "Ritsu Doan"}
