"""The system fills in who comes from one match into another, and changes it while the later one has not begun."""

from datetime import date

import pytest

from scoreboard.importers.turning import turn_fixture
from scoreboard.importers.updating import change
from scoreboard.models import Match, MatchEvent
from scoreboard.queries import decode_state
from scoreboard.record.commands import fill_in_after_commit
from scoreboard.record.fixture import change_fixture, prepare, schedule, schedule_many
from scoreboard.record.ties import ACTOR
from tests.factories import enter, make_competitor, make_match, make_season

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def teams():
    return [make_competitor(name) for name in ("Arden", "Brook", "Copse", "Dale")]


@pytest.fixture
def season():
    return make_season(ruleset={"extra_time": True, "shootout": True})


@pytest.fixture
def semis(season, teams):
    a, b, c, d = teams
    return [
        make_match(season=season, home=home, away=away, round="Semi-finals", scheduled_on=date(2026, 3, 1))
        for home, away in ((a, b), (c, d))
    ]


def come(*matches, outcome="winner"):
    """The fixture fields of a match into which the winners, or losers, of these come."""
    sides = zip(("home", "away"), matches, strict=False)
    return {f"{side}_from": {"match": str(match.pk), "outcome": outcome} for side, match in sides if match}


def plan(season, **fixture):
    """A match whose sides are not known."""
    known = {"home": None, "away": None, "scheduled_on": date(2026, 3, 9), **fixture}
    return schedule(season=season, actor="user:1", **known).match


@pytest.fixture
def final(season, semis):
    return plan(season, round="Final", **come(*semis))


def result(home, away, **more):
    return {"type": "result", "data": {"full_time": {"home": home, "away": away}, **more}}


def sides(match):
    """Who is in a match by now, by the columns and by the state, which agree."""
    match.refresh_from_db()
    fixture = decode_state(match).fixture
    assert [ref and ref.id for ref in (fixture.home, fixture.away)] == [
        row and str(row.pk) for row in (match.home, match.away)
    ]
    return [ref and ref.name for ref in (fixture.home, fixture.away)]


def filled(match):
    """The system's own records of a match."""
    return list(MatchEvent.objects.filter(match=match, actor=ACTOR).order_by("seq"))


def test_winners_and_losers_are_filled_in_as_they_are_known(season, semis, final):
    third = plan(season, round="Third place", **come(*semis, outcome="loser"))
    enter(semis[0], result(2, 1))
    assert (sides(final), sides(third)) == (["Arden", None], ["Brook", None])
    enter(semis[1], result(1, 1, extra_time={"home": 1, "away": 1}, shootout={"home": 3, "away": 4}))
    assert (sides(final), sides(third)) == (["Arden", "Dale"], ["Brook", "Copse"])
    first, second = filled(final)
    assert first.key == f"{semis[0].pk}:e1-2:home"
    assert second.key == f"{semis[1].pk}:e1-2:away"


def test_it_is_entered_once_however_often_it_is_asked(semis, final):
    enter(semis[0], result(2, 1))
    for match in (semis[0], final, semis[1]):
        fill_in_after_commit(match.pk)
    enter(semis[0], {"type": "status", "data": {"status": "official"}})
    assert (sides(final), len(filled(final))) == (["Arden", None], 1)


def test_a_correction_changes_it_until_the_later_match_has_begun(semis, final):
    enter(semis[0], result(2, 1))
    amended = {"seq": 2, "reason": "Scores swapped", "event": result(1, 2)}
    enter(semis[0], {"type": "amend", "data": amended})
    assert sides(final) == ["Brook", None]
    enter(semis[0], {"type": "void", "data": {"seq": 2, "reason": "Another match"}})
    assert sides(final) == [None, None]
    enter(semis[0], {"type": "status", "data": {"status": "awarded", "reason": "No show", "winner": "home"}})
    enter(semis[1], result(0, 1))
    assert sides(final) == ["Arden", "Dale"]
    enter(final, {"type": "period_start"})
    enter(semis[0], {"type": "status", "data": {"status": "awarded", "reason": "Appeal", "winner": "away"}})
    enter(semis[1], {"type": "status", "data": {"status": "annulled", "reason": "Appeal"}})
    assert sides(final) == ["Arden", "Dale"]


def test_whom_an_official_has_put_there_stays(semis, final, teams):
    lucky = make_competitor("Elm")
    change_fixture(match_id=final.pk, actor="user:1", home=lucky, reason="Both withdrew")
    enter(semis[0], result(2, 1))
    assert sides(final) == ["Elm", None]


def test_who_comes_from_a_match_that_is_decided_already_is_filled_in_at_once(season, semis):
    enter(semis[0], result(0, 3))
    assert sides(plan(season, round="Final", **come(semis[0]))) == ["Brook", None]
    later = plan(season, round="Final")
    change_fixture(match_id=later.pk, actor="user:1", away_from=come(semis[0])["home_from"])
    assert sides(later) == [None, "Brook"]
    made = prepare(season=season, home=None, away=None, actor="import:x", **come(semis[0], outcome="loser"))
    schedule_many([made])
    assert sides(Match.objects.get(pk=made.match.pk)) == ["Arden", None]


def test_of_two_legs_the_second_decides_and_one_of_several_does_not_by_itself(season, teams):
    a, b = teams[:2]
    on = {"season": season, "round": "Semi-finals"}
    make_match(home=b, away=a, scheduled_on=date(2026, 3, 1), **on)
    rules = {"first_leg": {"home": 0, "away": 2}, "extra_time": False}
    told = make_match(home=a, away=b, scheduled_on=date(2026, 3, 5), ruleset=rules, **on)
    final = plan(season, round="Final", **come(told))
    enter(told, result(1, 0))
    assert sides(final) == ["Brook", None]  # 1-2 on aggregate
    alone = make_match(home=a, away=b, scheduled_on=date(2026, 3, 5), **on)
    other = plan(season, round="Final", **come(alone))
    enter(alone, result(1, 0))
    assert sides(other) == [None, None]


def test_a_drawn_match_leaves_it_to_its_replay(season, teams):
    a, b = teams[:2]
    rules = {"extra_time": False, "shootout": False}
    on = {"season": season, "ruleset": rules}
    first = make_match(home=a, away=b, round="Round 3", **on)
    replay = make_match(home=b, away=a, round="Round 3 Replay", **on)
    later = plan(season, round="Round 4", **come(first, replay))
    enter(first, result(1, 1))
    assert sides(later) == [None, None]
    enter(replay, result(1, 0))
    assert sides(later) == [None, "Brook"]


def test_sides_that_are_turned_come_from_the_same_matches(season, semis, final):
    enter(semis[0], result(2, 0))
    final.refresh_from_db()
    enter(final, change(turn_fixture(final), reason="Turned"))
    enter(semis[1], result(1, 0))
    assert sides(final) == ["Copse", "Arden"]
    enter(semis[0], {"type": "void", "data": {"seq": 2, "reason": "Not played to its end"}})
    assert sides(final) == ["Copse", None]


def test_nobody_is_filled_in_against_themselves(season, semis, teams):
    later = plan(season, home=teams[0], round="Final", **come(None, semis[0]))
    enter(semis[0], result(2, 0))
    assert sides(later) == ["Arden", None]
