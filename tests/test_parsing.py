"""Types that several threads use first at the same moment: msgspec by itself ends the process then."""

import subprocess
import sys

import pytest

from tests.servers import ROOT, clean_environment

TOGETHER = """
import random, sys, threading, time
import msgspec
from scoreboard import parsing
from scoreboard.sports import SPORTS, decoding

sys.setswitchinterval(1e-6)
together = threading.Barrier(8)
types = {sport: decoding.event_types(sport) for sport in SPORTS}
unknown = []

def use(sport, type_, struct):
    body = {"type": type_, "seq": 3, "epoch": 1, "data": {"side": "home", "ruleset": {}}, "side": "home"}
    for parse in (
        lambda: decoding.decoder_of(sport).decode(msgspec.json.encode(body)),
        lambda: parsing.convert(body, struct),
        lambda: parsing.decode(msgspec.json.encode(body), struct),
    ):
        try:
            parse()
        except msgspec.ValidationError:
            pass  # where it needs more than is in the body

def use_all():
    together.wait()
    for sport, events in types.items():
        time.sleep(random.random() * 0.002)
        for type_, struct in events.items():
            try:
                use(sport, type_, struct)
            except BaseException as error:
                unknown.append(repr(error))

threads = [threading.Thread(target=use_all) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(unknown)
"""


@pytest.mark.parametrize("number", range(3))
def test_threads_may_use_a_type_first_together(number):
    ran = subprocess.run(
        [sys.executable, "-c", TOGETHER],
        cwd=ROOT,
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (0, "[]\n"), ran.stderr
