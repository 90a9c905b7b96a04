"""Matches that were called off, broken off or struck, and what a file says of them next; first rounds of two groups."""

import pytest

from scoreboard.models import Match
from tests.cases.test_imports import Importer, empty, only, played
from tests.factories import enter

pytestmark = pytest.mark.django_db
CUP = "Valley Cup 2031"


@pytest.fixture
def bring(tmp_path, capsys):
    return Importer(tmp_path, capsys)


def list_all():
    """Each match by its day: its status and score."""
    found = Match.objects.order_by("scheduled_on")
    return [(str(match.scheduled_on), match.status, match.home_score, match.away_score) for match in found]


def list_homes():
    return sorted(Match.objects.values_list("home__name", flat=True))


def row(ft=None, day="2031-03-15", **fields):
    return played("Ash", "Birch", ft, day=day, **fields)


def test_a_file_with_a_match_called_off_is_the_same_file_a_second_time(bring):
    for events in (2, 0, 0):
        assert bring(row(status="cancelled"))["events"] == events
        assert only().status == "cancelled"


def test_what_was_called_off_is_played_later(bring):
    """Played beats unplayed: the match that was cancelled is the one that was played in that round at last."""
    bring(row(status="cancelled"))
    report = bring(row([3, 1], day="2031-04-20"))
    assert "cancelled is 3–1" in report["changed"][0]["why"]
    assert list_all() == [("2031-04-20", "ended", 3, 1)]
    assert bring(row([3, 1], day="2031-04-20"))["events"] == 0


def test_a_plan_that_was_called_off_strikes_nothing_that_was_played_later(bring):
    bring(row([3, 1], day="2031-04-20"))
    report = bring(row(status="cancelled"))
    assert (report["events"], report["rejected"]) == (0, [])
    assert list_all() == [("2031-04-20", "ended", 3, 1)]


@pytest.mark.parametrize("turned", [False, True])
def test_called_off_and_played_later_in_one_file_is_one_match(bring, turned):
    rows = [row(status="cancelled"), row([3, 1], day="2031-04-20")]
    assert bring(*(reversed(rows) if turned else rows))["rejected"] == []
    assert list_all() == [("2031-04-20", "ended", 3, 1)]


def test_what_was_broken_off_is_played_anew_as_another_match(bring):
    broken, again = row([1, 0], status="abandoned"), row([3, 1], day="2031-04-20")
    for events in (4, 0):
        report = bring(broken, again)
        assert (report["events"], report["rejected"]) == (events, [])
    assert list_all() == [("2031-03-15", "abandoned", 0, 0), ("2031-04-20", "ended", 3, 1)]


@pytest.mark.parametrize("turned", [False, True])
def test_broken_off_in_one_file_and_played_anew_in_another(bring, turned):
    files = [row(status="abandoned"), row([3, 1], day="2031-04-20")]
    for one in reversed(files) if turned else files:
        assert bring(one)["rejected"] == []
    assert list_all() == [("2031-03-15", "abandoned", 0, 0), ("2031-04-20", "ended", 3, 1)]


def test_an_award_is_more_than_that_a_match_was_called_off(bring):
    """A walkover whose score is not told is known as cancelled: the award that is there stays, and takes its place."""
    known, unknown = row([3, 0], status="walkover"), row(status="walkover")
    bring(known)
    assert bring(unknown)["events"] == 0
    assert list_all() == [("2031-03-15", "awarded", 3, 0)]


def test_an_award_takes_the_place_of_a_match_called_off(bring):
    bring(row(status="walkover"))
    bring(row([3, 0], status="walkover"))
    assert list_all() == [("2031-03-15", "awarded", 3, 0)]


def test_a_club_that_is_expelled_loses_all_its_matches_and_gets_them_back(bring):
    """NOIF 53: those that were played are annulled, those to come called off; the same file twice, then an appeal."""
    rows = [row([1, 0]), row(day="2031-05-01", round_name="Matchday 2")]
    rows[1]["team1"], rows[1]["team2"] = "Birch", "Ash"
    bring(*rows)
    struck = [rows[0] | {"status": "expelled"}, rows[1] | {"status": "cancelled"}]
    for events in (2, 0):
        assert bring(*struck)["events"] == events
        assert [status for _, status, *_ in list_all()] == ["annulled", "cancelled"]
    bring(rows[0], rows[1] | {"score": {"ft": [2, 2]}})
    assert list_all() == [("2031-03-15", "ended", 1, 0), ("2031-05-01", "ended", 2, 2)]


@pytest.mark.parametrize("second", [[1, 0], [2, 0]])
def test_first_rounds_of_two_groups_are_two_matches(bring, second):
    """A second group stage begins its rounds again, and the same two may meet in both, at the same ground."""
    rows = [row([1, 0], group="Group A"), row(second, day="2031-09-15", group="Group 1")]
    for events in (4, 0):
        report = bring(*rows, name=CUP)
        assert (report["events"], report["rejected"]) == (events, [])
    assert Match.objects.count() == 2


def test_a_group_by_another_language_s_name_is_the_same(bring):
    bring(row(group="Group A"), name=CUP)
    bring(row([1, 0], day="2031-03-17", group="Gruppe A"), name=CUP)
    assert list_all() == [("2031-03-17", "ended", 1, 0)]


def turned(row):
    return row | {"team1": row["team2"], "team2": row["team1"]}


STORIES = {
    "planned": row(),
    "moved": row(day="2031-04-20"),
    "played": row([2, 1]),
    "played late": row([2, 1], day="2031-04-20"),
    "played otherwise": row([1, 1]),
    "postponed": row(status="postponed"),
    "suspended": row(status="suspended"),
    "called off": row(status="cancelled"),
    "broken off": row(status="abandoned"),
    "awarded": row([3, 0], status="awarded"),
    "walkover": row(status="walkover"),
    "struck": row([2, 1], status="annulled"),
    "planned turned": turned(row()),
    "played turned": turned(row([1, 2])),
    "awarded turned": turned(row([0, 3], status="awarded")),
    "called off turned": turned(row(status="cancelled")),
    "struck turned": turned(row([1, 2], status="annulled")),
}


@pytest.mark.parametrize("first", STORIES)
def test_two_dated_accounts_end_the_same_in_either_order_and_twice(bring, first):
    """Whatever officials decided in between. Of a struck match the score is left aside, which counts nowhere."""
    for second, later in STORIES.items():
        files = [(STORIES[first], "2031-05-01"), (later, "2031-06-01")]
        ends = []
        for order in (files, files[::-1]):
            empty()
            for one, day in order:
                assert bring(one, as_of=day)["rejected"] == [], second
            ends.append(([one[:2] if one[1] == "annulled" else one for one in list_all()], list_homes()))
            for one, day in order:
                assert bring(one, as_of=day)["events"] == 0, second
        assert ends[0] == ends[1], second


def test_a_struck_match_is_restored_with_another_result(bring):
    bring(row([2, 1], status="annulled"), as_of="2031-05-01")
    for _ in range(2):
        assert bring(row([1, 1]), as_of="2031-06-01")["rejected"] == []
        assert list_all() == [("2031-03-15", "ended", 1, 1)]


def test_a_struck_match_is_declared_broken_off_by_the_later_source(bring):
    """An appeal that leaves a match without a result: it may be played anew."""
    bring(row([2, 1], status="annulled"), as_of="2031-05-01")
    assert bring(row(status="abandoned"), as_of="2031-04-01")["events"] == 0
    assert "annulled is abandoned" in bring(row(status="abandoned"), as_of="2031-06-01")["changed"][0]["why"]
    assert list_all() == [("2031-03-15", "abandoned", 0, 0)]
    assert bring(row([2, 1], status="annulled"), as_of="2031-05-01")["events"] == 0


def test_what_people_have_struck_stays_struck(bring):
    bring(row([2, 1]))
    enter(only(), {"type": "status", "data": {"status": "annulled", "reason": "Debts"}})
    assert bring(row(status="abandoned"), as_of="2040-01-01")["events"] == 0
    assert only().status == "annulled"
