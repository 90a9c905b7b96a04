"""Curling, made small: after each end the side with the closest stones scores them; most stones after the last wins."""

from typing import Annotated

import msgspec

from scoreboard.sports.base import Event, Incident, PeriodScore, Refused, Score, Side, View, say
from scoreboard.sports.ranking import Ranking
from scoreboard.sports.sport import LOST, PLAYED, POINTS, WON, Action, Column, EventWords, IncidentWords, Sport


class Ruleset(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    ends: Annotated[int, msgspec.Meta(ge=1, le=12)] = 8


class EndData(msgspec.Struct, frozen=True):
    stones: Annotated[int, msgspec.Meta(ge=0, le=8)]


class End(Event, tag="end", frozen=True, kw_only=True):
    side: Side
    data: EndData


class State(msgspec.Struct, frozen=True):
    ruleset: Ruleset
    ends: tuple[Score, ...] = ()
    score: Score = Score()

    def is_over(self) -> bool:
        return len(self.ends) >= self.ruleset.ends and self.score.leader() is not None  # level: one more end


def apply(state: State, event: End) -> State:
    if state.is_over():
        raise Refused("curling.finished")
    end = Score().plus(event.side, event.data.stones)
    return State(state.ruleset, (*state.ends, end), state.score.plus(event.side, event.data.stones))


def incident_of(_before: State, after: State, event: End) -> Incident:
    return Incident(seq=event.seq, kind="end", side=event.side, confirmation="confirmed", score=after.score)


def view(state: State) -> View:
    over, winner = state.is_over(), state.score.leader()
    return View(
        phase="over" if over else "play",
        score=state.score,
        periods=tuple(PeriodScore(f"end_{n}", end.home, end.away) for n, end in enumerate(state.ends, start=1)),
        situation=say("curling.ends", played=len(state.ends), ends=state.ruleset.ends),
        started=bool(state.ends),
        finished=over,
        winner=winner if over else None,
        summary=say("curling.won", winner=winner, by=abs(state.score.home - state.score.away)) if over else None,
    )


SENTENCES = {
    "curling.finished": "The match is over: void its last end to enter something before.",
    "curling.ends": "{played} of {ends} ends played",
    "curling.won": "{winner:team} won by {by}",
}
SPORT = Sport(
    name="curling",
    label="Curling",
    events=(End,),
    ruleset=Ruleset,
    state=State,
    start=lambda ruleset, clock_rate=1.0: State(ruleset),
    apply=apply,
    view=view,
    incident_of=incident_of,
    phases={"play": "Playing", "over": "Final"},
    words={"end": EventWords("End", fields=("side",))},
    incidents={"end": IncidentWords("Stones", running="score")},
    sentences=SENTENCES,
    period_labels={"end": ""},
    actions={"end": Action("End", {"type": "end"}, side=True, asks={"stones": "Stones scored"})},
    list_actions=lambda state: () if state.is_over() else ("end",),
    ranking=Ranking(win=2),
    columns=(PLAYED, WON, LOST, Column("ends_for", "E", "Ends won"), POINTS),
    measure=lambda state, side: {"ends_for": sum(end.leader() == side for end in state.ends)},
)
