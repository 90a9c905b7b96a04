"""Decisions by people above what was played: annulled, awarded, awarded to nobody, broken off, and back again."""

import json
import random
from datetime import date

import msgspec
import pytest
from django.core.management import CommandError, call_command

from scoreboard.importers.base import ImportedMatch, ImportedSeason
from scoreboard.importers.load import load_season
from scoreboard.models import ApiToken, Match, MatchEvent, Person, StandingAdjustment
from scoreboard.queries import decode_state, load_snapshot
from scoreboard.sports import SPORTS, get_sport
from scoreboard.sports.match import enter, fold, fold_leniently, list_declarable
from scoreboard.sports.state import status_of, view_of
from scoreboard.sports.statuses import DECLARABLE, OVER
from scoreboard.wire.kafka_messages import build_record_message
from scoreboard.wire.records import decode_record
from scoreboard.wire.snapshot import build_snapshot
from stats import queries
from stats.facts import people, sides
from stats.facts.origin import FactOrigin
from stats.ingest.unknown_types import name_unknown
from stats.storage import bulk
from stats.tables.by_minute import list_by_minute
from stats.tables.form import list_form
from stats.tables.people import list_leaders
from stats.tables.ranking import rank_competitors
from stats.tables.records import list_records
from stats.tables.standings import make_standings
from stats.tables.streaks import list_streaks
from tests.factories import enter as enter_at_once
from tests.factories import make_competitor, make_match, make_season
from tests.pages import read_page
from tests.refusals import raises_refused
from tests.schemas.validating import validator_of
from tests.sports.logs import make_log, make_record
from tests.sports.playing import Table
from tests.sports.test_all_sports import bodies_of, play_further, put_right
from tests.stats.feeding import feed
from tests.stats.playing import card, goal, play

everywhere = pytest.mark.parametrize("sport", SPORTS)
stored = pytest.mark.django_db(databases=["default", "stats"])


def declare(status, reason="The board's decision", **data):
    return {"type": "status", "data": {"status": status, "reason": reason, **data}}


def play_to(sport, stage):
    """A log of a match that is to come, has begun or is over, and its state."""
    log = make_log(sport=sport)
    state = fold(log)
    if stage == "to_come":
        return log, state
    chance = random.Random(f"{sport} {stage}")
    most = bodies_of(sport).MOST if stage == "over" else 1
    state = play_further(log, state, chance, most=most)
    while stage == "begun" and not view_of(state).started:
        state = play_further(log, state, chance, most=1)
    return log, state


def add(log, state, *bodies):
    """The state after bodies that are entered now."""
    for body in bodies:
        log.append(make_record(len(log) + 1, sport=log[0].sport, **body))
        state = enter(state, log[-1])
    return state


def make_rows(sport, *logs, **ranking):
    """The table of matches by their logs, with some of the sport's rules otherwise: the rows by name."""
    found = []
    for number, log in enumerate(logs):
        rows = sides.build_rows(fold(log), FactOrigin(f"m{number}", 1, 1, None, frozenset()))
        found += [side for side in bulk.make_objects(sides.MODEL, rows) if side.over]
    rules = msgspec.structs.replace(get_sport(sport).ranking, **ranking)
    names = {"t1": "Reds", "t2": "Blues"}
    rows = rank_competitors(competitors=names, sides=found, ranking=rules, columns=get_sport(sport).columns)
    return {row["competitor"]["name"]: row for row in rows}


def pick(row, *keys):
    return tuple(row[key] for key in keys)


# --- annulled, and back ----------------------------------------------------------------------------------------------


@everywhere
@pytest.mark.parametrize("stage", ["to_come", "begun", "over"])
def test_a_match_is_annulled_from_any_state_and_comes_back_by_an_appeal(sport, stage):
    """DFB-Spielordnung and NOIF 53, and every code with a protest committee: a decision, and an appeal against it."""
    log, before = play_to(sport, stage)
    annulled = add(log, before, declare("annulled"))
    view = view_of(annulled)
    assert (status_of(annulled), view.winner, view.decided_by, view.clock) == ("annulled", None, None, None)
    assert view.score == view_of(before).score  # its page stays
    assert annulled.incidents == before.incidents
    with raises_refused("is annulled"):
        add(list(log), annulled, put_right(1))
    back = {"to_come": "scheduled", "begun": "live", "over": "ended"}[stage]
    with raises_refused("needs a reason"):
        add(list(log), annulled, {"type": "status", "data": {"status": back}})
    restored = add(log, annulled, declare(back, "Upheld on appeal"))
    assert (status_of(restored), view_of(restored)) == (status_of(before), view_of(before))
    assert fold(log) == restored
    if stage == "begun":
        over = play_further(log, restored, random.Random(2), most=2 * bodies_of(sport).MOST)
        assert (status_of(over), view_of(over).finished) == ("ended", True)


@everywhere
def test_from_every_status_there_is_a_way_to_every_decision(sport):
    """No status without a way out: each can become annulled, awarded, and what the play says."""
    for stage, by_play in (("to_come", "scheduled"), ("begun", "live"), ("over", "ended")):
        log, state = play_to(sport, stage)
        seen, waiting = {}, [(log, state)]
        while waiting:
            log, state = waiting.pop()
            status = status_of(state)
            if status in seen:
                continue
            seen[status] = allowed = list_declarable(state)
            assert {"annulled", "awarded"} <= {*allowed, status}
            assert by_play in (*allowed, status), f"{stage}: {status} has no way to {by_play}"
            for wanted in allowed:
                more = list(log)
                after = add(more, state, declare(wanted))
                assert status_of(after) == wanted
                check_says_one_thing(after)
                assert fold(more) == after
                waiting.append((more, after))
        assert {"annulled", "awarded", "official", by_play} <= seen.keys()


def check_says_one_thing(state):
    view, status = view_of(state), status_of(state)
    if status == "annulled":
        assert (view.winner, view.summary) == (None, None)
    if status in OVER:
        assert (view.clock, view.turn, view.points) == (None, None, None)
    assert build_snapshot(state, match_id="m1", epoch=1).status_reason == (state.declared and state.declared.reason)


def test_what_was_declarable_before_is_still_so():
    """A record accepted once is never refused by later code (ADR 0016): the transitions of before are all there."""
    before = {
        "scheduled": {"delayed", "postponed", "cancelled", "awarded", "abandoned"},
        "delayed": {"scheduled", "postponed", "cancelled", "awarded"},
        "postponed": {"scheduled", "cancelled", "awarded"},
        "live": {"interrupted", "suspended", "abandoned", "awarded"},
        "interrupted": {"live", "suspended", "abandoned", "awarded"},
        "suspended": {"live", "abandoned", "awarded"},
        "ended": {"official", "awarded"},
        "official": {"ended", "awarded"},
        "abandoned": {"live", "awarded", "cancelled", "official"},
        "cancelled": {"scheduled", "awarded"},
        "awarded": {"official"},
    }
    for status, allowed in before.items():
        assert allowed <= set(DECLARABLE[status])


def test_a_status_that_contradicts_the_play_is_refused_with_those_that_do_not():
    football = Table("football")
    log, state = play_to("football", "over")
    annulled = add(log, state, declare("annulled"))
    with raises_refused("cannot become live; it can: ended, official, awarded"):
        add(log, annulled, declare("live"))
    with raises_refused("it can: official, awarded, annulled"):
        add(*play_to("football", "over"), declare("cancelled"))
    assert status_of(football.play(declare("abandoned"), {"type": "status", "data": {"status": "live"}})) == "scheduled"


def test_a_status_s_amendment_is_asked_of_the_entrance_too():
    log, state = play_to("football", "begun")
    add(log, state, declare("suspended", "Fog"))
    seq = len(log)
    data = {"seq": seq, "reason": "x", "event": declare("ended")}
    amended = make_record(seq + 1, type="amend", data=data)
    assert fold_leniently([*log, amended], entered={seq}).refused


@stored
def test_an_annulled_match_counts_in_no_table_and_no_figure():
    """NOIF 53: the results of a side that withdraws are struck off the table. Its log and page stay."""
    season, a, b = make_season(), make_competitor("Arden"), make_competitor("Brook")
    goals = [goal("home", "Ann", minute) for minute in (5, 6, 7)]
    struck = play(season, a, b, events=[*goals, card("away", "Bea", "red")])
    stays = play(season, b, a, events=[goal("home", "Bea", 50)], number=2)
    enter_at_once(struck, declare("annulled", "Club expelled"))
    feed(struck, stays)
    facts = load(season)
    (group,) = make_standings(facts)["groups"]
    rows = {row["competitor"]["name"]: pick(row, "played", "won", "lost", "for", "points") for row in group["rows"]}
    assert rows == {"Brook": (1, 1, 0, 1, 3), "Arden": (1, 0, 1, 0, 0)}
    assert [(row["competitor"]["name"], row["form"]) for row in list_form(facts)] == [("Brook", "W"), ("Arden", "L")]
    assert [row["current"] for row in list_streaks(facts) if row["streak"] == "winning"] == [1, 0]
    assert [(row["person"]["name"], row["goals"]) for row in list_leaders(facts, ("goals",))] == [("Bea", 1)]
    assert {row["match"] for row in list_records(facts, get_sport("football").records)} == {str(stays.pk)}
    assert sum(row["goals"] for row in list_by_minute(facts, get_sport("football").by_minute)) == 1
    assert queries.load_head_to_head(str(a.pk), str(b.pk))["played"] == 1
    assert queries.load_competitor(str(a.pk))["totals"]["for"] == 0
    assert [row["match"] for row in queries.load_form([str(a.pk)])[str(a.pk)]] == [str(stays.pk)]
    ann = Person.objects.get(name="Ann")
    assert queries.load_person(str(ann.pk), sport="football")["totals"]["goals"] == 0
    snapshot = load_snapshot(Match.objects.get(pk=struck.pk))
    assert (snapshot.status, snapshot.status_reason, len(snapshot.incidents) > 3) == ("annulled", "Club expelled", True)
    enter_at_once(struck, declare("ended", "Upheld on appeal"))
    feed(struck, stays)
    (group,) = make_standings(load(season))["groups"]
    assert [row["competitor"]["name"] for row in group["rows"]] == ["Arden", "Brook"]


def load(season):
    return queries.load_season(str(season.pk), statistics=("goals",), feats=("goals",), moments=("goal",))


@stored
@pytest.mark.parametrize("then", [False, True])
def test_a_league_may_leave_scorers_the_goals_of_annulled_matches(then):
    """Of now, and as it was known: `annulled_keeps_people` in the season's ranking rules."""
    season, a, b = make_season(ranking={"annulled_keeps_people": True}), make_competitor("A"), make_competitor("B")
    match = play(season, a, b, events=[goal("home", "Ann", 5)])
    enter_at_once(match, declare("annulled"))
    feed(match)
    at = {"as_of": queries.AsOf(recorded_at=Match.objects.get().recorded_at)} if then else {}
    facts = queries.load_season(str(season.pk), statistics=("goals",), **at)
    assert [(row["person"]["name"], row["goals"]) for row in list_leaders(facts, ("goals",))] == [("Ann", 1)]
    ann = Person.objects.get(name="Ann")
    assert queries.load_person(str(ann.pk), sport="football", **at)["totals"]["goals"] == 1
    assert make_standings(facts)["groups"][0]["rows"][0]["played"] == 0


@stored
def test_what_was_known_before_an_annulment_still_counted_then():
    season, a, b = make_season(), make_competitor("A"), make_competitor("B")
    match = play(season, a, b, events=[goal("home", "Ann", 5)])
    before = MatchEvent.objects.filter(match=match).latest("seq")
    enter_at_once(match, declare("annulled"))
    feed(match)
    known = queries.AsOf(recorded_at=decode_record(before.record).recorded_at)
    facts = queries.load_season(str(season.pk), known, statistics=("goals",))
    assert [row["goals"] for row in list_leaders(facts, ("goals",))] == [1]
    assert make_standings(facts)["groups"][0]["rows"][0]["points"] == 3


@stored
def test_a_season_is_complete_though_a_match_of_it_is_annulled():
    """Nothing of it is left to be played: who is level awaits the lots."""
    season, a, b = make_season(ranking={"tiebreakers": ["points", "lots"]}), make_competitor("A"), make_competitor("B")
    level, struck = play(season, a, b, "1-1"), play(season, b, a, number=2)
    enter_at_once(struck, declare("annulled"))
    feed(level, struck)
    rows = make_standings(load(season))["groups"][0]["rows"]
    assert [row["awaits"] for row in rows] == ["lots", "lots"]


# --- awarded ---------------------------------------------------------------------------------------------------------


@everywhere
@pytest.mark.parametrize("stage", ["to_come", "over"])
@pytest.mark.parametrize("official", [False, True])
def test_both_lose(sport, stage, official):
    """Neither side appeared, or both broke the rules: a defeat for each, no points, in every sport's table."""
    log, state = play_to(sport, stage)
    state = add(log, state, declare("awarded", both_lose=True, score={"home": 0, "away": 0}))
    if official:
        state = add(log, state, declare("official", None))
    view = view_of(state)
    assert (view.winner, view.decided_by, view.summary.code) == (None, "awarded", "match.summary.both_lose")
    for row in make_rows(sport, log, win=3, draw=1, loss=1).values():
        assert pick(row, "played", "won", "drawn", "lost", "points", "for") == (1, 0, 0, 1, 0, 0)
    rows = bulk.make_objects(sides.MODEL, sides.build_rows(state, FactOrigin("m", 1, 1, None, frozenset())))
    assert [(side.result, side.won) for side in rows] == [("L", False), ("L", False)]


def test_both_lose_or_one_wins():
    with raises_refused("Either one side is awarded the match, or both lose it"):
        Table("football").play(declare("awarded", both_lose=True, winner="home"))
    with raises_refused("with the status `awarded` only"):
        Table("football").play(declare("abandoned", both_lose=True))


def test_an_award_of_nought_nought_to_nobody_stays_the_draw_that_it_was():
    log = make_log(declare("awarded", score={"home": 0, "away": 0}))
    assert {name: pick(row, "drawn", "points") for name, row in make_rows("football", log).items()} == {
        "Reds": (1, 1),
        "Blues": (1, 1),
    }


def rugby(*bodies):
    """Reds 20–15, with four tries to three: a try bonus, and a losing bonus for Blues."""
    begin, end = {"type": "period_start"}, {"type": "period_end"}
    tries = [{"type": "try", "side": side} for side in ("home",) * 4 + ("away",) * 3]
    return make_log(begin, *tries, end, begin, end, *bodies, sport="rugby_union")


def test_rugby_s_bonus_points_of_the_play_do_not_outlive_an_award():
    """World Rugby's and every union's rules: a match awarded 28–0 has the points of the award, none of the play."""
    before = make_rows("rugby_union", rugby())
    assert [pick(before[name], "points", "bonus_points") for name in ("Reds", "Blues")] == [(5, 1), (1, 1)]
    log = rugby(declare("awarded", winner="away", score={"home": 0, "away": 28}))
    rows = make_rows("rugby_union", log)
    assert pick(rows["Blues"], "points", "bonus_points", "for", "against", "tries_for") == (4, 0, 28, 0, 0)
    assert pick(rows["Reds"], "points", "bonus_points", "for", "against", "tries_for") == (0, 0, 0, 28, 0)
    rows = make_rows("rugby_union", log, award={"try_bonus": 1, "tries_for": 4})
    assert pick(rows["Blues"], "points", "tries_for") == (5, 4)  # where the season's rules say so
    assert pick(rows["Reds"], "points", "tries_for", "bonus_points") == (0, 0, 0)


def sets(*pairs):
    return {"type": "result", "data": {"sets": [{"home": home, "away": away} for home, away in pairs]}}


def test_volleyball_s_ratios_of_the_play_do_not_outlive_an_award():
    """FIVB 6.4: a forfeit is 0–3, and 0–25 in each set where the competition counts it so."""
    log = make_log(
        sets((25, 20), (25, 21), (25, 22)),
        declare("awarded", "Ineligible player", winner="away", score={"home": 0, "away": 3}),
        sport="volleyball",
    )
    rows = make_rows("volleyball", log)
    assert pick(rows["Blues"], "points", "for", "against", "set_ratio", "point_ratio") == (3, 3, 0, None, None)
    assert pick(rows["Reds"], "points", "for", "against", "set_ratio", "point_ratio") == (0, 0, 3, 0, None)
    again = make_log(sets((25, 20), (20, 25), (25, 22), (25, 20)), sport="volleyball")
    counted = make_rows("volleyball", log, again, award={"points_for": 75, "points_against": 0})
    assert counted["Reds"]["point_ratio"] == round(95 / (75 + 87), 3)
    assert make_rows("volleyball", log, again)["Reds"]["point_ratio"] == round(95 / 87, 3)
    assert make_rows("volleyball", log, again)["Reds"]["set_ratio"] == round(3 / 4, 3)


def test_an_award_without_a_score_counts_with_what_the_rules_say():
    log = make_log(declare("awarded", winner="away"), sport="volleyball")
    rows = make_rows("volleyball", log)
    assert pick(rows["Reds"], "lost", "points", "for", "against", "set_ratio") == (1, 0, 0, 0, None)
    award = {"for": 3, "against": 0, "sets_for": 3, "sets_against": 0, "points_for": 75, "points_against": 0}
    rows = make_rows("volleyball", log, award=award)
    assert pick(rows["Reds"], "for", "against", "set_ratio", "point_ratio") == (0, 3, 0, 0)
    both = make_log(declare("awarded", both_lose=True), sport="volleyball")
    rows = make_rows("volleyball", both, award=award)
    assert [pick(row, "for", "against", "points") for row in rows.values()] == [(0, 3, 0), (0, 3, 0)]


def cricket(*bodies):
    first = {"side": "home", "runs": 180, "wickets": 5, "balls": 120}
    totals = [first, {"side": "away", "runs": 100, "wickets": 10, "balls": 90}]
    return make_log({"type": "result", "data": {"innings": totals}}, *bodies, sport="cricket")


def test_cricket_s_net_run_rate_leaves_awarded_matches_out():
    """ICC playing conditions: net run rate is of matches that were played to a result."""
    log = cricket()
    assert make_rows("cricket", log)["Reds"]["net_run_rate"] == 4
    rows = make_rows("cricket", cricket(declare("awarded", winner="away")))
    assert pick(rows["Blues"], "won", "points", "net_run_rate") == (1, 2, 0)
    assert pick(rows["Reds"], "lost", "points", "net_run_rate") == (1, 0, 0)
    made_official = cricket(declare("awarded", winner="away"), declare("official", None))
    assert pick(make_rows("cricket", made_official)["Blues"], "points", "net_run_rate") == (2, 0)


def test_cricket_broken_off_has_no_result_where_it_is_made_official():
    """Law 16: a match without a result, however many runs there were; a point each, and nothing in the net run rate."""
    log, state = play_to("cricket", "begun")
    state = add(log, state, declare("abandoned", "Rain"), declare("official", None))
    assert view_of(state).winner is None
    rows = make_rows("cricket", log)
    assert [pick(row, "won", "lost", "no_results", "points") for row in rows.values()] == [(0, 0, 1, 1), (0, 0, 1, 1)]
    assert {row["net_run_rate"] for row in rows.values()} == {0}


@pytest.mark.parametrize("sport", ["basketball", "table_tennis", "beach_volleyball", "handball", "ice_hockey"])
@pytest.mark.parametrize("how", ["awarded", "walkover", "forfeit"])
def test_a_point_for_a_defeat_is_for_a_defeat_that_was_played(sport, how):
    """FIBA D.1.1, ITTF Handbook 3.7.5.1, FIVB: 2 for a win, 1 for a played defeat, 0 for one by forfeit."""
    log = make_log(declare("awarded", winner="home", decided_by=how), sport=sport)
    rows = make_rows(sport, log, win=2, loss=1)
    assert [pick(rows[name], "won", "lost", "points") for name in ("Reds", "Blues")] == [(1, 0, 2), (0, 1, 0)]
    rows = make_rows(sport, log, win=2, loss=1, points={f"{how}_loss": -1})
    assert rows["Blues"]["points"] == -1  # as some leagues punish it


@pytest.mark.parametrize("sport", ["volleyball", "beach_volleyball"])
def test_a_walkover_is_filled_up_where_the_rules_say_so(sport):
    """FIVB 6.4.1 and 6.4.2, beach 6.4: 0–3 with 0–25 in each set, 0–2 with 0–21; no point for it in beach's pools."""
    log = make_log({"type": "forfeit", "side": "away", "data": {"how": "walkover"}}, sport=sport)
    blues = make_rows(sport, log, win=2, loss=1, points={})["Blues"]
    assert pick(blues, "points", "set_ratio", "point_ratio") == (0, 0, 0)


@pytest.mark.parametrize("sport", ["table_tennis", "badminton"])
def test_a_walkover_brings_its_loser_nothing(sport):
    """ITTF Handbook 3.7.5.1; FIVB Beach Volleyball, Sports Regulations: no point for a match not played."""
    log = make_log({"type": "forfeit", "side": "away", "data": {"how": "walkover"}}, sport=sport)
    rows = make_rows(sport, log, win=2, loss=1)
    assert [pick(rows[name], "points", "set_ratio", "point_ratio") for name in ("Reds", "Blues")] == [
        (2, None, None),
        (0, None, None),
    ]
    award = {"for": 2, "sets_for": 2, "points_for": 42, "points_against": 0, "sets_against": 0}
    assert make_rows(sport, log, award=award)["Blues"]["point_ratio"] == 0


@pytest.mark.parametrize(("how", "points"), [("default", 0), ("retired", 0), (None, 1)])
def test_table_tennis_gives_a_point_for_a_defeat_that_was_played_to_its_end(how, points):
    """ITTF Handbook 3.7.5.1: 0 for a loss in an unplayed or unfinished match."""
    played = [(11, 5), (11, 5), (11, 5)] if how is None else [(11, 5)]
    data = {**sets(*played)["data"], **({"how": how, "winner": "home"} if how else {})}
    rows = make_rows("table_tennis", make_log({"type": "result", "data": data}, sport="table_tennis"))
    assert [pick(rows[name], "points") for name in ("Reds", "Blues")] == [(2,), (points,)]


def test_beach_volleyball_gives_a_point_to_a_pair_that_could_not_go_on():
    data = {**sets((21, 5))["data"], "how": "retired", "winner": "home"}
    rows = make_rows("beach_volleyball", make_log({"type": "result", "data": data}, sport="beach_volleyball"))
    assert rows["Blues"]["points"] == 1


def test_baseball_s_forfeit_is_a_defeat_of_its_own():
    """Official Baseball Rules 7.03."""
    log = make_log({"type": "game_end", "data": {"how": "forfeit", "winner": "away"}}, sport="baseball")
    rows = make_rows("baseball", log, win=2, loss=1)
    assert [rows[name]["points"] for name in ("Reds", "Blues")] == [0, 2]


@everywhere
def test_an_award_stands_above_the_play_in_every_view(sport):
    """Another score than was played, an award corrected, made official, and taken back."""
    log, played = play_to(sport, "over")
    first = add(log, played, declare("awarded", "Ineligible player", winner="away", score={"home": 0, "away": 3}))
    view = view_of(first)
    assert (view.score.home, view.score.away, view.winner, view.decided_by) == (0, 3, "away", "awarded")
    assert (view.periods, view.totals, view.shown, view.shootout) == ((), (), None, None)
    assert view.summary.code == "match.summary.awarded"
    second = add(log, first, declare("awarded", "On appeal", winner="home", score={"home": 2, "away": 1}))
    assert (view_of(second).winner, view_of(second).score.away) == ("home", 1)
    rows = make_rows(sport, log)
    assert pick(rows["Reds"], "won", "lost", "for", "against") == (1, 0, 2, 1)
    official = add(log, second, declare("official", None))
    assert (status_of(official), view_of(official).winner, view_of(official).score.home) == ("official", "home", 2)
    snapshot = build_snapshot(official, match_id="m1", epoch=1)
    assert (snapshot.summary.detail, snapshot.status_reason) == ("Awarded to Reds", "On appeal")
    with raises_refused("needs a reason"):
        add(list(log), official, declare("ended", None))
    restored = add(log, official, declare("awarded", winner="away"), declare("ended", "The award was quashed"))
    assert (status_of(restored), view_of(restored)) == ("ended", view_of(played))
    assert fold(log) == restored


@everywhere
def test_an_award_against_the_score_counts_no_score_of_the_play(sport):
    """An award without a score of its own: that of the play stays where its winner leads in it (FIBA 21.2)."""
    log, played = play_to(sport, "over")
    ahead = view_of(played).score.leader() or "home"
    behind = "away" if ahead == "home" else "home"
    name = {"home": "Reds", "away": "Blues"}
    add(log, played, declare("awarded", winner=behind))
    rows = make_rows(sport, log)
    assert pick(rows[name[behind]], "won", "lost", "for", "against") == (1, 0, 0, 0)
    log, played = play_to(sport, "over")
    add(log, played, declare("awarded", winner=ahead))
    score = view_of(played).score
    if score.leader():
        assert make_rows(sport, log)[name[ahead]]["for"] == getattr(score, ahead)


def test_a_drawn_award_made_official_is_still_the_award():
    log = make_log(declare("awarded"), declare("official", None))
    assert (view_of(fold(log)).decided_by, view_of(fold(log)).winner) == ("awarded", None)


def test_a_second_leg_that_is_awarded_decides_the_tie_by_the_award():
    """Lost 1–2 in the first leg, awarded 3–0 in the second: through by 4–2."""
    ruleset = {"extra_time": True, "shootout": True, "first_leg": {"home": 1, "away": 2}}
    log = make_log(declare("awarded", winner="home", score={"home": 3, "away": 0}), ruleset=ruleset)
    view = view_of(fold(log))
    assert ((view.aggregate.home, view.aggregate.away), view.advances) == ((4, 2), "home")


@everywhere
def test_a_match_broken_off_whose_result_stands_is_won_by_who_led(sport):
    """Abandoned, and made official: the score as it stood, in tables, too (football: the organiser's decision)."""
    log, state = play_to(sport, "begun")
    view = get_sport(sport).view(state.play)
    state = add(log, state, declare("abandoned", "Floodlights"), declare("official", None))
    assert view_of(state).winner == (view.score.leader() if sport != "cricket" else None)
    back = add(log, state, declare("abandoned", "To be played again after all"), declare("live", "And goes on"))
    assert status_of(back) == "live"


def test_what_people_did_stays_theirs_where_the_match_is_awarded():
    """Goals stay with their scorers where a match is awarded (FIFA and UEFA; DFB-Spielordnung)."""
    bodies = [{"type": "period_start"}, {**goal("home", "Ann", 5)}]
    log = make_log(*bodies, declare("awarded", winner="away", score={"home": 0, "away": 3}))
    rows = bulk.make_objects(people.MODEL, people.build_rows(fold(log), FactOrigin("m", 1, 1, None, frozenset())))
    assert ("Ann", "goals") in {(row.name, row.stat) for row in rows}


# --- the log's schema ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "version"),
    [
        ({"status": "annulled", "reason": "x"}, 2),
        ({"status": "awarded", "reason": "x", "both_lose": True}, 2),
        ({"status": "awarded", "reason": "x", "winner": "home"}, 1),
        ({"status": "of_tomorrow"}, 2),
    ],
)
def test_a_status_names_the_first_schema_that_knows_what_it_says(data, version):
    record = {"type": "status", "match": "m1", "sport": "football", "seq": 2, "recorded_at": "2026-11-27T00:00:00Z"}
    text = json.dumps({**record, "data": data})
    headers = dict(build_record_message(text, epoch=1).headers)
    name = f"urn:scoreboard:match-event:football:status:{version}"
    assert headers["ce_dataschema"] == name.encode()
    if data["status"] != "of_tomorrow":
        assert validator_of(name).is_valid(json.loads(text))
        first = validator_of(name.replace(":2", ":1"))
        assert first.is_valid(json.loads(text)) is (version == 1)


def test_a_status_that_only_a_newer_release_knows_waits():
    """As a worker of before waits with `annulled`: no dead letter."""
    record = {"type": "status", "match": "m1", "sport": "football", "seq": 2, "data": {"status": "struck"}}
    assert name_unknown(json.dumps(record)) == "status 'struck'"
    amended = {**record, "type": "amend", "data": {"seq": 2, "reason": "x", "event": record}}
    assert name_unknown(json.dumps(amended)) == "status 'struck'"


# --- the entrances ---------------------------------------------------------------------------------------------------


@stored
@pytest.mark.parametrize(
    ("status", "award", "shown"),
    [
        ("annulled", {}, "Annulled: Ineligible player"),
        ("awarded", {"winner": "home", "score": {"home": 2, "away": 1}}, "Awarded: Ineligible player"),
        ("awarded", {"both_lose": True}, "Awarded: Ineligible player"),
    ],
)
def test_a_match_s_page_says_what_was_decided_and_why(client, live_match, status, award, shown):
    enter_at_once(live_match, goal("home", "Ann", 5), declare(status, "Ineligible player", **award))
    page = read_page(client, f"/matches/{live_match.pk}")
    assert shown in page.get_text()
    assert "Ann" in page.get_text()
    assert page.select_one("[data-slot=state]").get_text(strip=True) == shown.partition(":")[0]


@stored
def test_by_the_api(client, scorer, live_match):
    """Annulled, restored, awarded to neither: as a change of the fixture and as an event; each with its reason."""
    token = f"Bearer {ApiToken.issue(user=scorer)}"

    def call(method, rest, body):
        headers = {"authorization": token, "idempotency-key": json.dumps(body)}
        path = f"/api/v1/matches/{live_match.pk}{rest}"
        answer = getattr(client, method)(path, body, content_type="application/json", headers=headers)
        return answer.status_code, answer.json()

    assert call("patch", "", {"status": "annulled"})[0] == 422
    status, body = call("patch", "", {"status": "annulled", "reason": "Club expelled"})
    assert (status, body["match"]["status"], body["match"]["status_reason"]) == (201, "annulled", "Club expelled")
    status, body = call("post", "/events", declare("live", "Upheld"))
    assert (status, body["match"]["status"]) == (201, "live")
    status, body = call("patch", "", {"status": "awarded", "both_lose": True, "winner": "home", "reason": "x"})
    assert (status, body["code"]) == (422, "match.both_lose")
    award = {"status": "awarded", "both_lose": True, "decided_by": "forfeit", "reason": "Neither side appeared"}
    status, body = call("patch", "", award)
    assert (body["match"]["winner"], body["match"]["decided_by"]) == (None, "forfeit")
    assert body["match"]["summary"]["detail"] == "Both sides lose"
    assert call("patch", "", {"both_lose": True})[0] == 422


@stored
def test_on_the_console(client, scorer, live_match):
    """The form offers what can be declared now, where nothing else can be entered, too."""
    client.force_login(scorer)
    path = f"/console/matches/{live_match.pk}"

    def post(**fields):
        answer = client.post(path, {"action": "status", **fields}, headers={"accept": "application/json"})
        return answer.status_code, answer.json()

    def list_offered():
        page = read_page(client, path)
        return [option["value"] for option in page.select("[data-region=status] select[name=status] option")]

    assert list_offered() == ["interrupted", "suspended", "abandoned", "awarded", "annulled"]
    assert post(status="annulled")[1]["code"] == "match.reason"
    assert post(status="annulled", reason="Club expelled")[0] == 200
    assert list_offered() == ["live", "suspended", "abandoned", "cancelled", "awarded"]
    fields = {"winner": "both_lose", "decided_by": "walkover", "score_home": "0", "score_away": "0"}
    assert post(status="awarded", reason="Neither appeared", **fields)[0] == 200
    view = view_of(decode_state(Match.objects.get()))
    assert (view.summary.code, view.decided_by) == ("match.summary.both_lose", "walkover")
    award = {"status": "awarded", "reason": "On appeal", "winner": "away", "score_home": "0"}
    assert post(**award)[1]["detail"] == f"Score, {live_match.away}: enter a whole number."
    assert post(**award, score_away="3")[0] == 200
    assert post(status="live", reason="Goes on", winner="", decided_by="awarded")[0] == 200
    assert Match.objects.get().status == "live"


ONE = [{"type": "result", "data": {"full_time": {"home": 2, "away": 1}}}]


def bring(*events, actor="import:test"):
    day = {"round": "Matchday 1", "scheduled_on": date(2026, 8, 15)}
    match = ImportedMatch(where="test", home="Reds", away="Blues", events=list(events), **day)
    season = ImportedSeason(sport="football", competition="League", season="2026", matches=[match])
    report = load_season(season, actor=actor)
    assert report.rejected == []
    return report


@stored
@pytest.mark.parametrize("said", ["annulled", "cancelled"])
def test_a_source_that_strikes_a_played_match_is_followed_and_back(said):
    """A club is expelled: its results are said to be annulled (or cancelled), and are restored on appeal."""
    bring(*ONE)
    for created in (1, 0):  # the same file twice ends the same
        assert bring(*ONE, declare(said, "Annulled, as the source has it.")).created == created
        match = Match.objects.get()
        assert (match.status, decode_state(match).declared.reason) == ("annulled", "Annulled, as the source has it.")
        assert MatchEvent.objects.filter(match=match).count() == 3
    bring(*ONE)
    assert Match.objects.get().status == "ended"


@stored
def test_a_source_that_awards_a_played_match_is_followed():
    bring(*ONE)
    award = declare("awarded", "Awarded, as the source has it.", winner="away", score={"home": 0, "away": 3})
    for _ in range(2):
        bring(award)
        match = Match.objects.get()
        assert (match.status, match.home_score, match.away_score) == ("awarded", 0, 3)
        assert MatchEvent.objects.filter(match=match).count() == 3


@stored
def test_a_file_changes_no_decision_of_an_official_here_nor_of_another_source():
    bring(*ONE)
    enter_at_once(Match.objects.get(), declare("annulled", "Club expelled"))
    bring(*ONE)
    assert Match.objects.get().status == "annulled"
    bring(*ONE, actor="import:other")
    assert Match.objects.get().status == "annulled"


@stored
def test_adjust_finds_a_team_that_has_only_away_matches():
    match = make_match(away=make_competitor("Guests"))
    call_command("adjust", season=str(match.season.pk), competitor="Guests", points=-3, reason="Licence")
    assert StandingAdjustment.objects.get().competitor == match.away
    with pytest.raises(CommandError, match="nobody called"):
        call_command("adjust", season=str(match.season.pk), competitor="Others", points=-3, reason="Licence")
