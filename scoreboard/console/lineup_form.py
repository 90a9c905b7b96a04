"""The form by which a side's line-up is entered: a row for each player, and lines that were typed or pasted.

A line is a player: `10 Lionel Messi C`, the number and what stands behind the name being optional: C for the captain,
GK for the goalkeeper. Lines become rows, in which starters are ticked; an asterisk before a line ticks it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scoreboard.console.forms import BadForm, Fields, check_typed
from scoreboard.sports.base import LARGEST_NUMBER, Sentence
from scoreboard.sports.lineups import MOST_PLAYERS, ROLES, LineupData

LINE = re.compile(
    r"^(?P<star>\*?)\s*(?:#?(?P<number>\d+)[.:)]?(?:\s+|$))?(?P<name>.*?)(?P<roles>(?:\s+\(?(?:C|GK|TW|G)\)?)*)\s*$"
)
LONGEST_NAME = 120
CAPTAIN, KEEPERS = "C", frozenset({"GK", "TW", "G"})
SPACES = re.compile(r"[\t ;]+")  # a spreadsheet's cells are pasted with tabs


@dataclass(frozen=True)
class Row:
    """A player as the form has them; `number` as it was typed, `known_as` with `person_id` from before.

    `warning` is why they should not be in the line-up, `anyway` the warning that was read and ticked.
    """

    player: str = ""
    number: str = ""
    position: str = ""
    starting: bool = False
    captain: bool = False
    goalkeeper: bool = False
    person_id: str = ""
    known_as: str = ""
    warning: str = ""
    anyway: str = ""

    @property
    def given_id(self) -> str:
        """Their id from before, where the name is still that one."""
        return self.person_id if self.player == self.known_as else ""

    def is_told_of(self, warning: Sentence) -> bool:
        """Whether a warning is of this player: by id, of whoever has been typed by name, or else by number."""
        told = warning.params
        if self.given_id and told.get("player_id"):
            return self.given_id == told["player_id"]
        return str(told.get("player")) in (self.player or self.number, self.number)

    @property
    def roles(self) -> list[dict[str, Any]]:
        """The roles that are ticked or not, as the form has them."""
        return [{"name": name, "title": title, "on": getattr(self, name)} for name, (_, title) in ROLES.items()]


@dataclass(frozen=True)
class Typed:
    """What a form says: its rows, the lines that could not be read, and what is wrong, each with its place.

    `warning` is what is unlikely and of no row alone, `anyway` that of before which was ticked.
    """

    rows: Sequence[Row]
    unread: str = ""
    problems: Sequence[str] = ()
    complete: bool = False
    coach: str = ""
    formation: str = ""
    warning: str = ""
    anyway: str = ""

    @property
    def is_confirmed(self) -> bool:
        """Whether each warning was read, word for word, and ticked."""
        read = [(self.warning, self.anyway), *((row.warning, row.anyway) for row in self.rows)]
        return all(warning in ("", anyway) for warning, anyway in read)


def make_rows(lineup: LineupData) -> list[Row]:
    """The rows of a line-up that is known."""
    return [
        Row(
            player=one.player or "",
            number="" if one.number is None else str(one.number),
            position=one.position or "",
            starting=one.starting,
            captain=one.captain,
            goalkeeper=one.goalkeeper,
            person_id=one.player_id or "",
            known_as=one.player or "",
        )
        for one in lineup.players
    ]


def parse_typed(fields: Fields) -> Typed:
    """A form as it was sent, with its lines made rows; what cannot be read is told, and stays to be mended."""
    problems: list[str] = []
    rows: list[Row] = []
    for at in range(MOST_PLAYERS):
        if f"player_{at}" not in fields:
            break
        row = parse_row(fields, at, problems)
        if row.player:
            rows.append(row)
    unread: list[str] = []
    for number, line in enumerate(fields.get("lines", "").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            rows.append(parse_line(line))
        except BadForm as error:
            problems.append(f"Line {number}: {error}")
            unread.append(line)
    problems += list_doubles(rows)
    if len(rows) > MOST_PLAYERS:
        problems.append(f"{len(rows)} players: enter at most {MOST_PLAYERS}.")
    return Typed(
        rows[:MOST_PLAYERS],
        "\n".join(unread),
        problems,
        complete=bool(fields.get("complete")),
        coach=take(fields, "coach", "Coach", problems),
        formation=take(fields, "formation", "Formation", problems),
        anyway=fields.get("anyway", ""),
    )


def parse_row(fields: Fields, at: int, problems: list[str]) -> Row:
    """The row of an index; what is wrong in it is told by whom it names."""
    name = fields[f"player_{at}"].strip()
    place = name[:40] if name and name.isprintable() else f"Row {at + 1}"
    row = Row(
        player=take(fields, f"player_{at}", place, problems),
        number=fields.get(f"number_{at}", "").strip(),
        position=take(fields, f"position_{at}", place, problems),
        starting=bool(fields.get(f"starting_{at}")),
        captain=bool(fields.get(f"captain_{at}")),
        goalkeeper=bool(fields.get(f"goalkeeper_{at}")),
        person_id=fields.get(f"person_{at}", ""),
        known_as=fields.get(f"known_{at}", ""),
        anyway=fields.get(f"anyway_{at}", ""),
    )
    try:
        check_number(row.number)
    except BadForm as error:
        problems.append(f"{place}: {error}")
    return row


def take(fields: Fields, name: str, place: str, problems: list[str]) -> str:
    """A text of one line; what is wrong with it is added to the problems."""
    try:
        return check_typed(name, " ".join(fields.get(name, "").split()), most=LONGEST_NAME)
    except BadForm as error:
        problems.append(f"{place}: {error}")
        return ""


def parse_line(line: str) -> Row:
    """The player of a line; raises BadForm."""
    text = SPACES.sub(" ", check_typed("lines", line.replace("\t", " "))).strip()
    found = LINE.match(text)
    number = (found and found["number"]) or ""
    name = found["name"].strip() if found else ""
    check_number(number)
    if not name:
        raise BadForm(f"{text[:40]!r} names nobody: enter it as 10 Lionel Messi C.")
    if len(name) > LONGEST_NAME:
        raise BadForm(f"the name is longer than {LONGEST_NAME} characters.")
    roles = set(found["roles"].replace("(", "").replace(")", "").split()) if found else set()
    return Row(
        player=name,
        number=number,
        starting=bool(found and found["star"]),
        captain=CAPTAIN in roles,
        goalkeeper=bool(roles & KEEPERS),
    )


def check_number(text: str) -> None:
    """Raise BadForm unless it is a shirt's number, or none."""
    if text and not (text.isascii() and text.isdigit() and int(text[:9]) <= LARGEST_NUMBER):
        raise BadForm(f"{text[:20]!r} is no number of a shirt: enter one from 0 to {LARGEST_NUMBER}.")


def list_doubles(rows: Sequence[Row]) -> list[str]:
    """Numbers and names that two rows have, told by who has them."""
    problems = []
    wearers: dict[str, str] = {}
    names: set[str] = set()
    for row in rows:
        name = row.given_id or row.player
        if name in names:
            problems.append(f"{row.player} stands twice: empty the name in one of the rows.")
        elif row.number and row.number in wearers:
            problems.append(f"Number {row.number} is worn by {wearers[row.number]} and by {row.player}.")
        wearers.setdefault(row.number, row.player)
        names.add(name)
    return problems


def merge_rows(named: Sequence[Row], others: Sequence[Row]) -> list[Row]:
    """Rows, and those of others who are not in them, on the bench; a number that is worn already is left empty."""
    known = {row.person_id or row.player for row in named}
    worn = {row.number for row in named}
    rest = [row for row in others if (row.person_id or row.player) not in known]
    return [
        *named,
        *(replace(row, starting=False, number="" if row.number in worn else row.number) for row in rest),
    ]


def place_warnings(typed: Typed, warnings: Sequence[tuple[Sentence, str]]) -> Typed:
    """A form with its warnings, each in words, in the rows of the players whom they are of."""
    rows = [
        replace(row, warning=" ".join(words for warning, words in warnings if row.is_told_of(warning)))
        for row in typed.rows
    ]
    others = [words for warning, words in warnings if not any(row.is_told_of(warning) for row in typed.rows)]
    return replace(typed, rows=rows, warning=" ".join(others))


def build_lineup(side: str, typed: Typed) -> dict[str, Any]:
    """The event of a form without problems."""
    data: dict[str, Any] = {"players": [build_player(row) for row in typed.rows], "complete": typed.complete}
    data |= {name: value for name, value in (("coach", typed.coach), ("formation", typed.formation)) if value}
    return {"type": "lineup", "side": side, "data": data}


def build_player(row: Row) -> Mapping[str, Any]:
    """A player of the event."""
    given = {
        "player": row.player,
        "player_id": row.given_id,
        "number": int(row.number) if row.number else "",
        "position": row.position,
        "starting": row.starting,
        "captain": row.captain,
        "goalkeeper": row.goalkeeper,
    }
    return {name: value for name, value in given.items() if value not in ("", False) or name == "starting"}
