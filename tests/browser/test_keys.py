"""The console's keys under a thumb, in every sport: on a phone, at places that stay, once for a tap and not twice."""

import pytest
from playwright.sync_api import expect

from scoreboard.models import Competition, Competitor, Season
from scoreboard.sports import SPORTS
from tests.factories import enter, make_match

COURTS = ("tennis", "badminton", "table_tennis", "volleyball", "beach_volleyball")
BEGINS = {
    **{sport: {"type": "period_start"} for sport in SPORTS},
    **{sport: {"type": "match_start", "side": "home"} for sport in COURTS},
    "cricket": {"type": "innings_start", "side": "home"},
    "baseball": {"type": "play", "side": "away", "data": {"play": "single"}},
}
LONG = ("Llanfairpwllgwyngyllgogerychwyrndrobwyll Wanderers", "Verein für Leibesübungen Mönchengladbach 1900")
TALLEST = 2_000  # px of a console on a phone while a match is played: three screens
AGAIN_MS = 600
PHONE = {"width": 360, "height": 640}
PLACES = """(all) => Object.fromEntries(all.filter((each) => each.checkVisibility()).map((each) => {
    const { x, y, width, height } = each.getBoundingClientRect();
    return [`${each.form?.dataset.entry} ${each.value || each.textContent}`, [x, y, width, height]];
}))"""


def make_live(sport, *, names=("Reds", "Blues")):
    """A match of a sport that has begun."""
    competition, _ = Competition.objects.get_or_create(sport=sport, name="Cup")
    season = Season.objects.create(competition=competition, name=str(Season.objects.count()))
    home, away = (Competitor.objects.get_or_create(sport=sport, name=name)[0] for name in names)
    match = make_match(season=season, home=home, away=away)
    enter(match, BEGINS[sport])
    return match


def open_keys(open_page, match, scorer, **options):
    """The console of a match on a phone."""
    return open_page(f"/console/matches/{match.pk}", user=scorer, tolerant=True, **{**PHONE, **options})


def find_places(page):
    """Where each key is on the screen, by its form and name."""
    return page.locator(".sides .button, .dock .button, .extra .button").evaluate_all(PLACES)


def count_records(match):
    """How many records a match has now."""
    match.refresh_from_db()
    return match.seq


@pytest.mark.parametrize("sport", SPORTS)
def test_nothing_overlaps_and_no_console_is_tall(open_page, scorer, sport):
    match = make_live(sport, names=LONG)
    page = open_keys(open_page, match, scorer)
    assert page.evaluate("() => document.documentElement.scrollWidth") == PHONE["width"]
    assert page.evaluate("() => document.documentElement.scrollHeight") < TALLEST
    boxes = page.locator(".side .button, .side input, .side legend, .extra .button").evaluate_all(
        """(all) => all.filter((each) => each.checkVisibility()).map((each) => {
            const { left, right, top, bottom } = each.getBoundingClientRect();
            return { left, right, top, bottom, wide: each.scrollWidth > each.clientWidth + 1 };
        }).filter(({ right, left }) => right > left)"""
    )
    assert len(boxes) > 5
    assert not any(box["wide"] for box in boxes)
    for number, one in enumerate(boxes):
        assert one["left"] >= 0
        assert one["right"] <= PHONE["width"]
        for two in boxes[number + 1 :]:
            apart = one["right"] <= two["left"] or two["right"] <= one["left"]
            assert apart or one["bottom"] <= two["top"] + 1 or two["bottom"] <= one["top"] + 1, (one, two)


@pytest.mark.parametrize("sport", SPORTS)
def test_a_double_tap_is_one_entry_and_no_key_moves_under_the_thumb(open_page, scorer, sport):
    match = make_live(sport)
    seq = count_records(match)
    page = open_keys(open_page, match, scorer)
    page.locator(".side .big").first.scroll_into_view_if_needed()
    before = find_places(page)
    page.dblclick(".side .big >> nth=0")
    assert find_places(page) == before
    said = page.locator("[data-sent] li")
    expect(said).to_contain_text("Two presses, one entry.")
    expect(said).to_have_attribute("data-is", "saved")
    assert find_places(page).items() >= {key: at for key, at in before.items() if "Undo" not in key}.items()
    page.wait_for_timeout(AGAIN_MS)
    assert count_records(match) == seq + 1
    page.locator(".side .big").first.click()  # later it is another one
    expect(page.locator("[data-sent] li[data-is=saved]")).to_have_count(2)
    assert count_records(match) == seq + 2


def test_a_double_tap_on_take_it_back_enters_nothing_else(open_page, live_match, scorer):
    enter(live_match, *[{"type": "goal", "side": "home"}] * 3)
    page = open_keys(open_page, live_match, scorer)
    page.click("[data-region=undo] summary")
    page.dblclick("[data-region=undo] form button")
    expect(page.locator("[data-sent] li")).to_contain_text("Two presses, one entry.")
    page.wait_for_timeout(2 * AGAIN_MS)
    assert count_records(live_match) == 6  # one void, and no goal of the key beneath
    assert not page.locator("[data-region=undo] form button").is_visible()


def test_a_key_held_down_or_pressed_twice_is_one_entry(open_page, live_match, scorer):
    page = open_keys(open_page, live_match, scorer)
    page.focus("[data-entry=home] .big")
    for _ in range(5):
        page.keyboard.down("Enter")  # repeats while it is not let go
    page.keyboard.up("Enter")
    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    expect(page.locator("[data-sent] li")).to_contain_text("Two presses, one entry.")
    page.wait_for_timeout(AGAIN_MS)
    assert count_records(live_match) == 3


def test_without_scripts_a_double_tap_is_one_entry_by_the_form_s_key(open_page, live_match, scorer):
    page = open_keys(open_page, live_match, scorer, scripts=False)
    page.dblclick("[data-entry=home] .big", no_wait_after=True)
    expect(page.locator("[data-board] [data-points]").first).to_have_text("1")
    assert count_records(live_match) == 3


@pytest.mark.parametrize("scripts", [True, False])
def test_a_refusal_stands_beside_its_key_in_view_and_what_was_typed_stays(open_page, live_match, scorer, scripts):
    enter(live_match, {"type": "card", "side": "home", "player": "Kim", "data": {"card": "yellow"}})
    page = open_keys(open_page, live_match, scorer, scripts=scripts)
    page.fill("#home-player", "Kim")
    page.fill("#home-minute", "3")
    page.locator("[data-entry=home] [value=yellow]").scroll_into_view_if_needed()
    page.click("[data-entry=home] [value=yellow]")
    alert = page.locator("[role=alert]")
    expect(alert).to_have_count(1)
    expect(alert).to_contain_text("Kim is booked already: enter 2nd yellow (Law 12).")
    expect(page.locator("#home-player")).to_have_value("Kim")
    expect(page.locator("#home-minute")).to_have_value("3")
    said, key = alert.bounding_box(), page.locator("[data-entry=home] [value=yellow]").bounding_box()
    dock = page.locator(".dock").bounding_box()
    assert 0 <= said["y"] <= said["y"] + said["height"] <= dock["y"] + 1
    gap = max(said["y"] - key["y"] - key["height"], key["y"] - said["y"] - said["height"])
    assert 0 <= gap < 16


def test_a_tap_on_a_refusal_takes_it_away_and_nothing_else(open_page, live_match, scorer):
    """It may lie on other keys."""
    page = open_keys(open_page, live_match, scorer)
    page.context.set_offline(True)
    page.click("[data-entry=home] .big")
    page.context.set_offline(False)
    expect(page.locator("[data-board] [data-points]").first).to_have_text("1")
    page.fill("#away-player", "Kim")
    page.locator("[data-entry=away] .asking", has=page.locator("[value=substitution]")).locator("summary").click()
    page.locator("#away-substitution-off").fill("Kim")
    page.click("[data-entry=away] [value=substitution]")
    alert = page.locator("[role=alert]")
    alert.locator("p").click()
    expect(alert).to_have_count(0)
    expect(page.locator("[data-sent] [data-is=refused]")).to_have_count(0)
    assert count_records(live_match) == 3


def test_what_a_drawer_asks_for_stays_there_when_it_is_refused(open_page, live_match, scorer):
    page = open_keys(open_page, live_match, scorer)
    page.fill("#home-player", "Kim")
    drawer = page.locator("[data-entry=home] .asking", has=page.locator("[value=substitution]"))
    drawer.locator("summary").click()
    drawer.locator("input").fill("Kim")
    drawer.locator("button").click()
    expect(page.locator("[role=alert]")).to_contain_text("Kim cannot come on for themselves (Law 3).")
    page.wait_for_timeout(2 * AGAIN_MS)
    expect(drawer.locator("input")).to_have_value("Kim")  # open, and as it was
    expect(page.locator("#home-player")).to_have_value("Kim")
    drawer.locator("input").fill("Robin")
    drawer.locator("button").click()
    expect(page.locator("[data-sent] li")).to_have_attribute("data-is", "saved")
    expect(page.locator("[role=alert]")).to_have_count(0)
    expect(drawer.locator("input")).not_to_be_visible()


def test_a_refused_award_names_the_field_as_the_page_does(open_page, live_match, scorer):
    page = open_keys(open_page, live_match, scorer)
    page.click("[data-region=status] summary")
    page.select_option("#status", "awarded")
    page.fill("#status-reason", "Walked off")
    page.fill("#score-home", "3")
    page.click("[data-region=status] form button")
    label = page.locator("label[for=score-away]").inner_text()
    alert = page.locator("[role=alert]")
    expect(alert).to_contain_text(f"{label}: enter a whole number.")
    expect(page.locator("#score-home")).to_have_value("3")
    expect(page.locator("#status-reason")).to_have_value("Walked off")
    box, dock = alert.bounding_box(), page.locator(".dock").bounding_box()
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= PHONE["height"]
    assert dock["y"] + dock["height"] <= PHONE["height"] + 1
