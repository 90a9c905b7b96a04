"""The program that docs/how-to/feed-a-match.md gives away: it sends again what was not answered, under the same key."""

import importlib.util
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

FEED = Path(__file__).resolve().parents[1] / "docs" / "how-to" / "files" / "feed.py"


class Server(ThreadingHTTPServer):
    """Answers each request as told: a status, or None to hang up; `asked` has the requests."""

    def __init__(self, answers):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers, self.asked = answers, []


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, self.headers["Idempotency-Key"], body))
        status = self.server.answers.pop(0)
        if status is None:
            self.close_connection = True
            return
        answer = {"event": {"seq": 7}, "match": {"score": {"home": 1, "away": 0}}, "detail": "No."}
        self.send_response(status)
        self.send_header("Retry-After", "0")
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *args):
        pass


@pytest.fixture
def feed(monkeypatch):
    """The program, and a server that it talks to."""
    spec = importlib.util.spec_from_file_location("feed", FEED)
    program = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)
    monkeypatch.setenv("SCOREBOARD_TOKEN", "sb_x")
    monkeypatch.setattr(program.random, "uniform", lambda least, most: 0.0)
    servers = []

    def start(*answers):
        server = Server(list(answers))
        servers.append(server)
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        monkeypatch.setattr(program, "URL", f"http://127.0.0.1:{server.server_port}")
        return server

    yield program, start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_what_is_not_answered_is_sent_again_as_it_was(feed, capsys):
    program, start = feed
    server = start(503, None, 201)
    assert program.feed("M", ['{"key": "1", "type": "goal"}']) == 0
    assert server.asked == [("/api/v1/matches/M/events", "1", {"type": "goal"})] * 3
    assert capsys.readouterr().out == "1: entered as event 7, now 1-0\n"


def test_a_correction_names_the_event_by_its_key(feed):
    program, start = feed
    server = start(200, 201)
    assert program.feed("M", ['{"key": "1", "type": "goal"}', '{"key": "2", "void": "1", "reason": "Offside"}']) == 0
    assert server.asked[1] == ("/api/v1/matches/M/events/7/void", "2", {"reason": "Offside"})


def test_what_the_rules_refuse_is_told_and_the_feed_goes_on(feed, capsys):
    program, start = feed
    start(422, 201)
    assert program.feed("M", ['{"key": "1", "type": "goal"}', '{"key": "2", "type": "goal"}']) == 1
    assert capsys.readouterr().err == "1: 422 No.\n"
