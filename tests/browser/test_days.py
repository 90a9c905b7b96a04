"""A day's page in several zones: the heading and the hours are the viewer's, and the day is found without a detour."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from tests.counting import count_all
from tests.factories import enter, make_match

MATCH = "[data-match='{}']"


@pytest.fixture(scope="session")
def night_match(site):
    """20:00 in Mexico City on 11 June 2031, which is 02:00 UTC on the 12th."""
    return make_match(scheduled_at=datetime(2031, 6, 12, 2, tzinfo=UTC), time_zone="America/Mexico_City")


@pytest.mark.parametrize(
    ("zone", "day", "hour"),
    [
        ("America/Mexico_City", 11, "20:00"),
        ("Europe/Berlin", 12, "04:00"),
        ("UTC", 12, "02:00"),
        ("Pacific/Kiritimati", 12, "16:00"),
        ("Asia/Kolkata", 12, "07:30"),
    ],
)
def test_the_day_and_the_hour_are_the_viewers(open_page, night_match, zone, day, hour):
    for on in (11, 12):
        page = open_page(f"/?date=2031-06-{on}", timezone_id=zone, locale="en-GB")
        row = page.locator(MATCH.format(night_match.pk))
        if on == day:
            expect(row.locator("time")).to_have_text(hour)
        else:
            expect(page.locator("[data-notice]").first).to_be_visible()
            expect(row).to_have_count(0)


def test_the_page_of_a_viewer_in_utc_is_not_loaded_again(open_page, night_match):
    page = open_page("/?date=2031-06-12", timezone_id="UTC")
    assert page.url.endswith("/?date=2031-06-12")


def test_another_viewers_address_becomes_ones_own(open_page, night_match):
    page = open_page("/?date=2031-06-11&offset=-360", timezone_id="Europe/Berlin", locale="en-GB")
    page.wait_for_url("**/?date=2031-06-11&offset=120")
    expect(page.locator(MATCH.format(night_match.pk))).to_have_count(0)


def test_the_day_on_which_clocks_change_says_both_offsets(open_page, site):
    page = open_page("/?date=2031-03-30", timezone_id="Europe/Berlin")
    page.wait_for_url("**/?date=2031-03-30&offset=60&end_offset=120")


def test_the_days_beside_it_keep_the_viewers_offset(open_page, night_match):
    page = open_page("/?date=2031-06-11", timezone_id="Asia/Kolkata")
    page.wait_for_url("**/?date=2031-06-11&offset=330")
    page.get_by_role("link", name="Next day").click()
    page.wait_for_url("**/?date=2031-06-12&offset=330")


def test_without_scripts_day_and_hours_are_of_utc(open_page, night_match):
    page = open_page("/?date=2031-06-12", scripts=False, timezone_id="Europe/Berlin")
    expect(page.locator(MATCH.format(night_match.pk)).locator("time")).to_have_text("02:00")


def test_after_midnight_a_page_of_today_says_so_while_something_is_live(open_page, live_match):
    page = open_page("about:blank")
    page.clock.install()
    page.goto("/")
    expect(page.locator("[data-news=day]")).to_be_hidden()
    page.clock.fast_forward("24:00:05")
    page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("[data-news=day]")).to_be_visible()
    assert page.locator("[data-news=day] a").get_attribute("href") == "/"


def test_after_midnight_a_page_of_today_goes_on_by_itself_where_nothing_is_live(open_page, match):
    page = open_page("about:blank")
    page.clock.install()
    page.route_web_socket("**/ws/live", lambda _: None)  # nothing that other tests have left live comes in
    page.route("**/api/**", lambda route: route.abort())

    def calm(route):
        answer = route.fetch()
        quiet = answer.text().replace("&quot;status&quot;:&quot;live&quot;", "&quot;status&quot;:&quot;ended&quot;")
        route.fulfill(response=answer, body=quiet)

    page.route(lambda url: url.endswith("/"), calm)
    page.goto("/")
    page.evaluate("() => { window.old = true; }")
    with page.expect_navigation():
        page.clock.fast_forward("24:00:05")
    assert page.evaluate("() => window.old") is None


@pytest.mark.parametrize(("zone", "day"), [("America/Los_Angeles", "11 Jun 2031"), ("Asia/Kolkata", "12 Jun 2031")])
def test_a_match_has_one_day_wherever_it_is_told(open_page, season, zone, day):
    match = make_match(season=season, scheduled_at=datetime(2031, 6, 12, 0, 15, tzinfo=UTC), time_zone="Asia/Tokyo")
    result = {"full_time": {"home": 3, "away": 0}}
    enter(match, {"type": "result", "data": result})
    count_all()
    for path, places in (
        (f"/matches/{match.pk}", (".board-above", "#form", "[data-fact=begin] time")),
        (f"/seasons/{season.pk}", ("#records", "#results")),
        (f"/competitors/{match.home_id}?against={match.away_id}", ("#against .form-list", "li.match")),
    ):
        page = open_page(path, timezone_id=zone, locale="en-GB")
        for place in places:
            expect(page.locator(place).first).to_contain_text(day)
            expect(page.locator(place).first).not_to_contain_text(
                "12 Jun 2031" if day.startswith("11") else "11 Jun 2031"
            )


@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles"])
def test_an_empty_date_is_today_and_nonsense_is_refused_with_a_way_there(open_page, zone, site):
    page = open_page("/?date=", timezone_id=zone)
    expect(page.locator(".days [aria-current=date]")).to_be_visible()
    assert "NaN" not in page.url
    for query in ("date=20310611", "date=2031-W24-3", "date=now", "offset=NaN", "date=2031-06-11&offset=x"):
        page = open_page(f"/?{query}", timezone_id=zone, tolerant=True)
        page.locator("[data-notice=refused] a").click()
        expect(page.locator(".days [aria-current=date]")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_arrows_stand_where_they_stood_on_every_day(open_page, site, width):
    page = open_page("/", width=width, timezone_id="UTC")
    places = {}
    for _ in range(6):
        for name in ("Previous day", "Next day"):
            places.setdefault(name, []).append(page.get_by_role("link", name=name).bounding_box())
        page.get_by_role("link", name="Next day").click()
        page.wait_for_load_state()
    for boxes in places.values():
        assert all(box == boxes[0] for box in boxes), boxes
