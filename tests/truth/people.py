"""Compares what people did with what was published of it, or with a count of the source apart from our reading."""

import json
import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from django.db.models import Max, Sum

from scoreboard.catalogue.person_names import are_alike, is_short
from scoreboard.known_names import find_competitors
from scoreboard.models import Match
from scoreboard.queries import matches_with_names
from stats.models import PersonFact
from stats.queries import load_person
from stats.queries.identity import with_who
from tests.truth.comparing import Compared, find_season, matches_of, name_teams, read_rows
from tests.truth.scorers import BEST, IPL_2019, OWN_GOALS

Figures = Mapping[tuple[str, str], int]  # by name and statistic


def count_facts(matches: Iterable[Match], stats: Iterable[str]) -> Counter[tuple[str, str]]:
    """What people did in some matches, by name and statistic."""
    found = PersonFact.objects.filter(match__in=[str(match.pk) for match in matches], stat__in=set(stats))
    summed = found.values_list("name", "stat").annotate(total=Sum("value"))
    return Counter({(name, stat): total for name, stat, total in summed})


def hold_all(compared: Compared, label: str, ours: Figures, published: Figures) -> None:
    """Compare every person's figures, those of 0 that were published among them; nobody may have more."""
    for name, stat in sorted({*ours, *published}):
        compared.hold(f"{label}, {stat} of {name}", ours.get((name, stat), 0), published.get((name, stat), 0))


# --- football --------------------------------------------------------------------------------------------------------


def compare_best(compared: Compared, competition: str, season: str) -> None:
    """The best scorers' goals. Each is to be one person here, however the sources call them, and nobody has more."""
    facts = PersonFact.objects.filter(season=str(find_season(competition, season).pk), stat="goals")
    ours = with_who(facts).values_list("competitor_name", "who").annotate(names=Max("name"), total=Sum("value"))
    best = BEST[competition, season]
    for team, scorers in best.items():
        (name,) = name_teams([team]).values()
        for scorer, goals in scorers.items():
            found = [total for at, _, called, total in ours if at == name and may_be(called, scorer)]
            compared.hold(f"{competition} {season}, goals of {scorer}", found, [goals])
    published = sorted((goals for scorers in best.values() for goals in scorers.values()), reverse=True)
    least = published[-1]
    most = sorted((total for *_, total in ours if total > least), reverse=True)
    compared.hold(f"{competition} {season}, more than {least}", most, [goals for goals in published if goals > least])


def may_be(called: str, scorer: str) -> bool:
    return are_alike(called, scorer) or is_short(called, scorer) or is_short(scorer, called)


def make_cup(competition: str, season: str) -> Callable[[Path], Compared]:
    return lambda _data: compare_cup(competition, season)


def compare_cup(competition: str, season: str) -> Compared:
    """The best scorers; and how many goals and own goals there were in all."""
    compared = Compared()
    compare_best(compared, competition, season)
    facts = PersonFact.objects.filter(season=str(find_season(competition, season).pk))
    ours = [sum(facts.filter(stat=stat).values_list("value", flat=True)) for stat in ("goals", "own_goals")]
    compared.hold("goals and own goals", ours, list(OWN_GOALS[competition, season]))
    return compared


def compare_internationals(data: Path) -> Compared:
    """Every scorer's goals of every cup, as the file's rows are counted; and the best as they were published.

    Of the cups that are in another source, too, people's names are of both: how many have how many goals.
    """
    compared, folder = Compared(), data / "football/international_results"
    cups: dict[tuple[str, str], str] = {}
    for row in read_rows(folder / "results.csv"):
        cups[row["date"], row["home_team"]] = f"{row['tournament']} {row['date'][:4]}"
    scored: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for row in read_rows(folder / "goalscorers.csv"):
        cup = cups.get((row["date"], row["home_team"]))
        if cup and row["own_goal"] != "TRUE":
            scored[cup][row["team"], row["scorer"]] += 1
    for cup, published in scored.items():
        tournament, _, season = cup.rpartition(" ")
        competition = {"FIFA World Cup": "World Cup", "UEFA Euro": "Euro"}.get(tournament, tournament)
        facts = with_who(PersonFact.objects.filter(season=str(find_season(competition, season).pk), stat="goals"))
        ours = facts.values_list("competitor_name", "who").annotate(total=Sum("value"))
        by_team, theirs = defaultdict(list), defaultdict(list)
        for team, _, total in ours:
            by_team[team].append(total)
        names = name_teams(team for team, _ in published)
        for (team, _), total in published.items():
            theirs[names[team]].append(total)
        for team, goals in theirs.items():
            compared.hold(f"{cup}, {team}", sorted(by_team[team]), sorted(goals))
        if (competition, season) in BEST and (competition, season) not in OWN_GOALS:
            compare_best(compared, competition, season)
    return compared


# --- cricket ---------------------------------------------------------------------------------------------------------

CRICKET = ("runs", "balls_faced", "fours", "sixes", "wickets", "runs_conceded", "wides", "catches", "stumpings")
BY_BOWLER = {"bowled", "caught", "caught and bowled", "lbw", "stumped", "hit wicket"}


def count_deliveries(files: Iterable[dict[str, Any]]) -> Counter[tuple[str, str]]:
    """What people did in files of Cricsheet's, super overs aside; no catch is a substitute's."""
    counted: Counter[tuple[str, str]] = Counter()
    for file in files:
        for innings in file["innings"]:
            if not innings.get("super_over"):
                for over in innings.get("overs", ()):
                    for delivery in over["deliveries"]:
                        count_delivery(delivery, counted)
    return counted


def count_delivery(delivery: Mapping[str, Any], counted: Counter[tuple[str, str]]) -> None:
    batter, bowler, extras = delivery["batter"], delivery["bowler"], delivery.get("extras", {})
    runs = delivery["runs"]["batter"]
    boundary = runs if runs in (4, 6) and not delivery["runs"].get("non_boundary") else 0
    counted[batter, "runs"] += runs
    counted[batter, "balls_faced"] += "wides" not in extras
    counted[batter, "fours"] += boundary == 4
    counted[batter, "sixes"] += boundary == 6
    counted[bowler, "wides"] += extras.get("wides", 0)
    counted[bowler, "runs_conceded"] += runs + extras.get("wides", 0) + extras.get("noballs", 0)
    for wicket in delivery.get("wickets", ()):
        kind, fielders = wicket["kind"], wicket.get("fielders", ())
        counted[bowler, "wickets"] += kind in BY_BOWLER
        if kind == "caught and bowled":
            counted[bowler, "catches"] += 1
        elif kind in ("caught", "stumped") and fielders and not fielders[0].get("substitute"):
            counted[fielders[0]["name"], "catches" if kind == "caught" else "stumpings"] += 1


def read_zip(path: Path) -> Iterator[dict[str, Any]]:
    with zipfile.ZipFile(path) as file:
        for name in file.namelist():
            if name.endswith(".json"):
                yield json.loads(file.read(name))


def compare_cricket(data: Path) -> Compared:
    """Every player of every match, batting, bowling and in the field; of each innings who made most, as published."""
    compared = Compared()
    days = defaultdict(list)
    for match in matches_with_names().filter(sport="cricket"):
        days[str(match.scheduled_on)].append(match)
    expected = json.loads((data / "cricket/expected_cricket.json").read_text())
    for name, published in expected.items():
        file = json.loads((data / f"cricket/json/{name}.json").read_text())
        registry = {alias: alias for alias in file["info"]["players"]}
        matches = [m for m in days[file["info"]["dates"][0]] if {m.home.name, m.away.name} & name_cricket(registry)]
        ours = count_facts(matches, CRICKET)
        hold_all(compared, name, +ours, +count_deliveries([file]))
        for innings in published["innings"]:
            top = innings.get("top_bat")
            if top and not innings["super_over"]:
                found = [ours[top["name"], "runs"], ours[top["name"], "balls_faced"]]
                compared.hold(f"{name}, {top['name']}", found, [top["runs"], top["balls"]])
    return compared


def name_cricket(names: Iterable[str]) -> set[str]:
    return {found.name for found in find_competitors(names, sport="cricket").values()}


def compare_ipl(data: Path) -> Compared:
    """Every player's season; and the best of it as they were published."""
    compared = Compared()
    matches = matches_of("Indian Premier League", "2019")
    ours = count_facts(matches, CRICKET)
    hold_all(compared, "IPL 2019", +ours, +count_deliveries(read_zip(data / "cricket/ipl_2019_json.zip")))
    ids = dict(
        PersonFact.objects.filter(season=str(find_season("Indian Premier League", "2019").pk)).values_list(
            "name", "person"
        )
    )
    for name, published in IPL_2019.items():
        totals = load_person(ids[name], sport="cricket")["seasons"]
        (row,) = [row for row in totals if row["season"]["name"] == "2019"]
        for figure, value in published.items():
            compared.hold(f"IPL 2019, {figure} of {name}", row[figure], value)
    return compared


# --- baseball --------------------------------------------------------------------------------------------------------

CODES = {  # of a batter, by the beginning of a play's code
    "strikeouts": re.compile(r"K"),
    "walks": re.compile(r"(W|IW?)(?!P)(?=$|[.+/#!?])"),
    "hits": re.compile(r"(S|D|T|DGR|H|HR)(?=$|[\d./#!?+-])"),
    "home_runs": re.compile(r"(H|HR)(?=$|[\d./#!?+-])"),
    "hit_by_pitch": re.compile(r"HP"),
}
STEALS = {"stolen_bases": re.compile(r"SB[23H]"), "caught_stealing": re.compile(r"(?:PO)?CS[23H]")}


def make_baseball(file: str) -> Callable[[Path], Compared]:
    return partial(compare_baseball, file=file)


def split_games(path: Path) -> Iterator[list[list[str]]]:
    for game in path.read_text(encoding="latin-1").split("\nid,"):
        yield [line.replace('"', "").split(",") for line in ("id," * (not game.startswith("id,")) + game).splitlines()]


def compare_baseball(data: Path, *, file: str) -> Compared:
    """Game by game: each pitcher's earned runs, who lost, who won where that is no judgement, as the file has them.

    And apart from our reading each batter's figures by the codes, both sides' steals, and that sums agree.
    """
    compared = Compared()
    for rows in split_games(data / "baseball" / file):
        key, names = rows[0][1], {row[1]: row[2] for row in rows if row[0] in ("start", "sub")}
        info = {row[1]: row[2] for row in rows if row[0] == "info"}
        match = find_game(info)
        ours = count_facts([match], [*PITCHED, *CODES, *STEALS, "runs", "at_bats"])
        for _, _, pitcher, earned in (row for row in rows if row[0] == "data"):
            compared.hold(f"{key}, earned runs of {pitcher}", ours[names[pitcher], "pitching_earned_runs"], int(earned))
        lost, won = ([name for name, stat in +ours if stat == f"pitching_{what}"] for what in ("losses", "wins"))
        compared.hold(f"{key}, lost", lost, [names[info["lp"]]])
        if won:
            compared.hold(f"{key}, won", won, [names[info["wp"]]])
        plays = [row for row in rows if row[0] == "play"]
        published = Counter(
            (names[row[3]], stat) for row in plays for stat, code in CODES.items() if code.match(row[6])
        )
        hold_all(compared, key, +Counter({one: n for one, n in ours.items() if one[1] in CODES}), published)
        total = Counter({stat: sum(n for (_, of), n in ours.items() if of == stat) for stat in (*PITCHED, *STEALS)})
        for stat, code in STEALS.items():
            steals = sum(len(code.findall(row[6].partition(".")[0])) for row in plays)
            compared.hold(f"{key}, {stat}", total[stat], steals)
        runs = (match.home_score or 0) + (match.away_score or 0)
        compared.hold(f"{key}, runs charged", total["pitching_runs"], runs)
        compared.hold(f"{key}, runs", sum(n for (_, of), n in ours.items() if of == "runs"), runs)
        for stat in ("strikeouts", "walks", "hits", "home_runs"):
            batted = sum(n for (_, of), n in ours.items() if of == stat)
            compared.hold(f"{key}, {stat} of both", total[f"pitching_{stat}"], batted)
    return compared


PITCHED = [
    f"pitching_{name}"
    for name in ("earned_runs", "runs", "wins", "losses", "strikeouts", "walks", "hits", "home_runs", "unjudged_runs")
]


def find_game(info: Mapping[str, str]) -> Match:
    names = {"TBA": "Tampa Bay Rays", "LAN": "Los Angeles Dodgers"}
    number = "" if info["number"] == "0" else f"Game {info['number']}"
    return matches_with_names().get(
        sport="baseball",
        scheduled_on=info["date"].replace("/", "-"),
        round=number,
        home__name=names[info["hometeam"]],
    )


# --- basketball, ice hockey, volleyball ------------------------------------------------------------------------------


def read_sets(path: Path) -> dict[str, list[dict[str, Any]]]:
    """The sets of rows of an answer of the leagues' stats site."""
    return {
        one["name"]: [dict(zip(one["headers"], row, strict=False)) for row in one["rowSet"]]
        for one in json.loads(path.read_text())["resultSets"]
    }


def compare_nba(data: Path) -> Compared:
    """Points and assists as the play-by-play counts them up itself, player by player."""
    compared, published = Compared(), Counter()
    plays = read_sets(data / "basketball/pbp/stats_0021900001.json")["PlayByPlay"]
    for play in plays:
        text = f"{play['HOMEDESCRIPTION'] or ''} {play['VISITORDESCRIPTION'] or ''}"
        if found := re.search(r"\((\d+) PTS\)", text):
            published[play["PLAYER1_NAME"], "points"] = int(found[1])
        if found := re.search(r"\(.* (\d+) AST\)", text):
            published[play["PLAYER2_NAME"], "assists"] = int(found[1])
    hold_all(compared, "NBA", count_facts(matches_of("NBA", "2019-20"), ("points", "assists")), published)
    return compared


def compare_g_league(data: Path) -> Compared:
    """The box score: every player's points, three-pointers and assists."""
    compared, published = Compared(), Counter()
    columns = {"PTS": "points", "FG3M": "three_pointers", "AST": "assists"}
    for row in read_sets(data / "basketball/game_details/stats_boxscore_2021900002.json")["PlayerStats"]:
        published.update({(row["PLAYER_NAME"], stat): row[name] or 0 for name, stat in columns.items()})
    hold_all(compared, "G League", count_facts(matches_of("NBA G League", "2019-20"), columns.values()), published)
    return compared


def make_hockey(game: str) -> Callable[[Path], Compared]:
    return partial(compare_hockey, game=game)


def compare_hockey(data: Path, *, game: str) -> Compared:
    """The league's summary: goals, assists and penalty minutes of all who were on the ice."""
    compared, published = Compared(), Counter()
    summary = json.loads((data / f"icehockey/pwhl_{game}.json").read_text())["summary_raw"]
    columns = {"goals": "goals", "assists": "assists", "penaltyMinutes": "penalty_minutes"}
    for team in ("homeTeam", "visitingTeam"):
        for one in (*summary[team]["skaters"], *summary[team]["goalies"]):
            name = f"{one['info']['firstName']} {one['info']['lastName']}"
            published.update({(name, stat): one["stats"][column] for column, stat in columns.items()})
    day = summary["details"]["GameDateISO8601"][:10]
    matches = [match for match in matches_of("PWHL", "2024-25") if str(match.scheduled_on) == day]
    hold_all(compared, game, count_facts(matches, columns.values()), published)
    return compared


def make_volleyball(file: str, home: str) -> Callable[[Path], Compared]:
    return partial(compare_volleyball, file=file, home=home)


def compare_volleyball(data: Path, *, file: str, home: str) -> Compared:
    """Attacks, blocks and aces of every player, by the scout's codes of touches that won a rally."""
    compared, published = Compared(), Counter()
    text = (data / "volleyball" / file).read_bytes().decode("cp1250")
    names = {}
    for part, side in (("[3PLAYERS-H]", "*"), ("[3PLAYERS-V]", "a")):
        for line in text.partition(part)[2].partition("\n[3")[0].strip().splitlines():
            cells = line.split(";")
            names[side, cells[1].zfill(2)] = f"{cells[10]} {cells[9]}".strip()
    skills = {"S": "aces", "A": "attacks", "B": "blocks"}
    for side, number, skill in re.findall(r"^([*a])(\d\d)([SAB]).#", text, re.MULTILINE):
        name = names[side, number]
        published[name, skills[skill]] += 1
        published[name, "points"] += 1
    matches = matches_with_names().filter(sport="volleyball", home__name=home)
    hold_all(compared, file, count_facts(matches, [*skills.values(), "points"]), published)
    return compared
