"""Days and hours: on which day a match is, at its ground and for those who look (docs/decisions/0017).

Zones and their clocks are the IANA's database's.
"""

from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import call_command

from scoreboard.models import Match
from scoreboard.record.fixture import change_fixture
from scoreboard.sports.base import Refused
from stats.models import SideFact
from tests.counting import count_all
from tests.factories import enter, make_match
from tests.pages import read_page, read_texts, read_values
from tests.refusals import raises_refused

pytestmark = pytest.mark.django_db(databases=["default", "stats"])
MEXICO = {"scheduled_at": datetime(2026, 6, 12, 2, tzinfo=UTC), "time_zone": "America/Mexico_City"}  # 20:00 on the 11th
FILE = """= Summer Cup 2026

▪ Matchday 1
Thu Jun/11 2026
  20:00 UTC-6   Arden  v Brook   @ Old Ground
"""


def list_day(client, query):
    """The matches of a day's page, and of the API's list of the same address."""
    page = read_values(read_page(client, f"/?{query}"), "li[data-match]", "data-match")
    listed = [match["id"] for match in client.get(f"/api/v1/matches?{query}").json()["items"]]
    return page, listed


def list_api(client, query):
    return [match["id"] for match in client.get(f"/api/v1/matches?{query}").json()["items"]]


def test_a_match_is_on_the_day_at_its_ground_in_records_tables_and_the_api(client):
    match = make_match(**MEXICO)
    count_all()
    assert Match.objects.get(pk=match.pk).scheduled_on == date(2026, 6, 11)
    assert set(SideFact.objects.values_list("on", flat=True)) == {date(2026, 6, 11)}
    assert list_api(client, "date=2026-06-11") == [str(match.pk)]
    assert list_api(client, "date=2026-06-12") == []


def test_an_instant_without_a_zone_is_on_its_day_in_utc():
    match = make_match(scheduled_at=MEXICO["scheduled_at"])
    assert Match.objects.get(pk=match.pk).scheduled_on == date(2026, 6, 12)


def test_a_kick_off_imported_with_its_shift_is_the_same_as_one_posted_as_an_instant(tmp_path):
    path = tmp_path / "cup.txt"
    path.write_text(FILE)
    call_command("import", "football-txt", str(path), stdout=StringIO())
    imported, posted = Match.objects.get(), make_match(**MEXICO)
    posted.refresh_from_db()
    assert (imported.scheduled_at, imported.scheduled_on) == (posted.scheduled_at, posted.scheduled_on)


def test_a_fans_list_goes_by_the_viewers_day_and_its_hours_are_of_that_day(client):
    """One match, at 02:00 UTC on the 12th: for Mexico on the 11th, for Berlin on the 12th, and on no other day."""
    match = make_match(**MEXICO)
    for offset, day in ((-360, 11), (120, 12), (0, 12), (840, 12), (-720, 11)):
        for on in (10, 11, 12, 13):
            expected = [str(match.pk)] if on == day else []
            assert list_day(client, f"date=2026-06-{on}&offset={offset}") == (expected, expected), (offset, on)


def test_the_page_shows_the_grounds_own_time_beside_the_viewers(client):
    page = read_page(client, f"/matches/{make_match(**MEXICO).pk}")
    assert "2026-06-11T20:00:00-06:00" in read_values(page, "[data-fact=begin] time", "datetime")


def test_a_match_with_a_date_alone_is_on_its_date_everywhere(client):
    match = make_match(scheduled_on=date(2026, 6, 11), local_time="20:00")
    for offset in (-720, 0, 840):
        assert list_day(client, f"date=2026-06-11&offset={offset}") == ([str(match.pk)],) * 2


def test_the_day_on_which_clocks_go_forward_has_23_hours(client):
    """Berlin, 29 March 2026: it begins at +1 and ends at +2."""
    first, last, next_day = (
        make_match(scheduled_at=datetime(2026, 3, *at, tzinfo=UTC)) for at in ((28, 23), (29, 21, 59), (29, 22))
    )
    query = "date=2026-03-29&offset=60&end_offset=120"
    assert list_day(client, query) == ([str(first.pk), str(last.pk)],) * 2
    assert list_day(client, "date=2026-03-30&offset=120") == ([str(next_day.pk)],) * 2


def test_day_hour_and_zone_of_the_ground_say_the_instant_in_summer_and_in_winter():
    for on, hour in ((date(2026, 7, 4), 18), (date(2026, 12, 4), 19)):
        match = make_match(scheduled_on=on, local_time="20:00", time_zone="Europe/Madrid")
        assert Match.objects.get(pk=match.pk).scheduled_at == datetime(on.year, on.month, on.day, hour, tzinfo=UTC)


def test_an_hour_that_is_there_twice_is_the_first():
    match = make_match(scheduled_on=date(2026, 10, 25), local_time="02:30", time_zone="Europe/Berlin")
    assert Match.objects.get(pk=match.pk).scheduled_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_an_hour_that_clocks_leave_out_is_refused():
    with pytest.raises(Refused) as refused:
        make_match(scheduled_on=date(2026, 3, 29), local_time="02:30", time_zone="Europe/Berlin")
    assert refused.value.rule == "match.times"


@pytest.mark.parametrize(
    "times",
    [
        {"scheduled_on": date(2026, 6, 12), **MEXICO},
        {"local_time": "21:00", **MEXICO},
        {"scheduled_on": date(2026, 6, 14), "scheduled_at": MEXICO["scheduled_at"]},
    ],
)
def test_an_instant_that_contradicts_the_grounds_day_or_hour_is_refused(times):
    with pytest.raises(Refused) as refused:
        make_match(**times)
    assert refused.value.rule == "match.times"
    match = make_match(scheduled_on=date(2026, 1, 1))
    with pytest.raises(Refused):
        change_fixture(match_id=match.pk, actor="user:1", reason="moved", **times)


def test_either_side_of_the_date_line_is_a_day_apart():
    """One instant, 11:00 UTC on 1 March: already the 2nd on Kiritimati, still the 1st in Pago Pago."""
    at = datetime(2026, 3, 1, 10, 30, tzinfo=UTC)
    days = {
        zone: Match.objects.get(pk=make_match(scheduled_at=at, time_zone=zone).pk).scheduled_on
        for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago")
    }
    assert days == {"Pacific/Kiritimati": date(2026, 3, 2), "Pacific/Pago_Pago": date(2026, 2, 28)}


def test_a_match_that_is_moved_leaves_the_day_that_was_said_of_the_old_instant():
    match = make_match(scheduled_on=date(2026, 6, 11), local_time="20:00", **MEXICO)
    change_fixture(match_id=match.pk, actor="user:1", scheduled_at=datetime(2026, 6, 20, 3, tzinfo=UTC))
    match.refresh_from_db()
    assert match.scheduled_on == date(2026, 6, 19)


def test_a_match_whose_ground_is_moved_is_on_the_day_there():
    match = make_match(scheduled_at=MEXICO["scheduled_at"])
    change_fixture(match_id=match.pk, actor="user:1", time_zone="America/Mexico_City")
    match.refresh_from_db()
    assert match.scheduled_on == date(2026, 6, 11)


def test_a_match_that_goes_on_past_midnight_stays_on_its_day(client, time_machine):
    time_machine.move_to(datetime(2026, 3, 1, 23, tzinfo=UTC))
    match = make_match(scheduled_at=datetime(2026, 3, 1, 22, 30, tzinfo=UTC))
    enter(match, {"type": "period_start"})
    time_machine.move_to(datetime(2026, 3, 2, 0, 30, tzinfo=UTC))
    assert read_values(read_page(client, "/"), "li[data-match]", "data-match") == [str(match.pk)]
    enter(match, {"type": "period_end"}, {"type": "period_start"}, {"type": "period_end"})
    match.refresh_from_db()
    assert (match.status, match.scheduled_on) == ("ended", date(2026, 3, 1))


def test_a_match_suspended_and_finished_another_day_counts_for_the_day_it_began(client):
    match = make_match(scheduled_at=datetime(2026, 3, 1, 19, tzinfo=UTC))
    suspended = {"type": "status", "data": {"status": "suspended", "reason": "Floodlights"}}
    resumed = {"type": "status", "data": {"status": "live"}}
    enter(match, {"type": "period_start"}, suspended)
    enter(match, resumed, {"type": "period_end"}, {"type": "period_start"}, {"type": "period_end"})
    count_all()
    assert set(SideFact.objects.values_list("on", flat=True)) == {date(2026, 3, 1)}
    assert list_api(client, "date=2026-03-01") == [str(match.pk)]


def test_the_next_match_day_is_the_viewers(client):
    make_match(**MEXICO)
    for offset, day in ((-360, "2026-06-11"), (120, "2026-06-12")):
        page = read_page(client, f"/?date=2026-06-01&offset={offset}")
        assert read_values(page, "[data-notice=no-matches] time", "datetime") == [day]
        page = read_page(client, f"/?date=2026-07-01&offset={offset}")
        assert read_values(page, "[data-notice=no-matches] time", "datetime") == [day]
        assert f"?date={day}&offset={offset}" in read_values(page, "[data-notice=no-matches] a", "href")


def test_a_row_of_another_day_has_the_viewers_date_beside_the_viewers_hour(client):
    match = make_match(**MEXICO)
    page = read_page(client, f"/competitors/{match.home_id}")
    assert read_values(page, "li[data-match] .note time", "datetime") == ["2026-06-12T02:00:00Z"]
    assert read_texts(page, "li[data-match] .note") == ["12 Jun 2026"]


@pytest.mark.parametrize("hour", [None, "15:00"])
def test_a_day_that_a_ground_never_had_is_refused(hour):
    """Samoa went from 29 to 31 December 2011, to the other side of the date line; Kwajalein left out 21 August 1993."""
    for zone, on in (("Pacific/Apia", date(2011, 12, 30)), ("Pacific/Kwajalein", date(1993, 8, 21))):
        with pytest.raises(Refused, match="match.times.no_day"):
            make_match(scheduled_on=on, local_time=hour, time_zone=zone)
    for on in (date(2011, 12, 29), date(2011, 12, 31)):
        make_match(scheduled_on=on, local_time=hour, time_zone="Pacific/Apia")
    match = make_match(scheduled_on=date(2011, 12, 30))
    with pytest.raises(Refused, match="match.times.no_day"):
        change_fixture(match_id=match.pk, actor="user:1", reason="The ground is known", time_zone="Pacific/Apia")


BERLIN = {"scheduled_on": date(2026, 3, 28), "local_time": "20:30", "time_zone": "Europe/Berlin"}


def change(match, **changes):
    change_fixture(match_id=match.pk, actor="user:1", **changes)
    match.refresh_from_db()
    return match.scheduled_at, match.scheduled_on


@pytest.mark.parametrize("late", ["time_zone", "local_time", "scheduled_on"])
def test_day_hour_and_zone_said_one_after_the_other_say_the_instant_too(late):
    """As they do together: a ground's zone, or its hour, is often set when the match has been made long ago."""
    match = make_match(**{name: value for name, value in BERLIN.items() if name != late})
    assert match.scheduled_at is None
    assert change(match, **{late: BERLIN[late]}) == (datetime(2026, 3, 28, 19, 30, tzinfo=UTC), date(2026, 3, 28))


@pytest.mark.parametrize(
    ("moved", "at", "on"),
    [
        ({"scheduled_on": date(2026, 3, 30)}, datetime(2026, 3, 30, 18, 30, tzinfo=UTC), date(2026, 3, 30)),  # summer
        ({"local_time": "00:15"}, datetime(2026, 3, 27, 23, 15, tzinfo=UTC), date(2026, 3, 28)),
        ({"time_zone": "Pacific/Auckland"}, datetime(2026, 3, 28, 7, 30, tzinfo=UTC), date(2026, 3, 28)),
        ({"local_time": None}, None, date(2026, 3, 28)),
    ],
)
def test_a_day_or_hour_of_the_ground_moved_by_itself_takes_the_instant_with_it(moved, at, on):
    """The instant that day, hour and zone had said is theirs: nobody has to say it again in UTC."""
    assert change(make_match(**BERLIN), **moved) == (at, on)


def test_a_day_moved_to_where_clocks_leave_its_hour_out_is_refused():
    match = make_match(**BERLIN | {"local_time": "02:30"})
    with raises_refused("clocks go forward"):
        change(match, scheduled_on=date(2026, 3, 29))


def test_an_instant_that_was_said_by_itself_stands_against_a_day_that_contradicts_it():
    match = make_match(**MEXICO)
    with raises_refused("correct one of them"):
        change(match, scheduled_on=date(2026, 6, 20))
