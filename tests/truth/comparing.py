"""Compares matches and tables with what was published of them: how many figures, and which of them differ."""

import csv
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from scoreboard.known_names import find_competitors
from scoreboard.models import Match, Season, SquadEntry
from scoreboard.queries import decode_state, matches_with_names
from scoreboard.sports.cricket.views import format_overs
from scoreboard.sports.state import view_of
from stats.queries.season import load_season
from stats.tables.standings import make_standings


@dataclass
class Compared:
    """How many figures were compared, and those that differ, each in words."""

    figures: int = 0
    differences: list[str] = field(default_factory=list)

    def hold(self, what: str, ours: Any, published: Any) -> None:
        """Compare one figure, or a few that belong together."""
        self.figures += len(published) if isinstance(published, list | tuple) else 1
        if ours != published:
            self.differences.append(f"{what}: {ours} in place of {published}")


def find_season(competition: str, name: str) -> Season:
    return Season.objects.get(competition__name=competition, name=name)


def matches_of(competition: str, name: str) -> list[Match]:
    return list(matches_with_names().filter(season=find_season(competition, name)))


def load_tables(competition: str, name: str) -> dict[str | None, list[dict[str, Any]]]:
    """A season's tables, by group."""
    found = make_standings(load_season(str(find_season(competition, name).pk)))
    return {group["name"]: group["rows"] for group in found["groups"]}


# --- football --------------------------------------------------------------------------------------------------------

COUNTED = ("played", "won", "drawn", "lost", "gf", "ga", "points")


def compare_row(compared: Compared, row: dict[str, Any], published: dict[str, Any]) -> None:
    ours = {**row, "gf": row["for"], "ga": row["against"]}
    compared.hold(published["team"], [ours[name] for name in COUNTED], [published[name] for name in COUNTED])


def name_teams(names: Iterable[str]) -> dict[str, str]:
    """What teams are called here, by any name that a file has for them."""
    return {name: found.name for name, found in find_competitors(names, sport="football").items()}


def compare_league(path: Path, competition: str, season: str) -> Compared:
    compared, published = Compared(), json.loads(path.read_text())["table"]
    names = name_teams(row["team"] for row in published)
    (rows,) = load_tables(competition, season).values()
    compared.hold("order", [row["competitor"]["name"] for row in rows], [names[row["team"]] for row in published])
    by_name = {row["competitor"]["name"]: row for row in rows}
    for row in published:
        compare_row(compared, by_name[names[row["team"]]], row)
    return compared


def compare_cup(path: Path, competition: str, season: str) -> Compared:
    """Results, and tables of groups but for their order (which is by other rules there)."""
    compared, published = Compared(), json.loads(path.read_text())
    names = name_teams(one[side] for one in published["outcomes"] for side in ("team1", "team2"))
    found = matches_of(competition, season)
    matches = {(str(m.scheduled_on), m.home.name, m.away.name): view_of(decode_state(m)) for m in found}
    compared.hold("matches", len(matches), published["matches"])
    for one in published["outcomes"]:
        home, away = names[one["team1"]], names[one["team2"]]
        view, label = matches[one["date"], home, away], f"{home}–{away}"
        winner = {"home": one["team1"], "away": one["team2"], None: None}[view.winner]
        compared.hold(label, [view.score.home, view.score.away], one["final"])
        compared.hold(f"{label}, winner", winner, one["winner"] or None)
    tables = load_tables(competition, season)
    for name, rows in published["group_tables"].items():
        by_name = {row["competitor"]["name"]: row for row in tables[name]}
        for row in rows:
            compare_row(compared, by_name[names[row["team"]]], row)
    return compared


def compare_squads(folder: Path, competition: str, season: str) -> Compared:
    """How many are in each squad, with which numbers: as many as the team's file has lines, from 1 on."""
    compared, numbers = Compared(), defaultdict(list)
    for entry in SquadEntry.objects.filter(season=find_season(competition, season)):
        numbers[entry.competitor_id].append(entry.number)
    files = sorted(folder.glob("*.txt"))
    compared.hold("teams", len(numbers), len(files))
    lines = Counter(len(re.findall(r"^\s*\(", file.read_text(), re.MULTILINE)) for file in files)
    compared.hold("sizes", Counter(map(len, numbers.values())), lines)
    for found in numbers.values():
        compared.hold("numbers", sorted(found), list(range(1, len(found) + 1)))
    return compared


def compare_squads_of_2026(path: Path) -> Compared:
    """Everybody's number and day of birth."""
    compared, published = Compared(), json.loads(path.read_text())
    entries = SquadEntry.objects.filter(season=find_season("World Cup", "2026")).select_related("person")
    found = {(entry.competitor_id, entry.number): str(entry.person.birth_date) for entry in entries}
    teams = find_competitors((team["name"] for team in published), sport="football")
    for team in published:
        for one in team["players"]:
            ours = found.get((teams[team["name"]].pk, one["number"]))
            compared.hold(f"{team['name']} {one['number']}", ours, one["date_of_birth"])
    return compared


def compare_scores(path: Path, competition: str) -> Compared:
    """The scores of a file of openfootball: the last of full time and extra time, and the shootout."""
    compared, published = Compared(), json.loads(path.read_text())["matches"]
    found = {(str(m.scheduled_on), m.home_id, m.away_id): m for m in matches_of(competition, "2018/19")}
    named = {match[side] for match in published for side in ("team1", "team2")}
    known = find_competitors([*named, *map(drop_country, named)], sport="football")
    ids = {name: (known.get(name) or known[drop_country(name)]).pk for name in named}
    for match in published:
        score, names = match["score"], [match[side] for side in ("team1", "team2")]
        view = view_of(decode_state(found[match["date"], ids[names[0]], ids[names[1]]]))
        label = "–".join(names)
        compared.hold(label, [view.score.home, view.score.away], score.get("et") or score["ft"])
        if "p" in score:
            compared.hold(f"{label}, shootout", [view.shootout.home, view.shootout.away], score["p"])
    return compared


def drop_country(name: str) -> str:
    """A club's name without its country, as the file has it: "AS Monaco (FRA)"."""
    return re.sub(r" \([A-Z]{3}\)$", "", name)


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def compare_internationals(data: Path) -> Compared:
    """Every score, every shootout's winner, and how many goals each side's list has."""
    compared, folder = Compared(), data / "football/international_results"
    winners = {(r["date"], r["home_team"], r["away_team"]): r["winner"] for r in read_rows(folder / "shootouts.csv")}
    names = {name for row in read_rows(folder / "results.csv") for name in (row["home_team"], row["away_team"])}
    ids = {name: found.pk for name, found in find_competitors(names, sport="football").items()}
    days: dict[Any, list[Match]] = {}
    for match in matches_with_names().filter(sport="football", season__name__regex="^20(1[0-9]|21)$"):
        days.setdefault(frozenset((match.home_id, match.away_id)), []).append(match)
    for row in read_rows(folder / "results.csv"):
        pair = frozenset((ids[row["home_team"]], ids[row["away_team"]]))
        on = [
            m
            for m in days[pair]
            if m.scheduled_on and abs((m.scheduled_on - type(m.scheduled_on).fromisoformat(row["date"])).days) <= 1
        ]
        label = f"{row['date']} {row['home_team']}–{row['away_team']}"
        compared.hold(f"{label}, times", len(on), 1)
        match, view = on[0], view_of(decode_state(on[0]))
        ours = [view.score.home, view.score.away]
        same = match.home_id == ids[row["home_team"]]
        compared.hold(label, ours if same else ours[::-1], [int(row["home_score"]), int(row["away_score"])])
        if winner := winners.get((row["date"], row["home_team"], row["away_team"])):
            side = view.winner and getattr(match, f"{view.winner}_id")
            compared.hold(f"{label}, shootout", side, ids[winner])
    return compared


def compare_ball_events(data: Path) -> Compared:
    compared = Compared()
    (match,) = [m for m in matches_of("World Cup", "2018") if {m.home.name, m.away.name} == {"Spain", "Russia"}]
    view = view_of(decode_state(match))
    compared.hold("score", [view.score.home, view.score.away], [1, 1])
    compared.hold("shootout", [view.shootout.home, view.shootout.away], [3, 4])
    return compared


# --- cricket ---------------------------------------------------------------------------------------------------------


def compare_innings(compared: Compared, match: Match, published: dict[str, Any], label: str) -> None:
    """Innings by innings: runs, wickets, overs; and who won, by how much."""
    state = decode_state(match)
    names = {"home": state.fixture.home.name, "away": state.fixture.away.name, None: None}
    ours = [
        [names[one.side], one.runs, one.wickets, format_overs(one, state.play.ruleset), one.super_over]
        for one in state.play.innings
    ]
    kept = ("runs", "wickets", "overs", "super_over")
    theirs = [[name_side(one["team"]), *(one[key] for key in kept)] for one in published["innings"]]
    compared.hold(f"{label}, innings", len(ours), len(theirs))
    for number, (one, other) in enumerate(zip(ours, theirs, strict=False), 1):
        compared.hold(f"{label}, innings {number}", one, other)
    outcome = published["outcome"]
    winner = next((outcome[name] for name in ("winner", "eliminator", "bowl_out") if name in outcome), None)
    view, decision = view_of(state), state.play.decision
    compared.hold(f"{label}, winner", names[view.winner], winner and name_side(winner))
    if "by" in outcome:
        compared.hold(f"{label}, margin", {decision.by: decision.margin}, outcome["by"])


def compare_cricket(data: Path) -> Compared:
    compared = Compared()
    for published in json.loads((data / "cricket/expected_cricket.json").read_text()).values():
        ids = {found.pk for found in find_competitors(published["teams"], sport="cricket").values()}
        (match,) = [
            m
            for m in matches_with_names().filter(sport="cricket", scheduled_on=published["date"])
            if {m.home_id, m.away_id} == ids
        ]
        compare_innings(compared, match, published, f"{published['date']} {published['teams'][0]}")
    return compared


def compare_ipl(data: Path) -> Compared:
    compared, published = Compared(), json.loads((data / "cricket/expected_ipl_2019.json").read_text())
    found = {
        (str(m.scheduled_on), frozenset((m.home.name, m.away.name))): m
        for m in matches_of("Indian Premier League", "2019")
    }
    for one in published["results"]:
        match = found[one["date"], frozenset(map(name_side, one["teams"]))]
        compare_innings(compared, match, one, f"{one['date']} {one['teams'][0]}")
    (rows,) = load_tables("Indian Premier League", "2019").values()
    compared.hold(
        "order", [row["competitor"]["name"] for row in rows], [name_side(row["team"]) for row in published["table"]]
    )
    for row, other in zip(rows, published["table"], strict=True):
        ours = [row[name] for name in ("played", "won", "lost", "no_results", "points", "net_run_rate")]
        compared.hold(
            other["team"], ours, [other[name] for name in ("played", "won", "lost", "no_result", "points", "nrr")]
        )
    return compared


def name_side(name: str) -> str:
    """What a team is called here, by whatever name it went then."""
    return find_competitors([name], sport="cricket")[name].name


# --- other sports ----------------------------------------------------------------------------------------------------


def make_baseball(park: str) -> Callable[[Path], Compared]:
    return partial(compare_baseball, park=park)


def compare_baseball(data: Path, *, park: str) -> Compared:
    """Line scores, runs and hits of the games that one park's file has."""
    compared = Compared()
    names = {"TBA": "Tampa Bay Rays", "LAN": "Los Angeles Dodgers"}
    for key, one in json.loads((data / "baseball/expected_linescores.json").read_text()).items():
        if key[:3] != park:
            continue
        day, game = f"{key[3:7]}-{key[7:9]}-{key[9:11]}", f"Game {key[11]}" if key[11] != "0" else ""
        found = matches_with_names().filter(
            sport="baseball", scheduled_on=day, round=game, home__name=names[one["home"]]
        )
        state = decode_state(found.get())
        view = view_of(state)
        for side, name, number in (("home", "home", 1), ("away", "visitor", 0)):
            line = [getattr(period, side) for period in view.periods]
            published = [runs for runs in one["line"][name] if runs is not None]
            compared.hold(f"{key}, {side}", line[: len(published)], published)
            compared.hold(
                f"{key}, {side}: runs, hits",
                [getattr(view.score, side), getattr(state.play, side).hits],
                [one["runs"][number], one["hits"][number]],
            )
    return compared


def make_basketball(game: str) -> Callable[[Path], Compared]:
    return partial(compare_basketball, game=game)


def compare_basketball(data: Path, *, game: str) -> Compared:
    compared, published = Compared(), json.loads((data / "basketball/expected_basketball.json").read_text())[game]
    competition = "NBA" if game.startswith("00") else "NBA G League"
    (match,) = matches_of(competition, "2019-20")
    view = view_of(decode_state(match))
    for side, name in (("home", "home"), ("away", "visitor")):
        compared.hold(side, [getattr(period, side) for period in view.periods], published[f"quarters_{name}"])
    compared.hold("final", [view.score.away, view.score.home], published["final"])
    return compared


def make_hockey(game: str) -> Callable[[Path], Compared]:
    return partial(compare_hockey, game=game)


def compare_hockey(data: Path, *, game: str) -> Compared:
    compared, published = Compared(), json.loads((data / "icehockey/expected_icehockey.json").read_text())[game]
    day = re.search(r"(\w+) 0?(\d+), (\d+)", published["date"])
    (match,) = [
        m for m in matches_of("PWHL", "2024-25") if f"{m.scheduled_on:%B} {m.scheduled_on.day}" == f"{day[1]} {day[2]}"
    ]
    state = decode_state(match)
    view = view_of(state)
    periods = [[period.home, period.away] for period in view.periods][: len(published["periods"])]
    for ours, other in zip(periods, published["periods"], strict=True):
        compared.hold(other[0], ours, other[1:])
    compared.hold("final", [view.score.home, view.score.away], published["final"])
    kinds = Counter(incident.kind for incident in state.incidents)
    compared.hold(
        "goals, penalties",
        [kinds["goal"], kinds["penalty"]],
        [published["goal_events"], published["event_types"]["penalty"]],
    )
    compared.hold("a shootout", view.decided_by == "shootout", published["has_shootout"])
    return compared


def make_volleyball(file: str) -> Callable[[Path], Compared]:
    return partial(compare_volleyball, file=file)


def compare_volleyball(data: Path, *, file: str) -> Compared:
    compared, published = Compared(), json.loads((data / "volleyball/expected_volleyball.json").read_text())[file]
    match = matches_with_names().get(sport="volleyball", home__name=published["home"])
    view = view_of(decode_state(match))
    compared.hold("sets", [view.score.home, view.score.away], [int(won) for won in published["sets_won"]])
    for number, (period, other) in enumerate(zip(view.periods, published["set_scores"], strict=True), 1):
        compared.hold(f"set {number}", [period.home, period.away], other)
    return compared


def compare_tennis(data: Path) -> Compared:
    """Winner and sets as the file's own columns have them; its scores have the winner first."""
    compared = Compared()
    found = {frozenset((m.home.name, m.away.name)): view_of(decode_state(m)) for m in matches_of("SYNTHETIC", "2020")}
    for row in read_rows(data / "tennis_SYNTHETIC/synthetic_pbp_matches.csv"):
        view = found[frozenset((row["server1"], row["server2"]))]
        winner = "home" if row["winner"] == "1" else "away"
        label = f"{row['server1']}–{row['server2']}"
        compared.hold(f"{label}, winner", view.winner, winner)
        sets = [
            [int(games) for games in re.findall(r"\d+", re.sub(r"\(.*?\)", "", one))] for one in row["score"].split()
        ]
        ours = [[period.home, period.away] for period in view.periods]
        ours = ours if winner == "home" else [one[::-1] for one in ours]
        for number, (one, other) in enumerate(zip(ours, sets, strict=True), 1):
            compared.hold(f"{label}, set {number}", one, other)
    return compared
