"""What the names of knock-out rounds say: a leg, a replay, a match for a place, how near the final is."""

import re

LEG = re.compile(
    r"[\s,(–-]*\b(?:(?:1st|2nd|first|second|return) leg|leg [12]|hinspiel|rückspiel|aller|retour|andata|ritorno)\)?$",
    re.IGNORECASE,
)
REPLAY = re.compile(
    r"[\s,(–-]*\b(?:(?:\d(?:st|nd|rd|th)|first|second) )?(?:replays?|wiederholungsspiel)\)?$", re.IGNORECASE
)
# What is played for a place below the first: those who lost meet.
FOR_PLACE = re.compile(
    r"\b(?:third|3rd|fifth|5th|seventh|7th|ninth|9th)[ -]place|\bplace (?:[3-9]|\d\d)|\bplatz \d|\bbronze|\bplace match"
    r"|kleines finale|petite finale|tercer puesto|terzo posto|consolation",
    re.IGNORECASE,
)
OF = re.compile(r"\b(?:round of|last)[ -](\d+)|\b1/(\d+)", re.IGNORECASE)
# How many ties a round of this name has, where all of them are played; the first that fits.
SIZES = (
    (re.compile(r"semi|halbfinal|demi|1/2", re.IGNORECASE), 2),
    (re.compile(r"quarter|viertelfinal|quarti|cuartos|1/4", re.IGNORECASE), 4),
    (re.compile(r"eighth|8th final|achtelfinal|ottavi|octavos|huiti|1/8", re.IGNORECASE), 8),
    (re.compile(r"sixteenth|16th final|sechzehntel|sedicesimi|1/16", re.IGNORECASE), 16),
    (re.compile(r"^(?:the )?(?:grand )?finale?s?$", re.IGNORECASE), 1),
)


def strip_leg(label: str) -> str:
    """A round's name without what tells its legs and replays apart."""
    return REPLAY.sub("", LEG.sub("", label)).strip()


def count_ties(label: str) -> int | None:
    """How many ties the round of a name has ("Quarter-finals": 4, "Round of 16": 8); None where it does not say so."""
    if FOR_PLACE.search(label):
        return None
    found = OF.search(label)
    if found:
        return int(found[1]) // 2 if found[1] else int(found[2])
    return next((size for pattern, size in SIZES if pattern.search(label)), None)
