"""The console in a browser: by keyboard, without scripts, over a broken network."""

import re

from playwright.sync_api import expect

from tests.factories import enter

SENT = "[data-sent] li"
TAP_MS = 700  # between two taps: faster ones are one


def open_console(open_page, match, scorer, **options):
    """The console of a match."""
    return open_page(f"/console/matches/{match.pk}", user=scorer, **options)


def booked(side):
    """Somebody of a side is booked: from then on a second yellow card is offered."""
    return {"type": "card", "side": side, "player": "Kim", "data": {"card": "yellow"}}


def score(page):
    """The score that the console shows."""
    return "–".join(page.locator("[data-board] [data-points]").all_inner_texts())


def submit(page, button):
    """Press a button of a plain form and wait for the page that it leads to.

    A click alone comes back while the form is on its way: what follows would meet the old page, or end it.
    """
    with page.expect_navigation():
        page.click(button)


def test_a_half_by_keyboard_alone(open_page, match, scorer):
    page = open_console(open_page, match, scorer)
    page.locator("[data-region=step] button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-entry=home] [value=goal]")).to_be_visible()  # the match has begun
    page.focus("#home-player")
    page.keyboard.type("Lionel Messi")
    page.keyboard.press("Enter")  # in a field it enters nothing
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.value") == "goal"
    page.keyboard.press("Enter")
    expect(page.locator("[data-board] [data-points]").first).to_have_text("1")
    expect(page.locator("[data-region=undo] summary")).to_have_text(re.compile("Undo: goal, .*Lionel Messi"))
    page.locator("[data-region=step] summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[data-board] [data-slot=state]")).to_have_text("Half-time")
    assert page.evaluate("() => document.activeElement !== document.body")


def test_every_target_is_56_pixels(open_page, live_match, scorer):
    page = open_console(open_page, live_match, scorer, width=360)
    sizes = page.locator(".side .button:visible, .dock .button:visible").evaluate_all(
        "(all) => all.map((each) => each.getBoundingClientRect().height)"
    )
    assert len(sizes) > 10
    assert min(sizes) >= 56


def test_ending_a_half_needs_a_second_different_gesture(open_page, live_match, scorer):
    page = open_console(open_page, live_match, scorer)
    page.click("[data-region=step] summary")
    page.click("[data-region=step] form button")
    page.wait_for_timeout(200)
    assert page.locator(SENT).count() == 0  # the box is not ticked
    page.check("#confirm")
    page.click("[data-region=step] form button")
    expect(page.locator("[data-board] [data-slot=state]")).to_have_text("Half-time")


def test_entries_wait_for_the_network_in_order_and_are_sent_once(open_page, live_match, scorer):
    page = open_console(open_page, live_match, scorer)
    page.context.set_offline(True)
    for name in ("First", "Second"):
        page.fill("#home-player", name)
        page.click("[data-entry=home] .big")
        page.wait_for_timeout(TAP_MS)
    expect(page.locator(SENT).first).to_contain_text("Waiting for the network")
    assert score(page) == "0–0"
    page.context.set_offline(False)
    expect(page.locator("[data-board] [data-points]").first).to_have_text("2")
    live_match.refresh_from_db()
    assert live_match.seq == 4
    expect(page.locator("[data-region=log] .player:not(:empty)")).to_have_text(["Second", "First"])


def test_an_entry_is_not_doubled_when_its_answer_is_lost(open_page, live_match, scorer):
    page = open_console(open_page, live_match, scorer, tolerant=True)
    lost = []

    def lose_the_first_answer(route):
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)  # it reaches the server, the answer does not come back
            route.abort()
        else:
            route.continue_()

    page.route("**/console/matches/*", lose_the_first_answer)
    page.click("[data-entry=home] .big")
    expect(page.locator(SENT).first).to_have_attribute("data-is", "saved")
    live_match.refresh_from_db()
    assert (lost, live_match.home_score) == ([200], 1)


def test_a_refusal_is_seen_at_the_entry(open_page, live_match, scorer):
    enter(live_match, booked("home"))
    page = open_console(open_page, live_match, scorer, tolerant=True)
    page.fill("#home-player", "A")
    page.click("[data-entry=home] [value=second_yellow]")
    entry = page.locator(SENT)
    expect(entry).to_have_attribute("data-is", "refused")
    expect(page.locator("[role=alert]")).to_contain_text("has no first yellow card")
    page.reload()
    expect(entry).to_contain_text("has no first yellow card")  # until somebody has seen it
    entry.get_by_text("Dismiss").click()
    expect(entry).to_have_count(0)


def test_what_somebody_else_has_entered_meanwhile_is_asked_about(open_page, live_match, scorer):
    page = open_console(open_page, live_match, scorer, tolerant=True)
    page.route_web_socket(re.compile(".*"), lambda socket: None)  # hears nothing any more
    page.reload()
    enter(live_match, {"type": "goal", "side": "home"})
    page.click("[data-entry=home] .big")
    entry = page.locator(SENT)
    expect(entry).to_have_attribute("data-is", "stale")
    live_match.refresh_from_db()
    assert live_match.home_score == 1
    entry.get_by_text("Enter it anyway").click()
    expect(entry).to_have_attribute("data-is", "saved")


def test_undo_says_what_it_takes_back(open_page, live_match, scorer):
    enter(live_match, {"type": "goal", "side": "home", "player": "Lionel Messi", "clock_ms": 1_330_000})
    page = open_console(open_page, live_match, scorer)
    undo = page.locator("[data-region=undo]")
    expect(undo.locator("summary")).to_have_text(f"Undo: goal, {live_match.home}, Lionel Messi, 23’")
    undo.locator("summary").click()
    expect(undo.locator("#reason")).to_have_value("entered by mistake")
    undo.locator("form button").click()
    expect(page.locator("[data-board] [data-points]").first).to_have_text("0")
    expect(page.locator("[data-region=log] .reason").first).to_have_text("Cancelled: entered by mistake")


def test_a_match_without_scripts(open_page, match, scorer):
    page = open_console(open_page, match, scorer, scripts=False, tolerant=True)
    submit(page, "[data-region=step] button")
    enter(match, booked("away"))
    page.reload()
    page.fill("#away-player", "Kylian Mbappé")
    submit(page, "[data-entry=away] [value=penalty]")
    assert score(page) == "0–1"
    page.fill("#away-player", "Nobody")
    submit(page, "[data-entry=away] [value=second_yellow]")
    expect(page.locator("[data-entry=away] [role=alert]")).to_contain_text("has no first yellow card")
    expect(page.locator("#away-player")).to_have_value("Nobody")  # what was typed stays
    page.click("[data-region=undo] summary")
    submit(page, "[data-region=undo] form button")
    assert score(page) == "0–0"
    page.click("[data-region=step] summary")
    page.check("#confirm")
    submit(page, "[data-region=step] form button")
    assert page.locator("[data-board] [data-slot=state]").inner_text() == "Half-time"
