"""English of what baseball's rules and view say (sports/sentences.py has the manner of the patterns)."""

from scoreboard.sports.sport import Patterns

SENTENCES: Patterns = {
    "baseball.side": "The other side is at bat.",
    "baseball.outs": "Only {left} more can be out in this half-inning.",
    "baseball.innings": "There were {most} innings: enter how the game ended.",
    "baseball.moves.twice": "A runner moves once in a play: enter where they came to in the end.",
    "baseball.moves.batter": "The batter stays at bat in this play: only runners move.",
    "baseball.moves.none": "Nobody moves in this play: enter who does.",
    "baseball.moves.nobody": "Nobody is on {base:words} base.",
    "baseball.moves.backwards": "Runners do not move backwards.",
    "baseball.bases": "Two runners cannot be on {base:words} base: enter who moved on.",
    "baseball.not_started.half": "The game has not begun.",
    "baseball.not_started.runs": "The game has not begun: there are no runs to put right.",
    "baseball.forfeit": "Who has won? Name the side (rule 7.03).",
    "baseball.called.winner": "Who is ahead has won a called game: name no winner (rule 7.01).",
    "baseball.called.regulation": (
        "A game counts after {innings} innings: declare it suspended, or cancelled (rule 7.01)."
    ),
    "baseball.called.turned": (
        "The lead was lost in the {inning:ordinal} inning, which is not complete: declare the game suspended "
        "(rule 7.02), or where it ends with the last complete inning, void what came after that."
    ),
    "baseball.called.level": "A game cannot stay level here: declare it suspended (rule 7.02).",
    "baseball.substitution": "{player} cannot come in for themselves (rule 5.10).",
    "baseball.placed.not_now": (
        "A runner is placed for the side at bat, before the half-inning's first play; one whom nobody has named can be"
        " named until they score or are out."
    ),
    "baseball.placed.not_here": "A runner is placed in extra innings, where the rules have it (rule 7.01(b)).",
    "baseball.gone": "{player} has been replaced and may not come in again (rule 5.10(d)).",
    "baseball.batter": "{player} is on {base} and cannot be at bat: enter how they left it, or who bats.",
    "baseball.runner.nobody": "{off} is not on a base: nobody of that side is.",
    "baseball.runner.not_there": "{off} is not on a base; who is: {on:and}.",
    "baseball.runner.on": "{name} on {base}",
    "baseball.runner.placed": "the placed runner on {base}, whom nobody has named (name them first)",
    "baseball.runner.unnamed": "somebody on {base} whom nobody has named (correct the play by which they got on)",
    "baseball.runner.role": "{off} is on a base: enter a pinch runner.",
    "baseball.runner.already": "{player} is on a base already.",
    "baseball.third_out": (
        "No run counts where the third out is the batter's before first base, or a force out: enter the play without"
        " it (rule 5.08(a))."
    ),
    "baseball.result.begun": "A result alone is for a game without events: this one has begun.",
    "baseball.result.innings": "The innings of a side do not add up to its runs.",
    "baseball.result.left_out": "{side:side} has batted in every inning but maybe the last: enter 0 for no run.",
    "baseball.result.halves": "The home side has batted in {home} innings, the away side in {away}: that cannot be.",
    "baseball.result.behind": (
        "{side:side} is behind, and has not batted in the last inning: enter its runs there; of a game that was called,"
        " enter as `innings` how many were complete (rule 7.01)."
    ),
    "baseball.manual": "No side can have less than no runs.",
    "baseball.manual.not_over": (
        "The game would not be over at this score: undo its end first (the last play, or how it was ended), then put"
        " the runs right."
    ),
    "baseball.manual.forfeit": "A forfeited game counts {runs}–0: undo the forfeit if that is wrong.",
    "baseball.finished": "The game is over: undo its end first if that is wrong.",
    "baseball.situation.outs": "{outs} out",
    "baseball.situation.runners": ("{outs} out, runner on {bases:and}", "{outs} out, runners on {bases:and}"),
    "baseball.situation.loaded": "{outs} out, bases loaded",
    "baseball.summary.won": "{winner:team} won {high}–{low}",
    "baseball.summary.tied": "Tied {high}–{low}",
    "baseball.summary.forfeit": "{winner:team} won by forfeit",
    "baseball.summary.extra_innings": "{result} in {innings} innings",
    "baseball.summary.called": "{result}, called in the {inning:ordinal} inning",
    "baseball.summary.called_after": (
        "{result}, called after {count} inning",
        "{result}, called after {count} innings",
    ),
    "baseball.summary.mercy": "{result} (mercy rule)",
}
