"""What is known of well-known competitions: by which rules their seasons rank, and their other names.

The rules are data, in competitions.json: docs/how-to/add-a-competition.md says how one is added. What is not there
ranks by goal difference, then goals.
"""

import re
import unicodedata
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Annotated, Any

import msgspec

from scoreboard import parsing
from scoreboard.importers.base import BadFile
from scoreboard.sports import check_ranking

FILE = Path(__file__).with_name("competitions.json")
ANY = ("*",)
ALWAYS = 9999  # an edition without a year has the rules of today
SeasonName = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}(/[0-9]{2})?$", examples=["1980/81", "1990"])]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=120)]


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What held in the seasons from `since` to `until` (of the first on, up to today's), and who says so.

    `ranking` are ranking rules as seasons have them (docs/reference/sports/index.md); `source` names the regulation, or
    the record where no regulation is known, and says what is not sure.
    """

    since: SeasonName = "0000"
    until: SeasonName = "9999"
    ranking: dict[str, Any]
    source: Annotated[str, msgspec.Meta(min_length=10)]

    def covers(self, year: int) -> bool:
        """Whether this holds in a season that begins in a year."""
        return int(self.since[:4]) <= year <= int(self.until[:4])

    def meets(self, other: "Rule") -> bool:
        """Whether there is a year in which both hold."""
        return int(self.since[:4]) <= int(other.until[:4]) and int(other.since[:4]) <= int(self.until[:4])


class KnownCompetition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A competition, or several with the same rules, and what held when.

    `names` are what sources call it, in any case and with or without accents; `*` stands for anything. Those that
    others use, too, stand in `at_home`: they are meant where the source tells the country (`country`, FIFA's code).
    Rules of one season add up, so that points, tie-breakers and zones are told apart, each with its years. What is
    called "*" alone are competitions that no other entry names.
    """

    title: Name
    country: Annotated[str, msgspec.Meta(pattern="^([A-Z]{3})?$")] = ""
    names: tuple[Name, ...] = ()
    at_home: tuple[Name, ...] = ()
    rules: Annotated[tuple[Rule, ...], msgspec.Meta(min_length=1)]

    def is_called(self, names: tuple[str, ...], country: str) -> bool:
        """Whether this is the competition that a source calls so, folded; `country` is "" where it tells none."""
        if country and self.country and country != self.country:
            return False
        own = (*self.names, *(self.at_home if country else ()))
        return any(_make_pattern(one).fullmatch(name) for one in own for name in names)


class Catalogue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file. Of several competitions that are called alike, the first is meant."""

    competitions: tuple[KnownCompetition, ...]
    schema: str = msgspec.field(name="$schema", default="")


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

# Which goal ended extra time before its last minute, in which years (FIFA's and UEFA's regulations of these).
EARLY_ENDS = (
    (("World Cup", "FIFA World Cup"), 1998, 2002, "golden"),
    (("Women's World Cup", "FIFA Women's World Cup"), 1999, 2003, "golden"),
    (("Euro", "UEFA Euro", "UEFA European Championship"), 1996, 2000, "golden"),
    (("Euro", "UEFA Euro", "UEFA European Championship"), 2004, 2004, "silver"),
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
        "Belgian:BEL Swiss:SUI Turkish:TUR Brazilian:BRA Mexican:MEX Scotland:SCO Netherlands:NED Belgium:BEL "
        "Österreichische:AUT Switzerland:SUI Danish:DEN Denmark:DEN Greek:GRE Greece:GRE Portugal:POR Türkiye:TUR "
        "Polish:POL Poland:POL Romanian:ROU Romania:ROU Brazil:BRA Turkey:TUR Mexico:MEX Swedish:SWE Sweden:SWE "
        "Norwegian:NOR Norway:NOR Icelandic:ISL Iceland:ISL Israeli:ISR Israel:ISR Czech:CZE Russian:RUS Russia:RUS "
        "Argentine:ARG Argentina:ARG Holland:NED",
    )
)


@cache
def load_catalogue() -> tuple[KnownCompetition, ...]:
    """The competitions of competitions.json; raises BadFile as `parse_catalogue` does."""
    try:
        return parse_catalogue(FILE.read_bytes())
    except BadFile as error:
        raise BadFile(f"{FILE.name}: {error}") from error


def parse_catalogue(data: bytes) -> tuple[KnownCompetition, ...]:
    """Competitions of a file's content; raises BadFile with the place of what is wrong."""
    try:
        found = parsing.decode(data, Catalogue).competitions
    except msgspec.MsgspecError as error:
        raise BadFile(str(error)) from error
    for number, competition in enumerate(found):
        if not (competition.names or competition.at_home):
            raise BadFile(f"Expected names or at_home - at `$.competitions[{number}]`")
        for place, rule in enumerate(competition.rules):
            where = f"$.competitions[{number}].rules[{place}]"
            check_rule(rule, where)
            for earlier, other in enumerate(competition.rules[:place]):
                if rule.meets(other) and (both := rule.ranking.keys() & other.ranking.keys()):
                    raise BadFile(
                        f"{min(both)!r} is told twice of some seasons, here and in rules[{earlier}] - at `{where}`"
                    )
    return found


def check_rule(rule: Rule, where: str) -> None:
    """Raise BadFile, with the place, for ranking rules that there are not, and years in the wrong order."""
    if rule.since[:4] > rule.until[:4]:
        raise BadFile(f"Expected since before until - at `{where}`")
    try:
        check_ranking(rule.ranking)
    except msgspec.ValidationError as error:
        why, _, place = str(error).partition(" - at `$")
        raise BadFile(f"{why} - at `{where}.ranking{place.rstrip('`')}`") from error


def find_ranking(
    competition: str, season: str, *, country: str = "", first_day: date | None = None, zones: bool = False
) -> dict[str, Any]:
    """The ranking rules known of a competition's edition; empty where the defaults hold.

    `first_day` is that of its first match, by which a season is known whose name does not say when it began. What
    places mean in the end is left out but with `zones`.
    """
    year = find_year(season, first_day)
    found: dict[str, Any] = {}
    for rule in find_rules(competition, country=country):
        if rule.covers(year):
            found |= rule.ranking
    if not zones:
        found.pop("zones", None)
    return found


@lru_cache(maxsize=10_000)
def find_rules(competition: str, *, country: str = "") -> tuple[Rule, ...]:
    """All rules known of a competition, of whatever years; those of one country's only.

    What is known by no name has those of any competition, of the entry that is called "*" alone.
    """
    names, country = read_name(competition, country)
    called = [one for one in load_catalogue() if one.is_called(names, country)]
    known = [one for one in called if one.names != ANY] or called
    home = known[0].country if known else ""
    return tuple(rule for one in known if one.country == home for rule in one.rules)


def read_name(competition: str, country: str) -> tuple[tuple[str, ...], str]:
    """What a competition may be called, folded, and its country's code: told, or in its name ("Dutch Eredivisie")."""
    name = fold(competition)
    for words in (name.partition(" ")[::2], name.rpartition(" ")[::-2]):
        home = HOMES_FOLDED.get(words[0], "")
        if home and words[1] and country in ("", home):
            return (name, words[1]), home
    return (name,), country


def fold(name: str) -> str:
    """A name as it is compared: small letters without accents, words parted by one space."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", plain))


HOMES_FOLDED = {fold(word): code for word, code in HOMES.items()}


@cache
def _make_pattern(name: str) -> re.Pattern[str]:
    """A name with `*` as a regular expression for folded names."""
    return re.compile(".*".join(re.escape(fold(part)) for part in name.split("*")))


def find_year(season: str, first_day: date | None = None) -> int:
    """The year in which a season began: by its name ("1993/94", "93-94"), by its first match where that says less."""
    year = parse_year(season)
    if year is not None:
        one_year = re.search(r"\d{4}\s*[/–—_-]\s*\d{2}", season) is None
        # "1994" may be what a source calls 1993/94; a cup is played in its year, or put off to a later one.
        return year - 1 if one_year and first_day is not None and first_day.year == year - 1 else year
    short = re.search(r"\b(\d{2})\s*[/–—-]\s*(\d{2})\b", season)
    if short and (int(short[1]) + 1) % 100 == int(short[2]):
        century = 1900 if int(short[1]) >= 50 else 2000
        if first_day is not None:  # of 1888, too; a file may begin in the second of the years
            century = first_day.year - (first_day.year - int(short[1])) % 100 - int(short[1])
        return century + int(short[1])
    return ALWAYS if first_day is None else first_day.year


def find_extra_time(competition: str, season: str) -> bool | str:
    """Extra time as the ruleset of a competition's edition has it: True, or ended by a "golden" or "silver" goal."""
    year = parse_year(season) or ALWAYS
    return next(
        (goal for names, first, last, goal in EARLY_ENDS if competition in names and first <= year <= last), True
    )


def parse_year(season: str) -> int | None:
    """The year in which a season begins; None where its name has none."""
    found = re.search(r"(?<!\d)(\d{4})(?!\d)", season)
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
