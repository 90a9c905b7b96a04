"""By whose rule people are named, and what their logs say of them, after any order of corrections."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from scoreboard.catalogue.erasing import erase, name_by
from scoreboard.catalogue.identity import NotOne, find, merge, take_back
from scoreboard.models import AuditEntry, Competition, Competitor, Match, MatchEvent, OutboxCursor, Person, SquadEntry
from scoreboard.queries import decode_state, load_log, load_snapshot, matches_with_names
from scoreboard.record.covering import settle_people
from scoreboard.record.fixture import change_fixture
from scoreboard.recovery.verify import check_states
from scoreboard.sports.base import Refused
from scoreboard.wire.records import ENCODER
from tests.factories import enter, make_competitor, make_match, make_season

GOAL = {"type": "goal", "side": "home"}
ANN = "Ann Quillfeather"


@pytest.fixture
def match(db):
    match = make_match()
    enter(match, {"type": "period_start"}, {**GOAL, "player": ANN}, {**GOAL, "player": "Bea"})
    return match


def set_rule(match, rule):
    name_by(Competition.objects.get(seasons__matches=match), rule)
    match.refresh_from_db()


def names_of(match):
    match.refresh_from_db()
    return [getattr(event, "player", None) for event in load_log(match)[2:]]


def test_a_rule_goes_over_what_was_recorded_and_is_taken_back(match):
    before = load_log(match), decode_state(match)
    set_rule(match, "initials")
    assert (names_of(match), match.epoch) == (["A. Q.", "B."], 2)
    assert OutboxCursor.objects.get(match=match).sent_seq == 0
    enter(match, {**GOAL, "player": ANN})
    assert json.loads(MatchEvent.objects.get(match=match, seq=5).record)["player"] == "A. Q."
    set_rule(match, "full")
    assert names_of(match) == [ANN, "Bea", ANN]
    assert decode_state(match).incidents[: len(before[1].incidents)] == before[1].incidents
    set_rule(match, "full")
    assert match.epoch == 3
    assert list(check_states(retry_s=0)) == []


def test_the_strictest_of_all_competitions_of_a_team_holds_and_the_other_side_is_named_by_its_own(match):
    enter(match, {**GOAL, "side": "away", "player": "Cleo Dun"})
    cup = make_match(home=match.home)
    set_rule(cup, "numbers")
    assert names_of(match) == ["Player", "Player", "Cleo Dun"]
    set_rule(match, "initials")
    assert names_of(match) == ["Player", "Player", "C. D."]


def test_a_match_moved_into_a_competition_of_the_young_is_covered(match, django_capture_on_commit_callbacks):
    other = make_season()
    name_by(other.competition, "initials")
    other.competition.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        change_fixture(match_id=match.pk, actor="user:1", season=other)
    assert names_of(match)[:2] == ["A. Q.", "B."]


def test_the_first_match_in_a_competition_of_the_young_covers_the_others_of_the_team(match):
    season = make_season()
    name_by(season.competition, "initials")
    season.competition.refresh_from_db()
    cup = make_match(season=season, home=match.home)
    assert (names_of(match), cup.epoch) == (["A. Q.", "B."], 1)
    assert {person.public_name for person in Person.objects.all()} == {"A. Q.", "B."}


def test_a_number_is_known_from_a_squad_and_a_wish_of_ones_own_goes_before_the_rule(match):
    ann, bea = Person.objects.order_by("name")
    SquadEntry.objects.create(season=match.season, competitor=match.home, person=ann, number=7)
    set_rule(match, "numbers")
    assert names_of(match) == ["Player 7", "Player"]
    Person.objects.filter(pk=bea.pk).update(names="full")
    settle_people([bea.pk])
    assert names_of(match) == ["Player 7", "Bea"]


def test_who_is_made_in_a_team_of_the_young_is_covered_from_the_start(match):
    set_rule(match, "initials")
    home = Competitor.objects.get(pk=match.home_id)
    made = Person.objects.create(competitor=home, name="Dora Ems", birth_date="2012-01-02")
    assert (made.shown, str(made), made.as_entry().data["name"]) == ("D. E.", "D. E.", "D. E.")
    assert "birth_date" not in made.as_entry().data
    recorded = enter(match, {**GOAL, "player": "Dora Ems"}, {**GOAL, "player": "Eva Fey"}).records
    assert [event.player for event in recorded] == ["D. E.", "E. F."]
    assert recorded[0].player_id == str(made.pk)


def test_merging_with_who_is_not_named_in_full_covers_both_and_taking_it_back_uncovers(match):
    senior = make_match(home=make_competitor())
    enter(senior, {"type": "period_start"}, {**GOAL, "player": ANN})
    set_rule(match, "initials")
    one, into = Person.objects.get(competitor=match.home, name=ANN), Person.objects.get(competitor=senior.home)
    merge(find(str(one.pk)), find(str(into.pk)))
    assert (names_of(senior), names_of(match)) == (["A. Q."], ["A. Q.", "B."])
    take_back(find(str(one.pk)))
    assert (names_of(senior), names_of(match)) == ([ANN], ["A. Q.", "B."])


def test_who_was_erased_is_merged_with_nobody_and_stays_so(match):
    ann, bea = (str(pk) for pk in Person.objects.order_by("name").values_list("pk", flat=True))
    done = erase(find(ann), reason="asked for")
    assert (done["people"], done["matches"]) == ({ann: "Player"}, [str(match.pk)])
    for one, into in ((ann, bea), (bea, ann)):
        with pytest.raises(NotOne, match="no name"):
            merge(find(one), find(into))
    assert erase(find(ann))["matches"] == []
    again = enter(match, {**GOAL, "player_id": ann}).records[0]
    assert (again.player, again.player_id) == ("Player", ann)
    noted = AuditEntry.objects.filter(kind="person")
    assert [ann in entry.what for entry in noted] == [True, True]
    assert not any("Quill" in f"{entry.subject}{entry.what}{entry.reason}" for entry in noted)


def test_two_of_a_team_without_a_name_are_two(match):
    for person in list(Person.objects.all()):
        erase(person)
    assert [(one.name, one.namesake) for one in Person.objects.order_by("namesake")] == [("Player", 0), ("Player", 1)]
    assert len({event.player_id for event in load_log(Match.objects.get())[2:]}) == 2


def test_a_match_of_an_unreadable_log_has_its_overlay_all_the_same(match):
    MatchEvent.objects.filter(match=match, seq=4).update(record='{"match"')
    set_rule(match, "initials")
    assert json.loads(match.shown_names) == {str(Person.objects.get(name=ANN).pk): "A. Q."}


STEPS = st.lists(
    st.tuples(st.sampled_from(["goal", "other", "void", "amend", "assist"]), st.integers(3, 12)), min_size=1, max_size=8
)


class AfterAnyOrder(TestCase):
    """A name is gone after any order of corrections, and the match is what it was."""

    @given(STEPS, STEPS)
    def test_erased_after_some_steps_and_before_others(self, before, after):
        match = make_match()
        enter(match, {"type": "period_start"}, {**GOAL, "player": ANN})
        ann = Person.objects.get(competitor=match.home)
        self.take(match, before, {"player": ANN})
        score, seqs = decode_state(match).play.score, match.seq
        erase(find(str(ann.pk)))
        match.refresh_from_db()
        assert (decode_state(match).play.score, match.seq) == (score, seqs)
        self.take(match, after, {"player_id": str(ann.pk)})
        shown = ENCODER.encode([load_snapshot(matches_with_names().get(pk=match.pk)), load_log(match)])
        assert b"Quillfeather" not in shown + match.state.encode()
        assert list(check_states(retry_s=0)) == []

    def take(self, match, steps, who):
        """Enter what is possible of some steps."""
        assist = {f"assist{key.removeprefix('player')}": value for key, value in who.items()}
        for kind, seq in steps:
            bodies = {
                "goal": {**GOAL, **who},
                "other": {**GOAL, "player": "Bea"},
                "assist": {**GOAL, "player": "Bea", "data": assist},
                "void": {"type": "void", "data": {"seq": seq, "reason": "x"}},
                "amend": {"type": "amend", "data": {"seq": seq, "reason": "x", "event": {**GOAL, **who}}},
            }
            try:
                enter(match, bodies[kind])
            except Refused:
                continue
