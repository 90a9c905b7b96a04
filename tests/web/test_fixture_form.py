"""The admin's form of a fixture: a field for each detail, by its type."""

import msgspec
import pytest
from django import forms
from msgspec import inspect

from scoreboard.sports.common import Official
from scoreboard.web.fixture_form import LinesField, make_field
from tests.factories import make_match
from tests.pages import parse_foreign_page, read_part, read_text
from tests.web.admin_pages import read_refused

pytestmark = pytest.mark.django_db


class Pair(msgspec.Struct, frozen=True):
    """What a line says."""

    left: str
    right: str


def test_a_detail_of_an_unknown_type_is_noticed_when_it_is_declared():
    with pytest.raises(TypeError, match="No form has a field"):
        make_field(inspect.type_info(dict[str, int]))


def test_structs_are_written_a_line_each_and_read_back():
    field = make_field(inspect.type_info(tuple[Pair, ...]))
    text = "a: b\n c:d: e \n\n"
    assert field.clean(text) == (Pair("a", "b"), Pair("c", "d: e"))
    assert field.prepare_value(field.clean(text)) == "a: b\nc: d: e"
    assert field.prepare_value(text) == text
    assert field.clean("") == ()


def test_each_line_that_lacks_a_part_is_named():
    with pytest.raises(forms.ValidationError) as refused:
        LinesField(Pair).clean("a: b\nalone\n\nc: d\nlost")
    expected = "expected left: right, got"
    assert refused.value.messages == [f"Line 2: {expected} 'alone'.", f"Line 5: {expected} 'lost'."]


@pytest.mark.parametrize("line", ["Referee:", f"Referee: {121 * 'a'}"])
def test_a_name_that_is_empty_or_too_long_is_named_with_its_line(line):
    with pytest.raises(forms.ValidationError, match=r"Line 2: expected role: name, each of 1 to 120 letters, got"):
        LinesField(Official).clean(f"Umpire: Ann\n{line}")


def test_a_match_has_an_instant_or_a_day_at_the_ground(admin_client):
    match = make_match(local_time="19:30", scheduled_on="2026-05-04")
    page = {"season": match.season.pk, "home": match.home.pk, "away": match.away.pk, "local_time": "19:30"}
    page |= {"scheduled_on": "2026-05-04", "scheduled_at_0": "2026-05-04", "scheduled_at_1": "18:30"}
    url = f"/admin/scoreboard/match/{match.pk}/change/"
    assert set(read_refused(admin_client.post(url, page))) == {"scheduled_on", "local_time"}
    assert admin_client.post(url, {**page, "scheduled_on": "", "local_time": ""}).status_code == 302


def test_what_is_said_to_be_saved_has_its_day(admin_client):
    match = make_match(scheduled_at="2026-05-04T18:30:00Z")
    page = {"season": match.season.pk, "home": match.home.pk, "away": match.away.pk, "venue": "Park"}
    page |= {"scheduled_at_0": "2026-05-04", "scheduled_at_1": "18:30"}
    answer = admin_client.post(f"/admin/scoreboard/match/{match.pk}/change/", page, follow=True)
    assert "(2026-05-04)" in read_text(parse_foreign_page(answer), ".messagelist > .success")


def test_every_detail_can_be_changed_and_only_what_changed_is_entered(admin_client):
    match = make_match(round="Final", round_number=3, neutral=True, local_time="19:30")
    page = {"season": match.season.pk, "home": match.home.pk, "away": match.away.pk, "round": "Final"}
    page |= {"round_number": "4", "local_time": "19:30", "scheduled_on": "2026-05-04"}
    assert admin_client.post(f"/admin/scoreboard/match/{match.pk}/change/", page).status_code == 302
    record = msgspec.json.decode(match.events.get(seq=2).record)
    assert record["data"] == {"round_number": 4, "scheduled_on": "2026-05-04", "neutral": False}


def test_what_does_not_fit_a_detail_is_said_at_its_field(admin_client):
    match = make_match()
    page = {"season": match.season.pk, "home": match.home.pk, "away": match.away.pk, "local_time": "25:00"}
    answer = admin_client.post(f"/admin/scoreboard/match/{match.pk}/change/", page)
    assert read_refused(answer) == {"local_time": ["Expected a time of the day as 19:30."]}


def test_officials_are_entered_a_line_each_and_taken_away(admin_client):
    match = make_match(attendance=5)
    page = {"season": match.season.pk, "home": match.home.pk, "away": match.away.pk, "attendance": "5"}
    url = f"/admin/scoreboard/match/{match.pk}/change/"
    assert admin_client.post(url, {**page, "officials": "Referee: Ada\nUmpire: Bea: B"}).status_code == 302
    field = read_part(parse_foreign_page(admin_client.get(url)), "textarea[name=officials]")
    assert field.get_text().strip().splitlines() == ["Referee: Ada", "Umpire: Bea: B"]
    assert admin_client.post(url, page).status_code == 302
    records = [msgspec.json.decode(event.record)["data"] for event in match.events.filter(seq__gt=1).order_by("seq")]
    names = [{"role": "Referee", "name": "Ada"}, {"role": "Umpire", "name": "Bea: B"}]
    assert records == [{"officials": names}, {"officials": []}]


def test_one_struct_is_written_in_a_line_and_read_back():
    field = make_field(inspect.type_info(Pair | None))
    assert field.clean("a: b") == Pair("a", "b")
    assert field.clean(" ") is None
    assert (field.prepare_value(Pair("a", "b")), field.prepare_value(None)) == ("a: b", "")
    with pytest.raises(forms.ValidationError, match="expected left: right, got 'alone'"):
        field.clean("alone")


def test_from_which_match_a_side_comes_is_entered_and_taken_away(admin_client):
    source, match = make_match(), make_match()
    url = f"/admin/scoreboard/match/{match.pk}/change/"
    page = {"season": match.season.pk, "home": match.home.pk, "away": match.away.pk}
    assert admin_client.post(url, {**page, "home_from": f"{source.pk}: loser"}).status_code == 302
    match.refresh_from_db()
    assert match.home_feeder == source.pk
    assert (
        read_part(parse_foreign_page(admin_client.get(url)), "input[name=home_from]")["value"] == f"{source.pk}: loser"
    )
    answer = admin_client.post(url, {**page, "home_from": "7: loser"})
    assert read_refused(answer) == {"home_from": ["Expected a match's id."]}
