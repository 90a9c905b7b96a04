"""Where a match of Cricsheet's contradicts itself, and what is taken of it then: its result alone."""

from collections.abc import Sequence
from typing import Any

import msgspec

from scoreboard.importers.formats.cricsheet_innings import KINDS
from scoreboard.importers.formats.cricsheet_outcome import Ends, end_match
from scoreboard.sports import get_sport
from scoreboard.sports.base import Refused, Side
from scoreboard.sports.cricket.events import NAME as CRICKET
from scoreboard.sports.cricket.events import NO_WICKET
from scoreboard.sports.cricket.state import State
from scoreboard.sports.decoding import convert_event
from scoreboard.sports.sentences import explain_error

Body = dict[str, Any]
BEGINS = ("innings_start", "forfeit")


def find_contradiction(ruleset: Body, events: Sequence[Body], innings: Sequence[Body], *, suspect: bool) -> str | None:
    """Where the deliveries of a match contradict themselves or the laws, and why; None where they do not.

    The rules are asked only of a match that is `suspect`, or has a delivery that is: to fold each twice costs too much.
    """
    for number, one in enumerate(innings):
        gone: set[str] = set()
        for index, over in enumerate(one.get("overs") or ()):
            for order, delivery in enumerate(over["deliveries"]):
                runs, extras = delivery["runs"], sum((delivery.get("extras") or {}).values())
                if runs["total"] != runs["batter"] + extras or runs.get("extras", extras) != extras:
                    where = f"innings[{number}].overs[{index}].deliveries[{order}]"
                    return f"{where}: {runs['batter']} off the bat and {extras} extras are not {runs['total']} runs."
                suspect = suspect or is_suspect(delivery, gone)
    if not suspect:
        return None
    _, refused, why = play(ruleset, events)
    return None if refused is None else f"{name_place(events, refused, innings)}: {why}"


def is_suspect(delivery: Body, gone: set[str]) -> bool:
    """Whether the laws may not know a delivery; `gone` are those who are out, to whom its wickets are added."""
    batters = delivery["batter"], delivery["non_striker"]
    extras, wickets = delivery.get("extras") or (), delivery.get("wickets") or ()
    odd = batters[0] == batters[1] or not gone.isdisjoint(batters)
    runs = delivery["runs"]["batter"]
    odd = odd or len(extras) > 1 or (bool(wickets) and (bool(extras) or runs > 0)) or ("wides" in extras and runs > 0)
    gone.update(wicket["player_out"] for wicket in wickets if KINDS.get(wicket["kind"]) not in NO_WICKET)
    return bool(odd)


def play(ruleset: Body, events: Sequence[Body]) -> tuple[State, int | None, str]:
    """The state that events lead to; where one is refused, the state before it, its index and why."""
    sport = get_sport(CRICKET)
    state: State = sport.start(sport.read_ruleset(ruleset))
    for number, body in enumerate(events):
        try:
            event = convert_event(CRICKET, body)
            sport.check(state, event)
            state = sport.apply(state, event)
        except (Refused, msgspec.ValidationError) as error:
            return state, number, explain_error(error)
    return state, None, ""


def name_place(events: Sequence[Body], refused: int, innings: Sequence[Body]) -> str:
    """Where in the file the event at the index `refused` comes from."""
    begun = [number for number, body in enumerate(events[: refused + 1]) if body["type"] in BEGINS]
    if not begun:
        return "innings[0]" if innings else "info"
    number = len(begun) - 1
    place = f"innings[{number}]"
    if events[refused]["type"] not in ("ball", "wicket", "replacement"):
        return place
    ball = max(0, sum(body["type"] == "ball" for body in events[begun[-1] : refused + 1]) - 1)
    for index, over in enumerate(innings[number].get("overs") or ()):
        if ball < len(over["deliveries"]):
            return f"{place}.overs[{index}].deliveries[{ball}]"
        ball -= len(over["deliveries"])
    return place


def make_result(ruleset: Body, ends: Ends, innings: Sequence[Body]) -> list[Body]:
    """The events of a match of which no more than its totals and its outcome is taken.

    Who won is what the file says, where the totals can be brought to it.
    """
    totals = [make_innings(ends, number, one) for number, one in enumerate(innings)]
    chase = ends.parse_start(innings[ends.chase], ends.chase, totals[ends.chase]["side"]) if ends.chase else {}
    known: Body = {"innings": totals, **{name: chase[name] for name in ("target", "balls") if chase.get(name)}}
    end = next((body["data"] for body in ends.list_last(open_end=True) if body["type"] == "match_end"), None)
    alone = end or end_match("won", winner=ends.winner, method=ends.method)["data"] if ends.winner else end
    tried = [
        [{"type": "result", "data": data}] for data in (known, {**known, "end": alone}) if data.get("end", True)
    ] + [[{"type": "match_end", "data": alone or {"result": "no_result"}}]]
    played = [(events, state) for events in tried for state, refused, _ in [play(ruleset, events)] if refused is None]
    told = [events for events, state in played if find_winner(state) == ends.winner]
    return told[0] if told else played[0][0] if played else []


def find_winner(state: State) -> Side | None:
    """Who has won, where somebody has."""
    return state.decision.winner if state.decision else None


def make_innings(ends: Ends, number: int, innings: Body) -> Body:
    """What an innings came to: the deliveries' sums."""
    total = ends.totals[number]
    body: Body = {"side": total.side, "runs": total.runs, "wickets": total.wickets, "balls": total.balls}
    given = {"declared": bool(innings.get("declared") or innings.get("forfeited")), "super_over": total.super_over}
    return body | {name: True for name, value in given.items() if value}
