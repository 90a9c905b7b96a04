"""Every page for everyone: without scripts, with a screen reader, on a phone, magnified, right to left."""

import gzip

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from scoreboard.models import Competitor
from tests.browser import demo
from tests.counting import count_all
from tests.factories import enter

SCROLLS_SIDEWAYS = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
SCREENS = [(320, 640), (360, 740), (640, 450), (768, 900), (1280, 900)]  # 640 × 450 is 1280 × 900 magnified twice
BOXES = """() => [...document.querySelectorAll('.board .team, .board .edge, .board .dash, .board .name, .board .state')]
  .map((each) => [each.className, JSON.stringify(each.getBoundingClientRect())])"""
# Whatever moves but the figures themselves: 10 is wider than 9.
SHIFTS = """() => {
  window.shifts = [];
  const isFigure = ({ node }) => (node?.closest ? node : node?.parentElement)?.closest(".score");
  new PerformanceObserver((list) => {
    const moved = list.getEntries().flatMap(({ sources }) => sources).filter((source) => !isFigure(source));
    window.shifts.push(...moved.map(({ node }) => node?.className ?? node?.textContent));
  }).observe({ type: "layout-shift" });
}"""


@pytest.fixture(scope="session")
def afternoon(site):
    """Matches in every state, counted in the tables."""
    made = demo.make_afternoon()
    count_all()
    return made


@pytest.fixture(scope="session")
def paths(afternoon):
    """Every page for everyone, by name."""
    season = afternoon["live"].season_id
    competitor = Competitor.objects.get(name="Arsenal").pk
    return {
        "day": "/",
        "day-empty": "/?date=2001-01-01",
        "bad-day": "/?date=yesterday",
        "match": f"/matches/{afternoon['live'].pk}",
        "match-long": f"/matches/{afternoon['long'].pk}",
        "match-coming": f"/matches/{afternoon['coming'].pk}",
        "match-off": f"/matches/{afternoon['off'].pk}",
        "season": f"/seasons/{season}",
        "competitions": "/competitions",
        "competitor": f"/competitors/{competitor}",
        "login": "/login",
        "missing": "/nothing-here",
    }


PAGES = ["day", "match", "match-long", "match-coming", "match-off", "season", "competitions", "competitor", "login"]
OPERATORS = ["console", "console-match", "console-before", "operations", "audit"]


@pytest.fixture
def open_named(open_page, paths, afternoon, operator):
    """Opens a page by its name."""
    mine = {
        "console": "/console/",
        "console-match": f"/console/matches/{afternoon['live'].pk}",
        "console-before": f"/console/matches/{afternoon['coming'].pk}",
        "operations": "/operations",
        "audit": "/audit",
    }

    def open_it(name, **options):
        if name in mine:
            return open_page(mine[name], user=operator, **options)
        return open_page(paths[name], **options)

    return open_it


@pytest.mark.parametrize("name", [*PAGES, "day-empty", *OPERATORS])
def test_axe_finds_nothing(open_named, name):
    page = open_named(name)
    page.wait_for_load_state("networkidle")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page)
        assert found.violations_count == 0, (scheme, found.generate_report())


@pytest.mark.parametrize("name", ["bad-day", "missing"])
def test_errors_are_pages_too(open_named, name):
    page = open_named(name, tolerant=True)
    assert Axe().run(page).violations_count == 0
    expect(page.locator("main a.button")).to_have_text("Today’s matches")


@pytest.mark.parametrize("name", [*PAGES, *OPERATORS])
def test_nothing_is_wider_than_the_screen(open_named, name):
    page = open_named(name)
    for width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        assert not page.evaluate(SCROLLS_SIDEWAYS), width


def test_a_word_wider_than_the_screen_is_broken_and_the_numbers_stay(open_page, season):
    word = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
    match = demo.make_match(season, word, "Ajax", scheduled_at="2026-05-04T15:00:00Z", round=word)
    enter(match, {"type": "result", "data": {"full_time": {"home": 2, "away": 1}}})
    count_all()
    for path in (f"/matches/{match.pk}", f"/seasons/{season.pk}", f"/competitors/{match.home_id}", "/?date=2026-05-04"):
        page = open_page(path, width=360, timezone_id="UTC")
        assert not page.evaluate(SCROLLS_SIDEWAYS), path
        for points in page.locator("td.points:visible").all():
            box = points.bounding_box()
            assert box["x"] + box["width"] <= 360, path
    page = open_page(f"/seasons/{season.pk}", timezone_id="UTC")
    assert page.locator(".standings .scroller").first.evaluate("(each) => each.scrollWidth <= each.clientWidth")


def test_the_live_dot_stands_beside_the_first_word_and_notes_under_the_names(open_page, season):
    match = demo.make_match(season, "Ajax", "PSV", scheduled_at="2031-05-04T15:00:00Z")
    enter(match, {"type": "period_start"}, {"type": "period_end"})
    page = open_page("/", width=360)
    row = page.locator(f'[data-match="{match.pk}"]')
    state = row.locator("[data-slot=state]")
    state.evaluate("(each) => { each.textContent = 'First innings, declared'; }")
    words = state.evaluate(
        "(each) => { const range = document.createRange(); range.selectNodeContents(each);"
        " return range.getClientRects()[0].top - each.getBoundingClientRect().top; }"
    )
    dot = state.evaluate("(each) => parseFloat(getComputedStyle(each, '::before').top)")
    assert abs(words) < 4
    assert 0 < dot < 12
    row.locator("[data-slot=note]").evaluate(
        "(each) => { each.hidden = false; each.textContent = 'Ajax by an innings'; }"
    )
    left = (
        "(each) => { const range = document.createRange(); range.selectNodeContents(each);"
        " return range.getClientRects()[0].left; }"
    )
    assert row.locator("[data-slot=note]").evaluate(left) == pytest.approx(
        row.locator(".home .name").evaluate(left), abs=1
    )
    text = page.locator("[data-freshness]").evaluate("(each) => each.innerText")
    page = open_page("/", scripts=False)
    assert ", as of " in page.locator("[data-freshness]").inner_text(), text


@pytest.mark.parametrize("name", ["day", "match", "season", "console-match"])
def test_right_to_left_fits_too(open_named, name):
    page = open_named(name, width=360)
    page.evaluate("() => { document.documentElement.dir = 'rtl'; }")
    assert not page.evaluate(SCROLLS_SIDEWAYS)
    brand = page.locator(".brand svg").bounding_box()
    assert brand["x"] > 180  # begins at the right


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_whole_without_scripts(open_named, name):
    page = open_named(name, scripts=False)
    expect(page.locator("h1").first).to_be_attached()
    assert page.locator("main").inner_text().strip()


def test_a_match_without_scripts_shows_score_clock_and_what_happened(open_named):
    page = open_named("match", scripts=False)
    board = page.locator("[data-board]")
    assert board.locator("[data-points]").all_inner_texts() == ["2", "1"]
    assert board.locator("[data-slot=state]").inner_text().endswith("’")
    told = page.locator(".timeline .incident .what").all_inner_texts()
    assert "Cancelled: offside, after VAR" in told[0]
    assert "Kick-off" in told[-1]
    assert page.locator("noscript").count() == 1


def test_a_goal_moves_nothing_but_the_timeline(open_page, season):
    match = demo.make_match(season, "Hull City", "Stoke City", scheduled_at="2031-05-04T15:00:00Z")
    enter(match, {"type": "period_start"}, *[{"type": "goal", "side": "home"}] * 9)
    for width in (360, 1280):
        page = open_page(f"/matches/{match.pk}", width=width)
        page.wait_for_function("() => document.querySelector('[data-freshness]').textContent === 'Live'")
        before = page.evaluate(BOXES)
        points = page.locator("[data-board] [data-points]").first.inner_text()
        enter(match, {"type": "goal", "side": "home"})
        page.wait_for_function(f"() => document.querySelector('[data-points]').textContent !== '{points}'")
        assert page.evaluate(BOXES) == before


def test_rows_of_a_day_do_not_move_when_a_score_changes(open_page, season):
    matches = [
        demo.make_match(season, f"Home {number}", f"Away {number}", scheduled_at="2031-05-04T15:00:00Z")
        for number in range(3)
    ]
    for match in matches:
        enter(match, {"type": "period_start"}, *[{"type": "goal", "side": "home"}] * 9)
    page = open_page("/", width=360)
    page.wait_for_function("() => document.querySelector('[data-freshness]').textContent.includes('live now')")
    page.evaluate(SHIFTS)
    enter(matches[0], {"type": "goal", "side": "home"})
    expect(page.locator(f'[data-match="{matches[0].pk}"] [data-slot="home-score"]')).to_have_text("10")
    enter(matches[1], {"type": "period_end"})
    expect(page.locator(f'[data-match="{matches[1].pk}"] [data-slot=state]')).to_have_text("Half-time")
    page.wait_for_timeout(300)
    assert page.evaluate("() => window.shifts") == []


def test_goals_are_announced_with_context_and_clocks_are_not(open_page, season):
    match = demo.make_match(season, "Argentina", "France", scheduled_at="2031-05-04T15:00:00Z", clock_rate=60)
    enter(match, {"type": "period_start"})
    page = open_page(f"/matches/{match.pk}")
    page.wait_for_function("() => document.querySelector('[data-freshness]').textContent === 'Live'")
    said = page.locator("[data-announcer]")
    assert said.get_attribute("aria-live") == "polite"
    page.wait_for_timeout(2_500)
    assert said.inner_text() == ""
    enter(match, {"type": "goal", "side": "home", "clock_ms": 1_330_000})
    expect(said).to_have_text("Goal, Argentina. Argentina 1, France 0, 23rd minute.")
    enter(match, {"type": "void", "data": {"seq": 3, "reason": "offside"}})
    expect(said).to_have_text("Cancelled: Goal, Argentina. Argentina 0, France 0, 23rd minute. offside.")
    assert page.locator("[aria-live]").count() == 1


def test_a_changed_score_is_marked_and_with_reduced_motion_a_dot_instead(open_page, live_match):
    for reduced, animation in ((False, "mark"), (True, "none")):
        page = open_page(f"/matches/{live_match.pk}", reduced=reduced)
        page.wait_for_function("() => document.querySelector('[data-freshness]').textContent === 'Live'")
        enter(live_match, {"type": "goal", "side": "home"})
        changed = page.locator('[data-slot="home-score"].changed')
        changed.wait_for()
        assert changed.evaluate("(each) => getComputedStyle(each).animationName") == animation


def test_stars_and_theme_stay_on_the_device(open_named, afternoon):
    page = open_named("day")
    star = page.locator(f'[data-star="{afternoon["live"].pk}"]')
    star.click()
    page.click("[data-theme-toggle]")
    page.reload()
    expect(star).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("() => document.documentElement.dataset.theme") == "light"
    assert page.context.cookies() == []


def test_times_are_in_the_viewers_zone(open_named, afternoon):
    page = open_named("match-coming", timezone_id="Asia/Tokyo", locale="en-GB")
    time = page.locator("[data-slot=kick-off] time")
    utc = afternoon["coming"].scheduled_at
    minutes = (utc.hour * 60 + utc.minute + 540) % 1440
    assert time.inner_text() == f"{minutes // 60:02}:{minutes % 60:02}"
    expect(page.locator("[data-zone-note]")).to_contain_text("Asia/Tokyo")


def test_the_head_sticks_and_shrinks_and_nothing_jumps(open_named):
    page = open_named("match", width=360, height=600)
    tall = page.locator(".board-line").bounding_box()["height"]
    page.evaluate("() => scrollTo(0, 500)")
    page.wait_for_timeout(200)
    box = page.locator(".board-line").bounding_box()
    assert box["y"] == 0
    assert box["height"] < tall - 20
    assert page.evaluate("() => scrollY") == 500


def test_a_match_page_weighs_less_than_60_kb_with_all_it_needs(open_page, afternoon):
    page = open_page("about:blank")
    weights = {}
    page.on("response", lambda answer: weights.update({answer.url: weigh(answer)}))
    page.goto(f"/matches/{afternoon['live'].pk}")
    page.wait_for_load_state("networkidle")
    assert len(weights) > 10
    assert sum(weights.values()) < 60_000, weights


def weigh(answer):
    """The bytes of an answer on the wire: as compressed, where the server did that."""
    body = answer.body()
    return len(gzip.compress(body)) if "gzip" in (answer.headers.get("content-encoding") or "") else len(body)


def test_forty_live_matches_at_once(open_page, season):
    matches = [
        demo.make_match(season, f"Homeside {number}", f"Awayside {number}", scheduled_at="2031-05-04T15:00:00Z")
        for number in range(40)
    ]
    for match in matches:
        enter(match, {"type": "period_start"})
    page = open_page("/", width=360)
    page.wait_for_function("() => document.querySelector('[data-freshness]').textContent.includes('live now')")
    for match in matches:
        enter(match, {"type": "goal", "side": "away"})
    for match in matches:
        expect(page.locator(f'[data-match="{match.pk}"] [data-slot="away-score"]')).to_have_text("1")
