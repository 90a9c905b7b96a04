"""Who is who, and squads, in the admin by taps: looked at first, done, undone; squads on the pages that fans see."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import Permission
from playwright.sync_api import expect

from scoreboard.models import Person, SquadEntry
from tests.counting import count_all
from tests.factories import enter, make_competitor, make_match, make_scorer

GOAL = {"type": "goal", "side": "home"}
LONG = "Jan Vennegoor of Hesselink van der Oude-Wetering"
ROWS = (
    "No\tName\tPos\tDate of birth\tFrom\n1\tManuel Neuer\tGK\t1986-03-27\n10\tKylian Mbappé\tFW\t1998-12-20\n"
    f"99\t{LONG}\tMittelfeld\t1978-11-07\t2026-02-01\n"
)


@pytest.fixture
def played(site):
    match = make_match(home=make_competitor(), scheduled_on="2026-05-01")
    names = ("Kylian Mbappé", "Mbappé", "Mbappé", LONG)
    enter(match, {"type": "period_start"}, *({**GOAL, "player": name} for name in names))
    enter(match, *({"type": kind} for kind in ("period_end", "period_start", "period_end")))
    count_all()
    return match


@pytest.fixture
def editor(site):
    user = make_scorer(is_staff=True)
    user.user_permissions.set(Permission.objects.all())
    return user


def check(page):
    """Nothing that a screen reader would stumble at, nothing wider than the window."""
    found = Axe().run(page).response["violations"]
    assert [(fault["id"], [node["html"] for node in fault["nodes"]]) for fault in found] == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def press(page, name):
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


@pytest.mark.parametrize("width", [360, 1280])
def test_two_rows_are_one_person_and_two_again(open_page, editor, played, width):
    one, into = (Person.objects.get(name=name, competitor=played.home) for name in ("Mbappé", "Kylian Mbappé"))
    page = open_page(f"/admin/scoreboard/person/{one.pk}/change/", user=editor, width=width)
    page.get_by_role("link", name="Merge…").click()
    page.get_by_role("row").filter(has_text="Kylian").get_by_role("link", name="Compare").click()
    expect(page.locator(".who")).to_have_count(2)
    expect(page.locator(".place")).not_to_have_count(0)
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    page.fill("#id_reason", "one golden boot")
    press(page, "Merge")
    one.refresh_from_db()
    assert one.same_as == into
    page.get_by_role("link", name="Undo").click()
    expect(page.locator(".who")).to_have_count(2)
    page.fill("#id_reason", "two brothers")
    press(page, "Take the merge back")
    one.refresh_from_db()
    assert one.same_as is None


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [360, 1280])
def test_a_squad_is_pasted_and_shown(open_page, editor, played, width, dark):
    team = played.home
    page = open_page(f"/admin/scoreboard/competitor/{team.pk}/change/", user=editor, width=width, dark=dark)
    page.get_by_role("link", name="Paste a squad…").click()
    page.locator(".select2-selection").first.click()
    page.keyboard.type(played.season.competition.name)
    page.locator(".select2-results__option").filter(has_text=str(played.season)).first.click()
    page.fill("#id_table", ROWS + "x\tNobody\tFW\t\n")
    press(page, "Look what it would enter")
    expect(page.locator(".errorlist li").first).to_have_text("line 5: number: expected 0 to 999, got 'x'")
    page.fill("#id_table", ROWS)
    press(page, "Look what it would enter")
    assert not SquadEntry.objects.filter(competitor=team).exists()
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    press(page, "Enter")
    assert SquadEntry.objects.filter(competitor=team).count() == 3
    page.goto(f"/competitors/{team.pk}")
    expect(page.locator("#squad tbody tr")).to_have_count(3)
    expect(page.locator("#squad tbody tr").nth(2)).to_contain_text(LONG)
    check(page)
    page.get_by_role("link", name=LONG).first.click()
    expect(page.locator("#squads tbody tr")).to_have_count(1)
    check(page)
