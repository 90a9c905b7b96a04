"""What may come in: texts, numbers, times. What an entrance does with it is tested with the entrance."""

import re
from datetime import UTC, date, datetime, timedelta, timezone

import msgspec
import pytest

from scoreboard.entrances.values import (
    DEPTH,
    LARGEST,
    LONGEST,
    SEEN,
    SEEN_IN_LINES,
    TIME_OF_DAY,
    UNSEEN,
    Instant,
    Line,
    Unfit,
    check_day,
    check_fixture,
    check_text,
    check_time,
    check_value,
    explain,
)
from scoreboard.sports.common import FixtureChanges

EDGES = sorted({code for first, last in UNSEEN for code in (first - 1, first, last, last + 1)} - {-1})
SURROGATES = range(0xD800, 0xE000)


def fits(check, *given, **options):
    try:
        check(*given, **options)
    except Unfit:
        return False
    return True


SCRIPTS = ["Ada", "Ángel Di María", "日本", "नमस्ते", "👩\u200d👧", "<b>", "O\u2019Brien", "{0}", "\\u0000"]


@pytest.mark.parametrize("text", SCRIPTS)
def test_a_text_of_any_script_is_taken(text):
    check_text(text)
    check_value({"player": text, "data": {"reason": text}})
    assert re.search(SEEN, text) and re.search(SEEN_IN_LINES, text)


@pytest.mark.parametrize("code", EDGES)
def test_what_is_not_seen_is_taken_nowhere(code):
    """The text's own check, that of a body, and the pattern that a schema shows are one."""
    text, unseen = f"a{chr(code)}b", any(first <= code <= last for first, last in UNSEEN)
    assert fits(check_text, text) is fits(check_value, {"x": [text]}) is fits(check_value, {text: 1}) is not unseen
    if code not in SURROGATES:  # there are none in JSON
        assert bool(re.search(SEEN, text)) is not unseen


@pytest.mark.parametrize("text", ["a\nb", "a\r\nb", "a\n"])
def test_a_line_break_is_taken_where_there_may_be_lines(text):
    check_text(text, lines=True)
    check_value({"type": "void", "data": {"reason": text}})
    assert re.search(SEEN_IN_LINES, text) and not re.search(SEEN, text)
    with pytest.raises(Unfit, match=r"U\+000[AD] - at `\$\.player`"):
        check_value({"player": text})


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ({"x": "a" * (LONGEST + 1)}, r"at most 500 characters - at `\$\.x`"),
        ({"x": [1, {"y": "\0"}]}, r"U\+0000 - at `\$\.x\[1\]\.y`"),
        ({"x": LARGEST + 1}, r"from -2147483647 to 2147483647 - at `\$\.x`"),
        ({"x": -(10**5000)}, "2147483647"),
        ({"x": "\ud800"}, r"U\+D800"),
    ],
)
def test_a_value_that_does_not_fit_is_named_with_its_place(value, why):
    with pytest.raises(Unfit, match=why):
        check_value(value)


def test_a_value_is_looked_at_to_a_depth():
    value: list = []
    for _ in range(100_000):
        value = [value]
    with pytest.raises(Unfit, match=f"at most {DEPTH}"):
        check_value(value)
    del value[:]


def test_numbers_to_the_largest_and_long_bodies_fit():
    check_value({"x": [LARGEST, -LARGEST, 0.5, True, None], "y": ["a" * LONGEST] * 100})


def test_days_and_instants_are_of_our_times_and_instants_in_utc():
    assert check_time(datetime(2026, 1, 1, 2, tzinfo=timezone(timedelta(hours=2))), path="$.at").tzinfo is UTC
    for at in (datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))), datetime(2200, 1, 1, tzinfo=UTC)):
        with pytest.raises(Unfit, match=r"Expected an instant between the years 1800 and 2200 - at `\$\.at`"):
            check_time(at, path="$.at")
    assert check_day(date(2199, 12, 31))
    for day in (date(1, 1, 1), date(1799, 12, 31), date(2200, 1, 1), date.max):
        with pytest.raises(Unfit, match="Expected a day between"):
            check_day(day)


@pytest.mark.parametrize("text", ["00:00", "19:30", "23:59"])
def test_a_time_of_the_day(text):
    assert re.search(TIME_OF_DAY, text)
    assert check_fixture(FixtureChanges(local_time=text)).local_time == text


@pytest.mark.parametrize("text", ["19:30\n", "1٣:30", "24:00", "9:30", "19:30:00", ""])
def test_no_time_of_the_day(text):
    assert not re.search(TIME_OF_DAY, text)
    with pytest.raises(Unfit, match="local_time"):
        check_fixture(FixtureChanges(local_time=text))


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        (Line, " ", "Expected a text that is not blank - at `$[0]`"),
        (Instant, "2026-01-01T10:00:00", "Expected an instant with its offset, as 2022-12-18T15:00:00Z - at `$[0]`"),
    ],
)
def test_a_pattern_is_said_in_words(kind, value, words):
    with pytest.raises(msgspec.ValidationError) as error:
        msgspec.convert([value], list[kind])
    assert explain(error.value) == words


@pytest.mark.parametrize("name", ["Europe/Madrid", "America/Argentina/Buenos_Aires", "Etc/GMT+3", "UTC"])
def test_a_time_zone_is_one_of_the_iana_s_database(name):
    assert check_fixture(FixtureChanges(time_zone=name)).time_zone == name


@pytest.mark.parametrize(
    "name", ["Europe/Nowhere", "America", "europe/madrid", "../Europe/Madrid", "/etc/hosts", "CEST "]
)
def test_another_time_zone_is_refused_with_an_example(name):
    with pytest.raises(Unfit, match="as Europe/Madrid - at `\\$.time_zone`"):
        check_fixture(FixtureChanges(time_zone=name))
