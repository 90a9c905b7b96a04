"""Addresses of pages: nothing unseen gets as far as a page, a filter, or the database."""

import pytest

from tests.factories import make_match
from tests.pages import read_page, read_part, read_texts, read_values

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    [
        "/audit?actor=%00",
        "/audit.csv?actor=%00",
        "/audit?actor=%C2%85",
        "/audit?%00=1",
        "/?date=%00",
        "/seasons/x?round=%00",
        "/admin/scoreboard/match/?q=%00",
        "/admin/scoreboard/match/?season__competition__id__exact=%00",
        "/admin/scoreboard/competitor/?sport__exact=%00",
        "/admin/scoreboard/matchevent/?q=%00",
        "/admin/scoreboard/match/%00/change/",
        "/login?next=/%00",
        "/console/matches/%00",
        "/static/%00",
        "/%E2%80%AE",
        "/audit?actor=%E2%80%AE",
    ],
)
def test_an_unseen_character_in_an_address_is_400(admin_client, path):
    answer = admin_client.get(path)
    assert (answer.status_code, "without the character U+" in answer.content.decode()) == (400, True)


def test_a_parameter_has_an_end(client):
    answer = client.get("/?date=" + "%31" * 3_000)
    assert (answer.status_code, "at most 2000 characters" in answer.content.decode()) == (400, True)


def test_what_can_be_seen_passes(admin_client):
    make_match(season=None)
    assert read_values(read_page(admin_client, "/audit?actor=Jos%C3%A9"), "[name=actor]", "value") == ["José"]
    assert admin_client.get("/admin/scoreboard/match/?q=%E6%97%A5%E6%9C%AC").status_code == 200
    assert read_texts(read_page(admin_client, "/?date=2026-05-04"), "li[data-match]") == []
    read_part(read_page(admin_client, "/%C3%A9", 404), "[data-notice=not-found]")


@pytest.mark.parametrize(
    "path", ["/?date=0001-01-01", "/?date=2200-01-01", "/audit?from=1799-12-31", "/audit?to=9999-12-31"]
)
def test_a_day_is_of_our_times(admin_client, path):
    read_part(read_page(admin_client, path, 400), "[data-notice=refused], [role=alert]")


@pytest.mark.parametrize("query", ["sport=%00", "status=%00", "date=%00", "cursor=%00", "competition=%00"])
def test_a_parameter_of_the_api_is_refused_by_its_type(client, query):
    answer = client.get(f"/api/v1/matches?{query}")
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
