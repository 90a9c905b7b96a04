"""scripts/full.py: `make full` runs what there is, and says how it ended."""

import importlib.util

import pytest

from scripts.full import STEPS, tell
from tests.servers import ROOT


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_a_step_runs_what_is_there(step):
    program, *arguments = step.command.split()
    if program == "make":
        assert f"\n{arguments[0]}: " in (ROOT / "Makefile").read_text()
    else:
        assert importlib.util.find_spec(arguments[1]), step.command
        assert all((ROOT / path).exists() for path in arguments if "/" in path)


@pytest.mark.parametrize(
    ("number", "status", "printed", "told"),
    [
        (
            0,
            0,
            "Total coverage: 95.22%\n== 4656 passed, 5 skipped in 9.65s (0:26:17) ==",
            "95.22%; 4656 passed, 5 skipped",
        ),
        (
            0,
            2,
            "== 1 failed, 2 passed, 3 errors in 9.65s ==",
            "**failed** (exit status 2); 1 failed, 2 passed, 3 errors",
        ),
        (1, 0, "28 rows, 0 not clean; 24 minutes on 2 cores", "28 rows, 0 not clean"),
        (1, 1, "Killed", "**failed** (exit status 1)"),
        (5, 0, "0 not as they must be; 26 minutes", "0 not as they must be"),
    ],
)
def test_how_a_step_ended_is_told_in_its_own_words(number, status, printed, told):
    assert tell(STEPS[number], status, printed).removeprefix("Total coverage: ") == told
