"""The attacks in short, as CI runs them: nobody waits for long, and memory comes back. `make attack` has the figures.

A crowded machine is no measure of milliseconds: SLACK times the limits are allowed here, where the code of before took
seconds to minutes.
"""

import pytest

from tests.attacks.floods import ATTACKS
from tests.attacks.run import is_well, measure
from tests.attacks.stored import STORED, pages_of
from tests.attacks.system import running_system

SECONDS, SLACK = 4.0, 8
# What is left out is like something that is here.
FLOODS = ("pings", "continuations", "tiny messages", "topics", "many headers", "big body", "pipelined", "as known at")


@pytest.fixture(scope="module")
def system():
    with running_system(database="SQLite") as running:
        yield running


@pytest.fixture
def match(system):
    return system.make_match()


@pytest.mark.timeout(120)
@pytest.mark.parametrize("connections", [1, 20])
@pytest.mark.parametrize("name", FLOODS)
def test_others_are_served_beside_a_flood(system, match, name, connections):
    measured = measure(
        name,
        connections=connections,
        seconds=SECONDS,
        attacker=system.attacker(match),
        bystander=system.bystander(match),
        pid=system.web,
        system=system,
    )
    assert measured.sent["sent"] > 0
    assert measured.judge(slack=SLACK) == []


@pytest.mark.parametrize("name", STORED)
def test_what_one_scorer_stores_costs_nobody_a_page(system, match, name):
    statuses = STORED[name](system, match)
    assert [status for status in statuses if status >= 500] == []
    assert is_well(system, pages_of(system, match)) == []


def test_every_attack_of_the_short_run_exists():
    assert set(FLOODS) <= ATTACKS.keys()
