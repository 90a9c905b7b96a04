"""Line-ups and box scores as pages show them: each side's people with what became of them, and what they did."""

from collections.abc import Iterable, Mapping
from typing import Any

from scoreboard import queries
from scoreboard.models import Match
from scoreboard.models.unreadable import reading
from scoreboard.sports import get_sport
from scoreboard.sports.appearances import Change, Participant, ShownSanction
from scoreboard.sports.match import fold_leniently
from scoreboard.sports.sport import Column
from scoreboard.sports.state import MatchState
from scoreboard.web.words import incident_key, words_for_incident
from scoreboard.wire.line_ups import BoxScore, BoxScoreRow, SideBoxScore, SideLineUp, build_box_score, build_line_ups
from scoreboard.wire.records import parse_cursor

Names = Mapping[str, str]
MOST_SHOWN = 60  # people of both sides within a match's page; of more, who is on the bench has a page of its own


def draw_line_ups(match: Match, state: MatchState, names: Names) -> list[dict[str, Any]]:
    """The sides whose line-ups are known, home first, under these names; empty where neither is."""
    found = build_line_ups(state, match_id=str(match.pk), epoch=match.epoch)
    return [
        draw_side(side, line_up, sport=match.sport, name=names[side])
        for side, line_up in (("home", found.home), ("away", found.away))
        if line_up is not None
    ]


def is_long(drawn: Iterable[Mapping[str, Any]]) -> bool:
    """Whether line-ups are too long for a match's own page."""
    return sum(len(side["starters"]) + len(side["bench"]) for side in drawn) > MOST_SHOWN


def draw_side(side: str, line_up: SideLineUp, *, sport: str, name: str) -> dict[str, Any]:
    """One side: its name, what is said above its people, and these."""
    about = [line_up.formation or "", f"Coach: {line_up.coach}" if line_up.coach else ""]
    return {
        "side": side,
        "name": name,
        "about": " · ".join(part for part in about if part),
        "complete": line_up.complete,
        "starters": [draw_person(one, sport=sport) for one in line_up.starters],
        "bench": [draw_person(one, sport=sport) for one in line_up.bench],
    }


def draw_person(one: Participant, *, sport: str) -> dict[str, Any]:
    """Somebody of a line-up: what stands beside the name, drawn and in words."""
    return {
        "number": "" if one.number is None else one.number,
        "person": {"id": one.player_id or "", "name": one.player or "Unknown"},
        "position": one.position or "",
        "roles": [{"short": short, "title": title} for short, title in one.roles],
        "on_field": one.on_field,
        "changes": [
            *(draw_change(change, "on") for change in one.came_on),
            *(draw_change(change, "off") for change in one.went_off),
        ],
        "sanctions": [draw_sanction(sanction, sport=sport) for sanction in one.sanctions],
    }


def draw_change(change: Change, which: str) -> dict[str, str]:
    """A coming on ("on") or going off ("off"), with its minute and in words."""
    said = "came on" if which == "on" else "went off"
    minute = f", minute {change.minute}" if change.minute else ""
    who = f" for {change.player}" if change.player else ""
    return {"which": which, "minute": write_minute(change.minute), "words": f"{said}{who}{minute}"}


def draw_sanction(sanction: ShownSanction, *, sport: str) -> dict[str, str]:
    """How somebody was punished: its sign and what it is called."""
    words = words_for_incident(sport, incident_key(get_sport(sport).incidents, sanction.kind, sanction.detail))
    minute = f", minute {sanction.minute}" if sanction.minute else ""
    return {"sign": words.sign, "minute": write_minute(sanction.minute), "words": f"{words.label}{minute}"}


def write_minute(minute: str | None) -> str:
    """A minute as it is read: 45+2’, or what a clock showed."""
    if not minute:
        return ""
    return f"{minute}’" if minute.replace("+", "").isdigit() else minute


def name_telling(sport: str) -> str:
    """The types of event after which line-ups may look otherwise, for a page's script; "" in a sport without."""
    found = get_sport(sport)
    if not found.starting:
        return ""
    punishing = [str(one.__struct_config__.tag) for one in found.misconduct]
    own = [name for name in ("substitution", "replacement", "period_start") if name in found.words]
    return " ".join(["lineup", "void", "amend", "review", *own, *punishing])


def draw_box_score(match: Match, state: MatchState, names: Names) -> list[dict[str, Any]]:
    """Each side's box score with the columns in which anybody has something; empty where nobody has."""
    found = build_box_score(state, match_id=str(match.pk), epoch=match.epoch)
    columns = list_columns(found, match.sport)
    sides = (("home", found.home), ("away", found.away))
    return [draw_box(names[side], box, columns) for side, box in sides if columns and box.people]


def list_columns(found: BoxScore, sport: str) -> list[Column]:
    """The sport's columns of which somebody has something."""
    shown = {stat for side in (found.home, found.away) for row in side.people for stat in row.statistics}
    keys = {column.key for column in found.columns} & shown
    return [column for column in get_sport(sport).stats if column.key in keys]


def draw_box(name: str, box: SideBoxScore, columns: list[Column]) -> dict[str, Any]:
    """One side's rows, without those on the bench of whom nothing is counted."""
    shown = [row for row in box.people if row.starting or row.statistics]
    rows = [
        {
            "number": "" if row.number is None else row.number,
            "person": {"id": row.player_id or "", "name": row.player},
            **{column.key: count(row, column.key) for column in columns},
        }
        for row in shown
    ]
    unknown = {column.key: None for column in columns if any(count(row, column.key) is None for row in shown)}
    return {"name": name, "columns": columns, "rows": rows, "totals": {**box.totals, **unknown}}


def count(row: BoxScoreRow, stat: str) -> int | None:
    """What is counted of somebody; None of minutes that nobody knows, as where a line-up is not complete."""
    if stat == "minutes" and stat not in row.statistics:
        return row.minutes
    return row.statistics.get(stat, 0)


def load_state(match: Match, at: str | None) -> MatchState | None:
    """The match's state, or what it was at a cursor of its present epoch; None where it has not been there.

    It is the stored one where that is the end of the log, else a fold of the records until then. Raises BadCursor, and
    UnreadableMatch.
    """
    if not at:
        return queries.decode_state(match)
    epoch, seq = parse_cursor(at)
    if epoch != match.epoch or not 0 < seq <= match.seq:
        return None
    if seq == match.seq:
        return queries.decode_state(match)
    with reading(match):
        return fold_leniently(queries.load_log(match, limit=seq)).state
