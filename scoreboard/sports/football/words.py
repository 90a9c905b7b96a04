"""What football calls things."""

from scoreboard.sports.sport import Action, EventWords, IncidentWords

PHASES = {
    "not_started": "Not started",
    "first_half": "First half",
    "half_time": "Half-time",
    "second_half": "Second half",
    "extra_time_break": "End of normal time",
    "extra_first_half": "Extra time, first half",
    "extra_half_time": "Extra time, half-time",
    "extra_second_half": "Extra time, second half",
    "shootout": "Penalties",
    "full_time": "Full time",
}
WORDS = {
    "period_start": EventWords("Kick-off / start period", ("period",)),
    "goal": EventWords("Goal", ("side", "player", "clock_ms")),
    "card": EventWords("Card", ("side", "player", "clock_ms")),
    "substitution": EventWords("Substitution", ("side", "player", "clock_ms")),
    "penalty_missed": EventWords("Penalty missed", ("side", "player", "clock_ms")),
    "stoppage_time": EventWords("Stoppage time"),
    "period_end": EventWords("End period"),
    "shootout_kick": EventWords("Kick", ("side", "player")),
    "shootout_result": EventWords("Shootout result"),
    "result": EventWords("Final result"),
    "manual": EventWords("Put the score right", ("side",)),
}
DECIDED = {
    "extra_time": "After extra time",
    "golden_goal": "Golden goal",
    "silver_goal": "Silver goal",
    "shootout": "After penalties",
    "walkover": "Walkover",
    "scored_away": "On away goals",
}
PERIOD_WORDS = {
    "first_half": "Half-time",
    "second_half": "Normal time",
    "normal_time": "Normal time",
    "extra_second_half": "After extra time",
    "extra_time": "After extra time",
}


def goal(label: str, say: str, *, sign: str = "goal", related: str = "") -> IncidentWords:
    """The words of a goal."""
    return IncidentWords(label, sign, related, running="score", say=f"{say}. {{score}}, {{minute}}.")


def shift(label: str, say: str, *, running: str = "") -> IncidentWords:
    """The words of a period's begin or end."""
    return IncidentWords(label, running=running, say=say)


INCIDENTS: dict[str, IncidentWords] = {
    "goal": goal("Goal", "Goal, {team}", related="assist "),
    "goal:penalty": goal("Goal, penalty", "Goal from a penalty, {team}"),
    "goal:own_goal": goal("Own goal", "Own goal, for {team}", sign="hollow"),
    "penalty_missed": IncidentWords("Penalty missed", "hollow", say="Penalty missed, {team}, {minute}."),
    "penalty_missed:saved": IncidentWords("Penalty saved", "hollow", say="Penalty saved, {team}, {minute}."),
    "penalty_missed:wide": IncidentWords("Penalty wide", "hollow", say="Penalty missed, {team}, {minute}."),
    "penalty_missed:woodwork": IncidentWords(
        "Penalty against the woodwork", "hollow", say="Penalty missed, {team}, {minute}."
    ),
    "card:yellow": IncidentWords("Yellow card", "yellow"),
    "card:second_yellow": IncidentWords(
        "Second yellow card", "red", say="Second yellow card, {player}, {team}, {minute}.", flag=True
    ),
    "card:red": IncidentWords("Red card", "red", say="Red card, {player}, {team}, {minute}.", flag=True),
    "card:second_yellow_bench": IncidentWords(
        "Second yellow card, on the bench", "red", say="Second yellow card on the bench, {player}, {team}, {minute}."
    ),
    "card:red_bench": IncidentWords(
        "Red card, on the bench", "red", say="Red card on the bench, {player}, {team}, {minute}."
    ),
    "substitution": IncidentWords("Substitution", "substitution", related="for "),
    "stoppage_time": IncidentWords("Added time", running="detail", prefix="+"),
    "shootout_kick:scored": IncidentWords("Scored", "goal", say="Scored, {team}, {player}."),
    "shootout_kick:missed": IncidentWords("Missed", "hollow", say="Missed, {team}, {player}."),
    "shootout": shift("Penalties", "The penalties are over.", running="detail"),
    "period_start:first_half": shift("Kick-off", "Kick-off."),
    "period_start:second_half": shift("Second half", "The second half has begun. {score}."),
    "period_start:extra_first_half": shift("Extra time", "Extra time has begun. {score}."),
    "period_start:extra_second_half": shift("Extra time, second half", "The last half has begun."),
    "period_end:half_time": shift("Half-time", "Half-time. {score}.", running="score"),
    "period_end:extra_time_break": shift("End of normal time", "End of normal time. {score}.", running="score"),
    "period_end:extra_half_time": shift("Half-time in extra time", "Half-time. {score}.", running="score"),
    "period_end:shootout": shift("To penalties", "Now penalties. {score}.", running="score"),
    "period_end:full_time": shift("Full time", "Full time. {score}.", running="score"),
    "manual": IncidentWords("Score put right", running="score"),
}
STARTS = {
    "not_started": "Kick-off",
    "half_time": "Start second half",
    "extra_time_break": "Start extra time",
    "extra_half_time": "Start extra time, second half",
}
ENDS = {
    "first_half": "End first half",
    "second_half": "End second half",
    "extra_first_half": "End extra time, first half",
    "extra_second_half": "End extra time",
}


def card(label: str, colour: str, sign: str, *, bench: bool = False) -> Action:
    """The key of a card; on the `bench`, one who is sent off leaves their side no smaller."""
    body = {"type": "card", "data": {"card": colour, **({"bench": True} if bench else {})}}
    return Action(label, body, side=True, player="required", sign=sign, group="More" if bench else "")


def substitution(label: str, **data: bool) -> Action:
    """The key of a substitution."""
    body = {"type": "substitution", **({"data": data} if data else {})}
    asks = {"off": "Goes off, for the player above"}
    return Action(label, body, side=True, player="required", asks=asks, group="More" if data else "")


def kick(label: str, *, scored: bool) -> Action:
    """The key of a kick in a shootout."""
    body = {"type": "shootout_kick", "data": {"scored": scored}}
    return Action(label, body, side=True, player="optional")


ACTIONS = {
    "goal": Action("Goal", {"type": "goal"}, side=True, player="optional"),
    "penalty": Action("Penalty goal", {"type": "goal", "data": {"penalty": True}}, side=True, player="optional"),
    "own_goal": Action(
        "Own goal", {"type": "goal", "data": {"own_goal": True}}, side=True, flip=True, player="optional"
    ),
    "penalty_missed": Action("Penalty missed", {"type": "penalty_missed"}, side=True, player="optional"),
    "yellow": card("Yellow", "yellow", "yellow"),
    "second_yellow": card("2nd yellow", "second_yellow", "yellow"),
    "red": card("Red", "red", "red"),
    "second_yellow_bench": card("2nd yellow, bench", "second_yellow", "yellow", bench=True),
    "red_bench": card("Red, bench", "red", "red", bench=True),
    "substitution": substitution("Substitution"),
    "concussion": substitution("Concussion substitution", concussion=True),
    "kick_scored": kick("Kick, scored", scored=True),
    "kick_missed": kick("Kick, missed", scored=False),
    "stoppage_time": Action("Show it", {"type": "stoppage_time"}, asks={"minutes": "Added time, minutes"}),
    "shootout_result": Action(
        "Enter the shootout’s result", {"type": "shootout_result"}, asks={"home": "{home}", "away": "{away}"}
    ),
    "period_start": Action("Start period", {"type": "period_start"}, step=True, labels=STARTS),
    "period_end": Action("End period", {"type": "period_end"}, step=True, labels=ENDS, confirm="{phase} is over"),
}
OF_PLAY = ("goal", "penalty", "own_goal", "penalty_missed")
