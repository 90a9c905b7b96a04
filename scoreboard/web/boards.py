"""A match as a page shows it: the snapshot with its words, its clock read now, and its incidents in order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import msgspec
from django.utils import timezone

from scoreboard import queries
from scoreboard.models import Match, Season
from scoreboard.models.unreadable import load_each, reading
from scoreboard.sports import get_sport
from scoreboard.sports.sport import IncidentWords
from scoreboard.web.display import (
    Data,
    format_course,
    format_note,
    format_state,
    label_period,
    list_sent_off,
    order_incidents,
    run_scores,
)
from scoreboard.web.words import PLAY, PageWords, incident_key, words_for, words_for_incident

IN_PLAY = ("live", "halted")  # begun, and not at its end
PLAY_OF = {status: play for play, statuses in PLAY.items() for status in statuses}
DRAWN = (
    *("status", "phase", "decided_by", "clock", "score", "shown", "points", "turn", "situation", "summary"),
    *("periods", "totals", "shootout", "winner", "aggregate", "advances", "status_reason"),
)
# What is written once: a page whose match has changed in these is out of date. A row has the first, a match's page all.
WRITTEN_IN_ROWS = ("scheduled_at", "scheduled_on", "local_time", "home", "away")
WRITTEN = (
    *(*WRITTEN_IN_ROWS, "competition", "season", "stage", "round", "group"),
    *("time_zone", "venue", "neutral", "attendance", "officials"),
)


@dataclass(frozen=True)
class ShownIncident:
    """An incident on a page; `ended` are the words of what was over by it, `winner` who won that."""

    data: Data
    words: IncidentWords
    key: str
    team: str
    score: str = ""
    ended: IncidentWords | None = None
    winner: str = ""

    @property
    def shift(self) -> bool:
        """Whether it is a period's begin or end, and belongs to no side."""
        return not self.data.get("side")

    @property
    def minute(self) -> str:
        """When it was: 45+2’, what a clock showed that is read in minutes and seconds, or an over and ball."""
        minute: str = self.data.get("minute") or ""
        in_minutes = self.data.get("clock_ms") is not None and minute.replace("+", "").isdigit()
        return f"{minute}’" if in_minutes else minute

    @property
    def running(self) -> str:
        """What stands after it: the running score, its detail, or nothing."""
        if self.words.running == "detail":
            return self.words.prefix + (self.data.get("detail") or "")
        return self.score if self.running_from else ""

    @property
    def running_from(self) -> str:
        """What stands after it, as its words say; no score where that of a set stands beside the end of it."""
        is_told = self.ended is not None and self.ended.running == "detail" and self.words.running == "score"
        return "" if is_told else self.words.running

    @property
    def ended_text(self) -> str:
        """What was over by it, in words: "Set, Blues 21–15"; its score only where that does not stand after it."""
        if self.ended is None:
            return ""
        said = ", ".join(part for part in (self.ended.label, self.winner) if part)
        running = self.data["ended"].get("detail") if self.ended.running == "detail" else self.score
        shows = self.ended.running == "detail" or (self.ended.running and self.words.running != "score")
        return f"{said} {running}" if running and shows else said

    @property
    def entered_score(self) -> str:
        """The score when it was entered, as "1-0": what static/js/timeline.js goes on from."""
        score = self.data.get("score")
        return f"{score['home']}-{score['away']}" if score else ""


class Board:
    """A match as a page shows it; `match` comes from queries.matches_with_names. A replay's `speed` is not "1".

    What a row of a list shows is made here and now: raises UnreadableMatch, so that no page breaks while it is written.
    """

    def __init__(self, match: Match, *, now: datetime | None = None) -> None:
        self.match = match
        self.now = now or timezone.now()
        self.state = state = queries.decode_state(match)
        self.data: dict[str, Any] = msgspec.to_builtins(queries.load_snapshot(match, state))
        with reading(match):
            self.speed = f"{state.fixture.clock_rate:g}"
            self.words: PageWords = words_for(match.sport, state.fixture.ruleset)
            self.row = (self.play, self.sides, self.state_text, self.note)

    @cached_property
    def play(self) -> str:
        """Which of five looks: live, halted, over, upcoming or off."""
        return PLAY_OF[self.data["status"]]

    @property
    def is_to_come(self) -> bool:
        """Whether it is being played, or will be."""
        return self.play in (*IN_PLAY, "upcoming")

    @property
    def has_score(self) -> bool:
        """Whether there is a score to show."""
        return self.play in (*IN_PLAY, "over") or self.data["status"] in ("abandoned", "annulled")

    @cached_property
    def state_text(self) -> str:
        """The clock, else the state in words; nothing before a match, where its time stands instead."""
        return format_state(self.data, self.words, now=self.now)

    @property
    def state_json(self) -> str:
        """What static/js/board.js goes on from in a row: the fields that it draws, and those written once, as JSON."""
        return self.encode_state(WRITTEN_IN_ROWS)

    @property
    def head_json(self) -> str:
        """The same for a match's own page."""
        return self.encode_state(WRITTEN)

    def encode_state(self, written: Iterable[str]) -> str:
        """The state of the board as JSON."""
        state = {
            **{name: self.data[name] for name in DRAWN},
            "flagged": {side: self.list_sent_off(side) for side in ("home", "away")},
            "written": {name: self.data[name] for name in written},
        }
        return msgspec.json.encode(state).decode()

    @cached_property
    def sides(self) -> Sequence[dict[str, Any]]:
        """Home and away: name, colour, score, shootout, sendings-off, and whether it won."""
        rows = {"home": self.match.home, "away": self.match.away}
        return [
            {
                "side": side,
                "id": row.id if row else None,
                "name": row.name if row else "To be decided",
                "short": (row.short_name or row.name) if row else "TBD",
                "colour": row.colour if row else "",
                "score": self.format_score(side) if self.has_score else "",
                "points": self.data["points"][side] if self.data["points"] else "",
                "turn": self.play == "live" and self.data["turn"] == side,
                "shootout": self.data["shootout"][side] if self.data["shootout"] else "",
                "reds": len(self.list_sent_off(side)),
                "won": self.data["winner"] == side,
            }
            for side, row in rows.items()
        ]

    def format_score(self, side: str) -> str:
        """A side's score as the sport writes it."""
        return str((self.data["shown"] or self.data["score"])[side])

    @cached_property
    def note(self) -> str:
        """What a line beside the score says: how it stands in words, or how it ended."""
        return format_note(self.data, self.words, in_play=self.play in IN_PLAY)

    @property
    def turn_words(self) -> str:
        """How it is said of a side whose turn it is."""
        return get_sport(self.match.sport).turn

    @property
    def wide(self) -> bool:
        """Whether a score may be long."""
        return get_sport(self.match.sport).wide_score

    @property
    def line_score(self) -> list[dict[str, Any]]:
        """The score by periods, with its total and what else is counted: a heading and two cells each."""
        labels = self.words.period_labels
        if not labels or not (self.data["periods"] and self.has_score):
            return []
        total = {"name": "", "label": self.words.total, **{side: self.format_score(side) for side in ("home", "away")}}
        return [
            *(
                {**build_cells(period), "label": label_period(period["name"], labels)}
                for period in self.data["periods"]
            ),
            total,
            *({**build_cells(each), "label": label_period(each["name"], labels)} for each in self.data["totals"]),
        ]

    def list_sent_off(self, side: str) -> list[int]:
        """The incidents in which a person of a side was sent off, by their seq."""
        return list_sent_off(self.data["incidents"], side, self.words)

    @property
    def names(self) -> dict[str, str]:
        """What the sides are called, by side."""
        return {side["side"]: side["name"] for side in self.sides}

    @property
    def side_ids(self) -> set[str]:
        """The sides' ids, as stats write them."""
        return {str(side["id"]) for side in self.sides}

    @property
    def title(self) -> str:
        """Who plays whom."""
        return " – ".join(side["name"] for side in self.sides)

    @property
    def score_title(self) -> str:
        """Who plays whom, with the score where there is one."""
        home, away = self.sides
        score = f"{home['score']}–{away['score']}" if self.has_score else "–"
        return f"{home['name']} {score} {away['name']}"

    @property
    def newest_first(self) -> bool:
        """While a match is in play, what came last is looked for first."""
        return self.play in IN_PLAY

    @property
    def aggregate_text(self) -> str:
        """The score of both legs, where this is one of a tie."""
        aggregate = self.data["aggregate"]
        return f"{aggregate['home']}–{aggregate['away']} on aggregate" if aggregate else ""

    @property
    def course(self) -> str:
        """Why it stands as it was declared to, and the score at the end of its periods."""
        return format_course(self.data, self.words, names=self.names)

    @cached_property
    def incidents_shown(self) -> list[ShownIncident]:
        """The incidents in the order of play; the newest first while the match is live."""
        shown = show_incidents(self.data["incidents"], self.words, sport=self.match.sport, names=self.names)
        return shown[::-1] if self.newest_first else shown

    @property
    def incidents_entered(self) -> list[ShownIncident]:
        """The incidents as they were entered, the newest first, with the score as it was then."""
        return [
            show_incident(
                incident,
                self.words,
                sport=self.match.sport,
                names=self.names,
                score=f"{score['home']}–{score['away']}" if (score := incident.get("score")) else "",
            )
            for incident in sorted(self.data["incidents"], key=lambda incident: incident["seq"], reverse=True)
        ]

    @property
    def incident_templates(self) -> list[ShownIncident]:
        """One empty incident of each kind, which the script clones and fills."""
        known = get_sport(self.match.sport).incidents
        return [ShownIncident(data=parse_key(key), words=words, key=key, team="") for key, words in known.items()]


def show_incidents(
    incidents: Iterable[Data], words: PageWords, *, sport: str, names: Mapping[str, str]
) -> list[ShownIncident]:
    """A match's incidents in the order of play, each with its words, and the running score after it."""
    in_order = order_incidents(incidents, words)
    running = run_scores(in_order)
    return [
        show_incident(incident, words, sport=sport, names=names, score=running.get(incident["seq"], ""))
        for incident in in_order
    ]


def show_incident(
    incident: Data, words: PageWords, *, sport: str, names: Mapping[str, str], score: str
) -> ShownIncident:
    """One incident with its words; `score` is the running one after it."""
    key, ended = find_key(incident, words), incident.get("ended")
    return ShownIncident(
        data=incident,
        words=words_for_incident(sport, key),
        key=key,
        team=names.get(incident.get("side") or "", ""),
        score=incident.get("shown") or score,
        ended=words_for_incident(sport, find_key(ended, words)) if ended else None,
        winner=names.get(ended.get("side") or "", "") if ended else "",
    )


def find_key(told: Data, words: PageWords) -> str:
    """The key of the words of an incident, or of what was over by one."""
    return incident_key(words.say, told["kind"], told.get("detail"))


def build_cells(period: dict[str, Any]) -> dict[str, Any]:
    """What a period has for each side, as it is written."""
    written = period.get("shown") or period
    return {"name": period["name"], **{side: written[side] for side in ("home", "away")}}


def parse_key(key: str) -> dict[str, Any]:
    """The empty incident that a key names."""
    kind, _, detail = key.partition(":")
    return {"seq": "", "kind": kind, "detail": detail, "confirmation": "confirmed"}


def list_boards(matches: Iterable[Match]) -> list[Board]:
    """Matches as pages show them, all at one moment; those that cannot be read are left out."""
    now = timezone.now()
    return load_each(matches, lambda match: Board(match, now=now))


def group_boards(matches: Iterable[Match]) -> list[tuple[Season, str, list[Board]]]:
    """Matches by season and round, in sections with live matches first, and live ones first in each.

    Else they are in the order given. Those that cannot be read are left out.
    """
    by_round: dict[tuple[Season, str], list[Board]] = {}
    for board in list_boards(matches):
        by_round.setdefault((board.match.season, board.match.round), []).append(board)
    sections = [(*of, sorted(boards, key=rank)) for of, boards in by_round.items()]
    return sorted(sections, key=lambda section: rank(section[2][0]))


def rank(board: Board) -> int:
    """Live matches come first, then those that have been halted."""
    return IN_PLAY.index(board.play) if board.play in IN_PLAY else len(IN_PLAY)


def collect_words(boards: Iterable[Board]) -> dict[str, Any]:
    """The words that a page's scripts need, by key."""
    found = {board.words.key: board.words for board in boards}  # most share those of their sport
    return {key: words.as_json() for key, words in found.items()}
