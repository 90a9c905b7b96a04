"""Matches of a season in a few words: by their events, by their score, or not played yet."""

from datetime import date, timedelta

from tests.factories import enter, make_match

KICK_OFF = {"type": "period_start"}
FULL_TIME = [{"type": "period_end"}, KICK_OFF, {"type": "period_end"}]
MINUTE = 60_000


def day(number):
    return date(2026, 3, 1) + timedelta(days=number)


def play(season, home, away, score=None, *, number=1, events=(), **fixture):
    """A match of a round; its events or its score, or neither yet."""
    fixture = {"round": f"Matchday {number}", "round_number": number, "scheduled_on": day(number), **fixture}
    match = make_match(season=season, home=home, away=away, **fixture)
    if events:
        enter(match, KICK_OFF, *events)
        enter(match, *FULL_TIME)
    elif score:
        left, right = map(int, score.split("-"))
        enter(match, {"type": "result", "data": {"full_time": {"home": left, "away": right}}})
    return match


def goal(side, player, minute=None, **data):
    clock = {} if minute is None else {"clock_ms": (minute - 1) * MINUTE}
    return {"type": "goal", "side": side, "player": player, "data": data, **clock}


def card(side, player, colour):
    return {"type": "card", "side": side, "player": player, "data": {"card": colour}}
