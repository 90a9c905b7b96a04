"""Plays bodies in a match of any sport, for the tests of its rules by example."""

from scoreboard.sports.match import enter, fold
from tests.refusals import raises_refused
from tests.sports.logs import make_log, make_record


class Table:
    """A table to play `sport` at: `play` folds bodies, `enter` enters them, `refuse` expects the last to be refused."""

    def __init__(self, sport, **ruleset):
        self.sport, self.ruleset = sport, ruleset

    def play(self, *bodies, **ruleset):
        return fold(make_log(*bodies, sport=self.sport, ruleset={**self.ruleset, **ruleset}))

    def enter(self, *bodies, **ruleset):
        """The state after bodies that are entered now, by the rules of the entrance, too."""
        state = None
        for record in make_log(*bodies, sport=self.sport, ruleset={**self.ruleset, **ruleset}):
            state = enter(state, record)
        return state

    def refuse(self, *bodies, why, **ruleset):
        state = self.play(*bodies[:-1], **ruleset)
        with raises_refused(why):
            enter(state, make_record(len(bodies) + 1, sport=self.sport, **bodies[-1]))
