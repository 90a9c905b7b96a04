"""Who may play, by age and by registration."""

from datetime import date

import pytest

from scoreboard.sports.base import say
from scoreboard.sports.eligibility import Candidate, Eligibility, find_age, list_ineligible
from scoreboard.sports.sentences import format_sentence

ON = date(2026, 3, 8)


def codes(rules, on=ON, **candidate):
    found = list_ineligible([Candidate("p1", "Ann", **candidate)], Eligibility(**rules), on=on)
    assert {one.person for one in found} <= {"p1"}
    return [one.sentence.code for one in found]


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        (date(2000, 3, 8), date(2026, 3, 8), 26),
        (date(2000, 3, 9), date(2026, 3, 8), 25),
        (date(2004, 2, 29), date(2026, 2, 28), 21),
        (date(2004, 2, 29), date(2026, 3, 1), 22),
        (date(2000, 5, 2), date(2026, 5, 1), 25),
        (date(2000, 5, 1), date(2026, 5, 1), 26),
        (date(2000, 2, 29), date(2026, 2, 28), 25),
        (None, date(2026, 5, 1), None),
        (date(2000, 5, 1), None, None),
    ],
)
def test_whole_years(born, on, age):
    assert find_age(born, on) == age


def test_too_young_and_too_old_on_the_day_of_the_match_or_another():
    assert codes({"youngest": 16}, born=date(2010, 3, 9)) == ["too_young"]
    assert codes({"youngest": 16}, born=date(2010, 3, 8)) == []
    assert codes({"oldest": 20}, born=date(2005, 3, 8)) == ["too_old"]
    assert codes({"oldest": 20, "on": date(2026, 1, 1)}, born=date(2005, 3, 8)) == []
    assert codes({"oldest": 20, "youngest": 16}) == []  # nobody knows when they were born
    assert codes({"oldest": 20}, on=None, born=date(1990, 1, 1)) == []


def test_only_whoever_is_in_the_squad_on_the_day():
    rules = {"registered_only": True}
    assert codes(rules) == ["not_registered"]
    assert codes(rules, registered=((None, None),)) == []
    assert codes(rules, registered=((date(2026, 3, 9), None),)) == ["not_registered"]
    assert codes(rules, registered=((None, date(2026, 3, 7)), (date(2026, 3, 8), None))) == []
    assert codes({}, registered=()) == []


def test_what_is_said_of_who_is_suspended():
    why = say("suspension.cautions", count=5, offence="yellow_cards")
    (found,) = list_ineligible([Candidate("p1", "Ann", suspended=why)], Eligibility(), on=None)
    assert format_sentence(found.sentence, sport="football") == "Ann is suspended after 5 yellow cards."
