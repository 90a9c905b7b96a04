"""The admin's form of a fixture: a field for each detail, by its type."""

import msgspec
import pytest
from django import forms
from msgspec import inspect

from scoreboard.web.fixture_form import LinesField, make_field
from tests.factories import make_match

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


def test_a_line_that_lacks_a_part_is_named():
    with pytest.raises(forms.ValidationError, match="Expected left: right, got 'alone'"):
        LinesField(Pair).clean("a: b\nalone")


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
    assert answer.context["adminform"].form.errors == {"local_time": ["Expected a time of the day as 19:30."]}


def test_officials_are_entered_a_line_each_and_taken_away(admin_client):
    match = make_match(attendance=5)
    page = {"season": match.season.pk, "home": match.home.pk, "away": match.away.pk, "attendance": "5"}
    url = f"/admin/scoreboard/match/{match.pk}/change/"
    assert admin_client.post(url, {**page, "officials": "Referee: Ada\nUmpire: Bea: B"}).status_code == 302
    assert "Referee: Ada\nUmpire: Bea: B</textarea>" in admin_client.get(url).content.decode()
    assert admin_client.post(url, page).status_code == 302
    records = [msgspec.json.decode(event.record)["data"] for event in match.events.filter(seq__gt=1).order_by("seq")]
    names = [{"role": "Referee", "name": "Ada"}, {"role": "Umpire", "name": "Bea: B"}]
    assert records == [{"officials": names}, {"officials": []}]
