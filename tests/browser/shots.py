"""Pictures of every page, phone and desktop, light and dark: `python -m tests.browser.shots DIR`."""

import argparse
import os
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.site import CHROMIUM, CHROMIUM_ARGS, Site

WIDTHS = {"desktop": (1280, 860), "phone": (360, 740)}
PASSWORD = "wins-1-0"


def main() -> None:
    """Start a site with demo data, take the pictures, stop it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("var/shots"), help="where the pictures go")
    parser.add_argument("--only", default="", help="only pictures whose name begins so")
    parser.add_argument("--full", action="store_true", help="the whole page, not what a window shows")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="shots-") as folder:
        site = Site(Path(folder))
        os.environ.update(site.env)
        try:
            paths = make_data(site)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*CHROMIUM_ARGS])
                for device, (width, height) in WIDTHS.items():
                    for scheme in ("light", "dark"):
                        context = browser.new_context(
                            base_url=site.url,
                            viewport={"width": width, "height": height},
                            color_scheme=scheme,
                            timezone_id="Europe/London",
                            locale="en-GB",
                        )
                        take(context.new_page(), paths, f"{device}-{scheme}", options)
                        context.close()
                browser.close()
        finally:
            site.stop()


def make_data(site: Site) -> dict[str, tuple[str, bool]]:
    """Load the demo and today's matches; the pages to take by name: address, and whether one has to log in."""
    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Permission

    from scoreboard.models import Competitor, Match, Person, Season
    from tests.browser.brackets import make_brackets
    from tests.browser.demo import make_afternoon, make_replay
    from tests.browser.sports import make_sports
    from tests.counting import count_all

    site.manage("load_demo")
    kim = get_user_model().objects.create_user("kim", password=PASSWORD, is_staff=True)
    kim.user_permissions.set(Permission.objects.all())
    site.publish_here()
    made = make_afternoon()
    sports = make_sports()
    brackets = make_brackets()
    count_all()
    final = Match.objects.get(season__competition__name="World Cup", round="Final")
    cup = Season.objects.get(competition__name="World Cup")
    league = Season.objects.get(competition__name__contains="Premier League", name__startswith="2016")
    return {
        "day": ("/", False),
        "day-past": ("/?date=2022-11-23", False),
        "day-empty": ("/?date=2024-07-01", False),
        "match": (f"/matches/{made['live'].pk}", False),
        "line-ups": (f"/matches/{made['live'].pk}/line-ups", False),
        "replay": (f"/matches/{make_replay(final).pk}", False),
        "match-long": (f"/matches/{made['long'].pk}", False),
        "match-over": (f"/matches/{final.pk}", False),
        "match-coming": (f"/matches/{made['coming'].pk}", False),
        "season": (f"/seasons/{cup.pk}", False),
        "season-league": (f"/seasons/{league.pk}", False),
        "season-then": (f"/seasons/{league.pk}?round=20&on=2017-01-02", False),
        "season-run-in": (f"/seasons/{league.pk}?on=2017-05-13", False),
        "season-groups": (f"/seasons/{cup.pk}?on=2022-11-29", False),
        **{f"bracket-{name}": (f"/seasons/{season.pk}", False) for name, season in brackets.items()},
        "competitions": ("/competitions", False),
        "season-now": (f"/seasons/{made['live'].season_id}", False),
        "competitor": (f"/competitors/{final.home_id}?against={final.away_id}", False),
        "competitor-club": (f"/competitors/{Competitor.objects.get(name='Tottenham Hotspur').pk}", False),
        "person-lined-up": (f"/people/{Person.objects.get(name='Bukayo Saka', competitor__name='Arsenal').pk}", False),
        "person": (f"/people/{Person.objects.get(name='Lionel Messi').pk}", False),
        "error": ("/nothing-here", False),
        "login": ("/login", False),
        "console-list": ("/console/", True),
        "console": (f"/console/matches/{made['live'].pk}", True),
        "console-before": (f"/console/matches/{made['coming'].pk}", True),
        "console-line-ups": (f"/console/matches/{made['live'].pk}/line-ups", True),
        "operations": ("/operations", True),
        "audit": ("/audit", True),
        "account": ("/account", True),
        "account-second-factor": ("/account/second-factor", True),
        "account-password": ("/account/password", True),
        "account-erase": ("/account/erase", True),
        "audit-empty": ("/audit?actor=nobody&kind=login", True),
        **{f"sport-{name}": (f"/matches/{match.pk}", False) for name, match in sports.items()},
        **{
            f"sport-{name}-console": (f"/console/matches/{match.pk}", True)
            for name, match in sports.items()
            if name.endswith("live")
        },
    }


def take(page: Page, paths: dict[str, tuple[str, bool]], suffix: str, options: argparse.Namespace) -> None:
    """Take one picture of each page."""
    logged_in = False
    for name, (path, needs_login) in paths.items():
        if not name.startswith(options.only):
            continue
        if needs_login and not logged_in:
            page.goto("/login")
            page.fill("#id_username", "kim")
            page.fill("#id_password", PASSWORD)
            page.click("main button")
            logged_in = True
        page.goto(path)
        page.wait_for_timeout(600)
        page.screenshot(path=options.folder / f"{name}-{suffix}.png", full_page=options.full)


if __name__ == "__main__":
    main()
