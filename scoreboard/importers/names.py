"""The names that teams have had, with their years, and the forms of one name: "Millwall", "Millwall FC"."""

import re
from typing import NamedTuple

from scoreboard.models.names import normalise


class TeamName(NamedTuple):
    """A name that a team has had, from the season that began in `since` to the one that began in `until`."""

    name: str
    since: int = 0
    until: int = 9999

    def holds(self, year: int | None) -> bool:
        """Whether the team had this name then; where the year is not known, it may have."""
        return year is None or self.since <= year <= self.until


T = TeamName
# The names that one team has had; those of another sport's teams may be the same. Cricket: as Cricsheet writes them.
# Where two teams have had one name, its years tell them apart. Where one alone has had it, it is that one in any year:
# many sources write today's names into old seasons.
TEAMS: dict[str, tuple[tuple[TeamName, ...], ...]] = {
    "baseball": (
        (T("Cleveland Indians", 1915, 2021), T("Cleveland Guardians", 2022)),
        (T("Florida Marlins", 1993, 2011), T("Miami Marlins", 2012)),
        (T("Tampa Bay Devil Rays", 1998, 2007), T("Tampa Bay Rays", 2008)),
        (T("Houston Colt .45s", 1962, 1964), T("Houston Astros", 1965)),
        (
            T("California Angels", 1965, 1996),
            T("Anaheim Angels", 1997, 2004),
            T("Los Angeles Angels of Anaheim", 2005, 2015),
            T("Los Angeles Angels", 1961),
        ),
        # Two clubs one after the other: the first went to Minnesota, the second to Texas.
        (T("Washington Senators", 1901, 1960), T("Minnesota Twins", 1961)),
        (T("Washington Senators", 1961, 1971), T("Texas Rangers", 1972)),
    ),
    "cricket": (
        (T("Delhi Daredevils", 2008, 2018), T("Delhi Capitals", 2019)),
        (T("Kings XI Punjab", 2008, 2020), T("Punjab Kings", 2021)),
        (T("Rising Pune Supergiants", 2016, 2016), T("Rising Pune Supergiant", 2017)),
        (T("Royal Challengers Bangalore", 2008, 2023), T("Royal Challengers Bengaluru", 2024)),
        (T("St Lucia Zouks", 2013, 2020), T("St Lucia Stars", 2017, 2018), T("St Lucia Kings", 2021)),
        (T("Barbados Tridents", 2013, 2020), T("Barbados Royals", 2021)),
        (T("Trinidad & Tobago Red Steel", 2013, 2015), T("Trinbago Knight Riders", 2015)),
        (T("Northern Districts"), T("Northern Knights"), T("Northern Brave")),
        (T("Central Districts"), T("Central Stags")),
        (T("Auckland"), T("Auckland Aces")),
        (T("Wellington"), T("Wellington Firebirds")),
        (T("Otago"), T("Otago Volts")),
        (T("Swaziland", until=2018), T("Eswatini", 2018)),
        (T("Czech Republic"), T("Czechia")),
    ),
    "ice_hockey": (
        (T("Winnipeg Jets", 1972, 1995), T("Phoenix Coyotes", 1996, 2013), T("Arizona Coyotes", 2014)),
        (T("Atlanta Thrashers", 1999, 2010), T("Winnipeg Jets", 2011)),
    ),
}

# What kind of club it is, in many languages: as much of a name as sources write or leave out. Not "United", "City",
# "Inter", "Real": those are names.
FORMS = frozenset(
    re.findall(
        r"\w+",
        "fc afc cf cfc sc ac fk sk bk if ff sv ssc ssd sd ud cd rcd ca ec aa fsv tsv vfb vfl tsg nk hnk",
    )
)


def list_teams(name: str, *, sport: str) -> list[tuple[TeamName, ...]]:
    """The teams that have had a name, each with all its names."""
    return [team for team in TEAMS.get(sport, ()) if any(known.name == name for known in team)]


def find_team(name: str, *, sport: str, year: int | None) -> tuple[TeamName, ...]:
    """The names of the team that had a name in a year; none where no team is known to have had another."""
    teams = list_teams(name, sport=sport)
    if len(teams) > 1:
        teams = [team for team in teams if any(known.name == name and known.holds(year) for known in team)][:1]
    return teams[0] if teams else ()


def name_clearly(name: str, *, sport: str, year: int | None) -> str:
    """The name itself; where several teams have had it, another one that only the team of that year has had."""
    if len(list_teams(name, sport=sport)) < 2:
        return name
    team = find_team(name, sport=sport, year=year)
    return next((known.name for known in team if len(list_teams(known.name, sport=sport)) == 1), name)


def split_forms(name: str) -> tuple[str, frozenset[str]]:
    """A name's normal form without what says only that it is a club, and these words: ("millwall", {"fc"})."""
    words = normalise(name).split()
    kept = list(words)
    while len(kept) > 1 and kept[0] in FORMS:
        kept.pop(0)
    while len(kept) > 1 and kept[-1] in FORMS:
        kept.pop()
    if len(kept) > 1 and kept[0] == "1" and len(words) > 2 and words[1] in FORMS:  # 1. FC Köln
        kept = [word for word in kept[1:] if word not in FORMS] or kept
    return " ".join(kept), frozenset(words) - frozenset(kept)


def may_be_one(one: str, other: str) -> bool:
    """Whether two names differ only in that one says more of what kind of club it is. FC and SC of a town are two."""
    (plain, forms), (other_plain, other_forms) = split_forms(one), split_forms(other)
    return plain == other_plain and (forms <= other_forms or other_forms <= forms)
