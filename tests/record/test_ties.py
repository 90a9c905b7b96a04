"""The system fills in who comes from one match into another, and changes it while the later one has not begun."""

import json
from datetime import date
from random import Random

import pytest

from scoreboard.importers.turning import turn_fixture
from scoreboard.importers.updating import change
from scoreboard.models import AuditEntry, Match, MatchEvent
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
        fill_in_after_commit(match)
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


RULES = {"extra_time": False, "shootout": False}


def plan_tie(season, one, other, *, label="Semi-finals", rounds=("", ""), **fixture):
    """Two matches of these, the second at the other's ground."""
    on = {"season": season, **fixture}
    return [
        make_match(home=home, away=away, round=f"{label}{name}", scheduled_on=date(2026, 3, day), **on)
        for home, away, name, day in ((one, other, rounds[0], 1), (other, one, rounds[1], 5))
    ]


@pytest.mark.parametrize("named", [0, 1])
def test_of_two_legs_the_winner_of_both_comes_in_whichever_is_named(season, teams, named):
    a, b, c, d = teams
    season.ranking = {"scored_away": True}
    season.save()
    first, second = (plan_tie(season, one, other, ruleset=RULES) for one, other in ((a, b), (c, d)))
    fed = come(first[named], second[1 - named])
    turned = {"home_from": fed["away_from"], "away_from": fed["home_from"]}
    legs = [plan(season, round="Final", **fed), plan(season, round="Final", scheduled_on=date(2026, 3, 16), **turned)]
    enter(first[0], result(2, 0))
    assert sides(legs[0]) == [None, None]
    enter(first[1], result(1, 0))  # 1-2 on aggregate: who has lost the second leg is through
    assert sides(legs[0]) == ["Arden", None]
    enter(second[0], result(1, 1))
    enter(second[1], result(2, 2))  # who scored more away
    assert [sides(leg) for leg in legs] == [["Arden", "Copse"], ["Copse", "Arden"]]
    enter(first[0], {"type": "amend", "data": {"seq": 2, "reason": "Misheard", "event": result(0, 0)}})
    assert [sides(leg) for leg in legs] == [["Brook", "Copse"], ["Copse", "Brook"]]
    enter(second[0], {"type": "status", "data": {"status": "annulled", "reason": "To be played again"}})
    assert [sides(leg) for leg in legs] == [["Brook", None], [None, "Brook"]]


def test_of_a_leg_that_is_not_here_the_other_may_know(season, teams):
    a, b = teams[:2]
    rules = {"first_leg": {"home": 0, "away": 2}, "extra_time": False}
    told = make_match(season=season, home=a, away=b, round="Semi-finals 2nd leg", ruleset=rules)
    final = plan(season, round="Final", **come(told))
    enter(told, result(1, 0))
    assert sides(final) == ["Brook", None]  # 1-2 on aggregate


def test_a_first_leg_alone_decides_nothing(season, teams):
    first = make_match(season=season, home=teams[0], away=teams[1], round="Semi-finals 1st leg", ruleset=RULES)
    final = plan(season, round="Final", **come(first))
    enter(first, result(3, 0))
    assert sides(final) == [None, None]


def test_a_drawn_match_leaves_it_to_its_replay(season, teams):
    a, b = teams[:2]
    first, replay = plan_tie(season, a, b, label="Round 3", rounds=("", " Replay"), ruleset=RULES)
    later = plan(season, round="Round 4", **come(first))
    enter(first, result(1, 1))
    assert sides(later) == [None, None]
    enter(replay, result(1, 0))
    assert sides(later) == ["Brook", None]


def test_a_series_is_won_by_more_than_half_of_its_matches(teams):
    a, b = teams[:2]
    season = make_season(ranking={"ties": "wins", "best_of": {"Semi-finals": 5}})
    on = {"season": season, "round": "Semi-finals", "ruleset": RULES}
    games = [
        make_match(home=home, away=away, scheduled_on=date(2026, 3, day), **on)
        for day, (home, away) in enumerate([(a, b), (a, b), (b, a), (b, a), (a, b)], start=1)
    ]
    final = plan(season, round="Final", **come(games[0]))
    for game, score in zip(games, [(1, 0), (0, 2), (2, 3), (1, 0), (1, 0)], strict=True):
        assert sides(final) == [None, None]
        enter(game, result(*score))
    assert sides(final) == ["Arden", None]


def test_of_a_match_that_has_begun_people_are_told_once(season, semis, final, caplog):
    enter(semis[0], result(2, 1))
    enter(semis[1], result(0, 1))
    enter(final, {"type": "period_start"})
    enter(semis[0], {"type": "status", "data": {"status": "awarded", "reason": "Appeal", "winner": "away"}})
    fill_in_after_commit(semis[0])
    (entry,) = AuditEntry.objects.filter(kind="held")
    assert (entry.match, entry.actor, entry.subject) == (final.pk, ACTOR, f"Arden – Dale, {season.competition.name}")
    assert entry.what == "not changed, since it has begun: home is Arden, by the tie before it Brook"
    assert sum(entry.what in record.getMessage() for record in caplog.records) == 1
    assert sides(final) == ["Arden", "Dale"]


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


@pytest.mark.parametrize("seed", range(10))
def test_any_order_of_results_and_corrections_fills_in_whom_the_legs_say(season, teams, seed):
    """Whatever is entered when: in the end the final's sides are those of two legs by plain arithmetic."""
    random = Random(seed)
    season.ranking = {"scored_away": True}
    season.save()
    semis = [plan_tie(season, *two, ruleset=RULES) for two in (teams[:2], teams[2:])]
    final = plan(season, round="Final", **come(*(random.choice(semi) for semi in semis)))
    scores = {}
    acts = [leg for semi in semis for leg in semi for _ in range(random.randint(0, 3))]
    random.shuffle(acts)
    for leg in acts:
        entered = leg.pk in scores
        score = scores[leg.pk] = (
            None if entered and random.random() < 0.3 else (random.randint(0, 2), random.randint(0, 2))
        )
        seq = find_standing(leg)
        if score is None:
            enter(leg, {"type": "void", "data": {"seq": seq, "reason": "Another match"}})
            del scores[leg.pk]
        elif entered:
            enter(leg, {"type": "amend", "data": {"seq": seq, "reason": "Misheard", "event": result(*score)}})
        else:
            enter(leg, result(*score))
    wanted = [tell_winner(semi, scores) for semi in semis]
    assert sides(final) == [winner and winner.name for winner in wanted]
    assert len(filled(final)) <= len(acts)


def find_standing(leg):
    """The seq of the last result of a match's log that was entered, of which corrections speak."""
    results = MatchEvent.objects.filter(match=leg, record__contains='"type":"result"').order_by("-seq")
    return next((row.seq for row in results if json.loads(row.record)["type"] == "result"), None)


def tell_winner(semi, scores):
    """Who has more of two legs, or scored more away; None while a leg is not played, or nothing separates them."""
    if any(leg.pk not in scores for leg in semi):
        return None
    (one, two), (three, four) = (scores[leg.pk] for leg in semi)
    ahead = (one + four, four) > (two + three, two), (one + four, four) < (two + three, two)
    first = semi[0]
    return first.home if ahead[0] else first.away if ahead[1] else None
