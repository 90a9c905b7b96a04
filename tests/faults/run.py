"""Runs one row of the matrix: load, fault, quiet, verdict."""

import os
import re
import time
from dataclasses import dataclass

import psycopg

from tests.faults.checking import Verdict, judge, read_ends
from tests.faults.rows import Row
from tests.faults.scorer import Scorer
from tests.faults.system import System, wait_for
from tests.faults.viewers import Stand

MATCHES, RATE = 20, float(os.environ.get("FAULTS_RATE", "200"))  # events a second, over all matches
BEFORE_S, AFTER_S = 3.0, 3.0  # of load before the fault, and after recovery
PATIENCE_S = 120.0
ALARM = "Kafka has lost records"
FORGED = re.compile("(kafka|stats), match [pqwx]")  # of which the poison speaks: no id begins so


@dataclass(frozen=True)
class Outcome:
    """A row of the table."""

    verdict: Verdict
    recovered_s: float  # until every match's next event was in Kafka, in the tables and before all its viewers
    waited_s: float  # the longest that a scorer waited for an answer, trying again
    load_s: float

    @property
    def clean(self) -> bool:
        """Whether nothing was lost, doubled or out of order."""
        return not (self.verdict.lost or self.verdict.doubled or self.verdict.disordered or self.verdict.told)


def run_row(system: System, row: Row, *, seed: int) -> Outcome:
    """Cause a row's fault in mid-stream and see what became of every event. Raises AssertionError where it hangs."""
    environment = row.environment(system)
    if environment:
        system.stop_programs()
        system.start_programs(**environment)
    since, alarms = read_ends(system), count_alarms(system)
    season, matches = system.make_matches(f"{row.name} {time.time_ns():x}", count=MATCHES)
    scorer = Scorer(doors=system.doors, token=system.token, matches=matches, rate=RATE, seed=seed)
    stand = Stand(matches=matches, doors=system.doors)
    stand.open()
    begun = time.monotonic()
    scorer.start()
    time.sleep(BEFORE_S)
    works_again = row.cause(system)
    next_tops = {match.id: match.top + 1 for match in scorer.matches}
    wait_for(lambda: has_reached(system, stand, next_tops), seconds=PATIENCE_S, what="recovered")
    recovered_s = time.monotonic() - works_again
    row.mend(system)
    time.sleep(AFTER_S)
    scorer.finish(seconds=PATIENCE_S)
    load_s = time.monotonic() - begun
    tops = {match.id: match.top for match in scorer.matches}
    wait_for(lambda: has_reached(system, stand, tops), seconds=PATIENCE_S, what="quiet")
    stand.close()
    verdict = judge(system, scorer, stand.viewers, season=season, since=since)
    verdict.told += scorer.errors + stand.errors
    for program in system.programs:
        if not program.runs():
            verdict.told.append(f"{program.name} has ended by itself, {program.end}")
    verdict.told += [f"a worker says: {ALARM}"] * (count_alarms(system) - alarms)
    verify(system, verdict)
    if environment:
        system.stop_programs()
        system.start_programs()
    return Outcome(verdict, recovered_s, max(match.waited_s for match in scorer.matches), load_s)


def has_reached(system: System, stand: Stand, tops: dict[str, int]) -> bool:
    """Whether Kafka, the tables and all viewers have every match up to these seqs."""
    if any(viewer.top < tops[viewer.match] for viewer in stand.viewers):
        return False
    matches = list(tops)
    try:
        with psycopg.connect(system.postgres.url) as connection:
            sql = "SELECT match_id::text, sent_seq FROM scoreboard_outboxcursor WHERE match_id::text = ANY(%s)"
            sent = dict(connection.execute(sql, [matches]).fetchall())
        with psycopg.connect(system.postgres.stats_url) as connection:
            sql = "SELECT match, applied_seq FROM stats_log WHERE match = ANY(%s)"
            applied = dict(connection.execute(sql, [matches]).fetchall())
    except psycopg.OperationalError:
        return False
    return all(sent.get(match, 0) >= top and applied.get(match, 0) >= top for match, top in tops.items())


def count_alarms(system: System) -> int:
    """How often the workers have said that Kafka has lost something."""
    return sum(log.read_text().count(ALARM) for log in (system.folder / "log").glob("worker-*.log"))


def verify(system: System, verdict: Verdict) -> None:
    """Have the product prove itself; what it finds is lost, but for the matches that the poison says there are."""
    for place, what in system.verify():
        if not FORGED.match(place):
            verdict.add(f"verify: {place}: {what}", lost=1)
