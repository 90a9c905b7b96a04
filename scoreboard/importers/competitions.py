"""What is known of well-known competitions: their ranking rules, each with its source, and their other names.

What is not here ranks by goal difference, then goals. Where a rule changed over the years, the edition's year counts
(the year in which it began).
"""

import re
from typing import Any

import msgspec

OVERALL = ["points", "goal_difference", "goals_for"]
OVERALL_THEN_DIRECT = [*OVERALL, "head_to_head"]
DIRECT = ["points", "head_to_head", "goal_difference", "goals_for"]
# Of the matches among those level only points and goal difference count.
DIRECT_DIFFERENCE = ["points", "head_to_head_points", "head_to_head_goal_difference", "goal_difference", "goals_for"]
# UEFA's groups while goals away counted: among those level, then in all matches.
DIRECT_AWAY = ["points", "head_to_head", "head_to_head_away_goals_for"]
DIRECT_AWAY += ["goal_difference", "goals_for", "away_goals_for", "wins", "away_wins", "fair_play"]
WINS = ["points", "wins", "goal_difference", "goals_for"]
PER_GAME = {"ranking": "points_per_game"}
TWO_POINTS = {"win": 2}
UEFA_CARDS = {"cards": {"yellow": 1, "second_yellow": 3, "red": 3}}


class Rule(msgspec.Struct, frozen=True):
    """Ranking rules of the competitions whose name matches `name`, in the editions that began from `since` to `until`.

    `country` (FIFA's code) tells leagues of one name apart; a file that names no country may be of any.
    """

    name: str
    ranking: dict[str, Any]
    since: int = 0
    until: int = 9999
    country: str = ""


WORLD_CUP = r"^(FIFA )?World Cup$"
EURO = r"^(UEFA )?(Euro|European Championship)$"
UEFA_CLUBS = r"(Champions|Europa|Conference) League$"

RULES = (
    # FIFA counted two points a win until 1990, three from the regulations of the World Cup 1994 on.
    Rule(WORLD_CUP, {**TWO_POINTS, "tiebreakers": OVERALL}, until=1990),
    # FIFA World Cup 2018, regulations, art. 32: overall first, then the matches among those level, fair play, lots.
    Rule(WORLD_CUP, {"tiebreakers": [*OVERALL_THEN_DIRECT, "lots"]}, until=2014),
    Rule(WORLD_CUP, {"tiebreakers": [*OVERALL_THEN_DIRECT, "fair_play", "lots"]}, until=2022),
    # FIFA World Cup 2026, regulations, art. 13: the matches among those level first.
    Rule(WORLD_CUP, {"tiebreakers": DIRECT}),
    # UEFA, Euro 1992: two points a win, goal difference. Three points and the direct matches first since 1996;
    # Regulations of the European Football Championship 2018-20, art. 20.
    Rule(EURO, {**TWO_POINTS, "tiebreakers": OVERALL}, until=1992),
    Rule(EURO, {"tiebreakers": [*DIRECT, "wins", "fair_play"], **UEFA_CARDS}),
    # UEFA, Regulations of the Champions League 2018-21, art. 17 (groups); those of 2024-27 for the league phase.
    Rule(UEFA_CLUBS, {"tiebreakers": DIRECT_AWAY, **UEFA_CARDS}, until=2020),
    Rule(UEFA_CLUBS, {"tiebreakers": DIRECT}, until=2023),
    Rule(UEFA_CLUBS, {"tiebreakers": [*OVERALL, "away_goals_for", "wins"]}),
    # CONMEBOL, regulations of the Copa América 2021 and 2024.
    Rule(r"Copa Am[eé]rica", {"tiebreakers": OVERALL_THEN_DIRECT}),
    # CAF, Regulations of the Africa Cup of Nations 2019 and 2021, art. 74.
    Rule(r"Afric(a|an) Cup of Nations$", {"tiebreakers": DIRECT}),
    # AFC, regulations of the Asian Cup 2011 and 2019.
    Rule(r"Asian Cup$", {"tiebreakers": DIRECT}),
    # Concacaf, regulations of the Gold Cup 2021.
    Rule(r"Gold Cup$", {"tiebreakers": OVERALL_THEN_DIRECT}),
    # RFEF, Reglamento General: the matches among those level first.
    Rule(r"Primera Divisi[oó]n$|Segunda Divisi[oó]n$|La ?Liga", {"tiebreakers": DIRECT_DIFFERENCE}, country="ESP"),
    Rule(r"Spain|Spanish", {"tiebreakers": DIRECT_DIFFERENCE}),
    # FIGC, NOIF: scontri diretti, the goal difference in them, then overall.
    Rule(r"^(Ital(y|ian) )?Serie [AB]$", {"tiebreakers": [*DIRECT_DIFFERENCE, "lots"]}, country="ITA"),
    # Liga Portugal, Regulamento das Competições.
    Rule(r"Primeira Liga|Portug", {"tiebreakers": DIRECT}),
    # TFF, competition regulations of the Süper Lig.
    Rule(r"S[üu]per Lig$", {"tiebreakers": DIRECT}),
    # CBF, Regulamento Específico da Competição of the Série A, 2025 art. 15: wins first.
    Rule(r"Bras(il|ileir)|S[ée]rie A$", {"tiebreakers": [*WINS, "head_to_head"]}, country="BRA"),
    # Cut short by the pandemic and ranked by points a game: LFP, board of 30 April 2020; EFL clubs, 9 June 2020 (the
    # Championship was played to its end); SPFL, 18 May 2020.
    Rule(r"Ligue [12]$", PER_GAME, since=2019, until=2019, country="FRA"),
    Rule(r"League (One|Two)$", PER_GAME, since=2019, until=2019, country="ENG"),
    Rule(r"Premiership$", PER_GAME, since=2019, until=2019, country="SCO"),
)

# The names one competition goes by in different sources.
COMPETITIONS = (
    ("World Cup", "FIFA World Cup"),
    ("Euro", "UEFA Euro", "UEFA European Championship"),
    ("Copa América", "Copa America"),
    ("Africa Cup of Nations", "African Cup of Nations"),
    ("Asian Cup", "AFC Asian Cup"),
    ("Gold Cup", "CONCACAF Gold Cup"),
    ("Champions League", "UEFA Champions League"),
)

# openfootball names a league's file after its country ("en.1.json"); FIFA's codes.
COUNTRIES = dict(
    re.findall(
        r"(\w+):(\w+)",
        "ar:ARG at:AUT au:AUS be:BEL br:BRA ch:SUI cn:CHN co:COL cz:CZE de:GER dk:DEN dz:ALG eg:EGY en:ENG es:ESP "
        "fi:FIN fr:FRA gr:GRE hr:CRO hu:HUN ie:IRL il:ISR it:ITA jp:JPN ma:MAR mx:MEX nl:NED no:NOR pl:POL pt:POR "
        "ro:ROU rs:SRB ru:RUS sco:SCO se:SWE sk:SVK tr:TUR ua:UKR us:USA wal:WAL",
    )
)

# How openfootball's text names the country of a league, before the league's own name.
HOMES = dict(
    re.findall(
        r"(\S+):(\w+)",
        "English:ENG England:ENG Deutsche:GER German:GER Germany:GER Spanish:ESP Spain:ESP España:ESP Italian:ITA "
        "Italy:ITA French:FRA France:FRA Österr.:AUT Austrian:AUT Austria:AUT Dutch:NED Portuguese:POR Scottish:SCO "
        "Belgian:BEL Swiss:SUI Turkish:TUR Brazilian:BRA Mexican:MEX",
    )
)


def find_ranking(competition: str, season: str, *, country: str = "") -> dict[str, Any]:
    """The ranking rules known of a competition's edition; empty where the defaults hold."""
    year = parse_year(season) or 9999  # an edition without a year has the rules of today
    for rule in RULES:
        at_home = not (rule.country and country) or rule.country == country
        if at_home and rule.since <= year <= rule.until and re.search(rule.name, competition):
            return dict(rule.ranking)
    return {}


def had_away_goals(competition: str, season: str) -> bool:
    """Whether goals scored away decided level ties: in UEFA's club competitions up to 2020/21 (UEFA, 24 June 2021)."""
    year = parse_year(season)
    return year is not None and year <= 2020 and re.search(UEFA_CLUBS, competition) is not None


def parse_year(season: str) -> int | None:
    """The year in which a season begins; None where its name has none."""
    found = re.search(r"\b(\d{4})\b", season)
    return int(found[1]) if found else None


def find_country(file_name: str) -> str:
    """FIFA's code of the country whose league a file named so is ("en.1.json"); empty for others."""
    code, _, rest = file_name.partition(".")
    return COUNTRIES.get(code, "") if rest.partition(".")[0] in {"1", "2", "3", "4", "cup"} else ""


def list_names(competition: str) -> tuple[str, ...]:
    """The names under which a competition may be known, its own first."""
    names = next((names for names in COMPETITIONS if competition in names), ())
    return (competition, *(name for name in names if name != competition))


def find_home(competition: str) -> str:
    """FIFA's code of the country that a league's name begins with ("English Premier League"); empty for others."""
    return HOMES.get(competition.partition(" ")[0], "")
