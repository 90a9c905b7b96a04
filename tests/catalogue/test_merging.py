"""`manage.py merge`: two competitors become one, and the log keeps everything."""

import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from scoreboard.models import CompetitorAlias, Match, MatchEvent, Person, PersonAlias, PersonSource, StandingAdjustment
from scoreboard.queries import decode_state, find_competitor, load_log
from scoreboard.record.fixture import change_fixture
from scoreboard.sports.match import fold
from tests import damage
from tests.factories import enter, make_competitor, make_match

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 1)


@pytest.fixture
def two():
    return make_competitor("Rothosen"), make_competitor("Reds United")


def merge(capsys, one, into):
    call_command("merge", one, into)
    return json.loads(capsys.readouterr().out)


def play(match, player="Ada"):
    enter(match, {"type": "period_start"}, {"type": "goal", "side": "home", "player": player, "clock_ms": 60_000})


def test_every_match_is_moved_by_a_record_of_its_log(two, capsys):
    one, into = two
    home, away = make_match(home=one), make_match(away=one)
    play(home)
    before = list(MatchEvent.objects.order_by("id").values_list("match", "seq", "record"))
    report = merge(capsys, "Rothosen", "Reds United")
    assert (report["matches"], report["people"], report["names"], report["doubles"]) == (2, 1, ["Rothosen"], [])
    assert list(MatchEvent.objects.order_by("id").values_list("match", "seq", "record"))[: len(before)] == before
    for match in (home, away):
        match.refresh_from_db()
        record = load_log(match)[-1]
        assert (record.__struct_config__.tag, record.actor) == ("fixture_changed", "merge")
        assert record.data.reason == "Two competitors are one."
        assert decode_state(match) == fold(load_log(match))
    assert (home.home, away.away, home.home_score) == (into, into, 1)
    assert Person.objects.get().competitor == into


def test_a_second_run_changes_nothing(two, capsys):
    make_match(home=two[0])
    merge(capsys, "Rothosen", "Reds United")
    events = MatchEvent.objects.count()
    report = merge(capsys, "Rothosen", "Reds United")
    assert (report["matches"], report["people"], report["adjustments"], report["names"]) == (0, 0, 0, [])
    assert MatchEvent.objects.count() == events


def test_an_interrupted_run_is_finished_by_the_next(two, capsys, monkeypatch):
    one, into = two
    matches = [make_match(home=one) for _ in range(3)]

    def stop_at_the_second(**change):
        if change["match_id"] == matches[1].pk:
            raise KeyboardInterrupt
        return change_fixture(**change)

    with monkeypatch.context() as patch:
        patch.setattr("scoreboard.catalogue.merging.change_fixture", stop_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            call_command("merge", "Rothosen", "Reds United")
    assert find_competitor("Rothosen", sport="football") == into
    assert merge(capsys, "Rothosen", "Reds United")["matches"] == 2
    assert set(Match.objects.values_list("home", flat=True)) == {into.pk}


def test_every_name_leads_to_the_one_that_stays(two, capsys):
    one, into = two
    CompetitorAlias.objects.create(competitor=one, name="RH")
    merge(capsys, str(one.pk), str(into.pk))
    for name in ("Rothosen", "rh", "Reds United"):
        assert find_competitor(name, sport="football") == into
    assert find_competitor(str(one.pk), sport="football") == one


def test_two_spellings_of_a_name_become_one(capsys):
    one, into = make_competitor("AS Saint-Etienne"), make_competitor("AS Saint-Étienne")
    make_match(home=one)
    merge(capsys, "AS Saint-Etienne", "AS Saint-Étienne")
    for name in (one.name, into.name):
        assert find_competitor(name, sport="football") == into


def test_adjustments_move_in_a_new_version(two, capsys):
    one, into = two
    season = make_match(home=one).season
    adjustment = StandingAdjustment.objects.create(season=season, competitor=one, points=-3, reason="Debts", on=DAY)
    assert merge(capsys, "Rothosen", "Reds United")["adjustments"] == 1
    adjustment.refresh_from_db()
    assert (adjustment.competitor, adjustment.version) == (into, 2)


def test_namesakes_stay_and_are_listed(two, capsys):
    one, into = two
    for team in two:
        play(make_match(home=team))
    play(make_match(home=one), player="Bea")
    report = merge(capsys, "Rothosen", "Reds United")
    stays = Person.objects.get(competitor=one)
    there = Person.objects.get(competitor=into, name="Ada")
    assert report["people"] == 1
    assert report["namesakes"] == [{"name": "Ada", "id": str(stays.pk), "there": str(there.pk)}]


def test_further_names_and_sources_ids_come_along_and_a_second_one_stays(two, capsys):
    one, into = two
    ada, bea, cy = (Person.objects.create(competitor=one, name=name) for name in ("Ada", "Bea", "Cy"))
    there = Person.objects.create(competitor=into, name="Beatrice")
    for person in (ada, bea):
        PersonSource.objects.create(person=person, source="wyscout", ref=person.name)
    PersonSource.objects.create(person=there, source="wyscout", ref="Bea")
    PersonAlias.objects.create(person=ada, name="A. Lovelace")
    PersonAlias.objects.create(person=cy, name="Beatrice")
    report = merge(capsys, "Rothosen", "Reds United")
    assert report["namesakes"] == [{"name": "Bea", "id": str(bea.pk), "there": str(there.pk)}]
    assert {str(row): row.competitor for row in PersonAlias.objects.all()} == {"A. Lovelace": into}
    assert PersonSource.objects.get(ref="Ada").competitor == into
    match = make_match(home=into)
    enter(match, {"type": "period_start"}, {"type": "goal", "side": "home", "player": "A. Lovelace"})
    goal = {"type": "goal", "side": "home", "player": "Ada Lovelace", "player_id": "wyscout:Ada"}
    assert enter(match, goal).records[0].player_id == str(ada.pk)
    assert load_log(match)[-2].player_id == str(ada.pk)


def test_a_dry_run_says_what_a_merge_does_and_does_nothing(two, capsys):
    one = two[0]
    play(make_match(home=one))
    CompetitorAlias.objects.create(competitor=one, name="RH")
    call_command("merge", "Rothosen", "Reds United", "--dry-run")
    tried = json.loads(capsys.readouterr().out)
    assert (Match.objects.get().home, CompetitorAlias.objects.get().competitor) == (one, one)
    assert tried == merge(capsys, "Rothosen", "Reds United")


def test_a_match_from_two_sources_is_listed(two, capsys):
    one, into = two
    other = make_competitor()
    first, second = (make_match(home=team, away=other, scheduled_on=DAY) for team in (into, one))
    (double,) = merge(capsys, "Rothosen", "Reds United")["doubles"]
    assert (double["id"], double["double"], double["why"]) == (str(first.pk), str(second.pk), "on one day")


def test_those_who_played_each_other_are_two(two):
    make_match(home=two[0], away=two[1])
    events = MatchEvent.objects.count()
    with pytest.raises(CommandError, match="have played each other"):
        call_command("merge", "Rothosen", "Reds United")
    assert (MatchEvent.objects.count(), CompetitorAlias.objects.count()) == (events, 0)


def test_what_cannot_be_merged_is_said(two, capsys):
    with pytest.raises(CommandError, match="Nobody called 'Greens' plays football"):
        call_command("merge", "Rothosen", "Greens")
    with pytest.raises(CommandError, match="are one already"):
        call_command("merge", "Rothosen", "rothosen")
    make_competitor("Third")
    merge(capsys, "Rothosen", "Reds United")
    with pytest.raises(CommandError, match="Rothosen was merged into Reds United itself"):
        call_command("merge", "Third", str(two[0].pk))


def test_a_match_that_cannot_be_read_is_listed_and_moved_later(two, capsys):
    broken, sound = (make_match(home=two[0]) for _ in range(2))
    row = Match.objects.values("state").get(pk=broken.pk)
    damage.SHARED["garbage"](broken)
    report = merge(capsys, "Rothosen", "Reds United")
    assert (report["matches"], report["unreadable"]) == (1, [str(broken.pk)])
    damage.restore(broken, row)
    assert merge(capsys, "Rothosen", "Reds United")["unreadable"] == []
    assert set(Match.objects.values_list("home", flat=True)) == {two[1].pk}
    assert sound.home == two[0]
