"""What is picked from a history of messages: all that was asked for, in order, or nothing."""

from hypothesis import given
from hypothesis import strategies as st

from scoreboard.live.hub.match_feed import pick
from scoreboard.wire.layer_messages import LayerMessage

PLACES = {"epoch": st.integers(1, 2), "seq": st.integers(1, 8)}
MESSAGES = st.lists(st.builds(LayerMessage, match=st.just("m"), at=st.just(0.0), body=st.just(b""), **PLACES))


@given(messages=MESSAGES, after=st.integers(0, 8), count=st.integers(1, 8))
def test_a_history_gives_all_messages_that_are_asked_for_or_none(messages, after, count):
    wanted = [(1, seq) for seq in range(after + 1, after + count + 1)]
    found = [(message.epoch, message.seq) for message in pick(messages, epoch=1, after=after, upto=after + count)]
    assert found == (wanted if set(wanted) <= {(message.epoch, message.seq) for message in messages} else [])
