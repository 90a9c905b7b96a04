"""The catalogue made again of its topic alone: the same people, merges, names, sources' ids and squads."""

from datetime import date

import msgspec
import pytest
from django.db.models import F

from scoreboard.catalogue import identity, merging
from scoreboard.eventlog.outbox import load_unsent_rows
from scoreboard.known_names import find_competitors
from scoreboard.models import (
    Competitor,
    CompetitorAlias,
    Match,
    MatchEvent,
    OutboxCursor,
    Person,
    PersonAlias,
    PersonSource,
    SquadEntry,
)
from scoreboard.models.catalogue import CATALOGUE
from scoreboard.recovery.entries import save_entries
from scoreboard.wire.kafka_messages import build_entry_message, parse_entry
from stats.ingest.messages import MessageCopy
from tests.factories import enter, make_match

pytestmark = pytest.mark.django_db
LISTED = (CompetitorAlias, PersonAlias, PersonSource)
GOAL = {"type": "goal", "side": "home"}


@pytest.fixture
def match():
    """A match whose catalogue has all that tells who is who."""
    match = make_match()
    enter(match, {"type": "period_start"}, {**GOAL, "player": "Mbappé"}, {**GOAL, "player": "Kylian Mbappé"})
    for name in ("Matt Carp", "Matthew Carp"):
        enter(match, {**GOAL, "player": name, "player_id": "retrosheet:carpm001"})
    enter(match, *({**GOAL, "player": "Eva", "player_id": f"datavolley:{number}"} for number in (4, 5)))
    identity.merge(Person.objects.get(name="Mbappé"), Person.objects.get(name="Kylian Mbappé"))
    last = Person.objects.create(competitor=match.home, name="K. Mbappé", birth_date=date(1998, 12, 20))
    identity.merge(Person.objects.get(name="Kylian Mbappé"), last)
    one = Competitor.objects.create(sport="football", name="FC Home")
    merging.merge(one, match.home)
    CompetitorAlias.objects.create(competitor=match.away, name="Visitors", since=1990, until=1999)
    SquadEntry.objects.create(season=match.season, competitor=match.home, person=last, number=0, position="FW")
    return match


def dump():
    """Everything that is known of who is who."""
    entries = {(row.KIND, row.pk): (row.version, row.payload()) for model in CATALOGUE for row in model.objects.all()}
    listed = {(type(row).__name__, str(row), *list_keys(row)) for model in LISTED for row in model.objects.all()}
    return entries, listed


def list_keys(row):
    """What a row has of its owner, for the database to look it up by."""
    return (row.sport, row.key) if isinstance(row, CompetitorAlias) else (row.competitor_id,)


def read_topic():
    """The entries that the relay would send, as a reader has them."""
    messages = [build_entry_message(row.as_entry()) for row in load_unsent_rows(limit=1_000)]
    return [parse_entry(MessageCopy("catalogue", 0, 0, message.key, message.value)) for message in messages]


def lose_all():
    """Delete all there is."""
    Person.objects.update(same_as=None, main=None)
    for model in (OutboxCursor, MatchEvent, Match, *LISTED, *reversed(CATALOGUE)):
        model.objects.all().delete()


def save(entries):
    warnings = []
    for model in CATALOGUE:
        save_entries(model, [entry for entry in entries if entry.kind == model.KIND], warnings.append)
    return warnings


def test_who_is_who_is_the_same_when_it_is_made_again_of_the_topic(match):
    before, entries = dump(), read_topic()
    lose_all()
    assert save(entries) == []
    assert dump() == before
    named = {str(person): person for person in Person.objects.all()}
    assert {"Mbappé", "K. Mbappé", "Eva", "Eva (2)", "Matt Carp"} <= {*named}
    assert named["Mbappé"].main == named["K. Mbappé"] and named["Mbappé"].same_as == named["Kylian Mbappé"]
    assert {str(row): str(row.person) for row in PersonSource.objects.all()} == {
        "retrosheet:carpm001": "Matt Carp",
        "datavolley:4": "Eva",
        "datavolley:5": "Eva (2)",
    }
    assert PersonAlias.objects.get(name="Matthew Carp").person == named["Matt Carp"]
    assert merging.find("FC Home", sport="football").name == "FC Home"
    assert find_competitors(["FC Home"], sport="football")["FC Home"].pk == match.home_id
    visitors = CompetitorAlias.objects.get(name="Visitors")
    assert (visitors.holds(1995), visitors.holds(2005)) == (True, False)
    assert SquadEntry.objects.get().number == 0
    assert load_unsent_rows(limit=10) == []


def test_a_name_or_a_source_s_id_that_is_learned_later_is_told(match):
    Person.objects.update(sent_version=F("version"))
    enter(match, {**GOAL, "player": "M. Carp", "player_id": "retrosheet:carpm001"})
    assert [row.payload()["aliases"] for row in load_unsent_rows(limit=10) if row.KIND == "person"] == [
        [{"name": "M. Carp"}, {"name": "Matthew Carp"}]
    ]
    Person.objects.update(sent_version=F("version"))
    PersonAlias.objects.get(name="M. Carp").delete()
    (person,) = (row for row in load_unsent_rows(limit=10) if row.KIND == "person")
    assert person.payload()["aliases"] == [{"name": "Matthew Carp"}]


def test_who_refers_to_what_is_missing_costs_themselves_or_the_reference(match):
    entries = read_topic()
    lost = next(entry for entry in entries if entry.data.get("name") == "K. Mbappé")
    lose_all()
    warnings = save([entry for entry in entries if entry is not lost])
    assert Person.objects.get(name="Kylian Mbappé").main is None
    assert not SquadEntry.objects.exists()
    # Two who were that one, one of them by way of the other; and the place in the squad.
    assert len([warning for warning in warnings if lost.id in warning]) == 4


@pytest.mark.parametrize("aliases", [7, ["Ada"], [{"name": "x" * 200}], [{}], None])
def test_a_list_of_another_shape_costs_itself_alone(match, aliases):
    entries = read_topic()
    spoilt = [
        msgspec.structs.replace(entry, data={**entry.data, "aliases": aliases}) if entry.kind == "person" else entry
        for entry in entries
    ]
    lose_all()
    save(spoilt)
    assert Person.objects.count() == sum(entry.kind == "person" for entry in entries)
    assert PersonSource.objects.count() == 3
