"""The data sets in ../shared/data, in the order in which they are imported, each with what it is compared with."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.truth import comparing, people
from tests.truth.comparing import Compared


@dataclass(frozen=True)
class DataSet:
    """A published file or folder: how it is imported, and what compares its matches with what was published.

    `compare` takes the folder of data. `people` does the same with what people did, None where nobody did anything that
    is counted; `people_with` says with what that is compared. `why` explains the warnings and differences that there
    are.
    """

    name: str
    format: str
    path: str
    published: str
    compare: Callable[[Path], Compared]
    options: tuple[str, ...] = ()
    why: str = ""
    people: Callable[[Path], Compared] | None = None
    people_with: str = ""


def league(name: str, competition: str, season: str) -> Callable[[Path], Compared]:
    """Compare a league's table with the one of football/expected."""
    return lambda data: comparing.compare_league(data / "football/expected" / name, competition, season)


def cup(year: str, competition: str = "World Cup", season: str = "") -> Callable[[Path], Compared]:
    """Compare a cup's results, groups and scorers with those of football/expected."""
    name = f"{'euro' if competition == 'Euro' else 'worldcup'}.{year}.json"
    return lambda data: comparing.compare_cup(data / "football/expected" / name, competition, season or year)


OPENFOOTBALL = "openfootball"
OURS = "scores in the file"
SURNAMES = "some are named by a surname alone, of whom no source here has the full name"
DATASETS = (
    DataSet(
        "squads of World Cup 2014",
        "squads",
        "football/squads/2014",
        "23 of each of 32 teams",
        lambda data: comparing.compare_squads(data / "football/squads/2014", "World Cup", "2014"),
        ("--competition", "World Cup", "--season", "2014"),
    ),
    DataSet(
        "squads of World Cup 2026",
        "squads",
        "football/squads/2026/worldcup.squads.json",
        "numbers and days of birth",
        lambda data: comparing.compare_squads_of_2026(data / "football/squads/2026/worldcup.squads.json"),
        ("--competition", "World Cup", "--season", "2026"),
    ),
    DataSet(
        "World Cup 2014",
        OPENFOOTBALL,
        "football/worldcup.json/2014/worldcup.json",
        "results, groups",
        cup("2014"),
        people=people.make_cup("World Cup", "2014"),
        people_with="the best scorers as published, goals and own goals in all",
    ),
    DataSet(
        "World Cup 2018",
        OPENFOOTBALL,
        "football/worldcup.json/2018/worldcup.json",
        "results, groups",
        cup("2018"),
        why=f"two half-time scores of the file leave out a goal that its own goals have; {SURNAMES}",
        people=people.make_cup("World Cup", "2018"),
        people_with="the best scorers as published, goals and own goals in all",
    ),
    DataSet(
        "World Cup 2022",
        OPENFOOTBALL,
        "football/worldcup.json/2022/worldcup.json",
        "results, groups",
        cup("2022"),
        why=f"three half-time scores of the file contradict its own goals; {SURNAMES}",
        people=people.make_cup("World Cup", "2022"),
        people_with="the best scorers as published, goals and own goals in all",
    ),
    DataSet(
        "Euro 2020",
        OPENFOOTBALL,
        "football/euro.json/2020/euro.json",
        "results, groups",
        cup("2020", "Euro", "2021"),
        why="the file has the goals of Ukraine–England on the wrong sides: the score is kept, its goals are nobody's; "
        + SURNAMES,
        people=people.make_cup("Euro", "2021"),
        people_with="the best scorers as published, goals and own goals in all",
    ),
    DataSet(
        "Premier League 2016/17",
        OPENFOOTBALL,
        "football/football.json/2016-17/en.1.json",
        "the table published with it",
        league("2016-17.en.1.table.json", "English Premier League", "2016/17"),
    ),
    DataSet(
        "Bundesliga 2018/19",
        OPENFOOTBALL,
        "football/football.json/2018-19/de.1.json",
        "a table computed apart",
        league("2018-19.de.1.table.json", "Deutsche Bundesliga", "2018/19"),
    ),
    DataSet(
        "DFB-Pokal 2018/19",
        OPENFOOTBALL,
        "football/football.json/2018-19/de.cup.json",
        OURS,
        lambda data: comparing.compare_scores(data / "football/football.json/2018-19/de.cup.json", "DFB Pokal"),
    ),
    DataSet(
        "Champions League 2018/19",
        OPENFOOTBALL,
        "football/football.json/2018-19/uefa.cl.json",
        OURS,
        lambda data: comparing.compare_scores(
            data / "football/football.json/2018-19/uefa.cl.json", "UEFA Champions League"
        ),
    ),
    DataSet(
        "Ligue 1 2024/25",
        OPENFOOTBALL,
        "football/football.json/2024-25/fr.1.json",
        "a table computed apart",
        league("2024-25.fr.1.table.json", "French Ligue 1", "2024/25"),
    ),
    DataSet(
        "Premier League 2016/17, as text",
        "football-txt",
        "football/football.txt/2016-17/1-premierleague.txt",
        "the same table again",
        league("2016-17.en.1.table.json", "English Premier League", "2016/17"),
    ),
    DataSet(
        "Football League 1889/90",
        "football-txt",
        "football/old/1889-90.england.1-footballleague.txt",
        "the published table, by goal average",
        league("1889-90.england.table.json", "English Football League", "1889/90"),
    ),
    DataSet(
        "Internationals 2010 to 2019",
        "international-results",
        "football/international_results",
        OURS,
        comparing.compare_internationals,
        why="some players go by one name: no fuller one is known of them",
        people=people.compare_internationals,
        people_with="each team's scorers, counted apart; the best as published",
    ),
    DataSet(
        "Spain–Russia 2018, every ball",
        "wyscout",
        "football/wyscout/2058004.json",
        "score and shootout",
        comparing.compare_ball_events,
        ("--competition", "World Cup", "--season", "2018"),
    ),
    DataSet(
        "eleven hard matches of cricket",
        "cricsheet",
        "cricket/json",
        "innings and outcomes",
        comparing.compare_cricket,
        people=people.compare_cricket,
        people_with="all deliveries, counted apart; who made most in an innings",
    ),
    DataSet(
        "Indian Premier League 2019",
        "cricsheet",
        "cricket/ipl_2019_json.zip",
        "results, and the official table with net run rates",
        comparing.compare_ipl,
        people=people.compare_ipl,
        people_with="all deliveries, counted apart; the season's best as published",
    ),
    DataSet(
        "Tampa Bay's home games 2020",
        "retrosheet",
        "baseball/2020TBA.EVA",
        "line scores and hits",
        comparing.make_baseball("TBA"),
        people=people.make_baseball("2020TBA.EVA"),
        people_with="earned runs of each pitcher, who won and lost; codes of plays, counted apart",
    ),
    DataSet(
        "Los Angeles' home games 2020",
        "retrosheet",
        "baseball/2020LAN.EVN",
        "line scores and hits",
        comparing.make_baseball("LAN"),
        people=people.make_baseball("2020LAN.EVN"),
        people_with="earned runs of each pitcher, who won and lost; codes of plays, counted apart",
    ),
    DataSet(
        "NBA game 0021900001",
        "nba-stats",
        "basketball/pbp/stats_0021900001.json",
        "quarters",
        comparing.make_basketball("0021900001"),
        people=people.compare_nba,
        people_with="points and assists, as the play-by-play counts them up",
    ),
    DataSet(
        "G League game 2021900002",
        "nba-stats",
        "basketball/pbp/stats_2021900002.json",
        "quarters",
        comparing.make_basketball("2021900002"),
        people=people.compare_g_league,
        people_with="the box score: points, three-pointers, assists",
    ),
    DataSet(
        "PWHL game 106",
        "pwhl",
        "icehockey/pwhl_106.json",
        "periods and penalties",
        comparing.make_hockey("106"),
        people=people.make_hockey("106"),
        people_with="the league's summary: goals, assists, penalty minutes",
    ),
    DataSet(
        "PWHL game 108",
        "pwhl",
        "icehockey/pwhl_108.json",
        "periods and penalties",
        comparing.make_hockey("108"),
        people=people.make_hockey("108"),
        people_with="the league's summary: goals, assists, penalty minutes",
    ),
    DataSet(
        "ACH Volley–Maribor 2012",
        "datavolley",
        "volleyball/PM06.dvw",
        "sets",
        comparing.make_volleyball("PM06.dvw"),
        people=people.make_volleyball("PM06.dvw", "ACH Volley"),
        people_with="points, attacks, blocks and aces by the scout's codes, counted apart",
    ),
    DataSet(
        "Hartberg–Graz 2021",
        "datavolley",
        "volleyball/DCup-7.dvw",
        "sets",
        comparing.make_volleyball("DCup-7.dvw"),
        people=people.make_volleyball("DCup-7.dvw", "Hartberg w Cup"),
        people_with="points, attacks, blocks and aces by the scout's codes, counted apart",
    ),
    DataSet(
        "invented tennis",
        "tennis-pointbypoint",
        "tennis_SYNTHETIC/synthetic_pbp_matches.csv",
        "sets and winners in the file",
        comparing.compare_tennis,
    ),
)
