"""People merged and split in the admin: first what that changes, then that, undone the same way."""

import pytest

from scoreboard.models import AuditEntry, Person
from scoreboard.queries import decode_state
from tests.factories import enter, make_match, make_scorer
from tests.pages import parse_foreign_page, read_part, read_texts, read_values
from tests.stats.feeding import feed, feed_catalogue
from tests.upkeep.conftest import GOAL

pytestmark = [pytest.mark.django_db(databases=["default", "stats"]), pytest.mark.usefixtures("admin_client")]


def address(person, what):
    return f"/admin/scoreboard/person/{person.pk}/{what}/"


def read(client, path, status=200):
    return parse_foreign_page(client.get(path), status)


def send(client, path, follow=False, **fields):
    return client.post(path, fields, follow=follow)


def read_lists(page):
    """What the lists of a season say before and after: `{list: (before, after)}`."""
    rows = page.select("table tbody tr")
    return {
        row.th.get_text().rpartition(": ")[2]: tuple(tuple(read_texts(cell, ".place")) for cell in row.select("td"))
        for row in rows
    }


def test_who_somebody_may_be_is_suggested(client, two):
    one, into = two
    page = read(client, address(one, "merge"))
    assert read_values(page, "table a.button", "href") == [f"{address(one, 'merge')}?into={into.pk}"]
    doubles = read(client, f"/admin/scoreboard/competitor/{one.competitor_id}/doubles/")
    assert read_texts(doubles, "tbody td:nth-child(3)") == ["Mbappé may be short for Kylian Mbappé"]


def test_a_merge_is_looked_at_done_and_undone(client, two):
    one, into = two
    path = f"{address(one, 'merge')}?into={into.pk}"
    page = read(client, path)
    assert read_texts(page, ".who h3") == ["Mbappé", "Kylian Mbappé"]
    apart, together = read_lists(page)["Scorers"]
    assert sorted(apart) == ["1. Mbappé 2", "3. Kylian Mbappé 1"]
    assert together == ("1. Kylian Mbappé 3",)
    assert not Person.objects.exclude(same_as=None).exists()
    assert read_texts(parse_foreign_page(send(client, path)), ".errors .errorlist") == ["This field is required."]
    done = parse_foreign_page(send(client, path, reason="one golden boot", follow=True))
    (undo,) = read_values(done, ".messagelist a", "href")
    one.refresh_from_db()
    assert (one.same_as, AuditEntry.objects.get(kind="person").reason) == (into, "one golden boot")
    feed_catalogue()
    page = read(client, undo)
    assert read_lists(page)["Scorers"] == (together, apart)
    send(client, undo, reason="a brother", enter="1")
    assert Person.objects.get(pk=one.pk).same_as is None


def test_what_cannot_be_merged_is_said(client, match, two):
    one, into = two
    back = make_match(home=match.away, away=match.home)
    kylian = {**GOAL, "side": "away", "player": "Kylian Mbappé"}
    enter(back, {"type": "period_start"}, {**GOAL, "player": "Messi"}, kylian)
    messi = Person.objects.get(name="Messi")
    page = read(client, f"{address(messi, 'merge')}?into={into.pk}")
    assert "have played each other" in read_part(page, ".errornote").get_text()
    assert page.select("form[method=post] [name=reason]") == []
    assert read_texts(read(client, f"{address(one, 'merge')}?into=7"), ".errorlist li") != []


def test_matches_of_another_one_are_ticked_compared_split_and_merged_again(client, match, two):
    one, _ = two
    other_match = make_match(home=match.home, season=match.season)
    enter(other_match, {"type": "period_start"}, {**GOAL, "player": "Mbappé"})
    feed(other_match)
    path = address(one, "split")
    assert set(read_values(read(client, path), "[name=matches]", "value")) == {str(match.pk), str(other_match.pk)}
    page = parse_foreign_page(send(client, path, matches=str(other_match.pk), compare="1"))
    before, after = read_lists(page)["Scorers"]
    assert (before, sorted(after)) == (("1. Mbappé 3",), ["1. Mbappé 2", "3. Mbappé, the other 1"])
    assert Person.objects.filter(name="Mbappé").count() == 1
    assert send(client, path, matches=str(other_match.pk), enter="1").status_code == 200  # no reason was given
    assert Person.objects.filter(name="Mbappé").count() == 1
    done = parse_foreign_page(
        send(client, path, matches=str(other_match.pk), enter="1", reason="a brother", follow=True)
    )
    other = Person.objects.get(name="Mbappé", namesake=1)
    other_match.refresh_from_db()
    assert [incident.player_id for incident in decode_state(other_match).incidents if incident.player] == [
        str(other.pk)
    ]
    (undo,) = read_values(done, ".messagelist a", "href")
    send(client, undo, reason="one after all")
    assert Person.objects.get(pk=other.pk).same_as == one


def test_only_who_may_say_who_people_are_sees_the_pages(client, two):
    client.force_login(make_scorer())
    for what in ("merge", "split"):
        assert client.get(address(two[0], what)).status_code in (302, 403)
    client.logout()
    assert client.get(address(two[0], "merge")).status_code == 302


def test_nobody_of_an_id_is_not_found(client):
    assert client.get("/admin/scoreboard/person/01a20bae-2680-74e4-8e4f-bd994b58c3e7/merge/").status_code == 404


def test_an_own_page_leads_to_both(client, two):
    page = read(client, f"/admin/scoreboard/person/{two[0].pk}/change/")
    assert {address(two[0], "merge"), address(two[0], "split")} <= set(read_values(page, ".object-tools a", "href"))
