"""The wakeup of the stats consumer: a Redis that is away is logged once."""

from scoreboard.eventlog import wakeup
from scoreboard.eventlog.wakeup import Wakeup


def test_a_redis_that_is_away_is_logged_once_and_so_is_its_end(monkeypatch, caplog):
    answers = [OSError("refused"), OSError("refused"), True, True]

    def send_consume():
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(wakeup, "send_consume", send_consume)
    sender = Wakeup()
    for _ in range(4):
        sender._send()
    away, back = caplog.messages
    assert away == "cannot wake the stats consumer, beat will start it: refused"
    assert back.startswith("the stats consumer can be woken again after ")
