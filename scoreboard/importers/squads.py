"""Enters the squads of an imported season: its people, and each one's place in it. A second run changes nothing."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from scoreboard import audit
from scoreboard.catalogue import identity
from scoreboard.catalogue.person_names import resolve_squad
from scoreboard.importers.base import ImportedPlayer, Note
from scoreboard.models import Competitor, Person, Season, SquadEntry
from scoreboard.record.covering import restrict, settle_people
from scoreboard.record.known_people import KnownPeople, Newcomer, enter_newcomers, find_here
from scoreboard.sports.reasons import REASONS
from scoreboard.wire.covers import FULL

FACTS = ("number", "position", "until")  # of a place in a squad, beside who and since when


class Squads:
    """The squads of one season: those that are there, and what a file adds.

    `created` and `unchanged` count places in squads, `changed` says team by team what was entered, `warnings` what is
    not certain. To be used in a transaction.
    """

    def __init__(self, season: Season, known: KnownPeople) -> None:
        self.season, self.known = season, known
        self.there: dict[UUID, list[SquadEntry]] = defaultdict(list)
        for entry in load_entries(season):
            self.there[entry.competitor_id].append(entry)
        self.created = self.unchanged = 0
        self.entered: list[Newcomer] = []  # people, with their further names and ids
        self.changed: list[Note] = []
        self.warnings: list[Note] = []

    def enter(self, team: Competitor, players: Sequence[ImportedPlayer]) -> None:
        """Enter a team's squad. Who is in it already, and not in the file, stays."""
        self.known.restrict(self.season.competition, [team])
        bearers = self.known.bearers[team.pk]
        resolved = resolve_squad({player.name for player in players}, stored={*bearers})
        new = {name for name in (player.name for player in players) if name not in bearers}
        people = self.find_people(team, players, resolved.renamed)
        said = [f"{name} is {full}" for name, full in sorted((resolved.renamed | resolved.merged).items())]
        if made := sorted(new.difference(resolved.renamed)):
            said.append(f"new: {', '.join(made)}")
        newcomers = self.known.list_new(dict.fromkeys(person.pk for person in people.values()))
        enter_newcomers(newcomers)
        self.entered += newcomers
        for short, full in resolved.merged.items():
            one, into = (identity.find(str(bearers[name][0].pk)) for name in (short, full))
            if len(bearers[short]) == 1 and one.same_as is None and one != into:
                identity.merge(one, into, reason=REASONS["source.fuller"])
        said += self.enter_places(team, players, people)
        restrict(self.season.competition, [team])
        if self.known.find_rule(team.pk) != FULL:
            self.name_by_numbers(people.values())
        if said:
            self.changed.append(Note(team.name, "; ".join(said)))
            audit.note(kind="squad", what=f"squad of {team.pk} in {self.season.pk}", subject=f"{team}, {self.season}")

    def name_by_numbers(self, people: Iterable[Person]) -> None:
        """Settle what people are called by a rule: their numbers are known only now."""
        settle_people([one.pk for one in people])
        shown = dict(Person.objects.filter(pk__in=[one.pk for one in people]).values_list("pk", "shown"))
        for one in people:
            one.shown = shown[one.pk]

    def find_people(
        self, team: Competitor, players: Sequence[ImportedPlayer], renamed: Mapping[str, str]
    ) -> dict[int, Person]:
        """Who a squad's players are, by their index; people who are not there yet are made."""
        found: dict[int, Person] = {}
        for number, player in enumerate(players):
            name = renamed.get(player.name, player.name)
            taken = [*found.values()]
            if player.person_id is not None:
                person = self.known.find(team.pk, name, player.person_id, field="name")
            else:
                person = self.choose(team, name, player, taken) or self.known.make(team.pk, name)
            if name != player.name:
                self.known.learn_name(person, player.name)
            if player.birth_date is not None and person.birth_date is None and not person.erased:
                person.birth_date = player.birth_date
                if not person._state.adding:  # noqa: SLF001  # Django's documented name
                    person.save(update_fields=["birth_date"])
            found[number] = person
        return found

    def choose(self, team: Competitor, name: str, player: ImportedPlayer, taken: Sequence[Person]) -> Person | None:
        """Which of the bearers of a name a player is; None for somebody new.

        One with another day of birth is another. Of several it is who was born on the player's, then who has the number
        in the squad.
        """
        numbers = {entry.person_id: entry.number for entry in self.there[team.pk]}
        free = [one for one in self.known.bearers[team.pk].get(name, ()) if one not in taken]
        free = [one for one in free if player.birth_date in (None, one.birth_date) or one.birth_date is None]
        exact = [one for one in free if player.birth_date and one.birth_date == player.birth_date]
        same = [one for one in free if player.number is not None and numbers.get(one.pk) == player.number]
        return next(iter(exact or same or free), None)

    def enter_places(
        self, team: Competitor, players: Sequence[ImportedPlayer], people: Mapping[int, Person]
    ) -> list[str]:
        """Enter each one's place in the squad; what was made or changed."""
        there = {(find_here(entry.person).pk, entry.since): entry for entry in self.there[team.pk]}
        made, said = [], []
        for number, player in enumerate(players):
            person = people[number]
            given: dict[str, Any] = {name: getattr(player, name) for name in FACTS}
            entry = there.get((person.pk, player.since))
            if entry is None:
                entry = SquadEntry(season=self.season, competitor=team, person=person, since=player.since, **given)
                there[person.pk, player.since] = entry
                made.append(entry)
                continue
            changes = {name: value for name, value in given.items() if value not in (None, "", getattr(entry, name))}
            if not changes or entry in made:
                self.unchanged += 1
                continue
            for name, value in changes.items():
                said.append(f"{person.name}'s {name} {getattr(entry, name) or 'nothing'} is {value}")
                setattr(entry, name, value)
            entry.save()
            self.created += 1
        SquadEntry.objects.bulk_create(made)
        self.there[team.pk] += made
        self.created += len(made)
        self.warn_of_numbers(team, there.values())
        return [*([f"{len(made)} in the squad"] if made else []), *said]

    def warn_of_numbers(self, team: Competitor, entries: Iterable[SquadEntry]) -> None:
        """Warn of a number that two have at a time."""
        worn = Counter(entry.number for entry in entries if entry.number is not None and entry.until is None)
        if twice := sorted(number for number, times in worn.items() if times > 1):
            self.warnings.append(Note(team.name, f"several have the number {', '.join(map(str, twice))}"))


def load_entries(season: Season) -> list[SquadEntry]:
    """Everybody's place in a season's squads; none of a season that is not there yet."""
    if season._state.adding:  # noqa: SLF001  # Django's documented name
        return []
    return list(SquadEntry.objects.filter(season=season).select_related("person__same_as"))


def load_squads(season: Season) -> dict[UUID, list[Person]]:
    """The people in a season's squads, by competitor, as they are known after merges there."""
    squads: dict[UUID, list[Person]] = defaultdict(list)
    for entry in load_entries(season):
        squads[entry.competitor_id].append(find_here(entry.person))
    return squads
