"""The nudge to the stats consumer: a Redis that is away is logged once."""

from scoreboard.eventlog import wakeup
from scoreboard.eventlog.wakeup import Nudger


def test_a_redis_that_is_away_is_logged_once_and_so_is_its_end(monkeypatch, caplog):
    answers = [OSError("refused"), OSError("refused"), True, True]

    def send_drain():
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(wakeup, "send_drain", send_drain)
    nudger = Nudger()
    for _ in range(4):
        nudger._send()
    away, back = caplog.messages
    assert away == "cannot nudge the stats consumer, it will look by itself: refused"
    assert back.startswith("the stats consumer is nudged again after ")
