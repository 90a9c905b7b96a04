"""What is taken from a tail of frames: all that was asked for, in order, or nothing."""

from hypothesis import given, settings
from hypothesis import strategies as st

from scoreboard.live.hub.match_feed import pick
from scoreboard.wire.frames import Frame

FRAMES = st.lists(
    st.builds(
        Frame, match=st.just("m"), epoch=st.integers(1, 2), seq=st.integers(1, 8), at=st.just(0.0), body=st.just(b"")
    )
)


@settings(deadline=None)  # other tests run beside it
@given(frames=FRAMES, after=st.integers(0, 8), count=st.integers(1, 8))
def test_a_tail_gives_all_frames_that_are_asked_for_or_none(frames, after, count):
    wanted = [(1, seq) for seq in range(after + 1, after + count + 1)]
    found = [(frame.epoch, frame.seq) for frame in pick(frames, epoch=1, after=after, upto=after + count)]
    assert found == (wanted if set(wanted) <= {(frame.epoch, frame.seq) for frame in frames} else [])
