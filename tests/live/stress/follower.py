"""What a viewer knows of one match, held against docs/protocol.md frame by frame."""

from collections import Counter

from tests.live.conftest import apply_changes


class Follower:
    """One match as one viewer is shown it.

    It begins after seq `start`, or asks for `cursor`, which nobody can serve, or for a snapshot; with `fold` it keeps
    what it is shown up to date, as a page does. `wrong` counts what must not be: events missing (a jump that was not
    declared), doubled, out of order, and frames that break the protocol. Declared jumps are counted apart.
    """

    def __init__(self, match, *, start=None, cursor=None, fold=True):
        self.match = match
        self.seq = start  # None: nothing taken yet
        self.shown = None
        self.wrong, self.told = Counter(), []
        self.jumps = self.recovered = 0
        self._fold = fold
        self._hopeless = cursor
        self._asked = None  # the cursor asked for last
        self._awaiting = "silence"  # what the next frame must be; "nothing": an event is welcome
        self._taken = set()  # the seqs since the last snapshot

    @property
    def shows(self):
        """Whether it has been answered and goes on from event to event."""
        return self._awaiting == "nothing"

    def ask(self):
        """The cursor to go on from; None: a snapshot is wanted."""
        self._asked = self._hopeless if self.seq is None else f"e1-{self.seq}"
        self._awaiting = "snapshot" if self._asked is None else "resumed"
        return self._asked

    def leave(self):
        """Nothing may come any more until it asks again."""
        self._awaiting = "silence"

    def take_resumed(self, frame):
        """Take the answer to a cursor, or the word that a snapshot replaces what waited."""
        if not frame["recovered"]:
            self.jumps += 1
            self._awaiting = "snapshot"
            return
        self.recovered += 1
        if self._awaiting != "resumed" or frame["cursor"] != self._asked or self.seq is None:
            self.note("protocol", f"recovered {frame['cursor']}, asked for {self._asked}")
        self._awaiting = "nothing"

    def take_snapshot(self, match):
        """Take a snapshot: asked for or declared, and never older than what is known."""
        if self._awaiting != "snapshot":
            self.note("protocol", f"a snapshot in place of {self._awaiting}")
        if self.seq is not None and match["seq"] < self.seq:
            self.note("disordered", f"a snapshot at {match['seq']} after {self.seq}")
        self.shown, self.seq, self._taken = match if self._fold else None, match["seq"], set()
        self._awaiting = "nothing"

    def take_event(self, frame):
        """Take an event: the next one."""
        seq = frame["seq"]
        if self._awaiting != "nothing":
            self.note("protocol", f"event {seq} in place of {self._awaiting}")
        elif seq in self._taken:
            self.note("doubled", f"{seq} again")
        elif seq <= self.seq:
            self.note("disordered", f"{seq} after {self.seq}")
        else:
            if seq > self.seq + 1:
                self.note("missing", f"{seq} after {self.seq}", seq - self.seq - 1)
            self.seq = seq
            self._taken.add(seq)
            if self.shown is not None:
                self.shown = apply_changes(self.shown, frame["changes"])

    def take_top(self, seq):
        """Take a beat's word of how far the match is: everything up to there has come."""
        if self._awaiting == "nothing" and seq > self.seq:
            self.note("missing", f"the beat is at {seq}, after {self.seq}", seq - self.seq)

    def note(self, what, told, count=1):
        """Count something that must not be."""
        self.wrong[what] += count
        self.told.append(f"{self.match}, {what}: {told}")
