"""What a client of /ws/live says."""

import re

import msgspec
import pytest

from scoreboard.wire.commands import BadCommand, Command, Topic, parse_command, parse_topic
from scoreboard.wire.records import BadCursor

ID = "01a20b9a-1405-7066-8ec3-4ade04ed55d1"
PATTERN = msgspec.json.schema(Command)["$defs"]["Command"]["properties"]["subscribe"]["items"]["pattern"]
TOPICS = {
    "live": Topic("live", "", None),
    f"competition:{ID}": Topic("competition", ID, None),
    f"match:{ID}": Topic("match", ID, None),
    f"match:{ID}@e1-41": Topic("match", ID, (1, 41)),
}


@pytest.mark.parametrize("text", TOPICS)
def test_a_topic_is_read_and_described(text):
    topic = parse_topic(text)
    assert topic == TOPICS[text]
    assert topic.name == text.partition("@")[0]
    assert re.search(PATTERN, text)


@pytest.mark.parametrize(
    "text", ["", "all", "live@e1-1", "live:x", "match:", "competition:Liga", f"competition:{ID}@e1-1"]
)
def test_what_is_no_topic_is_refused_with_what_was_expected(text):
    with pytest.raises(BadCommand, match="expected"):
        parse_topic(text)
    assert not re.search(PATTERN, text)


def test_a_cursor_that_is_none_is_refused():
    with pytest.raises(BadCursor):
        parse_topic("match:x@41")


def test_a_command_may_leave_out_either_half():
    assert parse_command("{}") == Command()
    assert parse_command('{"subscribe":["live"]}') == Command(subscribe=["live"])
    assert parse_command('{"unsubscribe":["live"]}') == Command(unsubscribe=["live"])


@pytest.mark.parametrize("text", ["", "[]", '{"subscribe":"live"}', '{"subscribe":[1]}', '{"follow":[]}', "[" * 2_000])
def test_what_is_no_command_is_refused_with_what_was_expected(text):
    with pytest.raises(BadCommand, match="^Expected "):
        parse_command(text)
