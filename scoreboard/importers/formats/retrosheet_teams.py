"""The names of the major leagues' teams by Retrosheet's codes, as they were called at the time (since 1961)."""

# By code: the name, and those it had until a year.
NAMES: dict[str, tuple[tuple[int, str], ...]] = {
    "ANA": ((2004, "Anaheim Angels"), (2015, "Los Angeles Angels of Anaheim"), (9999, "Los Angeles Angels")),
    "ARI": ((9999, "Arizona Diamondbacks"),),
    "ATH": ((9999, "Athletics"),),
    "ATL": ((9999, "Atlanta Braves"),),
    "BAL": ((9999, "Baltimore Orioles"),),
    "BOS": ((9999, "Boston Red Sox"),),
    "CAL": ((9999, "California Angels"),),
    "CHA": ((9999, "Chicago White Sox"),),
    "CHN": ((9999, "Chicago Cubs"),),
    "CIN": ((9999, "Cincinnati Reds"),),
    "CLE": ((2021, "Cleveland Indians"), (9999, "Cleveland Guardians")),
    "COL": ((9999, "Colorado Rockies"),),
    "DET": ((9999, "Detroit Tigers"),),
    "FLO": ((9999, "Florida Marlins"),),
    "HOU": ((1964, "Houston Colt .45s"), (9999, "Houston Astros")),
    "KC1": ((9999, "Kansas City Athletics"),),
    "KCA": ((9999, "Kansas City Royals"),),
    "LAA": ((9999, "Los Angeles Angels"),),
    "LAN": ((9999, "Los Angeles Dodgers"),),
    "MIA": ((9999, "Miami Marlins"),),
    "MIL": ((9999, "Milwaukee Brewers"),),
    "MIN": ((9999, "Minnesota Twins"),),
    "MLN": ((9999, "Milwaukee Braves"),),
    "MON": ((9999, "Montreal Expos"),),
    "NYA": ((9999, "New York Yankees"),),
    "NYN": ((9999, "New York Mets"),),
    "OAK": ((9999, "Oakland Athletics"),),
    "PHI": ((9999, "Philadelphia Phillies"),),
    "PIT": ((9999, "Pittsburgh Pirates"),),
    "SDN": ((9999, "San Diego Padres"),),
    "SE1": ((9999, "Seattle Pilots"),),
    "SEA": ((9999, "Seattle Mariners"),),
    "SFN": ((9999, "San Francisco Giants"),),
    "SLN": ((9999, "St. Louis Cardinals"),),
    "TBA": ((2007, "Tampa Bay Devil Rays"), (9999, "Tampa Bay Rays")),
    "TEX": ((9999, "Texas Rangers"),),
    "TOR": ((9999, "Toronto Blue Jays"),),
    "WAS": ((9999, "Washington Nationals"),),
    "WS1": ((9999, "Washington Senators (1901)"),),
    "WS2": ((9999, "Washington Senators (1961)"),),
}


def name_team(code: str, year: int) -> str:
    """A team's name in a year; its code, where it is not known."""
    return next((name for until, name in NAMES.get(code, ()) if year <= until), code)
