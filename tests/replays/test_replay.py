"""Real matches played again, through the real write path: every one ends as it ended, and so do those who look on."""

import msgspec
import pytest

from scoreboard.importers import FORMATS
from scoreboard.importers.load import load_season
from scoreboard.live import push
from scoreboard.models import Match
from scoreboard.queries import load_snapshot, matches_with_names
from scoreboard.replays.replay import read_whole_ruleset, replay
from scoreboard.sports import get_sport
from tests.factories import make_scorer
from tests.live.conftest import apply_changes
from tests.pages import read_page, read_part, read_text, read_texts, read_values
from tests.sports.logs import make_log

REAL = {
    "cricsheet": "cricket/json/1275051.json",
    "datavolley": "volleyball/PM06.dvw",
    "nba-stats": "basketball/pbp/stats_0021900001.json",
    "openfootball": "football/worldcup.json/2022/worldcup.json",
    "pwhl": "icehockey/pwhl_108.json",
    "retrosheet": "baseball/2020TBA.EVA",
    "tennis-pointbypoint": "tennis_SYNTHETIC/synthetic_pbp_matches.csv",
}
TIMED = {"basketball", "football", "ice_hockey"}
# What a match ends with. Its clock is not here: that of a replay ran at the replay's speed.
ENDING = ("status", "phase", "score", "shown", "periods", "totals", "shootout", "winner", "decided_by", "summary")


def load_last(path, form):
    """The last match of a file, imported alone: of the World Cup that is the final."""
    season = FORMATS[form].read(path)[-1]
    season.matches = season.matches[-1:]
    season.season = season.season or "2022"
    assert load_season(season, actor="import").created == 1
    return Match.objects.get()


@pytest.mark.django_db
@pytest.mark.parametrize("form", REAL)
def test_a_replay_ends_as_the_match_did(data, form, monkeypatch, django_capture_on_commit_callbacks):
    match = load_last(data / REAL[form], form)
    waits, shown_then, pushed = [], [], []
    monkeypatch.setattr(push.publisher, "submit", lambda group, sent: pushed.extend(sent))

    def look(event):
        shown_then.append(as_json(load_snapshot(matches_with_names().get(pk=event.match))))

    with django_capture_on_commit_callbacks(execute=True):
        replay(match=match, speed=60, sleep=waits.append, on_event=look)
    ended, again = as_json(load_snapshot(match)), shown_then[-1]
    assert {name: again[name] for name in ENDING} == {name: ended[name] for name in ENDING}
    assert (ended["status"], len(waits)) == ("ended", len(shown_then))
    assert sum(waits) > 20  # of play 60 times as fast
    if match.sport not in TIMED:
        assert min(waits) > 0  # a steady pace
    shown = {**shown_then[0]}
    for frame, then in zip(pushed, shown_then, strict=True):
        shown = apply_changes(shown, msgspec.json.decode(frame["body"])["changes"])
        assert shown == then


def as_json(snapshot):
    """A snapshot as a browser reads it."""
    return msgspec.json.decode(msgspec.json.encode(snapshot))


@pytest.mark.django_db(databases=["default", "stats"])
@pytest.mark.parametrize("form", REAL)
def test_a_real_match_has_its_page_its_line_score_and_its_console(data, form, client):
    match = load_last(data / REAL[form], form)
    shown = as_json(load_snapshot(match))
    page = read_page(client, f"/matches/{match.pk}")
    assert read_texts(page, "[data-board] [data-name]") == [shown[side]["name"] for side in ("home", "away")]
    listed = sorted(map(int, read_values(page, "[data-timeline] > li", "data-seq")))
    assert listed == sorted(incident["seq"] for incident in shown["incidents"]) != []
    assert page.select("[data-templates] template")  # of those to come
    assert read_text(page, "[data-board] [data-slot=note]") == (shown["summary"] or {"detail": ""})["detail"]
    if get_sport(match.sport).period_labels:
        columns = len(shown["periods"]) + len(shown["totals"]) + 1
        assert len(page.select("[data-line-score] thead th[scope=col]")) == columns + 1
    client.force_login(make_scorer())
    console = read_page(client, f"/console/matches/{match.pk}")
    assert console.select("[data-region=step] form") == []  # it is over
    assert int(read_part(console, "[data-entry=undo] [name=seq]")["value"]) <= shown["seq"]


def test_a_match_of_an_earlier_edition_is_replayed_by_its_rules():
    """Logs of the first edition do not name it; by the present one their points would end other sets (ADR 0016)."""
    (scheduled,) = make_log(sport="volleyball", ruleset={"edition": 1})
    of_before = msgspec.structs.replace(scheduled.data, ruleset={"sets_to_win": 2})
    ruleset = read_whole_ruleset(of_before)
    assert (ruleset["edition"], ruleset["sets_to_win"]) == (1, 2)
