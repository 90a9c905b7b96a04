"""People merged and split: who counts as whom, taken back the same way."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from scoreboard.catalogue.identity import NotOne, find, merge, split, take_back
from scoreboard.models import AuditEntry, Person, PersonAlias
from scoreboard.queries import decode_state
from scoreboard.record.request import BadEvent
from tests.factories import enter, make_match

pytestmark = pytest.mark.django_db
GOAL = {"type": "goal", "side": "home"}


@pytest.fixture
def match():
    match = make_match()
    enter(
        match, {"type": "period_start"}, *({**GOAL, "player": name} for name in ("Kylian Mbappé", "Mbappé", "Mbappé"))
    )
    return match


@pytest.fixture
def two(match):
    return Person.objects.get(name="Mbappé"), Person.objects.get(name="Kylian Mbappé")


def test_a_merged_person_stands_under_the_other_and_the_log_is_as_it_was(match, two):
    one, into = two
    before = match.seq
    assert merge(one, into, reason="one golden boot") == into
    one.refresh_from_db()
    assert (one.same_as, one.main, one.as_entry().data["main"]) == (into, into, str(into.pk))
    match.refresh_from_db()
    assert match.seq == before
    assert AuditEntry.objects.get(kind="person").reason == "one golden boot"


def test_a_merge_of_a_merge_ends_at_one_and_taking_it_back_leaves_the_first(two):
    one, into = two
    last = Person.objects.create(competitor=into.competitor, name="K. Mbappé")
    merge(one, into)
    merge(into, last)
    assert Person.objects.get(pk=one.pk).main == last
    take_back(find(str(into.pk)))
    assert (find(str(one.pk)).main, find(str(into.pk)).main) == (into, None)
    take_back(find(str(one.pk)))
    assert not Person.objects.exclude(main=None, same_as=None).exists()


def test_nobody_is_merged_twice_or_into_themselves_or_into_an_opponent(match, two):
    one, into = two
    merge(one, into)
    for again, other, why in ((one, into, "one already"), (into, one, "one already"), (into, into, "one already")):
        with pytest.raises(NotOne, match=why):
            merge(find(str(again.pk)), find(str(other.pk)))
    enter(match, {**GOAL, "side": "away", "player": "Messi"})
    with pytest.raises(NotOne, match="have played each other"):
        merge(Person.objects.get(name="Messi"), into)


def test_whoever_is_named_by_a_merged_name_is_the_one_they_are(match, two):
    one, into = two
    merge(one, into)
    entered = enter(match, {**GOAL, "player": "Mbappé"}).records[0]
    assert (entered.player, entered.player_id) == ("Kylian Mbappé", str(into.pk))


def test_a_split_gives_the_matches_to_somebody_new_of_the_name(match, two):
    one, _ = two
    other = split(one, [match], actor="user:1", reason="a brother")
    match.refresh_from_db()
    assert (other.name, other.namesake, str(other)) == ("Mbappé", 1, "Mbappé (2)")
    named = [incident.player_id for incident in decode_state(match).incidents if incident.player == "Mbappé"]
    assert named == [str(other.pk)] * 2
    with pytest.raises(NotOne, match="is not named in"):
        split(one, [match], actor="user:1")
    with pytest.raises(BadEvent, match="2 people of that side are called Mbappé: give the id"):
        enter(match, {**GOAL, "player": "Mbappé"})
    assert enter(match, {**GOAL, "player_id": str(one.pk)}).records[0].player == "Mbappé"
    merge(other, one)
    assert enter(match, {**GOAL, "player": "Mbappé"}).records[0].player_id == str(one.pk)


def test_a_source_s_id_is_one_person_however_it_spells_the_name(match):
    spelled = [{**GOAL, "player": name, "player_id": "retrosheet:carpm001"} for name in ("Matt Carp", "Matthew Carp")]
    first, second = (enter(match, body).records[0] for body in spelled)
    assert first.player_id == second.player_id
    assert (first.player, second.player) == ("Matt Carp", "Matt Carp")
    assert PersonAlias.objects.get().name == "Matthew Carp"
    assert enter(match, {**GOAL, "player": "Matthew Carp"}).records[0].player_id == first.player_id


def test_two_ids_of_a_source_are_two_people_of_one_name(match):
    one, two = (
        enter(match, {**GOAL, "player": "Eva", "player_id": f"datavolley:{number}"}).records[0] for number in (4, 5)
    )
    assert one.player_id != two.player_id
    assert list(Person.objects.filter(name="Eva").values_list("namesake", flat=True)) == [0, 1]


def test_who_has_a_source_s_id_in_another_competitor_is_one_with_them(match):
    elsewhere = make_match()
    here, there = (
        enter(where, {"type": "period_start"}, {**GOAL, "player": "Ann", "player_id": "nba-stats:7"}).records[-1]
        if where is elsewhere
        else enter(where, {**GOAL, "player": "Ann", "player_id": "nba-stats:7"}).records[-1]
        for where in (match, elsewhere)
    )
    assert str(find(there.player_id).main_id) == here.player_id


def run(*arguments):
    out = StringIO()
    call_command(*map(str, arguments), stdout=out)
    return json.loads(out.getvalue())


def test_commands_merge_and_split_people(match, two):
    one, into = two
    assert run("merge", "--people", one.pk, into.pk)["into"] == {"id": str(into.pk), "name": "Kylian Mbappé"}
    with pytest.raises(CommandError, match="one already"):
        run("merge", "--people", one.pk, into.pk)
    assert run("split", "--person", one.pk)["person"]["id"] == str(one.pk)
    other = run("split", "--person", one.pk, "--matches", match.pk)["person"]
    assert (other["name"], other["id"] != str(one.pk)) == ("Mbappé", True)
    with pytest.raises(CommandError, match="There is no match"):
        run("split", "--person", one.pk, "--matches", one.pk)
    with pytest.raises(CommandError, match="Nobody has the id 'Kylian'"):
        run("merge", "--people", "Kylian", into.pk)
