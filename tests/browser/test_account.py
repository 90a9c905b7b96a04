"""The account in a browser: without scripts, by keyboard, and for everybody."""

import re
from base64 import b32decode

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.accounts.authenticator import make_code
from tests.browser.conftest import PASSWORD
from tests.factories import make_scorer


def log_in(page, user, password=PASSWORD):
    page.goto("/login")
    page.fill("#id_username", user.username)
    page.fill("#id_password", password)
    submit(page)


def submit(page):
    """Send the form with the key and wait for the page that it leads to (a press alone is cut off by what follows)."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def read_secret(page):
    return b32decode(page.locator(".secret code").inner_text().replace(" ", "")).hex()


def check(page):
    """Nothing that a screen reader would stumble at, nothing wider than the window."""
    found = Axe().run(page).response["violations"]
    assert [(fault["id"], [node["html"] for node in fault["nodes"]]) for fault in found] == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("dark", [False, True])
def test_a_second_factor_from_scan_to_login_without_scripts(open_page, scorer, dark):
    options = {"width": 360, "dark": dark, "tolerant": True}
    page = open_page("/login", scripts=False, **options)
    log_in(page, scorer)
    page.goto("/account/second-factor")
    box = page.locator(".qr svg").bounding_box()
    assert box["width"] == box["height"] > 150
    secret = read_secret(page)
    page.fill("#code", "000000")
    page.fill("#password", PASSWORD)
    submit(page)
    expect(page.locator("[role=alert]")).to_contain_text("not the code")
    page.fill("#code", make_code(secret))
    page.fill("#password", PASSWORD)
    submit(page)
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10

    phone = open_page("/login", **options)
    log_in(phone, scorer)
    phone.wait_for_url(re.compile("/login/code"))
    assert phone.evaluate("() => document.activeElement.id") == "code"
    check(phone)
    phone.keyboard.type(codes[0])
    submit(phone)
    phone.wait_for_url(re.compile("/$"))
    for path in ("/account", "/account/second-factor", "/account/password", "/account/erase"):
        phone.goto(path)
        check(phone)


def test_enrolling_and_the_wait_are_for_everybody(open_page, scorer):
    page = open_page("/account/second-factor", user=scorer, width=360)
    check(page)
    locked = open_page("/login", width=360, tolerant=True)
    for _ in range(9):
        log_in(locked, scorer, "wrong")
    expect(locked.locator("h1")).to_have_text("Too many failed logins")
    check(locked)


def test_a_session_is_ended_by_its_owner(open_page, scorer):
    there = open_page("/account", user=scorer)
    here = open_page("/account", user=scorer, scripts=False)
    expect(here.locator(".tag")).to_have_text("this one")
    here.get_by_role("button", name="End all others").click()
    expect(here.locator("[role=status]")).to_contain_text("That session is over")
    there.reload()
    expect(there.locator("h1")).to_have_text("Log in")


@pytest.mark.parametrize("how", ["two clicks", "two keys"])
def test_a_form_is_sent_once_however_often_its_button_is_pressed(open_page, scorer, how):
    page = open_page("/account/second-factor", user=scorer, width=360)
    page.fill("#password", PASSWORD)
    page.fill("#code", make_code(read_secret(page)))
    if how == "two clicks":
        page.get_by_role("button", name="Turn it on").dblclick(no_wait_after=True)
    else:
        page.evaluate(
            "() => { const form = document.querySelector('.code'); form.requestSubmit(); form.requestSubmit(); }"
        )
    page.wait_for_url(re.compile("/codes$"))
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    check(page)
    page.reload()
    assert page.locator(".codes code").all_inner_texts() == codes
    page.goto("/account")
    check(page)
    page.get_by_role("link", name="See the recovery codes").click()
    page.get_by_role("button", name="I have kept them").click()
    page.wait_for_url(re.compile("/account$"))
    expect(page.locator("main")).to_contain_text("10 recovery codes left")
    expect(page.get_by_role("link", name="See the recovery codes")).to_have_count(0)


@pytest.mark.parametrize("name", ["someone.with.a.long.name@a-rather-long-company.example", "W" * 150, "سارة"])
def test_however_long_a_name_is_no_page_is_wider_than_the_window(open_page, name):
    user = make_scorer(username=name)
    page = open_page("/account", user=user, width=360)
    for path in ("/account", "/account/erase", "/account/password", "/account/second-factor", "/"):
        page.goto(path)
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), path


def test_a_login_in_two_tabs_leads_to_the_account(open_page, scorer):
    first = open_page("/login", tolerant=True)
    second = first.context.new_page()
    second.goto("/login")
    log_in(first, scorer)
    second.fill("#id_username", scorer.username)
    second.fill("#id_password", PASSWORD)
    submit(second)
    second.wait_for_url(re.compile("/account$"))


# --- the console's queue ---------------------------------------------------------------------------------------------

SENT = "[data-sent] li"


def leave_unsent(page, match, name):
    """Enter something with a server that cannot be reached, and leave it so."""
    page.goto(f"/console/matches/{match.pk}")
    page.context.set_offline(True)
    page.fill("#home-player", name)
    page.click("[data-entry=home] .big")
    expect(page.locator(SENT)).to_contain_text("Waiting for the network")


def change_user(page, user):
    """Log out, and somebody else in, in the same browser."""
    page.context.clear_cookies(name="sessionid")
    log_in(page, user)
    page.wait_for_url(lambda url: "/login" not in url)


def test_what_one_left_unsent_is_not_sent_as_another_and_is_there_on_return(open_page, live_match, scorer):
    other = make_scorer()
    page = open_page("/account", user=scorer, tolerant=True)
    leave_unsent(page, live_match, "Ada")
    context = page.context
    page.close()  # a page that is only left may live on in the browser's memory, and send it as whose it is
    context.clear_cookies(name="sessionid")  # so may one that is being closed
    page = context.new_page()
    context.set_offline(False)
    change_user(page, other)
    page.goto(f"/console/matches/{live_match.pk}")
    page.wait_for_timeout(500)
    expect(page.locator(SENT)).to_have_count(0)
    assert list(live_match.events.filter(seq__gt=2).values_list("actor", flat=True)) == []
    change_user(page, scorer)
    page.goto(f"/console/matches/{live_match.pk}")
    expect(page.locator("[data-board] [data-points]").first).to_have_text("1")
    assert live_match.events.get(seq=3).actor == f"user:{scorer.pk}"


def test_a_page_that_stays_open_while_somebody_else_logs_in_sends_nothing_as_them(open_page, live_match, scorer):
    other = make_scorer()
    page = open_page(f"/console/matches/{live_match.pk}", user=scorer, tolerant=True)
    page.evaluate("() => document.querySelector('[name=csrfmiddlewaretoken]').remove()")  # of a login that is over
    second = page.context.new_page()
    change_user(second, other)
    second.goto(f"/console/matches/{live_match.pk}")
    token = second.locator("[name=csrfmiddlewaretoken]").first.input_value()
    page.evaluate("(token) => document.querySelector('[name=csrfmiddlewaretoken]').value = token", token)
    page.fill("#home-player", "Ada")
    page.click("[data-entry=home] .big")
    expect(page.locator(SENT)).to_have_attribute("data-is", "held")
    expect(page.locator(SENT)).to_contain_text("Somebody else entered this")
    assert list(live_match.events.filter(seq__gt=2).values_list("actor", flat=True)) == []
    change_user(page, scorer)
    page.goto(f"/console/matches/{live_match.pk}")
    expect(page.locator("[data-board] [data-points]").first).to_have_text("1")
    assert live_match.events.get(seq=3).actor == f"user:{scorer.pk}"


def test_what_is_entered_after_the_session_has_ended_is_kept_for_the_next_one(open_page, live_match, scorer):
    page = open_page(f"/console/matches/{live_match.pk}", user=scorer, tolerant=True)
    page.context.clear_cookies(name="sessionid")
    for name in ("Ada", "Bea"):
        page.fill("#home-player", name)
        page.click("[data-entry=home] .big")
    expect(page.locator(SENT).nth(1)).to_have_attribute("data-is", "held")
    page.locator(SENT).first.get_by_text("Log in").click()
    page.fill("#id_username", scorer.username)
    page.fill("#id_password", PASSWORD)
    page.click("main button")
    expect(page.locator("[data-board] [data-points]").first).to_have_text("2")


def test_an_entry_that_the_server_breaks_over_is_set_aside_and_those_behind_go_on(open_page, live_match, scorer):
    page = open_page(f"/console/matches/{live_match.pk}", user=scorer, tolerant=True)
    broken = []

    def break_over_ada(route):
        if route.request.method == "POST" and "Ada" in (route.request.post_data or ""):
            broken.append(1)
            route.fulfill(status=500)
        else:
            route.continue_()

    page.route("**/console/matches/*", break_over_ada)
    for name in ("Ada", "Bea"):
        page.fill("#home-player", name)
        page.click("[data-entry=home] .big")
    aside = page.locator(SENT).first
    expect(aside).to_have_attribute("data-is", "aside", timeout=15_000)
    expect(page.locator("[data-board] [data-points]").first).to_have_text("1")  # Bea's
    assert len(broken) == 4
    page.reload()
    expect(aside).to_have_attribute("data-is", "aside")  # until somebody has seen it
    page.unroute("**/console/matches/*")
    aside.get_by_text("Try again").click()
    expect(page.locator("[data-board] [data-points]").first).to_have_text("2")


def test_a_busy_server_is_waited_for_however_often_it_says_so(open_page, live_match, scorer):
    page = open_page(f"/console/matches/{live_match.pk}", user=scorer, tolerant=True)
    answers = [503, 502, 429, 503, 504, 503]

    def be_busy(route):
        if route.request.method == "POST" and answers:
            route.fulfill(status=answers.pop(), headers={"Retry-After": "0"})
        else:
            route.continue_()

    page.route("**/console/matches/*", be_busy)
    page.evaluate("() => setInterval(() => dispatchEvent(new Event('online')), 100)")  # which cuts its waits short
    page.click("[data-entry=home] .big")
    expect(page.locator("[data-board] [data-points]").first).to_have_text("1", timeout=15_000)
    assert answers == []
