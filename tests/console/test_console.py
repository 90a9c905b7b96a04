"""The console's forms: who may, what is entered, how refusals come back."""

import pytest

from scoreboard.console.forms import BadForm, parse_form
from scoreboard.models import Competition, Competitor, Season
from scoreboard.web.words import words_for
from tests.factories import enter, make_match
from tests.pages import parse_page, read_page, read_part, read_text, read_texts

pytestmark = pytest.mark.django_db
WORDS = words_for("football", {})
JSON = {"headers": {"accept": "application/json"}}


@pytest.fixture
def console(client, scorer):
    """A logged-in scorer's browser."""
    client.force_login(scorer)
    return client


def post(console, match, **fields):
    """Enter a form, as the page's script does: the status, and the answer."""
    answer = console.post(f"/console/matches/{match.pk}", fields, **JSON)
    return answer.status_code, answer.json()


def read_console(console, match):
    """The console of a match, as its structure."""
    return read_page(console, f"/console/matches/{match.pk}")


def find_forms(page, selector):
    """Which forms of a console have such a part, in the page's order."""
    return [part.find_parent("form")["data-entry"] for part in page.select(selector)]


# --- who may ---------------------------------------------------------------------------------------------------------


def test_the_console_wants_a_login(client, match):
    assert client.get("/console/").url == "/login?next=/console/"
    assert client.get(f"/console/matches/{match.pk}").status_code == 302


def test_the_console_wants_the_right_to_score(client, match, django_user_model):
    client.force_login(django_user_model.objects.create_user("reader"))
    read_page(client, "/console/", 403)
    read_page(client, f"/console/matches/{match.pk}", 403)
    parse_page(client.post(f"/console/matches/{match.pk}", {"action": "period_start"}), 403)
    match.refresh_from_db()
    assert match.seq == 1


def test_a_form_without_its_token_is_refused(scorer, match):
    from django.test import Client

    console = Client(enforce_csrf_checks=True)
    console.force_login(scorer)
    page = parse_page(console.post(f"/console/matches/{match.pk}", {"action": "period_start"}), 403)
    assert read_part(page, "main a")["href"] == f"/console/matches/{match.pk}"  # to be opened again


# --- the list --------------------------------------------------------------------------------------------------------


def test_the_list_leads_to_the_console_of_each_match(console, live_match):
    page = read_page(console, "/console/")
    assert read_part(page, f'[data-match="{live_match.pk}"] .match-link')["href"] == f"/console/matches/{live_match.pk}"
    assert not page.select('[data-notice="no-matches"]')


def test_a_list_of_no_match_says_so(console):
    page = read_page(console, "/console/")
    read_part(page, '[data-notice="no-matches"]')
    assert not page.select("[data-match]")


# --- entering --------------------------------------------------------------------------------------------------------


def test_an_entry_is_recorded_with_its_actor_and_key(console, match, scorer):
    assert post(console, match, action="period_start", key="k1", expected_seq="1") == (
        200,
        {"state": "saved", "seq": 2},
    )
    event = match.events.get(seq=2)
    assert (event.actor, event.key) == (f"user:{scorer.pk}", "k1")


def test_the_same_key_again_enters_nothing(console, match):
    for _ in range(2):
        assert post(console, match, action="period_start", key="k1", expected_seq="1")[1]["seq"] == 2
    match.refresh_from_db()
    assert match.seq == 2


def test_a_page_without_scripts_is_led_back_to_the_console(console, match):
    answer = console.post(f"/console/matches/{match.pk}", {"action": "period_start", "key": "k1", "expected_seq": "1"})
    assert (answer.status_code, answer.url) == (302, f"/console/matches/{match.pk}")


def test_a_stale_entry_is_told_where_the_match_is(console, live_match):
    status, answer = post(console, live_match, action="goal", side="home", expected_seq="1")
    assert (status, answer["state"], answer["seq"]) == (409, "stale", 2)


def test_a_refusal_keeps_what_was_typed_and_says_why_at_the_form(console, live_match):
    fields = {"form": "home", "action": "second_yellow", "side": "home", "player": "Kai Havertz", "minute": "12"}
    page = parse_page(console.post(f"/console/matches/{live_match.pk}", fields), 422)
    _, refused = post(console, live_match, **fields)
    assert refused["code"] == "football.second_yellow.no_first"
    assert read_texts(page, "[role=alert]") == [refused["detail"]]
    assert find_forms(page, "[role=alert]") == ["home"]
    typed = [[part["value"] for part in page.select(f"form input[name={name}]")] for name in ("player", "minute")]
    assert typed == [["Kai Havertz", ""], ["12", ""]]  # the other side's form is as it was


def test_a_key_used_for_something_else_is_refused(console, live_match):
    post(console, live_match, action="goal", side="home", key="k1")
    status, answer = post(console, live_match, action="goal", side="away", key="k1")
    assert (status, answer["state"]) == (422, "refused")
    assert "used for another request" in answer["detail"]


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"key": "k" * 201}, "Page: enter a text of at most 200 characters"),
        ({"key": "k\0"}, "Page: enter a text without the character U+0000"),
        ({"player": "A\0da"}, "Player: enter a text without the character U+0000"),
        ({"player": "\u202eadA"}, "Player: enter a text without the character U+202E"),
        ({"player": "x" * 60_000}, "Player: enter a text of at most 500 characters"),
        ({"occurred_at": "0001-01-01T00:00:00+14:00"}, "between the years 1800 and 2200"),
        ({"action": "void", "seq": "2", "reason": "by\x1b[2J"}, "Why: enter a text without the character U+001B"),
    ],
)
def test_a_field_that_nobody_could_store_is_refused_and_nothing_is_entered(console, live_match, fields, why):
    status, answer = post(console, live_match, **{"action": "goal", "side": "home", "key": "k", **fields})
    assert (status, answer["state"], why in answer["detail"]) == (422, "refused", True), answer
    live_match.refresh_from_db()
    assert live_match.seq == 2


def test_a_rule_refuses_with_its_code_and_a_form_with_none(console, live_match):
    status, answer = post(console, live_match, action="void", seq="99", key="k")
    assert (status, answer) == (
        422,
        {
            "state": "refused",
            "seq": 2,
            "code": "match.correction.unknown",
            "params": {"seq": 99, "kind": "void"},
            "detail": "There is no record 99 in this match to undo.",
            "rule": "match.correction",
        },
    )
    _, answer = post(console, live_match, action="void", seq="x", key="k")
    assert (answer["rule"], "code" in answer) == (None, False)


def test_a_key_of_two_hundred_characters_is_taken(console, live_match):
    assert post(console, live_match, action="goal", side="home", key="k" * 200)[0] == 200


def test_a_match_to_its_end_and_back(console):
    match = make_match(knock_out=True)
    level = [{"action": "period_start"}, {"action": "period_end", "confirm": "yes"}] * 4
    for fields in level:
        assert post(console, match, **fields)[0] == 200
    page = read_console(console, match)
    assert find_forms(page, "button[name=action][value=kick_scored]") == ["home", "away"]
    assert find_forms(page, "button[name=action][value=shootout_result]") == ["shootout_result"]
    assert post(console, match, action="kick_scored", side="home", player="Messi")[0] == 200
    page = read_console(console, match)
    assert read_part(page, "[data-entry=undo] input[name=seq]")["value"] == "10"
    assert read_text(page, "[data-region=undo] summary").split(", ")[1:] == [str(match.home), "Messi"]
    assert not page.select("[value=shootout_result]")  # it follows from the kicks now
    assert post(console, match, action="void", seq="10")[0] == 200
    assert post(console, match, action="shootout_result", home="4", away="2")[0] == 200
    match.refresh_from_db()
    assert (match.status, match.phase) == ("ended", "full_time")
    page = read_console(console, match)
    assert read_part(page, "[data-board]")["data-play"] == "over"
    assert read_text(page, "[data-region=step] [data-notice=closed]")
    assert set(find_forms(page, "button[name=action]")) == {"undo", "status", "home", "away"}
    keys = {button["value"] for button in page.select("button[name=action]")}
    assert {"void", "yellow", "red", "red_bench"} <= keys
    assert post(console, match, action="red", side="home", player="Messi")[0] == 200  # the referee is still there


@pytest.mark.parametrize(
    ("sport", "begin", "key", "player"),
    [
        ("tennis", {"type": "match_start", "side": "home"}, "retired", ""),
        ("basketball", {"type": "period_start"}, "disqualifying", "Ada"),
        ("rugby_union", {"type": "period_start"}, "red", "Ada"),
    ],
)
def test_a_side_s_key_that_has_to_be_confirmed_has_its_box(console, sport, begin, key, player):
    competition = Competition.objects.create(sport=sport, name="Cup")
    home, away = (Competitor.objects.create(sport=sport, name=name) for name in ("Reds", "Blues"))
    match = make_match(season=Season.objects.create(competition=competition, name="1"), home=home, away=away)
    enter(match, begin)
    page = read_console(console, match)
    assert find_forms(page, f"[type=checkbox][name=confirm][value={key}]:not([checked])") == ["home", "away"]
    assert post(console, match, action=key, side="home", player=player)[0] == 422
    assert post(console, match, action=key, side="home", player=player, confirm=key)[0] == 200


def test_the_last_thing_that_stands_is_what_is_undone(console, live_match):
    enter(live_match, {"type": "goal", "side": "home", "player": "A", "clock_ms": 60_000})
    enter(live_match, {"type": "goal", "side": "away", "player": "B", "clock_ms": 120_000})
    enter(live_match, {"type": "void", "data": {"seq": 4, "reason": "offside"}})
    page = read_console(console, live_match)
    assert read_part(page, "[data-entry=undo] input[name=seq]")["value"] == "3"
    assert read_text(page, "[data-region=undo] summary").split(", ")[1:] == [str(live_match.home), "A", "2’"]


def test_entries_stand_in_the_order_of_entering_with_the_score_as_it_was_then(console, live_match):
    first = {"type": "goal", "side": "home", "player": "A", "clock_ms": 1_200_000}
    enter(live_match, first, {"type": "goal", "side": "away", "player": "B", "clock_ms": 60_000})
    page = read_console(console, live_match)
    assert read_texts(page, "[data-region=log] .running")[:2] == ["1–1", "1–0"]


def test_what_is_undone_is_named_by_its_clock_as_it_is(console):
    season = Season.objects.create(competition=Competition.objects.create(sport="basketball", name="Cup"), name="2026")
    sides = [Competitor.objects.create(sport="basketball", name=name) for name in ("Reds", "Blues")]
    match = make_match(season=season, home=sides[0], away=sides[1])
    basket = {"type": "basket", "side": "home", "player": "A", "clock_ms": 564_000, "data": {"points": 2}}
    enter(match, {"type": "period_start"}, basket)
    assert read_text(read_console(console, match), "[data-region=undo] summary").endswith("Reds, A, 9:24")


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_queries_however_many_matches(console, django_assert_num_queries, count):
    for _ in range(count):
        enter(make_match(), {"type": "period_start"})
    with django_assert_num_queries(5):
        page = read_page(console, "/console/")
    assert len(page.select("[data-match] .match-link")) == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_console_takes_as_many_queries_however_much_was_entered(
    console, live_match, django_assert_num_queries, count
):
    for number in range(count):
        enter(live_match, {"type": "goal", "side": "home", "player": f"P {number}"})
    with django_assert_num_queries(7):
        page = read_console(console, live_match)
    names = [f"P {number}" for number in reversed(range(count))]
    assert read_texts(page, "[data-region=log] [data-kind=goal] .player") == names


# --- reading forms ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"action": "goal", "side": "home"}, {"type": "goal", "side": "home"}),
        (
            {"action": "own_goal", "side": "home", "player": " A "},
            {"type": "goal", "side": "away", "player": "A", "data": {"own_goal": True}},
        ),
        (
            {"action": "penalty", "side": "away", "minute": "45+2"},
            {
                "type": "goal",
                "side": "away",
                "data": {"penalty": True},
                "period": "first_half",
                "clock_ms": 46 * 60_000,
            },
        ),
        (
            {"action": "substitution", "side": "home", "player": "On", "off": "Off", "minute": "46’"},
            {
                "type": "substitution",
                "side": "home",
                "player": "On",
                "data": {"off": "Off"},
                "period": "second_half",
                "clock_ms": 45 * 60_000,
            },
        ),
        ({"action": "stoppage_time", "minutes": "4"}, {"type": "stoppage_time", "data": {"minutes": 4}}),
        ({"action": "void", "seq": "7"}, {"type": "void", "data": {"seq": 7, "reason": "entered by mistake"}}),
    ],
)
def test_forms_are_read_as_events(fields, expected):
    assert parse_form(fields, sport="football", words=WORDS) == expected


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({}, "There is no action ''"),
        ({"action": "goal"}, "expected home or away"),
        ({"action": "goal", "side": "up"}, "expected home or away"),
        ({"action": "red", "side": "home"}, "a name is needed"),
        ({"action": "substitution", "side": "home", "player": "A"}, "Goes off, for the player above: it is needed."),
        ({"action": "period_end"}, "Tick the box"),
        ({"action": "goal", "side": "home", "minute": "soon"}, "Minute: enter it as 23, or 45+2."),
        ({"action": "goal", "side": "home", "minute": "0"}, "Minute: enter it as 23, or 45+2."),
        ({"action": "goal", "side": "home", "minute": "44+2"}, "is in no period"),
        ({"action": "goal", "side": "home", "minute": "121"}, "is in no period"),
        ({"action": "shootout_result", "home": "4", "away": "-2"}, "Away: enter a whole number of at least 0."),
        ({"action": "void", "seq": "٣"}, "Entry: enter a whole number."),
    ],
)
def test_what_cannot_be_read_is_said_so(fields, why):
    with pytest.raises(BadForm, match=r".*") as caught:
        parse_form(fields, sport="football", words=WORDS)
    assert why in str(caught.value)


# --- whose it is -----------------------------------------------------------------------------------------------------


def test_what_one_entered_is_never_recorded_as_another_s(console, match, scorer):
    status, answer = post(console, match, action="period_start", user=str(scorer.pk + 1))
    assert (status, answer["state"]) == (409, "held")
    match.refresh_from_db()
    assert match.seq == 1
    fields = {"action": "period_start", "user": str(scorer.pk + 1), "form": "step"}
    page = parse_page(console.post(f"/console/matches/{match.pk}", fields), 409)
    match.refresh_from_db()
    assert match.seq == 1
    assert read_texts(page, "[role=alert]") == [answer["detail"]]
    assert scorer.username in answer["detail"]


def test_every_form_says_whose_it_is(console, live_match, scorer):
    forms = read_console(console, live_match).select("form[method=post]")
    assert len(forms) > 2
    names = ("user", "form", "expected_seq")
    hidden = [[read_part(form, f"input[type=hidden][name={name}]")["value"] for name in names] for form in forms]
    assert hidden == [[str(scorer.pk), form["data-entry"], "2"] for form in forms]
    assert len({read_part(form, "input[name=key]")["value"] for form in forms}) == len(forms)
    assert post(console, live_match, action="goal", side="home", user=str(scorer.pk))[0] == 200


# --- what is unlikely ------------------------------------------------------------------------------------------------


def test_what_is_unlikely_is_entered_once_it_is_ticked(console, live_match):
    players = [{"player": "Ada", "starting": True}]
    enter(live_match, {"type": "lineup", "side": "home", "data": {"players": players, "complete": True}})
    fields = {"action": "goal", "side": "home", "form": "home", "player": "Zoe"}
    status, answer = post(console, live_match, **fields)
    assert (status, answer["state"], answer["confirm"]) == (422, "refused", ["not_in_lineup"])
    assert answer["detail"] == f"Zoe is not in the line-up of {live_match.home.name}."
    page = parse_page(console.post(f"/console/matches/{live_match.pk}", fields), 422)
    tick = read_part(page, "[type=checkbox][name=anyway]")
    assert tick.find_parent("form")["data-entry"] == "home"
    assert post(console, live_match, **fields, anyway=tick["value"])[0] == 200
