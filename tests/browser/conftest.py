"""Fixtures of the browser tests, a pytest process of their own: `python -m pytest tests/browser`."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import sync_playwright

from tests import factories
from tests.browser.site import CHROMIUM, CHROMIUM_ARGS, Site

PASSWORD = "wins-1-0"


@pytest.fixture(scope="session")
def site(django_db_blocker):
    """The site, on the same databases as this process."""
    if not Path(CHROMIUM).exists():
        reason = f"needs Chromium at {CHROMIUM} (Debian: apt-get install chromium)"
        pytest.fail(reason) if os.environ.get("REQUIRE") == "all" else pytest.skip(reason)
    made = Site(settings.DATA_DIR)
    made.publish_here()
    with django_db_blocker.unblock():
        yield made
    made.stop()


@pytest.fixture(scope="session")
def browser(site):
    """Chromium."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=[*CHROMIUM_ARGS])
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser, site):
    """Opens a page in a browser of its own, with a width, dark, without scripts, logged in…

    What breaks in it fails the test, unless it is `tolerant`.
    """
    contexts = []
    troubles = []

    def open_it(
        path, *, width=1280, height=900, dark=False, scripts=True, reduced=False, user=None, tolerant=False, **options
    ):
        context = browser.new_context(
            base_url=site.url,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce" if reduced else "no-preference",
            java_script_enabled=scripts,
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        if not tolerant:
            page.on("pageerror", lambda error: troubles.append(f"{path}: {error}"))
            page.on("console", lambda said: troubles.append(f"{path}: {said.text}") if is_trouble(said) else None)
        if user is not None:
            log_in(page, user)
        page.goto(path)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert troubles == []


def is_trouble(said):
    """Whether a line of the browser's console says that something is broken; being offline is not."""
    return said.type == "error" and "ERR_INTERNET_DISCONNECTED" not in said.text and "Failed to fetch" not in said.text


def log_in(page, user):
    """Log a user of the factories in."""
    page.goto("/login")
    page.fill("#id_username", user.username)
    page.fill("#id_password", PASSWORD)
    page.click("main button")
    page.wait_for_url(lambda url: "/login" not in url)


@pytest.fixture
def season(site):
    """A league's season."""
    return factories.make_season()


@pytest.fixture
def match(season):
    """A match of today that has not begun."""
    return factories.make_match(season=season, scheduled_at=factories_now())


@pytest.fixture
def live_match(match):
    """A match that has kicked off."""
    factories.enter(match, {"type": "period_start"})
    return match


@pytest.fixture
def scorer(site):
    """A user who may score."""
    return factories.make_scorer()


@pytest.fixture
def operator(site):
    """A member of staff."""
    user = factories.make_scorer()
    user.is_staff = user.is_superuser = True
    user.save()
    return user


def factories_now():
    """Now, to the second, as text."""
    from django.utils import timezone

    return timezone.now().replace(microsecond=0)
