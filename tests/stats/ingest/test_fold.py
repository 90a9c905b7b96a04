"""How far records can be applied to a fold, and what stops them. Without a database."""

import pytest

from scoreboard.sports.state import view_of
from stats.ingest.fold import Fold, advance
from tests.sports.logs import end, goal, make_log, start
from tests.stats.making import make_stored, store

NOTHING = Fold(1, 0, None)
VOID = {"type": "void", "data": {"seq": 3, "reason": "offside"}}
OTHER_PERIOD = goal(period="second_half")


def score(fold):
    view = view_of(fold.state)
    return view.score.home, view.score.away


def at_request(stored, key, at):
    """The record as one of a request: these come one after the other."""
    return stored._replace(payload=stored.payload[:-1] + f',"key":"{key}","recorded_at":"{at}"}}')


def test_records_are_applied_one_after_the_other():
    reached, failure = advance(NOTHING, make_stored())
    assert (reached.epoch, reached.seq, score(reached), failure) == (1, 3, (1, 0), None)


def test_a_fold_goes_on_from_the_one_before():
    records = make_stored()
    first, _ = advance(NOTHING, records[:2])
    reached, _ = advance(first, records[2:])
    assert (reached.seq, score(reached)) == (3, (1, 0))


def test_seasons_of_every_fixture_are_kept():
    moved = {"type": "fixture_changed", "data": {"season": {"id": "s2", "name": "2027"}, "reason": "moved"}}
    reached, failure = advance(NOTHING, make_stored(moved))
    assert failure is None
    assert reached.seasons == {"s1", "s2"}


def test_a_refused_record_stops_the_fold_before_it():
    reached, failure = advance(NOTHING, make_stored(start(), OTHER_PERIOD, end()))
    assert (reached.seq, failure.stored.seq, failure.settled) == (2, 3, True)
    assert "football.period" in failure.reason


def test_an_unreadable_record_stops_the_fold_before_it():
    records = make_stored()
    records[2] = records[2]._replace(payload=records[2].payload.replace('"home"', '"left"'))
    reached, failure = advance(NOTHING, records)
    assert (reached.seq, failure.stored.seq, failure.settled) == (2, 3, True)
    assert "cannot be read" in failure.reason


def test_a_record_of_another_sport_stops_the_fold():
    records = make_stored()
    records[1] = records[1]._replace(payload=records[1].payload.replace('"football"', '"tennis"'))
    reached, failure = advance(NOTHING, records)
    assert (reached.seq, failure.stored.seq) == (1, 2)
    assert "it is of 'tennis', its match of 'football'" in failure.reason


def test_a_record_of_an_unknown_type_waits_for_an_upgrade():
    records = make_stored()
    records[2] = records[2]._replace(payload=records[2].payload.replace('"goal"', '"golden_goal"'))
    _, failure = advance(NOTHING, records)
    assert (failure.awaits, failure.settled) == ("type 'golden_goal'", False)


def test_where_nothing_can_be_applied_the_fold_stays_as_it_was():
    reached, failure = advance(NOTHING, [make_stored()[1]._replace(seq=1)])
    assert reached is NOTHING
    assert failure.stored.seq == 1


def test_a_correction_has_the_whole_log_folded_again():
    records = make_stored(start(), goal(player="Ann"), VOID)
    before, _ = advance(NOTHING, records[:3])
    asked = []
    reached, failure = advance(before, records[3:], load_history=lambda: asked.append(1) or records[:3])
    assert (reached.seq, score(reached), failure, asked) == (4, (0, 0), None, [1])


def test_without_a_correction_the_history_is_not_asked_for():
    records = make_stored()
    before, _ = advance(NOTHING, records[:2])
    assert advance(before, records[2:], load_history=pytest.fail)[0].seq == 3


def test_a_record_that_a_later_correction_makes_right_is_applied():
    reached, failure = advance(NOTHING, make_stored(start(), OTHER_PERIOD, VOID))
    assert (reached.seq, failure) == (4, None)


def test_a_correction_whose_request_is_not_whole_waits_for_the_rest():
    """Without the first yellow the second yellow card cannot be: the void of one takes along that of the other."""
    card = {"type": "card", "side": "home", "player": "Ann"}
    yellow, second = ({**card, "data": {"card": colour}} for colour in ("yellow", "second_yellow"))
    voids = [{"type": "void", "data": {"seq": seq, "reason": "mistaken identity"}} for seq in (3, 4)]
    log = make_log(start(), yellow, second, *voids)
    records = [store(record) for record in log]
    records[4:] = [at_request(stored, "k", "2026-01-01T00:00:00Z") for stored in records[4:]]
    reached, failure = advance(NOTHING, records[:5])
    assert (reached.seq, failure.stored.seq, failure.settled) == (4, 5, False)
    reached, failure = advance(NOTHING, records)
    assert (reached.seq, failure) == (6, None)


def test_a_log_that_would_be_folded_too_often_is_not_applied():
    reached, failure = advance(NOTHING, make_stored(start(), goal(), VOID), most_folded=-1)
    assert reached is NOTHING
    assert failure is None
