"""Logs that earlier code has accepted: the rules of today fold them without a refusal, to the outcome written here.

Each file in `old_logs` is one match of before a rule became stricter, or began to count otherwise; their README says
what stands in it.
"""

import json
from datetime import date

import msgspec

from scoreboard.recovery.refold import compare
from scoreboard.sports.base import Refused
from scoreboard.sports.common import Amend, Review, Void
from scoreboard.sports.match import enter, fold
from scoreboard.sports.state import state_decoder_of, status_of, view_of
from scoreboard.wire.records import decode_record
from stats.facts import build_facts
from stats.facts.origin import FactOrigin
from stats.ingest.fold import Fold, advance
from stats.models import PersonFact, SideFact
from stats.storage.bulk import make_objects
from stats.storage.stored_record import StoredRecord
from tests.sports.before import LOGS, MATCH, every_log, load


def outcome_of(state):
    """What is published of a match: its status, score, and who has won how."""
    view = view_of(state)
    score = [view.score.home, view.score.away]
    return {"status": status_of(state), "score": score, "winner": view.winner, "decided_by": view.decided_by}


def list_refused(records):
    """The records that entrances take no longer, as [seq, why]; those that correct others are not asked."""
    refused = []
    for number, record in enumerate(records):
        if number == 0 or isinstance(record, Void | Amend | Review):
            continue
        try:
            enter(fold(records[:number]), record)
        except Refused as why:
            refused.append([record.seq, why.sentence.code])
    return refused


@every_log
def test_a_log_of_before_folds_to_the_outcome_written(path):
    log, texts = load(path)
    state = fold(map(decode_record, texts))
    assert outcome_of(state) == log["outcome"], log["why"]
    assert state_decoder_of(log["sport"]).decode(msgspec.json.encode(state)) == state
    play = msgspec.to_builtins(state.play)
    assert {name: play[name] for name in log.get("play", {})} == log.get("play", {}), log["why"]


@every_log
def test_what_is_entered_no_longer_is_refused_at_the_entrance_alone(path):
    log, texts = load(path)
    assert list_refused(list(map(decode_record, texts))) == log.get("refused", []), log["why"]


@every_log
def test_the_state_stored_before_is_read_and_a_refold_changes_what_is_written(path):
    log, texts = load(path)
    before = state_decoder_of(log["sport"]).decode(json.dumps(log["stored"]))
    changed = compare(before, fold(map(decode_record, texts)))
    assert json.loads(json.dumps(changed)) == log.get("changed", {}), log["why"]


@every_log
def test_stats_read_a_log_of_before_without_a_dead_letter(path):
    log, texts = load(path)
    chain = [StoredRecord(MATCH, 1, seq, text, partition=0, offset=seq) for seq, text in enumerate(texts, 1)]
    fold, failure = advance(Fold(epoch=1, seq=0, state=None), chain)
    assert failure is None, log["why"]
    assert outcome_of(fold.state) == log["outcome"]
    sides, people, *_ = build_facts(fold.state, FactOrigin(MATCH, 1, len(texts), None, frozenset()))
    for side in make_objects(SideFact, sides):
        wanted = log.get("counted", {}).get(side.side, {})
        found = {name: getattr(side, name) for name in wanted}
        assert {name: str(value) if isinstance(value, date) else value for name, value in found.items()} == wanted
    counts = {(fact.person, fact.stat): fact.value for fact in make_objects(PersonFact, people)}
    for person, wanted in log.get("persons", {}).items():
        assert {stat: counts.get((person, stat), 0) for stat in wanted} == wanted, log["why"]


def test_every_sport_has_logs_of_before():
    assert len({path.parent.name for path in LOGS}) == 13
