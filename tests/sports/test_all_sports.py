"""What holds in every sport, whatever its rules: by property, on matches that the sport's module in `bodies` draws."""

import contextlib
import importlib
import itertools
import random
import re

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoreboard.sports import SPORTS
from scoreboard.sports.base import MOST, Refused, View
from scoreboard.sports.common import COMMON_EVENTS
from scoreboard.sports.corrections import check_correction
from scoreboard.sports.match import enter, fold, fold_leniently, fold_on, step
from scoreboard.sports.sentences import explain_error
from scoreboard.sports.state import state_decoder_of, status_of, view_of
from scoreboard.sports.statuses import NOT_PLAYABLE, OVER
from scoreboard.web.words import incident_key
from scoreboard.wire.records import decode_record, encode_record
from scoreboard.wire.snapshot import build_snapshot, find_changes
from tests.sports.logs import make_log, make_record

LARGEST_SNAPSHOT = 60_000  # bytes
LARGEST_NUMBER = 2**31 - 1  # that every table's column holds
VIEW = msgspec.json.Decoder(View)
ALWAYS_TAKEN = ("manual", "review", "void", "amend", "status", "scheduled", "fixture_changed")

SIDES = st.sampled_from(["home", "away"])
RESUMED = {
    **dict.fromkeys(("interrupted", "suspended", "abandoned"), "live"),
    **dict.fromkeys(("delayed", "postponed", "cancelled"), "scheduled"),
}

pytestmark = pytest.mark.parametrize("name", SPORTS)
few = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def bodies_of(name):
    """The sport's module in `bodies`."""
    return importlib.import_module(f"tests.sports.bodies.{name}")


def play_further(log, state, chance, *, most, play_on=None):
    """Append up to `most` records to `log`, as a match may go on (by the sport's `play_on`); the state after them."""
    name = state.fixture.sport
    play_on = play_on or bodies_of(name).play_on
    for _ in range(most):
        if status_of(state) == "ended":
            break
        record = make_record(len(log) + 1, sport=name, **play_on(state.play, chance))
        state = step(state, record)
        log.append(record)
    return state


def draw_log(data, name):
    """A log that the rules accept: a match played on for a while, then bodies of any kind, those refused left out."""
    bodies = bodies_of(name)
    chance = random.Random(data.draw(st.integers(0, 2**32), label="seed"))
    log = make_log(sport=name, ruleset=data.draw(st.sampled_from(bodies.RULESETS), label="ruleset"))
    play_on = data.draw(st.sampled_from([bodies.play_on, getattr(bodies, "play_fast", bodies.play_on)]))
    most = data.draw(st.integers(0, 60), label="played")
    state = play_further(log, step(None, log[0]), chance, most=most, play_on=play_on)
    for body in data.draw(st.lists(bodies.BODIES, max_size=12), label="bodies"):
        record = make_record(len(log) + 1, sport=name, **body)
        try:
            state = step(state, record)
        except Refused:
            continue
        log.append(record)
    return log


def draw_match(data, name):
    """A log of a match that was played to its end, and its state."""
    chance = random.Random(data.draw(st.integers(0, 2**32), label="seed"))
    log = make_log(sport=name, ruleset=data.draw(st.sampled_from(bodies_of(name).RULESETS), label="ruleset"))
    return log, play_further(log, step(None, log[0]), chance, most=bodies_of(name).MOST)


def test_a_log_without_an_edition_is_of_the_first(name):
    """So that logs of before are played on by the rules by which they were begun (docs/decisions/0016)."""
    sport = SPORTS[name]
    if sport.edition > 1:
        assert sport.ruleset().edition == 1
    else:
        assert "edition" not in sport.ruleset.__struct_fields__


@few
@given(data=st.data())
def test_the_whole_fold_equals_the_stepwise_fold_and_survives_its_json(name, data):
    log = draw_log(data, name)
    decoder, state = state_decoder_of(name), None
    for event in log:
        assert decode_record(encode_record(event)) == event
        state = step(state, event)
        assert min(view_of(state).score.home, view_of(state).score.away) >= 0
    assert decoder.decode(msgspec.json.encode(state)) == state
    assert fold(log) == state


def draw_manual(data):
    """Points given or taken by hand, several times over: what no rule of play would make."""
    side, points = st.sampled_from(["home", "away"]), st.sampled_from([-1000, -7, -1, 0, 1, 7, 1000])
    body = st.builds(lambda side, points: put_right(points, side), side, points)
    return [
        body
        for body, times in data.draw(st.lists(st.tuples(body, st.integers(1, 12)), max_size=5))
        for _ in range(times)
    ]


def put_right(points, side="home"):
    return {"type": "manual", "side": side, "data": {"points": points, "reason": "typo"}}


def list_numbers(value):
    """Every whole number in plain values."""
    if isinstance(value, dict | list | tuple):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from list_numbers(inner)
    elif isinstance(value, int):
        yield value


def check_comes_back(state):
    """A state and its view can be read from what is stored and sent of them, and their numbers fit a column."""
    name, encoded = state.fixture.sport, msgspec.json.encode(state)
    assert state_decoder_of(name).decode(encoded) == state
    view = view_of(state)
    shown = msgspec.json.encode(view)
    assert msgspec.json.encode(VIEW.decode(shown)) == shown  # a sentence within one is read as a plain mapping
    assert max(map(abs, list_numbers(msgspec.json.decode(encoded)))) <= LARGEST_NUMBER
    counts = (view.score, view.shootout, view.aggregate, *view.periods, *view.totals)
    assert all(0 <= getattr(one, side) <= MOST for one in counts if one for side in ("home", "away"))


@few
@given(data=st.data())
def test_whatever_is_accepted_comes_back(name, data):
    """Points by hand among the rest: they go where no rule of play goes."""
    log = draw_log(data, name)
    state = fold(log)
    for body in draw_manual(data) + data.draw(st.lists(bodies_of(name).BODIES, max_size=5)) + draw_manual(data):
        record = make_record(len(log) + 1, sport=name, **body)
        try:
            state = step(state, record)
        except Refused:
            continue
        log.append(record)
        check_comes_back(state)


@few
@given(data=st.data())
def test_what_is_cancelled_can_be_told_in_any_state(name, data):
    """Corrections before it may have taken its place away, and even the match's begin."""
    log = draw_log(data, name)
    states = [*itertools.accumulate(log[1:], step, initial=step(None, log[0]))]
    played = [record for record in log if not isinstance(record, COMMON_EVENTS)]
    for record in data.draw(st.lists(st.sampled_from(played), max_size=30)) if played else ():
        play = data.draw(st.sampled_from(states)).play
        with contextlib.suppress(Refused):
            incident = SPORTS[name].incident_of(play, play, record)
            assert incident is None or incident.seq == record.seq


def test_a_score_grows_to_what_can_be_read_and_no_further(name):
    log = make_log(sport=name)
    state = play_further(log, step(None, log[0]), random.Random(1), most=3)
    for seq in range(len(log) + 1, len(log) + 13):
        try:
            state = step(state, make_record(seq, sport=name, **put_right(1000)))
        except Refused as refused:
            assert explain_error(refused).endswith(".")
            break
    else:
        pytest.fail("12,000 points were taken")
    check_comes_back(state)


@few
@given(data=st.data())
def test_many_records_in_one_go_are_the_same_records_one_by_one(name, data):
    """Whatever is refused among them, and wherever they are parted: the state, where it stopped, and why."""
    records = draw_log(data, name)
    for body in data.draw(st.lists(bodies_of(name).BODIES, max_size=4), label="maybe refused"):
        at = data.draw(st.integers(0, len(records)))
        records.insert(at, make_record(100 + at, sport=name, **body))
    state, done, why = None, 0, None
    try:
        for record in records:
            state = step(state, record)
            done += 1
    except Refused as refused:
        why = str(refused)
    parted = data.draw(st.integers(0, done), label="parted")
    begun, before, nothing = fold_on(None, records[:parted])
    assert (begun, nothing) == (parted, None)
    at, reached, error = fold_on(before, records, begin=parted)
    assert (at, reached, error and str(error)) == (done, state, why)


@few
@given(data=st.data())
def test_a_refused_event_changes_nothing_and_names_its_rule(name, data):
    log = draw_log(data, name)
    state = fold(log)
    before = msgspec.json.encode(state)
    for body in data.draw(st.lists(bodies_of(name).BODIES, min_size=3, max_size=10)):
        try:
            step(state, make_record(len(log) + 1, sport=name, **body))
        except Refused as refused:
            assert re.fullmatch(r"[a-z_]+\.[a-z_]+", refused.rule)
            assert explain_error(refused).endswith(".")
    assert msgspec.json.encode(state) == before


@few
@given(data=st.data())
def test_voiding_undoes_exactly_one_event(name, data):
    log = draw_log(data, name)
    if len(log) < 2:
        return
    target = data.draw(st.sampled_from(log[1:]))
    void = make_record(len(log) + 1, sport=name, type="void", data={"seq": target.seq, "reason": "typo"})
    voided = fold_leniently([*log, void])
    without = fold_leniently([event for event in log if event is not target])
    assert [event.seq for event, _ in voided.refused] == [event.seq for event, _ in without.refused]
    assert voided.state.play == without.state.play
    assert voided.state.declared == without.state.declared
    standing = [incident for incident in voided.state.incidents if incident.seq != target.seq]
    assert standing == list(without.state.incidents)
    assert all(i.confirmation == "cancelled" for i in voided.state.incidents if i.seq == target.seq)


@few
@given(data=st.data())
def test_amending_is_voiding_and_entering_anew_in_its_place(name, data):
    log, body = draw_log(data, name), data.draw(bodies_of(name).BODIES)
    if len(log) < 2:
        return
    target = data.draw(st.sampled_from(log[1:]))
    wanted = {"seq": target.seq, "reason": "typo", "event": body}
    amend = make_record(len(log) + 1, sport=name, type="amend", data=wanted)
    anew = make_record(target.seq, sport=name, **body)
    amended = fold_leniently([*log, amend])
    entered = fold_leniently([anew if event is target else event for event in log])
    assert msgspec.structs.replace(amended.state, seq=0) == msgspec.structs.replace(entered.state, seq=0)


@few
@given(data=st.data())
def test_applying_every_change_gives_the_last_snapshot(name, data):
    """What a page does with the frames' `changes` leads to the same match as a fresh snapshot."""
    shown, state = None, None
    page: dict = {"incidents": []}
    for event in draw_log(data, name):
        state = step(state, event)
        snapshot = build_snapshot(state, match_id="m1", epoch=1)
        changes = msgspec.to_builtins(find_changes(shown, snapshot))
        by_seq = {incident["seq"]: incident for incident in page["incidents"]}
        by_seq.update({incident["seq"]: incident for incident in changes.pop("incidents", [])})
        for seq in changes.pop("incidents_removed", []):
            del by_seq[seq]
        page = {**page, **changes, "incidents": [by_seq[seq] for seq in sorted(by_seq)]}
        shown = snapshot
    assert page == msgspec.to_builtins(shown)


@few
@given(data=st.data())
def test_every_match_ends_and_takes_no_more_play(name, data):
    sport = SPORTS[name]
    log, state = draw_match(data, name)
    view = view_of(state)
    assert (status_of(state), view.finished, view.started) == ("ended", True, True)
    assert view.decided_by is not None
    assert view.turn is None and view.clock is None and view.points is None
    assert len(msgspec.json.encode(build_snapshot(state, match_id="m1", epoch=1))) < LARGEST_SNAPSHOT
    for side in ("home", "away"):
        assert all(type(value) is int for value in sport.measure(state.play, side).values())
    for body in data.draw(st.lists(bodies_of(name).BODIES, min_size=5, max_size=10)):
        if body["type"] in getattr(bodies_of(name), "AFTER_THE_END", ()) or body.get("period"):
            with contextlib.suppress(Refused):
                check_agrees(step(state, make_record(len(log) + 1, sport=name, **body)))
        elif body["type"] not in ALWAYS_TAKEN:
            with pytest.raises(Refused):
                step(state, make_record(len(log) + 1, sport=name, **body))


def correct(data, log):
    """`log` with some of its records voided or amended, where what follows allows that, and its state."""
    name, state = log[0].sport, fold(log)
    for _ in range(data.draw(st.integers(0, 3), label="corrections")):
        target = data.draw(st.sampled_from(log[1:])) if len(log) > 1 else log[0]
        amended = data.draw(st.none() | bodies_of(name).BODIES, label="amended")
        kind, what = ("amend", {"event": amended}) if amended else ("void", {})
        body = {"type": kind, "data": {"seq": target.seq, "reason": "typo", **what}}
        record = make_record(len(log) + 1, sport=name, **body)
        try:
            check_correction(log, record)
            state = fold([*log, record])
        except Refused:
            continue
        log = [*log, record]
    return log, state


def check_agrees(state):
    """Phase, status, score, line score and winner of a state say one thing."""
    view, status = view_of(state), status_of(state)
    if state.declared is None:
        assert view.finished == (status == "ended"), (view.phase, status)
    assert view.finished or view.winner is None, view
    if view.finished and view.winner and view.decided_by in ("regular", "overtime", "extra_time"):
        assert view.score.leader() == view.winner, view


def take_up(log, state):
    """Declare what lets a stopped match go on; one that is official stays so."""
    while (status := status_of(state)) in RESUMED:
        log.append(make_record(len(log) + 1, sport=log[0].sport, type="status", data={"status": RESUMED[status]}))
        state = step(state, log[-1])
    return state


@few
@given(data=st.data())
def test_no_state_is_without_a_way_out(name, data):
    """Whatever was accepted, points by hand and corrections among it: the match goes on to its end, or is over."""
    log = draw_log(data, name)
    state = take_up(log, fold(log))
    chance = random.Random(data.draw(st.integers(2**33, 2**34), label="seed"))  # other people than at the beginning
    for points, side in data.draw(st.lists(st.tuples(st.sampled_from([-2, -1, 1, 2]), SIDES), max_size=6)):
        record = make_record(len(log) + 1, sport=name, **put_right(points, side))
        try:
            state = enter(state, record)
        except Refused:
            continue
        log.append(record)
        check_agrees(state)
        if status_of(state) != "official":
            state = play_further(log, state, chance, most=data.draw(st.integers(0, 3), label="played between"))
            check_agrees(state)
    log, state = correct(data, log)
    check_agrees(state)
    state = take_up(log, state)
    if status_of(state) != "official":
        state = play_further(log, state, chance, most=2 * bodies_of(name).MOST)
        check_agrees(state)
    assert status_of(state) in OVER


@few
@given(data=st.data())
def test_everything_shown_has_its_words(name, data):
    sport, state = SPORTS[name], None
    log = draw_log(data, name) if data.draw(st.booleans()) else draw_match(data, name)[0]
    for event in log:
        state = step(state, event)
        view = sport.view(state.play)
        assert view.phase in sport.phases
        assert all(incident_key(sport.incidents, i.kind, i.detail) in sport.incidents for i in state.incidents[-1:])
        assert view.decided_by in (None, "regular", *sport.decided, "retired", "walkover", "forfeit", "awarded")
    assert all(event.__struct_config__.tag in sport.words for event in sport.events if event not in COMMON_EVENTS)


@few
@given(data=st.data())
def test_what_is_offered_is_accepted(name, data):
    """Of an action that is offered for each side, at least one side's: the other may have used up what is counted."""
    sport = SPORTS[name]
    answers = getattr(bodies_of(name), "ANSWERS", {})
    log = draw_log(data, name)
    state = fold(log)
    offered = [] if status_of(state) in NOT_PLAYABLE else list(sport.list_actions(state.play))
    assert len(set(offered)) == len(offered)
    known = bodies_of(name).name_players(state.play) if hasattr(bodies_of(name), "name_players") else []
    for key in offered:
        action = sport.actions[key]
        refusals = []
        sides, players = ("home", "away") if action.side else (None,), ("Kim", *known) if action.player else (None,)
        for side, player in itertools.product(sides, players):
            body = {**action.body, **({"side": side} if side else {}), **({"player": player} if player else {})}
            if action.asks:
                asked = {field: answers.get(field, "Robin") for field in action.asks}
                body["data"] = {**action.body.get("data", {}), **asked}
            try:
                step(state, make_record(len(log) + 1, sport=name, **body))
                break
            except Refused as refused:
                refusals.append(explain_error(refused))
        else:
            pytest.fail(f"{key} is offered and refused: {refusals}")
