"""What a match looks like once a decision stands above its play: stopped, and with what was awarded in its place."""

from msgspec.structs import replace

from scoreboard.sports.base import Score, Sentence, Side, View, say
from scoreboard.sports.common import StatusData


def stop(view: View) -> View:
    """A view in which nothing goes on any more, and which says nothing of how play ended."""
    return replace(view, turn=None, points=None, situation=None, clock=None, summary=None)


def show_award(view: View, award: StatusData) -> View:
    """A view with what was awarded in the place of what play came to."""
    score = award.score or view.score
    winner = None if award.both_lose else award.winner or score.leader()
    aggregate = view.aggregate
    if aggregate is not None:  # of both legs: this one counts as it was awarded
        home, away = aggregate.home - view.score.home + score.home, aggregate.away - view.score.away + score.away
        aggregate = Score(home, away)
    if award.score is not None:
        view = replace(view, score=score, periods=(), totals=(), shown=None)
    return replace(
        view,
        shootout=None,
        winner=winner,
        decided_by=award.decided_by,
        aggregate=aggregate,
        advances=aggregate.leader() if aggregate else None,
        summary=summarize_award(award, winner),
    )


def summarize_award(award: StatusData, winner: Side | None) -> Sentence:
    """An award in one line."""
    if winner is None:
        return say("match.summary.both_lose" if award.both_lose else "match.summary.level")
    if award.decided_by == "awarded":
        return say("match.summary.awarded", winner=winner)
    return say("match.summary.walkover" if award.decided_by == "walkover" else "match.summary.forfeit", winner=winner)
