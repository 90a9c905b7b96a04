"""The rows of the fault matrix that CI runs, on one set of servers: nothing lost, doubled or out of order.

`make faults` runs the others too.
"""

import pytest

from tests.faults.rows import ROWS
from tests.faults.run import run_row
from tests.faults.system import running_system

SEED = 20260411


@pytest.fixture(scope="module")
def system():
    with running_system() as running:
        yield running


@pytest.mark.timeout(240)
@pytest.mark.parametrize("row", [row for row in ROWS if row.in_ci], ids=lambda row: row.name)
def test_nothing_is_lost_doubled_or_out_of_order(system, row, record_property):
    outcome = run_row(system, row, seed=SEED)
    record_property("recovered_s", round(outcome.recovered_s, 1))
    verdict = outcome.verdict
    assert verdict.told == []
    assert (verdict.lost, verdict.doubled, verdict.disordered) == (0, 0, 0)
    assert verdict.events > 0
