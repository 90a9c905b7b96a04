"""Where football matches stand in their season, by the labels publishers give: stages, groups, rounds, two-leg ties."""

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import msgspec

from scoreboard.importers.base import ImportedMatch
from scoreboard.importers.formats.goals import Pair, as_score
from scoreboard.importers.formats.knock_out import (
    NUMBERED,
    KnockOutMatch,
    find_knock_out,
    is_knock_out_stage,
    keeps_all,
    name_knock_out,
)
from scoreboard.sports.rounds import LEG

GROUP_STAGE = "Group stage"
KNOCK_OUT_RULES = {"extra_time": True, "shootout": True}
GROUP = re.compile(r"^Group \w{1,2}$|^Final round$", re.IGNORECASE)  # the World Cup of 1950 ended in a group
REGULAR = re.compile(r"^(regular|league|grunddurchgang|grundspil|first (stage|phase|part))\b", re.IGNORECASE)
# A round of a group: "Championship round - 3", "Meistergruppe: 3. Runde".
ROUND_IN_GROUP = re.compile(r"^(?P<name>.+?)\s*(?:,|:|\s[–-])\s*(?:[^\W\d]+\.?\s+)?(?P<number>\d{1,2})(?:\.\s*\w+)?$")
# Who plays is not known yet: 1A, 2B, 3A/B/C, A1, W49, L101, N.N., "Winner Group A", "3rd Group A/D/E/F".
UNKNOWN_SIDE = re.compile(
    r"^(?:[1-4][A-L](?:/[A-L])*|[A-L][1-6]|[WL]\d{1,3}|N\.?N\.?|TB[AD]|\?+)$"
    r"|^(?:Winners?|Losers?|Runners?-up|[1-4](?:st|nd|rd|th)) (?:of )?(?:Group|Match|place|[A-L]|\d+)\b",
    re.IGNORECASE,
)


class SetStages(NamedTuple):
    """Matches with their stages, the rules of play and of ranking of each stage, and what the season's shape is."""

    matches: list[ImportedMatch]
    stages: dict[str, dict[str, Any]]
    rankings: dict[str, dict[str, Any]]
    split: dict[str, Any]
    is_cup: bool = False


class RoundPlace(msgspec.Struct, frozen=True):
    """A match's place in its season."""

    stage: str | None = None
    group: str | None = None
    round: str | None = None
    number: int | None = None


def parse_round_place(*, stage: Any, group: Any, label: Any) -> RoundPlace:
    """The place that a file's fields give. A round can carry its stage: "League, Matchday 3", or be the group."""
    stage, group, label = (str(value).strip() or None if value else None for value in (stage, group, label))
    if label is None:
        return RoundPlace(stage or (GROUP_STAGE if group else None), group)
    number = parse_number(label)
    head, _, tail = label.rpartition(", ")
    if number is None and head and (number := parse_number(tail)) is not None:
        if GROUP.match(head):
            group = group or head
        else:
            stage = stage or head
    if group is None and GROUP.match(label):
        group = label
    return RoundPlace(stage or (GROUP_STAGE if group else None), group, None if label == group else label, number)


def parse_number(label: str) -> int | None:
    """The number of a round that has one ("Matchday 7", "18. Runde")."""
    found = NUMBERED.match(label)
    return int(found[1] or found[2]) if found else None


def set_stages(
    matches: Sequence[ImportedMatch], scores: Sequence[dict[str, Pair]], *, competition: str = "", split: bool = False
) -> SetStages:
    """Matches with the stage of each, and the rules of every stage and of the season; none where the file tells none.

    Knock-out matches count in no table, whatever they are called. Where a season has several stages, those played for
    points are tables of their own: their name is their group's. Those that follow a regular season are its second part
    (Ranking.split): rounds that begin again at 1 are numbered on. `split`: it is known to have one.
    """
    second = find_second_part(matches) if split else {}
    matches = [second.get(id(match), match) for match in matches]
    played = [KnockOutMatch(match, score) for match, score in zip(matches, scores, strict=True)]
    named: dict[str, list[KnockOutMatch]] = defaultdict(list)
    for one in played:
        if one.match.stage:
            named[one.match.stage].append(one)
    for_points = {
        stage
        for stage, own in named.items()
        if any(one.match.group for one in own) or not is_knock_out_stage(stage, own, split=split)
    } | {match.stage for match in second.values() if match.stage}
    has_groups = any(match.group for match in matches)
    rest = [one for one in played if not one.match.stage and not one.match.group]
    out = find_knock_out(rest, competition=competition, in_groups=has_groups)
    if not named and len(out) == len(played):
        return SetStages(list(matches), {}, {}, {}, is_cup=bool(out))
    staged = [
        msgspec.structs.replace(one.match, stage=name_knock_out(one.match)) if id(one) in out else one.match
        for one in played
    ]
    stages: dict[str, dict[str, Any]] = {}
    for match in staged:
        if match.stage:
            stages[match.stage] = {} if match.stage in for_points else dict(KNOCK_OUT_RULES)
    found = SetStages(staged, stages, {stage: {"table": False} for stage in stages if stage not in for_points}, {})
    if not staged or has_groups:
        return found._replace(matches=name_groups(staged, for_points)) if len(stages) > 1 else found
    regular = {stage for stage in for_points if REGULAR.search(stage)}
    unnamed = any(not match.stage for match in staged)
    later = for_points - regular
    if later and (unnamed or len(regular) == 1):
        first = next(iter(regular)) if not unnamed else ""
        return found._replace(matches=number_on(name_groups(staged, for_points), later), split={"regular": first})
    if not for_points and not unnamed:
        return found._replace(is_cup=True)
    return found._replace(matches=name_groups(staged, for_points)) if len(stages) > 1 else found


def find_second_part(matches: Sequence[ImportedMatch]) -> dict[int, ImportedMatch]:
    """The matches of the second part of a season that is known to be split, with their stage, by the ids they had.

    That is where a file has the groups as rounds of one name ("Championship round", "Championship round - 3"): in each
    nobody goes out, and nobody is in two of them.
    """
    named: dict[str, list[tuple[ImportedMatch, int | None]]] = defaultdict(list)
    for match in matches:
        if match.stage or match.group or match.round_number is not None:
            continue
        found = ROUND_IN_GROUP.match(match.round or "")
        name, number = (found["name"], int(found["number"])) if found else (match.round or "", None)
        named[name[:60]].append((match, number))
    groups = {
        name: own
        for name, own in named.items()
        if name and not REGULAR.search(name) and keeps_all([match for match, _ in own])
    }
    members = [{side for match, _ in own for side in (match.home, match.away)} for own in groups.values()]
    if len(groups) < 2 or sum(map(len, members)) > len(set().union(*members)):
        return {}
    return {
        id(match): msgspec.structs.replace(match, stage=name, round_number=number)
        for name, own in groups.items()
        for match, number in own
    }


def name_groups(matches: Sequence[ImportedMatch], stages: Collection[str]) -> list[ImportedMatch]:
    """Matches of these stages in a group that is called as their stage, where they are in none."""
    return [
        msgspec.structs.replace(match, group=match.stage) if match.stage in stages and not match.group else match
        for match in matches
    ]


def number_on(matches: Sequence[ImportedMatch], second: Collection[str]) -> list[ImportedMatch]:
    """Rounds of the second part numbered on from the first's last one, where they begin again."""
    numbered = [match for match in matches if match.round_number is not None]
    last = max((match.round_number or 0 for match in numbered if match.stage not in second), default=0)
    again = {match.stage for match in numbered if match.stage in second and (match.round_number or 0) <= last}
    return [
        msgspec.structs.replace(match, round_number=match.round_number + last)
        if match.round_number is not None and match.stage in again
        else match
        for match in matches
    ]


def set_rules(
    matches: Sequence[ImportedMatch],
    scores: Sequence[dict[str, Pair]],
    *,
    stages: dict[str, dict[str, Any]],
    away_goals: bool,
    extra_time: bool | str,
) -> list[ImportedMatch]:
    """Matches with what each shows of its ruleset beyond its stage's: extra time, shootout, the first leg."""
    rules = [find_rules(score, stages.get(match.stage or "", {})) for match, score in zip(matches, scores, strict=True)]
    for first, second in find_ties(matches):
        if "et" in scores[first]:  # no first leg has extra time: a drawn match and its replay
            continue
        rules[first] = {"extra_time": False, "shootout": False}
        if scores[first]:
            away, home = scores[first].get("ft", (0, 0))
            played = scores[second]
            rules[second] = {
                "extra_time": "et" in played or not played,
                "shootout": "p" in played or not played,
                "first_leg": as_score((home, away)),
                **({"away_goals": True} if away_goals else {}),
            }
    return [
        msgspec.structs.replace(match, ruleset=end_extra_time(rule, extra_time))
        for match, rule in zip(matches, rules, strict=True)
    ]


def end_extra_time(rules: dict[str, Any], extra_time: bool | str) -> dict[str, Any]:
    """Rules with extra time as the edition has it, where they have any."""
    return {**rules, "extra_time": extra_time} if rules.get("extra_time") else rules


def find_rules(score: dict[str, Pair], stage: dict[str, Any]) -> dict[str, Any]:
    """What a score shows of its match's ruleset beyond its stage's: that extra time or a shootout was (not) played."""
    played = {"extra_time": "et" in score, "shootout": "p" in score}
    if not stage.get("extra_time"):
        return {name: True for name in played if played[name]}
    undecided = bool(score) and score["ft"][0] == score["ft"][1] and not all(played.values())
    if played["extra_time"] and score["et"][0] != score["et"][1]:
        undecided = False
    return played if undecided else {}


def find_ties(matches: Sequence[ImportedMatch]) -> list[tuple[int, int]]:
    """The two-leg ties, as (first, second) by index: in their round, both sides play twice, and only each other.

    In a stage whose matches have no rounds a pair is one that meets twice, once at each ground.
    """
    rounds: dict[tuple[str | None, str], list[int]] = defaultdict(list)
    for index, match in enumerate(matches):
        if (match.round or match.stage) and not match.group and match.home and match.away:
            rounds[match.stage, LEG.sub("", match.round or "")].append(index)
    ties = []
    for (_, label), indexes in rounds.items():
        pairs: dict[frozenset[str | None], list[int]] = defaultdict(list)
        met: dict[str | None, int] = defaultdict(int)
        for index in indexes:
            pairs[frozenset((matches[index].home, matches[index].away))].append(index)
            met[matches[index].home] += 1
            met[matches[index].away] += 1
        # A drawn match that was replayed at the other ground looks the same, but then others of the round play once.
        named_legs = all(LEG.search(matches[index].round or "") for index in indexes)
        if label and not named_legs and any(count != 2 for count in met.values()):
            continue
        for pair in pairs.values():
            first, second = (
                sorted(pair, key=lambda leg: str(matches[leg].scheduled_on))[:2] if len(pair) == 2 else (0, 0)
            )
            if first != second and matches[first].home == matches[second].away:
                ties.append((first, second))
    return sorted(ties)
