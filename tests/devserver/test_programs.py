"""The programs of a run, as real processes: in which order they are stopped, and what becomes of a start that fails."""

import asyncio

import pytest

from scoreboard.devserver import programs, runtime
from scoreboard.devserver.process import StartFailed
from scoreboard.devserver.programs import BACKGROUND, ENTRANCES, SERVERS, Programs
from tests.servers import free_port

# Writes its name when it has started, and in lower case when it has ended, which takes it a while.
SLOW_TO_END = """
import pathlib, signal, sys, time
def note(name):
    with open("order", "a") as file:
        file.write(name)
def end(*_):
    time.sleep(0.2)
    note(sys.argv[1].lower())
    raise SystemExit
signal.signal(signal.SIGTERM, end)
note(sys.argv[1])
time.sleep(60)
"""


@pytest.fixture
async def run(tmp_path):
    """The programs of a run, none of which is started, with `.said`."""
    said = []
    run = Programs(data_dir=tmp_path, base_dir=tmp_path, port=free_port(), say=said.append)
    run.said = said
    yield run
    await run.stop()


async def until(condition):
    """Wait until a condition holds."""
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_entrances_are_stopped_first_and_servers_last(run, tmp_path):
    for stage, name in ((SERVERS, "S"), (BACKGROUND, "B"), (ENTRANCES, "E"), (BACKGROUND, "B")):
        run.keep(name, ["-c", SLOW_TO_END, name], stage=stage)
    order = tmp_path / "order"
    await until(lambda: order.exists() and len(order.read_text()) == 4)
    await run.stop()
    assert order.read_text()[4:] == "ebbs"
    assert run.said == []


async def test_a_web_that_cannot_start_is_raised_with_its_last_words(run, monkeypatch):
    monkeypatch.setattr(programs, "web_arguments", lambda **_: ["-c", "raise SystemExit('no such luck')"])
    with pytest.raises(StartFailed, match="web ended with exit status 1: no such luck"):
        await run.start_web()


async def test_what_is_run_once_says_where_it_fails(run, tmp_path):
    await run.run_once("fine", ["-c", ""])
    await run.run_once("failing", ["-c", "raise SystemExit(3)"])
    assert run.said == [f"failing ended with exit status 3 (see {tmp_path / 'log' / 'failing.log'})"]


async def test_a_kafka_that_cannot_be_fetched_is_said_once_and_fetched_later(run, tmp_path):
    # In the place of the program that fetches: fails twice.
    package = tmp_path / "scoreboard" / "devserver"
    package.mkdir(parents=True)
    (package / "kafka.py").write_text(
        "import pathlib, sys\n"
        "tries = pathlib.Path('tries')\n"
        "tries.write_text(tries.read_text() + '.' if tries.exists() else '.')\n"
        "sys.exit('no network' if len(tries.read_text()) < 3 else 0)\n"
    )
    run.choose_broker()
    chosen = runtime.read_addresses(tmp_path).kafka
    await run.fetch_kafka(again_s=0.05, jars=tmp_path / "nowhere")
    fetching, failed = run.said
    assert fetching.startswith("Fetching Apache Kafka")
    assert failed == ("Kafka cannot be fetched: no network. Scores still flow; events wait in the outbox for it.")
    assert (tmp_path / "tries").read_text() == "..."
    assert runtime.read_addresses(tmp_path).kafka == chosen
