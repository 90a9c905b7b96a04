"""Who is meant by a name or an id in a competitor: looked up many at a time, and made where nobody is.

A name means whoever has it as their own, else as an alias; one who was merged into another of the same competitor is
that one. Two of one name are told apart by an id: the person's own, or a source's as "retrosheet:judga001". That brings
a person's further spellings and, where another competitor has the same id, who they are there.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple, TypeVar
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, QuerySet

from scoreboard.known_names import batched
from scoreboard.models import Competition, Competitor, ForgottenName, Person, PersonAlias, PersonSource, rows
from scoreboard.record.request import BadEvent
from scoreboard.sports.base import Mention, Side
from scoreboard.wire.covers import FULL, cover_name, find_strictest

Newcomer = Person | PersonSource | PersonAlias
Row = TypeVar("Row", Person, PersonAlias)
SOURCE_ID = re.compile(r"([a-z0-9-]{1,30}):(\S.{0,59})", re.ASCII)


class Mentioned(NamedTuple):
    """A person of a competitor whom an event names: the name as it is stored, or the id."""

    mention: Mention
    competitor: UUID
    side: Side
    name: str | None
    id: str | None


class KnownPeople:
    """The people looked up so far; one who is not in the database is made, and not entered yet."""

    def __init__(self) -> None:
        self.bearers: dict[UUID, dict[str, list[Person]]] = defaultdict(dict)  # by competitor and name
        self.sourced: dict[tuple[UUID, str], Person] = {}  # by competitor and "source:ref"
        self.elsewhere: dict[str, Person] = {}  # by "source:ref", of any competitor
        self.sources: dict[UUID, set[str]] = defaultdict(set)  # that have an id of a person
        self.asked: set[str] = set()  # ids of sources that have been looked for in all competitors
        self.given: dict[tuple[UUID, str], Person] = {}  # by competitor and their own id, of those looked up together
        self.new: dict[UUID, list[Newcomer]] = {}  # rows to be entered, by the person whom they are about
        self.whole: set[UUID] = set()  # competitors all of whose people are known by name
        self.rules: dict[UUID, str] = {}  # by which new people of a competitor are named
        self.covering = False  # whether one of these is another than to name them in full
        self.forgotten: dict[UUID, dict[str, Person]] = {}  # who was erased, by competitor and a name's hash

    def know(
        self, competitors: Collection[UUID], *, new: Collection[UUID] = (), person_ids: Collection[str] = ()
    ) -> None:
        """Look up all people of some competitors at once, where many will be named; those of `new` have none.

        `person_ids` are those that will be given: whose they are in other competitors is looked up, too.
        """
        self.whole.update(new)
        self.forgotten |= {pk: {} for pk in new}
        if wanted := set(competitors) - self.whole:
            people = list(Person.objects.filter(competitor__in=wanted).select_related("same_as"))
            self.add_bearers(people)
            self.add_aliases(PersonAlias.objects.filter(competitor__in=wanted).select_related("person__same_as"))
            self.add_sources(PersonSource.objects.filter(competitor__in=wanted).select_related("person__same_as"))
            self.forgotten |= {pk: {} for pk in wanted}
            if erased := {one.competitor_id for one in people if one.erased}:
                self.forgotten |= load_forgotten(erased)
            self.whole |= wanted
        self.look_up_sources({given for given in person_ids if SOURCE_ID.fullmatch(given)} - self.asked)

    def restrict(self, competition: Competition, competitors: Iterable[Competitor | None]) -> None:
        """Take for the rules of competitors what their rows say, and the competition that they are to take part in."""
        for row in competitors:
            if row is not None:
                self.set_rule(row.id, find_strictest(row.names, competition.names, self.rules.get(row.id, "")))

    def set_rule(self, competitor: UUID, rule: str) -> None:
        """Take a rule for a competitor's."""
        self.rules[competitor] = rule
        self.covering = self.covering or rule != FULL

    def find_rule(self, competitor: UUID) -> str:
        """By which rule new people of a competitor are named; one query where it was not asked before."""
        if competitor not in self.rules:
            self.look_up_team(competitor)
        return self.rules[competitor]

    def find_forgotten(self, competitor: UUID, name: str) -> Person | None:
        """Who had a name, or a source's id, and was erased; one query as above."""
        if competitor not in self.forgotten:
            self.look_up_team(competitor)
        forgotten = self.forgotten[competitor]
        return forgotten.get(ForgottenName.hash(name)) if forgotten else None

    def look_up_team(self, competitor: UUID) -> None:
        """Look up by which rule a competitor's people are named, and who of them was erased, if anybody was."""
        erased = Exists(Person.objects.filter(competitor=OuterRef("pk"), erased=True))
        team = Competitor.objects.filter(pk=competitor).values_list("names", erased).first()
        rule, has_erased = team or (FULL, False)
        self.set_rule(competitor, self.rules.get(competitor, rule))
        self.forgotten |= load_forgotten([competitor]) if has_erased else {competitor: {}}

    def show(self, person: Person) -> str:
        """What is entered as a person's name: what they are called, or will be by the rules taken above."""
        if not self.covering or person.covered or person.names:
            return person.public_name
        return cover_name(person.name, self.rules.get(person.competitor_id, FULL))

    def settle(self, entered: Iterable[Newcomer]) -> None:
        """Take what was new for what is there: it has been entered. Whom refused matches alone have named stays new."""
        there = {id(row) for row in entered}
        left = ((pk, [row for row in rows if id(row) not in there]) for pk, rows in self.new.items())
        self.new = {pk: rows for pk, rows in left if rows}

    def list_new(self, people: Iterable[UUID]) -> tuple[Newcomer, ...]:
        """What is to be entered with these people: themselves, and those of other competitors who they are."""
        found = [row for pk in people for row in self.new.get(pk, ())]
        mains = {one.same_as_id for one in found if isinstance(one, Person) and one.same_as_id in self.new}
        return (*found, *(row for pk in mains if pk for row in self.new[pk]))

    def look_up(self, mentioned: Collection[Mentioned]) -> None:
        """Look up whoever is mentioned and was not before."""
        teams = {one.side: one.competitor for one in mentioned}
        partly = {side for side, competitor in teams.items() if competitor not in self.whole}
        if partly:
            asked = [one for one in mentioned if one.side in partly and one.name and (not one.id or ":" in one.id)]
            named = {(one.competitor, one.name) for one in asked if one.name}
            self.look_up_names({key for key in named if key[1] not in self.bearers[key[0]]})
        ids = {(one.competitor, one.id) for one in mentioned if one.id}
        if not ids:
            return
        missing = {key[1] for key in ids if key[1] not in self.asked and key not in self.sourced}
        self.look_up_sources({given for given in missing if SOURCE_ID.fullmatch(given)})
        own = {key for key in ids - self.given.keys() if not SOURCE_ID.fullmatch(key[1])}
        if len(own) > 1:
            self.look_up_ids(own)

    def look_up_ids(self, wanted: Collection[tuple[UUID, str]]) -> None:
        """Look up people of competitors by their own ids, as a line-up names them; one query."""
        ids = {parsed for _, given in wanted if (parsed := parse_id(given))}
        for person in Person.objects.filter(pk__in=ids).select_related("same_as"):
            self.given[person.competitor_id, str(person.pk)] = find_here(person)

    def look_up_names(self, named: Collection[tuple[UUID, str]]) -> None:
        """Look up the bearers of names, two queries at most; one, for one name that somebody has."""
        if not named:
            return
        if len(named) == 1:
            (competitor, name) = next(iter(named))
            self.add_bearers(rows.select(Person, competitor_id=competitor, name=name))
        else:
            self.add_bearers(of(Person.objects.select_related("same_as"), named))
        if missing := [key for key in named if key[1] not in self.bearers[key[0]]]:
            self.add_aliases(of(PersonAlias.objects.select_related("person__same_as"), missing))

    def look_up_sources(self, wanted: Collection[str]) -> None:
        """Look up whose ids of sources these are, in all competitors; one query, and one for the bearers of names."""
        if not wanted:
            return
        for refs in batched([given.partition(":")[2] for given in wanted]):
            found = PersonSource.objects.filter(ref__in=refs).select_related("person__same_as")
            self.add_sources(row for row in found if str(row) in wanted)
        self.asked.update(wanted)
        others = {
            one.pk
            for competitor, named in self.bearers.items()
            if competitor not in self.whole
            for bearers in named.values()
            for one in bearers
        }
        if others:
            for row in PersonSource.objects.filter(person__in=others):
                self.sources[row.person_id].add(row.source)

    def add_sources(self, found: Iterable[PersonSource]) -> None:
        """Remember people under the ids that sources have for them."""
        for row in found:
            self.elsewhere.setdefault(str(row), row.person)
            self.sourced[row.competitor_id, str(row)] = here = find_here(row.person)
            self.sources[here.pk].add(row.source)

    def add_bearers(self, found: Iterable[Person]) -> None:
        """Remember people under their own names."""
        for person in found:
            bearers = self.bearers[person.competitor_id].setdefault(person.name, [])
            if (here := find_here(person)) not in bearers:
                bearers.append(here)

    def add_aliases(self, found: Iterable[PersonAlias]) -> None:
        """Remember people under their further names, where these are nobody's own."""
        for alias in found:
            self.bearers[alias.competitor_id].setdefault(alias.name, [find_here(alias.person)])

    def recall(self, competitor: UUID, name: str | None, person_id: str | None) -> Person | None:
        """Who is meant, of those who have been looked up; None where that is nobody, or one of several."""
        if person_id is not None:
            return self.sourced.get((competitor, person_id))
        bearers = self.bearers[competitor].get(name or "", ())
        return bearers[0] if len(bearers) == 1 else None

    def find(self, competitor: UUID, name: str | None, person_id: str | None, *, field: str) -> Person:
        """Who is meant; a new name, or a source's new id beside a name, makes a new person.

        Raises BadEvent where nobody of the competitor has the id, or several have the name; `field` is where it stands.
        """
        if person_id is None:
            assert name is not None
            return self.find_named(competitor, name, field=field)
        found = self.sourced.get((competitor, person_id))
        if found is not None:
            if name is not None and name != found.name:
                self.learn_name(found, name)
            return found
        if not SOURCE_ID.fullmatch(person_id):
            return self.given.get((competitor, person_id)) or find_by_id(competitor, person_id, field=field)
        if name is None:
            raise BadEvent(f"Nobody of that side has the id {person_id!r} - at `$.{field}_id`")
        return self.make_sourced(competitor, name, person_id)

    def find_named(self, competitor: UUID, name: str, *, field: str) -> Person:
        """The bearer of a name, made where there is none."""
        bearers = self.bearers[competitor].get(name, ()) or self.find_covered(competitor, name)
        if len(bearers) > 1:
            raise BadEvent(f"{tell_apart(bearers, name)} - at `$.{field}`")
        return bearers[0] if bearers else self.make(competitor, name)

    def find_covered(self, competitor: UUID, name: str) -> list[Person]:
        """Who of a team that is not named in full is called so, as its records have it: "L. M."; one query there."""
        if self.find_rule(competitor) == FULL:
            return []
        called = Person.objects.filter(competitor=competitor, shown=name).select_related("same_as")
        return list({one.pk: one for one in map(find_here, called)}.values())

    def make(self, competitor: UUID, name: str, *, same_as: Person | None = None) -> Person:
        """A new person of a name."""
        bearers = self.bearers[competitor].setdefault(name, [])
        if not bearers and (gone := self.find_forgotten(competitor, name)) is not None:
            return gone
        namesake = 1 + max((one.namesake for one in bearers if one.name == name), default=-1)
        main = (same_as.main or same_as) if same_as else None
        related: dict[str, Model | None] = {"same_as": same_as, "main": main}
        person = rows.build(Person, related=related, competitor_id=competitor, name=name, namesake=namesake)
        rule = self.find_rule(competitor)
        if main is not None:
            rule = find_strictest(rule, self.find_rule(main.competitor_id))
        person.shown = "" if rule == FULL else cover_name(name, rule)
        bearers.append(person)
        self.new[person.pk] = [person]
        return person

    def make_sourced(self, competitor: UUID, name: str, person_id: str) -> Person:
        """Who has a source's id that is new here: the bearer of the name whom that source has not named by another.

        Else it is somebody new, of whom it is known who they are in another competitor.
        """
        if (gone := self.find_forgotten(competitor, person_id)) is not None:
            self.sourced[competitor, person_id] = gone
            return gone
        source, _, ref = person_id.partition(":")
        free = [one for one in self.bearers[competitor].get(name, ()) if source not in self.sources[one.pk]]
        person = free[0] if len(free) == 1 else self.make(competitor, name, same_as=self.elsewhere.get(person_id))
        self.sources[person.pk].add(source)
        self.sourced[competitor, person_id] = person
        if person.erased:  # told by the name: no source's id is to lead to them
            return person
        self.elsewhere.setdefault(person_id, person)
        row = rows.build(PersonSource, related={"person": person}, competitor_id=competitor, source=source, ref=ref)
        self.new.setdefault(person.pk, []).append(row)
        return person

    def learn_name(self, person: Person, name: str) -> None:
        """Remember another spelling of a person's name, where it is nobody else's."""
        if person.erased or name in self.bearers[person.competitor_id]:
            return
        self.bearers[person.competitor_id][name] = [person]
        alias = PersonAlias(person=person, competitor_id=person.competitor_id, name=name)
        self.new.setdefault(person.pk, []).append(alias)


def load_forgotten(competitors: Collection[UUID]) -> dict[UUID, dict[str, Person]]:
    """Who of competitors was erased, by the hashes of their names; one query."""
    found: dict[UUID, dict[str, Person]] = {pk: {} for pk in competitors}
    for row in ForgottenName.objects.filter(person__competitor__in=competitors).select_related("person__same_as"):
        found[row.person.competitor_id][row.digest] = find_here(row.person)
    return found


def of(found: QuerySet[Row], named: Collection[tuple[UUID, str]]) -> QuerySet[Row]:
    """Of rows with a competitor and a name, those that may be of these; callers look under both."""
    return found.filter(competitor__in={key[0] for key in named}, name__in={key[1] for key in named})


def find_here(person: Person) -> Person:
    """Who a person is within their own competitor, after all merges there."""
    while person.same_as_id is not None and person.same_as is not None:
        if person.same_as.competitor_id != person.competitor_id:
            break
        person = person.same_as
    return person


def parse_id(person_id: str) -> UUID | None:
    """A person's own id; None of a text that is none."""
    try:
        return UUID(person_id)
    except ValueError:
        return None


def find_by_id(competitor: UUID, person_id: str, *, field: str) -> Person:
    """The person of an id in a competitor, or who is that person there; raises BadEvent."""
    if (wanted := parse_id(person_id)) is not None:
        if found := Person.objects.filter(pk=wanted, competitor=competitor).select_related("same_as").first():
            return find_here(found)
        if found := Person.objects.filter(main=wanted, competitor=competitor).select_related("same_as").first():
            return find_here(found)
    raise BadEvent(f"Nobody of that side has the id {person_id!r} - at `$.{field}_id`")


def tell_apart(bearers: Sequence[Person], name: str) -> str:
    """The sentence that several have a name, with how to say who is meant."""
    known = "; ".join(f"{one.pk}{f', born {one.birth_date}' if one.birth_date else ''}" for one in bearers)
    return f"{len(bearers)} people of that side are called {name}: give the id of who is meant ({known})"


def enter_newcomers(newcomers: Iterable[Newcomer]) -> dict[str, str]:
    """Enter new people with their further names and ids; the ids of those who were entered by another one meanwhile.

    `{the id that was made: the id there is}`. To be called in a transaction.
    """
    newcomers = list(newcomers)
    people = {row.pk: row for row in newcomers if isinstance(row, Person)}
    # In one order in every transaction: two that insert the same people would otherwise wait for each other (a
    # deadlock). Conflicts are ignored, since another transaction may have entered some of them first.
    in_order = sorted(people.values(), key=lambda person: (person.competitor_id, person.name, person.namesake))
    all_new = rows.insert_new(in_order, ignore_conflicts=True) == len(in_order)
    changed = {} if all_new else settle_ids(in_order)
    learned = [row for row in newcomers if not isinstance(row, Person)]
    for row in learned:
        if row.person_id is not row.person.pk:
            row.person = row.person  # with the id that the person has now
    rows.insert_new([row for row in learned if isinstance(row, PersonSource)], ignore_conflicts=True)
    rows.insert_new([row for row in learned if isinstance(row, PersonAlias)], ignore_conflicts=True)
    Person.renew({row.person_id for row in learned}.difference(people))
    return changed


def settle_ids(people: Sequence[Person]) -> dict[str, str]:
    """Give those of new people whom another transaction has entered the ids that they have there; which, as above."""
    competitors, names = {one.competitor_id for one in people}, {one.name for one in people}
    there = Person.objects.filter(competitor__in=competitors, name__in=names)
    entered = {(row.competitor_id, row.name, row.namesake): row.pk for row in there}
    changed = {}
    for person in people:  # who holds them goes on with the right ids
        pk = entered[person.competitor_id, person.name, person.namesake]
        if pk != person.pk:
            changed[str(person.pk)] = str(pk)
            person.pk = pk
    for person in people:  # who was found to be somebody else, whom another transaction has entered
        if str(person.same_as_id) in changed or str(person.main_id) in changed:
            person.same_as, person.main = person.same_as, person.main  # with the ids that these have now
            Person.objects.filter(pk=person.pk).update(same_as=person.same_as, main=person.main)
    return changed
