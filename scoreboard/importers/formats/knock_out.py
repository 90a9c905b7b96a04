"""Which football matches are knock-out matches, by what publishers call their rounds, and by who plays on."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

import msgspec

from scoreboard.importers.base import KNOCK_OUT, ImportedMatch
from scoreboard.importers.formats.goals import Pair
from scoreboard.sports.rounds import LEG

# Rounds of a league have these words; "Round" and "Runde" are a cup's, too.
MATCHDAY = r"Matchday|Spieltag|Journée|Jornada|Giornata|Speelronde|Week|Regular Season -"
ROUND = r"Round|Runde"
NUMBERED = re.compile(rf"^(?:{MATCHDAY}|{ROUND})\s*(\d+)$|^(\d+)\.\s*(?:{MATCHDAY}|{ROUND})$", re.IGNORECASE)
OF_LEAGUE = re.compile(rf"\b(?:{MATCHDAY})", re.IGNORECASE)
KNOCKED_OUT = re.compile(r"final|play-?offs?\b|play-?outs?\b|knock-?out", re.IGNORECASE)
# What no round of a league is called.
ROUND_OF_CUP = re.compile(
    r"final|play-?off|knock-?out|eliminat|round of \d+|last \d+|\b1/\d+|third[ -]place|3rd[ -]place|\bplace \d|\breplay"
    r"|\b(?:1st|2nd|first|second) leg|\bleg [12]\b|barrage|spareggio|test match|\bdecider|tie-?break|entscheidungsspiel"
    r"|beslissingswedstrijd|nacompetitie|desempate|deciding match|decisive match|omspel|omspil|omkamp|kvalspe?l"
    r"|liguilla|match d.appui|rep[eê]chage|repesca|bara[jż]\b"
    r"|relegationsspiel|hinspiel|rückspiel|octavos|cuartos|huitièmes|ottavi|quarti di|sedicesimi|trentaduesimi"
    r"|\d+(?:tel|th) final|preliminary|qualif",
    re.IGNORECASE,
)
QUALIFYING = re.compile(r"qualif|preliminary|vorrunde|previa", re.IGNORECASE)
CUP = re.compile(r"\b(?:cup|pokal|coupe|copa|coppa|beker|ta[çc]a|kupas[ıi]|trophy|shield|puchar)\b", re.IGNORECASE)
THIRD = re.compile(r"third|3rd|place", re.IGNORECASE)


class KnockOutMatch(msgspec.Struct):
    """A match of a file with its score, as it is asked whether it is a knock-out match."""

    match: ImportedMatch
    score: dict[str, Pair]

    @property
    def label(self) -> str:
        """What its round is called."""
        return self.match.round or ""


def is_knock_out_stage(stage: str, matches: Sequence[KnockOutMatch], *, split: bool) -> bool:
    """Whether a stage that a file names is played in knock-out rounds.

    Extra time, shootouts and two legs in one round say so, rounds that are matchdays speak against it. A play-off with
    matchdays is a group where somebody meets several, or where the competition is known to end in groups (`split`); one
    with rounds is where nobody goes out.
    """
    if any({"et", "p"} & one.score.keys() for one in matches) or has_legs(matches):
        return True
    numbered = any(one.match.round_number is not None for one in matches)
    if not numbered:
        return True
    if any(OF_LEAGUE.search(one.label) for one in matches):
        several = has_several_opponents([one.match for one in matches])
        return bool(KNOCKED_OUT.search(stage)) and not split and not several
    if KNOCKED_OUT.search(stage):
        return not keeps_all([one.match for one in matches])
    return bool(QUALIFYING.search(stage)) and plays_on(matches) is not True


def find_knock_out(matches: Sequence[KnockOutMatch], *, competition: str, in_groups: bool) -> set[int]:
    """The ids of those that are knock-out matches, of matches in no stage and no group.

    `in_groups`: others of the season are in groups, so that these are knock-out rounds before or after.
    """
    if in_groups:
        return {id(one) for one in matches}
    out = [one for one in matches if one.match.round_number is None and ROUND_OF_CUP.search(one.label)]
    rest = [one for one in matches if one not in out]
    labelled = [one for one in rest if one.label]
    if labelled and not any(OF_LEAGUE.search(one.label) for one in rest):
        is_cup = bool(CUP.search(competition)) or has_legs(labelled)
        told = bool(out) or is_cup or any({"et", "p"} & one.score.keys() for one in labelled)
        goes_on = plays_on(labelled)
        if (goes_on is False and told) or (goes_on is None and is_cup):
            out += rest
    return {id(one) for one in out}


def name_knock_out(match: ImportedMatch) -> str:
    """The stage of a knock-out match that names none: what stands before its round ("Finals, Semi-Final")."""
    return LEG.sub("", match.round or "").rpartition(", ")[0][:60] or KNOCK_OUT


def has_legs(matches: Sequence[KnockOutMatch]) -> bool:
    """Whether two meet twice in one numbered round, as in no league."""
    met: dict[tuple[str, frozenset[str | None]], int] = defaultdict(int)
    for one in matches:
        if one.match.round_number is not None:
            met[one.label, frozenset((one.match.home, one.match.away))] += 1
    return any(count > 1 for (_, pair), count in met.items() if None not in pair)


def has_several_opponents(matches: Sequence[ImportedMatch]) -> bool:
    """Whether somebody meets more than one other."""
    met: dict[str, set[str]] = defaultdict(set)
    for match in matches:
        if match.home and match.away:
            met[match.home].add(match.away)
            met[match.away].add(match.home)
    return any(len(others) > 1 for others in met.values())


def keeps_all(matches: Sequence[ImportedMatch]) -> bool:
    """Whether nobody is out after one match, and somebody meets several others: a group, whatever it is called."""
    played = Counter(side for match in matches for side in (match.home, match.away) if side)
    return min(played.values(), default=0) > 1 and has_several_opponents(matches)


def plays_on(matches: Sequence[KnockOutMatch]) -> bool | None:
    """Whether somebody who did not win in a round plays in a later one; None where there is no later one to tell."""
    rounds: dict[str, list[KnockOutMatch]] = defaultdict(list)
    for one in matches:
        if not THIRD.search(one.label):
            rounds[LEG.sub("", one.label)].append(one)
    ordered = sorted(rounds.values(), key=lambda own: min(str(one.match.scheduled_on) for one in own))
    told = False
    for number, own in enumerate(ordered):
        later = {side for after in ordered[number + 1 :] for one in after for side in (one.match.home, one.match.away)}
        for home, away, goals in sum_pairs(own):
            told = told or bool(later)
            if {home, away} <= later or (goals and (away if goals > 0 else home) in later):
                return True
    return False if told else None


def sum_pairs(matches: Sequence[KnockOutMatch]) -> list[tuple[str, str, int]]:
    """Who met in a round, and by how much the first won over all their matches (negative: the second)."""
    sums: dict[tuple[str, str], int] = {}
    for one in matches:
        home, away = one.match.home, one.match.away
        if not home or not away or not one.score:
            continue
        last = one.score.get("p") or one.score.get("et") or one.score["ft"]
        if (away, home) in sums:
            sums[away, home] += last[1] - last[0]
        else:
            sums[home, away] = sums.get((home, away), 0) + last[0] - last[1]
    return [(home, away, goals) for (home, away), goals in sums.items()]
