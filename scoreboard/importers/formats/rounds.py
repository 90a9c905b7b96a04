"""Where football matches stand in their season, by the labels publishers give: stages, groups, rounds, two-leg ties."""

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import msgspec

from scoreboard.importers.base import ImportedMatch
from scoreboard.importers.formats.goals import Pair, as_score

GROUP_STAGE, KNOCK_OUT = "Group stage", "Knock-out stage"
KNOCK_OUT_RULES = {"extra_time": True, "shootout": True}
GROUP = re.compile(r"^Group \w{1,2}$|^Final round$", re.IGNORECASE)  # the World Cup of 1950 ended in a group
COUNTED = r"Matchday|Round|Spieltag|Runde|Journée|Jornada|Giornata|Week|Regular Season -"
NUMBERED = re.compile(rf"^(?:{COUNTED})\s*(\d+)$|^(\d+)\.\s*(?:{COUNTED})$", re.IGNORECASE)
KNOCKED_OUT = re.compile(r"final|play-?offs?$|knock-?out", re.IGNORECASE)
# Who plays is not known yet: 1A, 2B, 3A/B/C, A1, W49, L101, N.N., "Winner Group A", "3rd Group A/D/E/F".
UNKNOWN_SIDE = re.compile(
    r"^(?:[1-4][A-L](?:/[A-L])*|[A-L][1-6]|[WL]\d{1,3}|N\.?N\.?|TB[AD]|\?+)$"
    r"|^(?:Winners?|Losers?|Runners?-up|[1-4](?:st|nd|rd|th)) (?:of )?(?:Group|Match|place|[A-L]|\d+)\b",
    re.IGNORECASE,
)


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


def set_stages(matches: Sequence[ImportedMatch]) -> tuple[list[ImportedMatch], dict[str, dict[str, Any]]]:
    """Matches with the stage of each, and the rules of every stage; none where the file tells none.

    Where a season has several stages, those played for points are tables of their own: their name is their group's.
    """
    if not any(match.stage for match in matches):
        return list(matches), {}
    matches = [msgspec.structs.replace(match, stage=match.stage or KNOCK_OUT) for match in matches]
    for_points = {match.stage for match in matches if match.group}
    for_points |= {match.stage for match in matches if match.round_number and not KNOCKED_OUT.search(match.stage or "")}
    stages = {
        stage: {} if stage in for_points else dict(KNOCK_OUT_RULES)
        for stage in dict.fromkeys(match.stage for match in matches)
        if stage
    }
    if len(stages) > 1:
        matches = [
            msgspec.structs.replace(match, group=match.stage)
            if match.stage in for_points and not match.group
            else match
            for match in matches
        ]
    return matches, stages


def set_rules(
    matches: Sequence[ImportedMatch],
    scores: Sequence[dict[str, Pair]],
    *,
    stages: dict[str, dict[str, Any]],
    away_goals: bool,
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
    return [msgspec.structs.replace(match, ruleset=rule) for match, rule in zip(matches, rules, strict=True)]


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
    """The two-leg ties, as (first, second) by index: in their round, both sides play twice, and only each other."""
    rounds: dict[tuple[str | None, str | None], list[int]] = defaultdict(list)
    for index, match in enumerate(matches):
        if match.round and not match.group and match.home and match.away:
            rounds[match.stage, match.round].append(index)
    ties = []
    for indexes in rounds.values():
        legs: dict[str | None, list[int]] = defaultdict(list)
        for index in indexes:
            legs[matches[index].home].append(index)
            legs[matches[index].away].append(index)
        # A drawn match that was replayed at the other ground looks the same, but then others of the round play once.
        if any(len(played) != 2 for played in legs.values()):
            continue
        for index in indexes:
            pair = legs[matches[index].home]
            first, second = sorted(pair, key=lambda leg: str(matches[leg].scheduled_on))
            if index == first and pair == legs[matches[index].away] and matches[first].home == matches[second].away:
                ties.append((first, second))
    return ties
