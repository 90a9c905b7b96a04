"""Makes tests/golden/matches.json: `python -m tests.golden.make`.

For each sport a match as its frames tell it, and what a page shows of it: its words, the first snapshot, each record's
`changes` with the state in words after it, and at the end the whole snapshot, who was sent off, and the order of what
happened. tests/web/test_display.py says that the server does so, tests/js/golden.test.mjs that the scripts do.
"""

import importlib
import json
import random
from datetime import timedelta
from pathlib import Path

import msgspec

from scoreboard.sports import SPORTS
from scoreboard.sports.base import Refused
from scoreboard.sports.match import fold, step
from scoreboard.sports.state import MatchState, status_of
from scoreboard.web.display import format_state, list_sent_off, order_incidents
from scoreboard.web.words import words_for
from scoreboard.wire.layer_messages import make_layer_messages
from scoreboard.wire.snapshot import build_snapshot
from tests.sports.logs import KICK_OFF, make_log, make_record

FILE = Path(__file__).parent / "matches.json"
PLAYED = 24  # records of play a match
SENDING_OFF = {
    "american_football": {"type": "ejection", "side": "home", "player": "Zoe", "data": {"reason": "fouls"}},
    "basketball": {"type": "foul", "side": "away", "player": "Ada", "data": {"kind": "disqualifying"}},
    "football": {"type": "card", "side": "away", "player": "Ada", "data": {"card": "red"}},
    "handball": {"type": "sanction", "side": "home", "player": "Zoe", "data": {"kind": "red"}},
    "ice_hockey": {"type": "penalty", "side": "home", "player": "Zoe", "data": {"minutes": 5, "match": True}},
    "rugby_union": {"type": "card", "side": "home", "player": "Zoe", "data": {"card": "red"}},
}


def play_match(sport: str) -> list:
    """A log: a match played for a while, with somebody sent off, two records void and one under review."""
    play_on = importlib.import_module(f"tests.sports.bodies.{sport}").play_on
    chance = random.Random(sport)
    log = make_log(sport=sport)
    state = step(None, log[0])

    def enter(body: dict) -> bool:
        nonlocal state
        record = make_record(len(log) + 1, sport=sport, **body)
        try:
            state = fold([*log, record])
        except Refused:
            return False
        log.append(record)
        return True

    while len(log) <= PLAYED and status_of(state) != "ended":
        enter(play_on(state.play, chance))
        if len(log) == 6 and sport in SENDING_OFF:
            enter(SENDING_OFF[sport])
    for seq in range(len(log), 1, -1):
        if enter({"type": "review", "data": {"seq": seq, "decision": "under_review"}}) and enter(
            {"type": "review", "data": {"seq": seq, "decision": "cancelled", "reason": "After the video"}}
        ):
            break
    enter({"type": "void", "data": {"seq": len(log), "reason": "It stands after all"}})
    return log


def show(state: MatchState) -> dict:
    """A match as it looks outside, in plain values."""
    return msgspec.to_builtins(build_snapshot(state, match_id="m1", epoch=1))


def make_match(sport: str) -> dict:
    """A sport's match, as the golden file has it."""
    log = play_match(sport)
    words = words_for(sport, {})
    shown = show(step(None, log[0]))
    frames = []
    state = fold(log[:1])
    for place, record in enumerate(log[1:], start=1):
        (message,) = make_layer_messages(before=state, records=[record], epoch=1, log=log[:place])
        state = fold(log[: place + 1])
        now = KICK_OFF + timedelta(minutes=record.seq, seconds=17)
        text = format_state(show(state), words, now=now)
        frames.append({"now": now.isoformat(), "changes": json.loads(message.body)["changes"], "state": text})
    last = show(state)
    in_order = order_incidents(last["incidents"], words)
    return {
        "sport": sport,
        "words": words.as_json(),
        "first": shown,
        "frames": frames,
        "last": last,
        "sent_off": {side: list_sent_off(last["incidents"], side, words) for side in ("home", "away")},
        "order": [incident["seq"] for incident in in_order],
    }


def make_file() -> str:
    """The file's text: a line a sport."""
    lines = ",\n".join(msgspec.json.encode(make_match(sport)).decode() for sport in SPORTS)
    return f"[\n{lines}\n]\n"


if __name__ == "__main__":
    FILE.write_text(make_file())
