"""Pages are alive: goals arrive at once, in order, whatever a tab has been through."""

import re
import time
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from scoreboard.record.fixture import change_fixture
from tests.counting import count_all
from tests.factories import enter, make_match

GOAL = {"type": "goal", "side": "home", "player": "Lionel Messi"}
SCORES = (
    """() => [...document.querySelectorAll('[data-board] [data-points]')].map((each) => each.textContent).join('-')"""
)
CONNECTED = "() => document.querySelector('[data-freshness]').textContent === 'Live'"
# The time between the goal's recording on the server and its drawing here; server and browser share one clock.
DRAWN_AT = """() => {
  window.drawn = new Promise((resolve) => {
    const slot = document.querySelector('[data-slot="home-score"] [data-points]');
    const drawn = new MutationObserver(() => resolve(Date.now()));
    drawn.observe(slot, { childList: true, characterData: true, subtree: true });
  });
}"""


def watch_match(open_page, match, **options):
    """A tab that follows a match, connected."""
    page = open_page(f"/matches/{match.pk}", **options)
    page.wait_for_function(CONNECTED)
    return page


def declare(match, status, reason):
    """Declare a match to stand as said."""
    enter(match, {"type": "status", "data": {"status": status, "reason": reason}})


def wait_for_score(page, score, *, seconds=5):
    """Wait until the page shows a score, as "1-0"."""
    page.wait_for_function(f"() => ({SCORES})() === '{score}'", timeout=seconds * 1000)


def test_two_tabs_see_a_goal_entered_in_a_third_within_200_ms(open_page, live_match, scorer):
    tabs = [watch_match(open_page, live_match) for _ in range(2)]
    console = open_page(f"/console/matches/{live_match.pk}", user=scorer)
    console.wait_for_function("() => document.querySelector('[data-freshness]').textContent === 'Connected'")
    for tab in tabs:
        tab.evaluate(DRAWN_AT)
    pressed = console.evaluate("() => { document.querySelector('[data-entry=home] .big').click(); return Date.now(); }")
    for tab in tabs:
        assert tab.evaluate("() => window.drawn") - pressed < 200
        assert tab.evaluate(SCORES) == "1-0"


def test_a_tab_that_was_offline_catches_up_with_no_gap(open_page, live_match):
    page = watch_match(open_page, live_match)
    page.context.set_offline(True)
    page.wait_for_function("() => document.querySelector('[data-freshness]').dataset.state === 'offline'")
    enter(live_match, {**GOAL, "clock_ms": 60_000})
    enter(live_match, {**GOAL, "clock_ms": 120_000})
    enter(live_match, {"type": "card", "side": "away", "player": "A", "data": {"card": "red"}, "clock_ms": 150_000})
    enter(live_match, {"type": "void", "data": {"seq": 3, "reason": "offside"}})
    page.context.set_offline(False)
    wait_for_score(page, "1-0")
    assert page.locator("[data-freshness]").inner_text() == "Live"
    assert page.locator(".timeline .incident").evaluate_all("(all) => all.map((each) => each.dataset.seq)") == [
        "5",
        "4",
        "3",
        "2",
    ]
    cancelled = page.locator('[data-seq="3"]')
    assert cancelled.get_attribute("data-confirmation") == "cancelled"
    assert cancelled.locator(".reason").inner_text() == "Cancelled: offside"
    assert page.locator('[data-slot="away-reds"]').inner_text().startswith("1")


def test_live_entries_read_as_the_server_writes_them(open_page, live_match):
    page = watch_match(open_page, live_match)
    enter(live_match, {**GOAL, "clock_ms": 60_000, "data": {"assist": "Ángel Di María"}})
    enter(live_match, {**GOAL, "clock_ms": 90_000, "data": {"own_goal": True}})
    enter(
        live_match,
        {"type": "substitution", "side": "away", "player": "On", "data": {"off": "Off"}, "clock_ms": 100_000},
    )
    enter(live_match, {"type": "period_end", "clock_ms": 2_700_000})
    enter(live_match, {"type": "void", "data": {"seq": 3, "reason": "offside"}})
    wait_for_score(page, "1-0")
    page.wait_for_function("() => document.querySelectorAll('[data-confirmation=cancelled]').length === 1")
    read = """() => [...document.querySelectorAll('[data-timeline] .incident')].map((each) => [
      each.className.replace(' fresh', ''), {...each.dataset}, each.textContent.replace(/\\s+/g, ' ').trim()])"""
    alive = page.evaluate(read)
    page.reload()
    assert page.evaluate(read) == alive


def test_the_day_shows_goals_and_the_break(open_page, live_match):
    page = open_page("/")
    row = page.locator(f'[data-match="{live_match.pk}"]')
    page.wait_for_function("() => document.querySelector('[data-freshness]').textContent.includes('live now')")
    assert row.get_attribute("data-play") == "live"
    enter(live_match, GOAL)
    expect(row.locator('[data-slot="home-score"]')).to_have_text("1")
    enter(live_match, {"type": "period_end"})
    expect(row.locator("[data-slot=state]")).to_have_text("Half-time")


def test_the_day_tells_of_a_match_that_begins(open_page, season):
    match = make_match(season=season, scheduled_on="2031-05-04")
    page = open_page("/")
    page.wait_for_function("() => document.querySelector('[data-freshness]').dataset.state !== 'stale'")
    page.wait_for_timeout(500)
    enter(match, {"type": "period_start"})
    expect(page.locator("[data-news=more]")).to_be_visible()
    page.click("[data-news=more] [data-news-show]")
    expect(page.locator(f'[data-match="{match.pk}"]')).to_be_visible()


def test_staleness_is_shown_while_the_server_is_away(open_page, live_match, site):
    page = watch_match(open_page, live_match, tolerant=True)
    site.web.kill()
    try:
        expect(page.locator("[data-freshness]")).to_have_text(re.compile(r"^Last update \d+ s ago$"), timeout=15_000)
    finally:
        site.web = site.start_web()
    enter(live_match, GOAL)
    wait_for_score(page, "1-0", seconds=30)


def test_the_clock_runs_from_its_anchor_and_writes_stoppage_time(open_page, season):
    match = make_match(season=season, scheduled_at=timezone.now(), clock_rate=600)
    enter(match, {"type": "period_start"})
    page = watch_match(open_page, match)
    started = time.monotonic()
    page.wait_for_function(
        "() => /^45\\+\\d+’$/.test(document.querySelector('[data-board] .state').textContent)", timeout=10_000
    )
    assert time.monotonic() - started < 6


def test_a_tab_that_slept_catches_up_with_no_gap(open_page, live_match):
    page = watch_match(open_page, live_match)
    browser = page.context.new_cdp_session(page)
    browser.send("Page.setWebLifecycleState", {"state": "frozen"})
    enter(live_match, {**GOAL, "clock_ms": 60_000})
    enter(live_match, {**GOAL, "side": "away", "clock_ms": 120_000})
    browser.send("Page.setWebLifecycleState", {"state": "active"})
    wait_for_score(page, "1-1")
    assert page.locator(".timeline .incident").evaluate_all("(all) => all.map((each) => each.dataset.seq)") == [
        "4",
        "3",
        "2",
    ]


def test_the_reason_shown_is_always_of_the_status_shown(open_page, live_match, season):
    page = watch_match(open_page, live_match)
    course = page.locator("[data-course]")
    before = page.locator("#timeline").bounding_box()
    declare(live_match, "interrupted", "Thunder")
    expect(course).to_contain_text("Thunder")
    declare(live_match, "suspended", "Waterlogged pitch")
    expect(course).to_contain_text("Waterlogged pitch")
    expect(course).not_to_contain_text("Thunder")
    assert page.locator("#timeline").bounding_box()["y"] == before["y"]
    declare(live_match, "live", "Dry")
    expect(course).to_have_text("")
    page.reload()
    expect(course).to_have_text("")
    later = make_match(season=season, scheduled_at=timezone.now())
    page = open_page(f"/matches/{later.pk}")
    page.wait_for_timeout(500)
    declare(later, "postponed", "Hurricane")
    expect(page.locator("[data-course]")).to_contain_text("Hurricane")


def play(match):
    """Play a match to its end: 3–0, all of it before the break."""
    enter(match, {"type": "period_start"}, *[{**GOAL, "clock_ms": minute * 60_000} for minute in (5, 15, 25)])
    enter(match, {"type": "period_end"}, {"type": "period_start"}, {"type": "period_end"})


def void(match, *seqs):
    """Void entries of a match."""
    for seq in seqs:
        enter(match, {"type": "void", "data": {"seq": seq, "reason": "seen on video"}})


def test_a_late_correction_reaches_all_that_is_the_matchs_own_and_the_rest_says_that_it_is_older(open_page, match):
    play(match)
    count_all()
    page = open_page(f"/matches/{match.pk}")
    page.wait_for_timeout(500)
    older = page.locator("[data-news=result]")
    expect(page.locator("[data-course]")).to_contain_text("3–0")
    expect(older).to_be_hidden()
    before = page.locator("#timeline").bounding_box()
    void(match, 3, 4)
    wait_for_score(page, "1-0")
    expect(page.locator("[data-course]")).to_contain_text("1–0")
    expect(page.locator("[data-entries]")).to_have_text("10 entries")
    expect(older).to_be_visible()
    assert page.locator("#timeline").bounding_box()["y"] == before["y"]
    count_all()
    older.locator("[data-news-show]").click()
    expect(page.locator("#form .form-score").first).to_have_text("1–0")
    expect(older).to_be_hidden()


def test_an_entry_that_changes_no_result_makes_nothing_older(open_page, match):
    play(match)
    count_all()
    page = open_page(f"/matches/{match.pk}")
    page.wait_for_timeout(500)
    declare(match, "official", None)
    expect(page.locator("[data-entries]")).to_have_text("9 entries")
    expect(page.locator("[data-news=result]")).to_be_hidden()


def test_a_match_that_is_moved_says_so_on_its_open_page(open_page, match):
    page = open_page(f"/matches/{match.pk}")
    page.wait_for_timeout(500)
    moved = page.locator("[data-news=changed]")
    change_fixture(match_id=match.pk, actor="user:1", scheduled_at=match.scheduled_at + timedelta(hours=30))
    expect(moved).to_be_visible()
    moved.locator("[data-news-close]").click()
    expect(moved).to_be_hidden()
    change_fixture(match_id=match.pk, actor="user:1", venue="Elsewhere")
    expect(page.locator("[data-entries]")).to_have_text("3 entries")
    page.reload()
    expect(page.locator("#details")).to_contain_text("Elsewhere")
    expect(moved).to_be_hidden()


def test_a_days_results_are_alive_to_corrections(open_page, season):
    today, past = timezone.now(), timezone.now() - timedelta(days=40)
    for at, path in ((today, "/"), (past, f"/?date={past:%Y-%m-%d}")):
        over, off = (make_match(season=season, scheduled_at=at) for _ in range(2))
        play(over)
        declare(off, "postponed", "Snow")
        page = open_page(path, timezone_id="UTC")
        rows = [page.locator(f'[data-match="{each.pk}"]') for each in (over, off)]
        expect(rows[1]).to_have_attribute("data-play", "off")
        page.wait_for_timeout(700)
        void(over, 3)
        expect(rows[0].locator("[data-slot=home-score]")).to_have_text("2")
        declare(over, "annulled", "Second thoughts")
        expect(rows[0]).to_have_attribute("data-play", "off")
        declare(over, "ended", "Third thoughts")
        expect(rows[0]).to_have_attribute("data-play", "over")
        declare(off, "scheduled", None)
        expect(rows[1]).to_have_attribute("data-play", "upcoming")


def test_a_day_says_that_a_match_was_moved_and_no_longer_where_it_is_moved_back(open_page, season):
    at = timezone.now().replace(microsecond=0)
    match = make_match(season=season, scheduled_at=at)
    page = open_page("/", timezone_id="UTC")
    moved, row = page.locator("[data-news=changed]"), page.locator(f'[data-match="{match.pk}"]')
    page.wait_for_timeout(700)
    for later, visible in ((timedelta(hours=30), True), (timedelta(), False), (timedelta(hours=31), True)):
        change_fixture(match_id=match.pk, actor="user:1", scheduled_at=at + later)
        expect(moved).to_be_visible(visible=visible)
    moved.locator("[data-news-show]").click()
    expect(row).to_have_count(0)
    expect(moved).to_be_hidden()


def test_a_day_says_that_sides_are_known(open_page, season):
    match = make_match(season=season, away=None, scheduled_at=timezone.now())
    known = make_match(season=season).away
    page = open_page("/")
    page.wait_for_timeout(700)
    change_fixture(match_id=match.pk, actor="user:1", away=known)
    page.locator("[data-news=changed] [data-news-show]").click()
    expect(page.locator(f'[data-match="{match.pk}"] .away .name')).to_have_text(known.name)
