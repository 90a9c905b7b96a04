"""Encode a match's records and state to be stored, and refuse what could not be decoded again.

Types hold texts and numbers to their bounds where they are read, rules make them unasked. So a value that a rule lets
through is found here, before the commit, and refused to the scorer who entered it, not found by every reader after.
"""

import logging
from typing import Any, NoReturn

import msgspec

from scoreboard import parsing
from scoreboard.sports.base import Event, Refused, View, count
from scoreboard.sports.decoding import decoder_of
from scoreboard.sports.sentences import explain_error
from scoreboard.sports.state import MatchState, state_decoder_of, view_of
from scoreboard.wire.records import ENCODER

logger = logging.getLogger(__name__)
# What encoding and decoding raise: msgspec's own errors, texts and numbers that JSON has not, nesting without an end.
FAILURES = (msgspec.MsgspecError, ValueError, TypeError, OverflowError, RecursionError)


def encode_verified_record(record: Event) -> str:
    """A record as JSON; raises Refused where it does not decode to what it was."""
    return encode(record, decoder_of(record.sport), what=f"record {record.seq}").decode()


def encode_verified_state(state: MatchState) -> tuple[str, View]:
    """A match's state as JSON, and what is shown of it; raises Refused where either cannot be had from it again."""
    encoded = encode(state, state_decoder_of(state.fixture.sport), what="the state of the match").decode()
    try:
        view = view_of(state)
    except Exception as error:  # noqa: BLE001  # what fails in a view here would fail on every page
        refuse("what is shown of the match", error)
    for score in (view.score, view.shootout, view.aggregate):  # the rest of a view is the state's own
        if score is not None:
            count(min(score.home, score.away))
            count(max(score.home, score.away))
    return encoded, view


def encode(value: Any, decoder: parsing.Decoder, *, what: str) -> bytes:
    """A value as JSON; raises Refused where `decoder` does not make the same of it."""
    try:
        encoded = ENCODER.encode(value)
        decoded = decoder.decode(encoded)
        # A list for a tuple, where a field may be anything, is the same JSON.
        same = decoded == value or ENCODER.encode(decoded) == encoded
    except FAILURES as error:
        refuse(what, error)
    if not same:
        refuse(what, ValueError("it would be read as something else"))
    return encoded


def refuse(what: str, error: Exception) -> NoReturn:
    """Raise Refused, and log it: a rule has let through what it should have refused."""
    logger.error("Refused, since %s could not be read back: %s", what, explain_error(error))
    raise Refused("match.unreadable", what=what, error=explain_error(error)) from error
