"""What sports in rally scoring call things."""

from collections.abc import Collection, Mapping

from scoreboard.sports.base import Event
from scoreboard.sports.court import give_up
from scoreboard.sports.rally.events import Rules
from scoreboard.sports.sport import Action, EventWords, IncidentWords

WORDS = {
    "match_start": EventWords("First server", ("side",)),
    "point": EventWords("Point", ("side", "player")),
    "serve": EventWords("Who serves", ("side",)),
    "timeout": EventWords("Timeout", ("side",)),
    "substitution": EventWords("Substitution", ("side", "player")),
    "sanction": EventWords("Card", ("side", "player")),
    "incomplete": EventWords("Incomplete for the set", ("side",)),
    "expedite": EventWords("Expedite system"),
    "forfeit": EventWords("Match given up", ("side",)),
    "result": EventWords("Final result"),
    "manual": EventWords("Put the score right", ("side",)),
}


def list_phases(unit: str) -> dict[str, str]:
    """The phases of a match whose sets are called `unit`."""
    sets = {f"set_{number}": f"{unit} {number}" for number in range(1, 10)}
    return {"not_started": "Not started", **sets, "finished": "Finished"}


def list_incidents(unit: str) -> Mapping[str, IncidentWords]:
    """The words of incidents where a set is called `unit`."""
    return {
        "match_start": IncidentWords("Serves first", say="{team} serve first."),
        "set": IncidentWords(unit, "goal", running="detail", say=f"{unit}, {{team}}. {{score}}."),
        "timeout": IncidentWords("Timeout", running="score", say="Timeout, {team}."),
        "substitution": IncidentWords("Substitution", "substitution", related="for "),
        "sanction:yellow": IncidentWords("Yellow card", "yellow"),
        "sanction:red": IncidentWords("Red card", "red", running="score", say="Red card, {team}. {score}."),
        "sanction:yellow_red": IncidentWords(
            "Yellow and red card", "red", running="score", say="Yellow and red card, {team}. {score}."
        ),
        "sanction:yellow_red_apart": IncidentWords("Disqualified", "red", running="score", say="{team}: disqualified."),
        "sanction:black": IncidentWords("Black card", "red", say="Black card, {team}."),
        "incomplete": IncidentWords("Too few players", "red", say="{team} have too few players."),
        "expedite": IncidentWords("Expedite system", say="The expedite system is in force."),
        "forfeit:retired": IncidentWords("Retired", say="{team} retired."),
        "forfeit:walkover": IncidentWords("Walkover", say="{team} did not play."),
        "forfeit:default": IncidentWords("Defaulted", "red", say="{team} defaulted."),
        "manual": IncidentWords("Score put right", running="detail"),
    }


def sanction(label: str, card: str, sign: str, *, confirm: str = "") -> Action:
    """The key of a card."""
    body = {"type": "sanction", "data": {"card": card}}
    return Action(label, body, side=True, player="optional", sign=sign, confirm=confirm, group="Cards")


def delay(label: str, card: str) -> Action:
    """The key of a team's sanction for a delay."""
    body = {"type": "sanction", "data": {"card": card, "delay": True}}
    return Action(label, body, side=True, sign=card, group="Cards")


ACTIONS = {
    "match_start": Action("Serves first", {"type": "match_start"}, side=True),
    "point": Action("Point", {"type": "point"}, side=True),
    "ace_home": Action("Ace", {"type": "point", "side": "home", "data": {"how": "ace"}}),
    "ace_away": Action("Ace", {"type": "point", "side": "away", "data": {"how": "ace"}}),
    "timeout": Action("Timeout", {"type": "timeout"}, side=True),
    "substitution": Action(
        "Substitution", {"type": "substitution"}, side=True, player="required", asks={"off": "Goes off"}
    ),
    "exceptional": Action(
        "Exceptional substitution",
        {"type": "substitution", "data": {"exceptional": True}},
        side=True,
        player="required",
        asks={"off": "Goes off, injured or sent off"},
    ),
    "yellow": sanction("Yellow", "yellow", "yellow"),
    "red": sanction("Red", "red", "red"),
    "yellow_red": sanction("Yellow and red", "yellow_red", "red"),
    "yellow_red_apart": sanction("Disqualified", "yellow_red_apart", "red", confirm="A player is out for the match"),
    "black": sanction("Black", "black", "red", confirm="A disqualification"),
    "delay_warning": delay("Delay, warning", "yellow"),
    "delay_penalty": delay("Delay, penalty", "red"),
    "incomplete": Action("Incomplete", {"type": "incomplete"}, side=True, confirm="The set is lost", group="Gives up"),
    "serve": Action("Serves next", {"type": "serve"}, side=True),
    "expedite": Action("Expedite", {"type": "expedite"}, confirm="The sides serve one each from now on"),
    "retired": give_up("Retires", "retired"),
    "walkover": give_up("Does not play", "walkover"),
    "default": give_up("Is defaulted", "default"),
}


def name_keys(ruleset: type[Rules], events: Collection[type[Event]]) -> Mapping[str, Action]:
    """The keys of a sport's console: those of its events and its cards."""
    kinds = {str(event.__struct_config__.tag) for event in events}
    keys = {}
    for name, action in ACTIONS.items():
        data = action.body.get("data", {})
        is_card_known = data.get("card", "yellow") in ruleset.cards and (ruleset.delays or not data.get("delay"))
        if action.body["type"] in kinds and is_card_known:
            keys[name] = action
    return keys
