"""The lines of Football.TXT: dates, scores, matches and goals, as openfootball has written them over the years.

What they say is given in the shape of a match of openfootball's JSON, which openfootball.py reads.
"""

import re
from datetime import date
from typing import Any

from scoreboard.importers.base import BadFile
from scoreboard.importers.formats.football_status import take_marks

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTH_NAME = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
WEEKDAY = (
    rf"(?:(?:(?P<weekday>{'|'.join(WEEKDAYS)})(?:s|nes|rs?|ur)?(?:day)?"
    r"|(?:Mo|Di|Mi|Do|Fr|Sa|So)(?:n?ntag|enstag|ttwoch|nnerstag|eitag|mstag|nnabend)?)\.?,?\s+)?"
)
DATE = re.compile(
    rf"^{WEEKDAY}(?:(?P<iso>\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}})"
    rf"|(?P<month>{MONTH_NAME})\s*[/\s]\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?"
    rf"|(?P<day_first>\d{{1,2}})(?:\.|st|nd|rd|th)?\s+(?P<month_second>{MONTH_NAME})"
    r"|(?P<day_dotted>\d{1,2})\.(?P<month_dotted>\d{1,2})\.(?:(?P<year_dotted>\d{4})|(?=\s|$)))(?!\d)"
    r"(?:,?\s+(?P<year>\d{4})(?!\d))?",
    re.IGNORECASE,
)
# What begins as a date does, in a form that is not read or says two days, as 5/11: no name of a team, no round.
UNREAD = re.compile(
    rf"^{WEEKDAY}(?:(?!1/)\d{{1,2}}/\d{{1,2}}(?=\s|$)|\d{{1,2}}/\d{{1,2}}/\d{{2}}|\d{{1,2}}[.-]\d{{1,2}}[.-]\d{{2}}"
    r"|\d{5,8}(?=\s|$)|\d{1,2}\.?\s+[^\W\d]+\s+(?:18|19|20)\d{2}(?=\s|$))",
    re.IGNORECASE,
)
NUMBER = re.compile(r"^\(\d{1,3}\)\s*")
TIME = re.compile(
    r"^(?P<hours>\d{1,2})[.:h](?P<minutes>\d{2})(?:h|\s?Uhr\b)?(?P<zone>\s+(?:(?:UTC|GMT)(?:[+-]\d{1,2}(?::\d{2})?)?|CES?T|EES?T|BST))?(?=\s)"
)
VENUE_ZONE = re.compile(r"\s*\((?P<zone>UTC[^)]*)\)\s*$")
PAIR = r"\d{1,3}\s?[-‑–—−:]\s?\d{1,3}"
AET = r"(?:a\.?e\.?t\.?|a\.s\.?d\.e\.t\.?|a\.g\.?g\.e\.t\.?|[ni]\.V\.)"
PENALTIES = r"(?:pens?\b\.?|(?-i:p)\b\.?|[ni]\.E\.)"
SCORE = re.compile(
    rf"(?<!\S)(?:(?P<first>{PAIR})\s*{PENALTIES}(?:[,\s]*(?P<after>{PAIR})(?:\s*(?P<late>{AET}))?)?"
    rf"|(?P<main>{PAIR})(?:\s*(?P<aet>{AET}))?)"
    rf"(?:\s*[(\[]\s*(?P<inner>(?:(?:HT|agg\w*\.?|{PENALTIES})\s*)?{PAIR}[^)\]]*)[)\]])?"
    rf"(?:[,\s]*(?P<last>{PAIR})\s*{PENALTIES})?(?![^\s,])",
    re.IGNORECASE,
)
NOTE = re.compile(r"\s*\[(?P<text>[^\]]*)\]\s*$")
GOAL = re.compile(
    r"[\s,]*(?P<name>[^\d;]*?)[\s,]*(?P<minute>\d{1,3})['’]?(?:\+(?P<offset>\d{1,2}))?['’]?"
    r"\s*(?:\(?(?P<penalty>\(p(?:en)?\.?)\)|(?P<own>\(o\.?\s?g\.?)\))?",
    re.IGNORECASE,
)


def parse_date(text: str, years: tuple[int, ...], *, last: str | None = None) -> tuple[date, str] | None:
    """The date that a line begins with, and what follows it; None where it begins otherwise.

    `years` are those that a season has, one or two, `last` is the day of the match before: of several years in which a
    day may be, the weekday decides, else which is nearest to it. Raises BadFile for a day that there is not, and for a
    date in a form that is not read.
    """
    found = DATE.match(text)
    if found is None:
        if unread := UNREAD.match(text):
            raise BadFile(f"expected a date as 2001-08-11, 11.08.2001, Sat Aug 11 or 11 Aug 2001, got {unread[0]!r}")
        return None
    rest = text[found.end() :]
    if found["iso"]:
        told = make_date(*map(int, re.split(r"\D", found["iso"])))
        if told is None:
            raise BadFile(f"expected a day of the calendar, got {found['iso']!r}")
        return told, rest
    named = found["month"] or found["month_second"]
    month = 1 + MONTHS.index(named[:3].lower()) if named else int(found["month_dotted"])
    day = int(found["day"] or found["day_first"] or found["day_dotted"])
    year = found["year_dotted"] or found["year"]
    candidates = (int(year),) if year else list_years(month, years)
    if not candidates:
        raise BadFile(f"the date {found[0]!r} has no year, and the heading names no season")
    days = [one for year in candidates if (one := make_date(year, month, day))]
    if not days:
        raise BadFile(f"expected a day of the calendar, got {found[0]!r}")
    weekday = WEEKDAYS.index(found["weekday"].lower()) if found["weekday"] else None
    likely = min(days, key=lambda day: abs(day - date.fromisoformat(last))) if last else days[0]
    return next((one for one in days if one.weekday() == weekday), likely), rest


def list_years(month: int, years: tuple[int, ...]) -> tuple[int, ...]:
    """The years in which a month of a season can be, likeliest first; where there are several, the weekday decides.

    A season of two years begins in summer (August, or before it) and ends in it (July, in 2020 August); one of a
    single year has run into the next (the Euro 2020, Brazil's league of 2020).
    """
    if len(years) < 2:
        return (*years, *(year + 1 for year in years))
    first, second = years
    likely, other = (first, second) if month >= 8 else (second, first)
    return (likely, other) if 6 <= month <= 9 else (likely,)


def make_date(year: int, month: int, day: int) -> date | None:
    """A day of the calendar; None where there is none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def parse_match(text: str) -> dict[str, Any] | None:
    """A match without its date: teams, score, ground, status, and its time where given. None for another line.

    `text` begins after the match's number and date.
    """
    match: dict[str, Any] = {}
    if time := TIME.match(text):
        match["time"] = f"{int(time['hours']):02}:{time['minutes']}{(time['zone'] or '').rstrip()}"
        text = text[time.end() :]
    text, _, ground = text.partition(" @ ")
    if ground:
        ground = set_note(take_marks(ground, match), match)
        if zone := VENUE_ZONE.search(ground):
            ground = ground[: zone.start()]
            match["timezone"] = zone["zone"].replace(" ", "")
        match["ground"] = ground.strip()
    text = set_note(take_marks(text, match), match).strip()
    scores = list(SCORE.finditer(text))
    if scores:
        found = scores[0] if len(scores) == 1 or text[scores[-1].end() :].strip() else scores[-1]
        match["score"] = parse_score(found)
        home, away = (take_marks(part, match).strip(" ,") for part in (text[: found.start()], text[found.end() :]))
        if home and away:
            return name_teams(match, home, away)
        text = home or away
    for separator in (r"\s+vs?\.?\s+", r"\s+[-–]\s+"):
        sides = re.split(separator, text)
        if len(sides) == 2:
            return name_teams(match, *sides)
    return None


def set_note(text: str, match: dict[str, Any]) -> str:
    """What stands before a note in brackets at the end ([replay]), which becomes the match's status."""
    found = NOTE.search(text)
    if found is None:
        return text
    if not re.match(r"nb\b|note\b", found["text"], re.IGNORECASE):
        match["status"] = re.split(r"[,;:]| - ", found["text"])[0].strip()
    return text[: found.start()]


def name_teams(match: dict[str, Any], home: str, away: str) -> dict[str, Any] | None:
    """The match between two teams; None where one has no name. Raises BadFile for a name that begins in brackets."""
    names = (home.strip(), away.strip())
    if odd := next((name for name in names if name.startswith(("(", "["))), None):
        raise BadFile(f"expected a team's name, got {odd!r:.60}")
    if not all(re.search(r"[^\W\d_]|\?", name) or re.match(r"\d[A-L]", name) for name in names):
        return None
    return {**match, "team1": names[0], "team2": names[1]}


def parse_score(found: re.Match[str]) -> dict[str, list[int]]:
    """A score by its parts: ft, ht, et (after extra time), p (shootout), as openfootball's JSON has them."""
    inner, kicks = parse_inner(found["inner"] or "")
    main, shootout = found["main"] or found["after"], found["first"] or found["last"] or kicks
    if found["after"] and is_level(found["first"]) and not is_level(found["after"]):  # 1-1 pen. 4-3
        main, shootout = found["first"], found["after"]
    parts: tuple[str, ...] = ("et", "ft", "ht")
    score: dict[str, list[int]] = {}
    if shootout:
        score["p"] = parse_pair(shootout)
    if found["aet"] or found["late"]:
        pairs = [parse_pair(main), *inner]
        if len(pairs) == 4:  # the score after extra time is told twice
            pairs = pairs[1:]
    elif main is None:  # the shootout alone stands outside of the brackets
        parts, pairs = parts if len(inner) > 2 else parts[1:], inner
    else:
        parts, pairs = parts[1:], [parse_pair(main), *inner]
    return {**dict(zip(parts, pairs, strict=False)), **score}


def parse_inner(text: str) -> tuple[list[list[int]], str]:
    """The scores in brackets behind a score, and the shootout among them; not that of both legs ("3-2 agg.")."""
    pairs: list[list[int]] = []
    kicks = ""
    for part in re.split(r"[,;]", text):
        if re.search(rf"(?:^|\s|\d){PENALTIES}", part, re.IGNORECASE):
            kicks = part
        elif "agg" not in part.casefold():
            pairs += [parse_pair(pair) for pair in re.findall(PAIR, part)]
    return pairs, kicks


def is_level(text: str) -> bool:
    """Whether a score is level, which a shootout never is in the end."""
    home, away = parse_pair(text)
    return home == away


def parse_pair(text: str) -> list[int]:
    """The two numbers of a score: 2-1."""
    return [int(number) for number in re.findall(r"\d+", text)]


def parse_goals(text: str, score: dict[str, list[int]]) -> dict[str, list[dict[str, Any]]]:
    """The goals of both sides, which a semicolon parts; those of one side alone belong to the side that scored.

    Raises BadFile where the text cannot be understood.
    """
    sides = [part.strip() for part in text.split(";")]
    final = score.get("et") or score.get("ft") or [0, 0]
    if len(sides) == 1 and final[0] == 0:
        sides = ["", *sides]
    if len(sides) > 2:
        raise BadFile(f"expected the goals of two sides, got {len(sides)}")
    return {f"goals{number}": list_goals(part) for number, part in enumerate((*sides, "")[:2], start=1)}


def list_goals(text: str) -> list[dict[str, Any]]:
    """The goals of one side: who scored, and when; a minute without a name is of the scorer before."""
    goals: list[dict[str, Any]] = []
    place, name = 0, ""
    while text[place:].strip(" ,-–"):
        found = GOAL.match(text, place)
        if found is None:
            raise BadFile(f"expected goals as Name 29', 71'(p), got {text[place:].strip()!r:.60}")
        name = found["name"].strip(" ,-–") or name
        goal = {"name": name, "minute": int(found["minute"]), "offset": int(found["offset"] or 0)}
        goals.append({**goal, "penalty": bool(found["penalty"]), "owngoal": bool(found["own"])})
        place = found.end()
    return goals
