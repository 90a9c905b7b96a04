"""Schemathesis asks the API what its document allows, and what it does not: every check, real ids, and finds nothing.

A process of its own: `pytest tests/fuzz -s`, or `make fuzz`. FUZZ_SECONDS is for each of the four runs; FUZZ_SEED
repeats one, FUZZ_MORE has further arguments for schemathesis. What a check cannot know is in EXPECTED, with the reason.
"""

import json
import os
import re
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.site import DATABASES, running_site
from tests.servers import ROOT

SECONDS = int(os.environ.get("FUZZ_SECONDS", "30"))
SEED = int(os.environ.get("FUZZ_SEED") or secrets.randbelow(2**32))
SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
ACCEPTED = ["2xx", "3xx", 401, 403, 404]
RULES = "what is in the match, and the rules of its sport, decide: no schema can say so"
EXPECTED = {
    "make_fixture": ([409, 422], "names must be known"),
    "patch_fixture": ([409, 422], RULES),
    "enter_event": ([409, 422], RULES),
    "void_event": ([409, 422], RULES),
    "amend_event": ([409, 422], RULES),
    "list_matches": ([422], "a cursor is the `next` of an answer, no other text of that form"),
    "list_head_to_head": ([422], "`second` is another competitor than `first`"),
    "list_head_to_head_csv": ([422], "the same"),
    "list_leaders": ([422], "the sport of the season says which statistics there are"),
    "list_leaders_csv": ([422], "the same"),
    "stream": ([400], "a cursor in a header: programs send what a server has sent them"),
    "take_report": ([400], "not more events are shown than there are between `first` and `last`"),
}


@pytest.fixture(scope="module", params=DATABASES)
def site(request):
    """A site on each database."""
    with running_site(request.param) as running:
        yield running


@pytest.mark.timeout(SECONDS * 4 + 240)
@pytest.mark.parametrize("caller", ["nobody", "scorer"])
def test_schemathesis_finds_nothing(site, caller):
    print(f"\n{site.url} as {caller}: {SECONDS} s, FUZZ_SEED={SEED}")
    seeded, config = site.folder / "seeded.json", site.folder / "schemathesis.toml"
    seeded.write_text(json.dumps(site.seeded))
    config.write_text(write_config(site.seeded))
    asked = ["run", f"{site.url}/api/v1/openapi.json", f"--seed={SEED}", f"--max-time={SECONDS}", "--no-color"]
    asked += ["--checks=all", *os.environ.get("FUZZ_MORE", "").split()]
    asked += ["-H", f"Authorization: Bearer {site.seeded['token']}"] if caller == "scorer" else []
    ran = subprocess.run(
        [SCHEMATHESIS, f"--config-file={config}", *asked],
        cwd=site.folder,  # where it keeps what it remembers
        env={**os.environ, "PYTHONPATH": str(ROOT), "FUZZ_SEEDED": str(seeded), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    print(ran.stdout[ran.stdout.find("= WARNINGS") :])
    assert ran.returncode == 0, ran.stdout[ran.stdout.find("= FAILURES") :] + ran.stderr
    assert re.search(r"Selected: (\d+)/\d+\n  Tested: \1\n", ran.stdout), "too slow a machine: not all were asked"
    failures = [line for line in site.log.read_text().splitlines() if "Internal Server Error: /api" in line]
    assert failures == []


def write_config(seeded):
    """Schemathesis' settings (TOML): nothing left out, most ids real."""
    lines = ['hooks = "tests.fuzz.hooks"', "continue-on-failure = true", "max-stream-events = 1"]
    lines += ["[generation]", 'database = "none"', "allow-x00 = true"]
    lines += [f"[dictionaries.{name}]\nvalues = {json.dumps(values)}" for name, values in seeded["values"].items()]
    lines += ["[parameters]"]
    for place, name in seeded["places"].items():
        lines += [f'"{place}" = {{dictionary = "{name}", probability = 0.9}}']
    for operation, (statuses, reason) in EXPECTED.items():
        lines += [f"# {reason}", "[[operations]]", f'include-operation-id = "{operation}"']
        lines += [f"checks.positive_data_acceptance.expected-statuses = {json.dumps([*ACCEPTED, *statuses])}"]
        if operation == "list_matches":
            lines += ['parameters = {"query.cursor" = {dictionary = "cursor", probability = 0.9}}']
    return "\n".join(lines) + "\n"
