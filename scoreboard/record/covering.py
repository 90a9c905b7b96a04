"""People who are not named in full: by whose rule, what they are called, and the logs that know them by name.

A person has one form wherever they are read, since ids lead from one page to another: the strictest of all competitions
that their competitor has taken part in, unless it is said of the person themselves. Records are written with that form
from then on; over older ones lies the match's overlay (`Match.shown_names`, wire/covers.py), under the next epoch, so
that every reader takes the covered history for the one it had (docs/decisions/0018).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from uuid import UUID

import msgspec
from django.db import transaction
from django.db.models import Q

from scoreboard import audit, parsing
from scoreboard.models import Competition, Competitor, Match, MatchEvent, Person, SquadEntry, rows
from scoreboard.models.unreadable import UnreadableMatch, reading
from scoreboard.queries import load_log, load_shown
from scoreboard.record.epochs import name_subject
from scoreboard.record.match_rows import DERIVED_COLUMNS, fill_from_state, lock_match, resend_log
from scoreboard.sports.match import fold_leniently
from scoreboard.wire.covers import FULL, Shown, cover_name, find_strictest, list_names

Rules = Mapping[UUID, str]  # of wire.covers.RULES, by competitor


# --- rules -----------------------------------------------------------------------------------------------------------


def find_rules(competitors: Collection[UUID]) -> dict[UUID, str]:
    """By which rule each competitor's people are named: the strictest of where it plays or has a squad. Two queries."""
    found = dict.fromkeys(competitors, FULL)
    strict = ~Q(season__competition__names=FULL)
    played = Match.objects.filter(strict, Q(home__in=competitors) | Q(away__in=competitors))
    squads = SquadEntry.objects.filter(strict, competitor__in=competitors)
    said = [
        *(
            (team, rule)
            for *teams, rule in played.values_list("home", "away", "season__competition__names").distinct()
            for team in teams
        ),
        *squads.values_list("competitor", "season__competition__names").distinct(),
    ]
    for team, rule in said:
        if team in found:
            found[team] = find_strictest(found[team], rule)
    return found


def settle_rules(competitors: Collection[UUID], *, again: bool = False) -> list[UUID]:
    """Find by which rule competitors' people are named now, and settle those of whom that changes; changed matches.

    `again` settles all of them, as after an interruption.
    """
    rules = find_rules(competitors)
    there = Competitor.objects.filter(pk__in=competitors).order_by("pk").values_list("pk", "names")
    changed = [pk for pk, rule in there if rule != rules[pk]]
    for pk in changed:
        Competitor.objects.filter(pk=pk).update(names=rules[pk])  # no reader is told of it: no new version
    people = Person.objects.filter(competitor__in=competitors if again else changed)
    return settle_people(people.values_list("pk", flat=True), again=again) if changed or again else []


def settle_all_rules() -> None:
    """Settle every competitor that takes part in a competition with a rule, as after all was made again of Kafka."""
    strict = ~Q(season__competition__names=FULL)
    played = Match.objects.filter(strict).values_list("home", "away").distinct()
    squads = SquadEntry.objects.filter(strict).values_list("competitor", flat=True)
    if teams := {team for pair in played for team in pair if team} | set(squads):
        settle_rules(teams)


def restrict(competition: Competition | None, competitors: Iterable[Competitor | None]) -> None:
    """Settle competitors that take part in a competition whose rule is stricter than theirs; no query for others."""
    if competition is None or competition.names == FULL:
        return
    weaker = {row.pk for row in competitors if row and find_strictest(row.names, competition.names) != row.names}
    if weaker:
        settle_rules(weaker)


# --- people ----------------------------------------------------------------------------------------------------------


def settle_people(people: Iterable[UUID], *, again: bool = False) -> list[UUID]:
    """Find what people, and all who are one with them, are called now; the ids of the matches that changes.

    `again` looks into the matches of those, too, of whom nothing changes.
    """
    changed = []
    with transaction.atomic():
        found = load_groups(people)
        numbers = find_numbers(one.pk for group in found for one in group)
        for group in found:
            for one in group:
                shown = name_shown(one, group, numbers.get(group[0].pk) or numbers.get(one.pk))
                if shown != one.shown:
                    one.shown = shown
                    one.save(update_fields=["shown"])
                    changed.append(one)
    return cover_matches([one for group in found for one in group] if again else changed)


def load_groups(people: Iterable[UUID]) -> list[list[Person]]:
    """The people of some ids, each with all who were merged with them; the one under whom they count first."""
    mains = {main or pk for pk, main in Person.objects.filter(pk__in=list(people)).values_list("pk", "main")}
    groups: dict[UUID, list[Person]] = defaultdict(list)
    rows_ = Person.objects.filter(Q(pk__in=mains) | Q(main__in=mains)).select_related("competitor")
    for one in rows_.select_for_update(of=("self",)).order_by("pk"):
        groups[one.main_id or one.pk].append(one)
    return [sorted(group, key=lambda one: one.main_id is not None) for group in groups.values()]


def find_numbers(people: Iterable[UUID]) -> dict[UUID, int]:
    """The number on the shirt of each person who has one in a squad, the last that was entered."""
    known = SquadEntry.objects.filter(person__in=list(people), number__isnull=False).order_by("pk")
    return {person: number for person, number in known.values_list("person", "number") if number is not None}


def name_shown(person: Person, group: list[Person], number: int | None) -> str:
    """What stands in the place of a person's name; "" where the name itself does."""
    if person.erased:
        return ""
    own = find_strictest(*(one.names for one in group)) if any(one.names for one in group) else ""
    rule = own or find_strictest(*(one.competitor.names for one in group))
    return "" if rule == FULL else cover_name(group[0].name, rule, number=number)


# --- logs ------------------------------------------------------------------------------------------------------------


def cover_matches(people: Collection[Person]) -> list[UUID]:
    """Put over the logs of people's matches what they are called now; the ids of the matches that it changes.

    Each match is done in a transaction of its own where the caller has none, so that scorers wait for one at most.
    """
    names = {str(one.pk): one.public_name for one in people}
    covered = {str(one.pk) for one in people if one.covered}
    teams = {one.competitor_id for one in people}
    return [
        match
        for match, named in find_naming(teams, names)
        if cover_match(match, {person: names[person] for person in named}, covered=covered)
    ]


def find_naming(competitors: Collection[UUID], people: Collection[str]) -> Iterator[tuple[UUID, set[str]]]:
    """The matches of competitors whose logs name some of these people, by id, and whom of them."""
    played = Match.objects.filter(Q(home__in=competitors) | Q(away__in=competitors)).order_by("pk")
    for match in list(played.values_list("pk", flat=True)):
        log = "".join(MatchEvent.objects.filter(match=match).values_list("record", flat=True))
        if named := {person for person in people if person in log}:
            yield match, named


def cover_match(match_id: UUID, names: Shown, *, covered: Collection[str]) -> bool:
    """Put what people are called over one match's log; whether that changes it.

    Who is not `covered` needs nothing over their name, unless the log has them covered.
    """
    with transaction.atomic():
        match = lock_match(match_id)
        before = load_overlay(match)
        recorded = load_recorded(match)
        after = {person: name for person, name in before.items() if person not in names}
        after |= {
            person: name
            for person, name in names.items()
            if (person in covered or is_covered(recorded[person])) and recorded[person] - {name}
        }
        if before == after:
            return False
        match.shown_names = msgspec.json.encode(after, order="sorted").decode() if after else None
        match.epoch += 1
        with rows.storing():
            rows.update(match, [*refold(match), "epoch", "shown_names"])
        resend_log(match)
        audit.note(
            kind="epoch",
            what=f"epoch {match.epoch} to record {match.seq}: {len(names)} people are named otherwise",
            match=match,
            subject=name_subject(match),
            before={"epoch": match.epoch - 1},
            after={"epoch": match.epoch},
        )
    return True


def refold(match: Match) -> tuple[str, ...]:
    """Fold the match's log with the names that are shown now; the columns that this sets, none where it cannot be read.

    What cannot be read is shown nowhere either, and `repair` folds it with these names.
    """
    try:
        log = load_log(match)
        with reading(match):
            fill_from_state(match, fold_leniently(log).state, match.recorded_at)
    except UnreadableMatch:
        return ()
    return DERIVED_COLUMNS


def load_overlay(match: Match) -> Shown:
    """A match's overlay; one that cannot be read is made anew."""
    try:
        return load_shown(match)
    except UnreadableMatch:
        return {}


def load_recorded(match: Match) -> dict[str, set[str]]:
    """By what names a match's log knows the people in it, by id; records that cannot be read are left out."""
    found: dict[str, set[str]] = defaultdict(set)
    for text in MatchEvent.objects.filter(match=match).values_list("record", flat=True):
        try:
            record = parsing.decode(text)
        except (msgspec.DecodeError, RecursionError):
            continue
        for person, name in list_names(record):
            found[person].add(name)
    return found


def is_covered(recorded: Collection[str]) -> bool:
    """Whether a log that was written while a rule held has somebody by their form, not by their name."""
    return any(name.startswith("Player") or name.endswith(".") for name in recorded)
