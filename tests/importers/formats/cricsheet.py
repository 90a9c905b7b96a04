"""Builds matches in Cricsheet's format, of a few balls."""

import json


def delivery(batter=0, *, extras=None, wickets=None, penalty=0, **more):
    extras = extras or {}
    runs = {"batter": batter, "extras": sum(extras.values()), "total": batter + sum(extras.values())}
    body = {"batter": "Ada", "bowler": "Zoe", "non_striker": "Bea", "runs": runs, **more}
    return {**body, **({"extras": extras} if extras else {}), **({"wickets": wickets} if wickets else {})}


def over(*runs, number=0):
    return {"over": number, "deliveries": [one if isinstance(one, dict) else delivery(one) for one in runs]}


def out(kind="bowled", player="Ada", **more):
    return delivery(wickets=[{"kind": kind, "player_out": player}], **more)


def all_out(count=10):
    """Overs in which `count` batters go, none scoring."""
    gone = [out(player=f"Batter {number}", batter=0) for number in range(count)]
    for number, one in enumerate(gone):
        one["batter"] = f"Batter {number}"
    return [over(*gone[start : start + 6], number=start // 6) for start in range(0, count, 6)]


def innings(team, *overs, **more):
    return {"team": team, "overs": list(overs), **more}


def match(*all_innings, outcome=None, **info):
    body = {
        "balls_per_over": 6,
        "dates": ["2026-06-01"],
        "event": {"name": "Trophy", "match_number": 1},
        "gender": "male",
        "match_type": "T20",
        "outcome": outcome or {},
        "overs": 20,
        "season": "2026",
        "teams": ["Reds", "Blues"],
        **info,
    }
    return {"meta": {"data_version": "1.1.0"}, "info": body, "innings": list(all_innings)}


def write(path, content):
    path.write_text(json.dumps(content), encoding="utf-8")
    return path
