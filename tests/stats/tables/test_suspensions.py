"""Suspensions through the fold: cautions counted by a season's rules, bans, and the matches that serve them."""

from datetime import date

import pytest

from scoreboard.catalogue import identity
from scoreboard.models import Person, Suspension
from stats.tables.suspensions import find_suspended
from tests.factories import enter, make_competitor, make_match, make_season
from tests.stats.feeding import feed, feed_catalogue
from tests.stats.lists import list_suspensions
from tests.stats.playing import FULL_TIME, KICK_OFF, card, day, goal, play

EVERY_SECOND = {"every": 2}


@pytest.fixture
def teams(db):
    return [make_competitor(name) for name in ("Arden", "Brook", "Copse", "Dale")]


def make(rules, **ranking):
    return make_season(ranking={"suspensions": rules, **ranking})


def book(season, home, away, number, *cards, **fixture):
    """A match of a round in which the home side's people were shown these cards."""
    events = [card("home", *one.split(":")) for one in cards]
    return play(season, home, away, number=number, events=events or [goal("away", "Bob")], **fixture)


def read(season, **as_of):
    """What is told of each, by name: how many cautions count, and each ban with served and left."""
    return {
        row["person"]["name"]: (
            row["cautions"],
            [(ban["cause"], len(ban["served"]), ban["left"]) for ban in row["bans"]],
        )
        for row in list_suspensions(season.pk, **as_of)
    }


def row_of(season, name, **as_of):
    return next(row for row in list_suspensions(season.pk, **as_of) if row["person"]["name"] == name)


def days(meetings):
    return [meeting["on"] for meeting in meetings]


def test_cautions_count_up_to_a_ban_which_the_next_match_serves(teams):
    a, b, c, d = teams
    season = make(EVERY_SECOND)
    first = book(season, a, b, 1, "Ann:yellow")
    feed(first)
    row = row_of(season, "Ann")
    assert (row["cautions"], row["next_at"], row["one_away"], row["left"]) == (1, 2, True, 0)
    assert (row["competitor"]["name"], row["since"], row["bans"]) == ("Arden", day(1), [])
    second = book(season, a, c, 2, "Ann:yellow")
    third = play(season, d, a, number=3)
    later = play(season, b, a, number=4)
    feed(second, third, later)
    row = row_of(season, "Ann")
    (ban,) = row["bans"]
    assert (row["cautions"], row["next_at"], row["one_away"], row["left"]) == (2, 4, False, 1)
    assert (ban["cause"], ban["cautions"], ban["match"]["match"], ban["matches"]) == ("cautions", 2, str(second.pk), 1)
    assert (ban["served"], days(ban["to_serve"])) == ([], [day(3)])
    assert ban["to_serve"][0]["opponent"] == {"id": str(d.pk), "name": "Dale"}
    enter(third, {"type": "result", "data": {"full_time": {"home": 0, "away": 0}}})
    feed(third)
    (ban,) = row_of(season, "Ann")["bans"]
    assert (days(ban["served"]), ban["to_serve"], ban["left"]) == ([day(3)], [], 0)
    found = find_suspended(list_suspensions(season.pk), str(third.pk))
    assert [row["person"]["name"] for row, _ in found] == ["Ann"]


def test_a_second_caution_counts_as_none_and_a_red_keeps_the_one_before(teams):
    a, b, c, _ = teams
    season = make({"every": 5, "expulsion": 3})
    cards = ("Ann:yellow", "Ann:second_yellow", "Amy:yellow", "Amy:red", "Ada:red")
    feed(book(season, a, b, 1, *cards), book(season, a, c, 2))
    assert read(season) == {
        "Amy": (1, [("expulsion", 1, 2)]),
        "Ada": (0, [("expulsion", 1, 2)]),
        "Ann": (0, [("second_caution", 1, 0)]),
    }
    strict = make({"every": 5, "expulsion_keeps_caution": False})
    feed(book(strict, a, b, 1, "Amy:yellow", "Amy:red"))
    assert read(strict) == {"Amy": (0, [("expulsion", 0, 1)])}


def test_thresholds_end_on_a_day_or_after_so_many_matches(teams):
    a, b, *_ = teams
    by_day = {"thresholds": [{"cautions": 1, "until": "03-02"}, {"cautions": 2, "matches": 2}], "every": 1}
    season = make(by_day)
    matches = [book(season, a, b, 1), book(season, a, b, 2, "Ann:yellow"), book(season, a, b, 3, "Ann:yellow")]
    feed(*matches)
    assert read(season) == {"Ann": (2, [("cautions", 0, 2)])}  # the first on 3 March, after the day
    assert row_of(season, "Ann")["next_at"] == 3
    by_match = make({"thresholds": [{"cautions": 1, "first": 1}, {"cautions": 3}]})
    feed(book(by_match, a, b, 1, "Ann:yellow"), book(by_match, a, b, 2, "Amy:yellow"))
    assert read(by_match) == {"Amy": (1, []), "Ann": (1, [("cautions", 1, 0)])}
    assert row_of(by_match, "Amy")["next_at"] == 3


def test_a_season_over_the_turn_of_the_year_reads_its_days_in_order(teams):
    a, b, *_ = teams
    season = make({"thresholds": [{"cautions": 1, "until": "12-31"}, {"cautions": 2, "until": "04-09"}]})
    first, second = date(2016, 8, 13), date(2017, 4, 8)
    matches = [
        book(season, a, b, 1, "Ann:yellow", scheduled_on=first),
        book(season, a, b, 2, "Amy:yellow", scheduled_on=date(2017, 1, 2)),
        book(season, a, b, 3, "Ann:yellow", "Amy:yellow", scheduled_on=second),
    ]
    feed(*matches)
    assert read(season) == {
        "Amy": (2, [("cautions", 0, 1)]),
        "Ann": (2, [("cautions", 1, 0), ("cautions", 0, 1)]),
    }


def test_only_a_sides_last_matches_count_where_the_rules_say_so(teams):
    """France until 2024/25: three cautions within ten matches; here two within three."""
    a, b, *_ = teams
    season = make({"thresholds": [{"cautions": 2}], "within": 3})
    shown = {1: ["Ann:yellow"], 2: ["Amy:yellow"], 4: ["Ann:yellow", "Amy:yellow"]}
    feed(*(book(season, a, b, number, *shown.get(number, ())) for number in range(1, 6)))
    assert read(season) == {"Ann": (1, []), "Amy": (0, [("cautions", 1, 0)])}


def test_cautions_are_wiped_after_a_round_and_a_ban_they_brought_is_served(teams):
    a, b, *_ = teams
    season = make({**EVERY_SECOND, "wiped_after": ["Quarter-finals"]})
    feed(
        book(season, a, b, 1, "Ann:yellow", "Amy:yellow", group="Group A"),
        book(season, a, b, 2, "Ann:yellow", "Ada:yellow", round="Viertelfinale"),
    )
    assert read(season) == {"Ann": (0, [("cautions", 0, 1)])}
    feed(book(season, a, b, 3, "Amy:yellow", "Ada:yellow", round="Semi-final"))
    assert read(season) == {"Ada": (1, []), "Amy": (1, []), "Ann": (0, [("cautions", 1, 0)])}
    groups = make({**EVERY_SECOND, "wiped_after": ["groups"]})
    feed(
        book(groups, a, b, 1, "Ann:yellow", group="Group A"),
        book(groups, a, b, 2, "Amy:yellow", group="Group A"),
        book(groups, a, b, 3, "Amy:yellow", round="Round of 16"),
    )
    assert read(groups) == {"Amy": (1, [])}


def test_which_matches_serve_a_ban(teams):
    """Not one that was postponed, abandoned or annulled, nor one lost by an award; one won so does, and bans queue."""
    a, b, c, d = teams
    season = make({"expulsion": 2, "every": 1})
    sent_off = book(season, a, b, 1, "Ann:yellow", "Ann:red")
    statuses = [
        {"status": "postponed", "reason": "snow"},
        {"status": "abandoned", "reason": "snow"},
        {"status": "annulled", "reason": "left the league"},
        {"status": "awarded", "winner": "away", "reason": "not ready"},
        {"status": "awarded", "winner": "home", "reason": "not ready"},
    ]
    matches = [play(season, a, c, number=number + 2) for number in range(len(statuses))]
    for match, declared in zip(matches, statuses, strict=True):
        enter(match, {"type": "status", "data": declared})
    matches += [play(season, d, a, "1-1", number=8), play(season, a, d, number=9)]
    feed(sent_off, *matches)
    (first, second) = row_of(season, "Ann")["bans"]
    assert (first["cause"], days(first["served"])) == ("cautions", [day(6)])
    assert (second["cause"], days(second["served"]), days(second["to_serve"])) == ("expulsion", [day(8)], [day(9)])


def test_a_match_in_which_somebody_played_against_the_ban_serves_none(teams):
    a, b, *_ = teams
    season = make({"every": 9})
    feed(book(season, a, b, 1, "Ann:red"), book(season, a, b, 2, "Ann:yellow"), book(season, a, b, 3))
    (ban,) = row_of(season, "Ann")["bans"]
    assert days(ban["served"]) == [day(3)]


def test_a_voided_card_takes_its_ban_away_and_amending_it_gives_it_to_another(teams):
    a, b, *_ = teams
    season = make(EVERY_SECOND)
    first = book(season, a, b, 1, "Ann:yellow")
    second = book(season, a, b, 2, "Ann:yellow")
    feed(first, second)
    assert read(season) == {"Ann": (2, [("cautions", 0, 1)])}
    other = {**card("home", "Amy", "yellow"), "player_id": None}
    other.pop("player_id")
    enter(second, {"type": "amend", "data": {"seq": 3, "reason": "mistaken", "event": other}})
    feed(second)
    assert read(season) == {"Amy": (1, []), "Ann": (1, [])}
    enter(first, {"type": "void", "data": {"seq": 3, "reason": "mistaken"}})
    feed(first)
    assert read(season) == {"Amy": (1, [])}


def test_merged_people_are_one(teams):
    a, b, *_ = teams
    season = make(EVERY_SECOND)
    feed(book(season, a, b, 1, "Ann:yellow"), book(season, a, b, 2, "A. Smith:yellow"))
    assert read(season) == {"A. Smith": (1, []), "Ann": (1, [])}
    one, into = Person.objects.get(name="A. Smith"), Person.objects.get(name="Ann")
    identity.merge(one, into)
    feed_catalogue()
    assert read(season) == read(season, on=day(2)) == {"Ann": (2, [("cautions", 0, 1)])}


def decide(season, name, **fields):
    person = Person.objects.get(name=name)
    ban = Suspension(season=season, person=person, **{"on": day(2), "reason": "panel", **fields})
    ban.full_clean()
    ban.save()
    feed_catalogue()
    return ban


def test_an_officials_decision_takes_the_place_of_the_ban_by_rule(teams):
    a, b, *_ = teams
    season = make({"every": 5})
    sent_off = book(season, a, b, 1, "Ann:red", "Amy:red", "Ada:yellow")
    feed(sent_off, *(book(season, a, b, number) for number in (2, 3)))
    decide(season, "Ann", match=sent_off, matches=3)
    decide(season, "Amy", match=sent_off, matches=0)
    decide(season, "Ada", matches=1, on=day(3), reason="carried over")
    assert read(season) == {
        "Ann": (0, [("decision", 2, 1)]),
        "Ada": (1, [("decision", 1, 0)]),
    }
    assert row_of(season, "Ann")["bans"][0]["reason"] == "panel"
    assert read(season, on=day(1)) == {  # before it was decided
        "Amy": (0, [("expulsion", 0, 1)]),
        "Ann": (0, [("expulsion", 0, 1)]),
        "Ada": (1, []),
    }
    decide(season, "Ann", match=sent_off, matches=2, on=day(3), reason="on appeal")
    assert read(season)["Ann"] == (0, [("decision", 2, 0)])


def test_a_ban_until_a_day_holds_for_all_matches_until_then(teams):
    a, b, *_ = teams
    season = make({"every": 5})
    feed(*(book(season, a, b, number, *(["Ann:yellow"] if number == 1 else [])) for number in (1, 2)))
    feed(*(play(season, a, b, number=number) for number in (3, 4, 5)))
    decide(season, "Ann", until=day(4), on=day(1))
    (ban,) = row_of(season, "Ann")["bans"]
    assert (days(ban["served"]), days(ban["to_serve"])) == ([day(2)], [day(3), day(4)])
    assert (ban["left"], ban["matches"]) == (2, None)


def test_as_it_was_after_a_day_or_a_round(teams):
    a, b, *_ = teams
    season = make(EVERY_SECOND)
    feed(*(book(season, a, b, number, *(["Ann:yellow"] if number < 3 else [])) for number in (1, 2, 3)))
    assert read(season, on=day(1)) == read(season, round=1) == {"Ann": (1, [])}
    for then in ({"on": day(2)}, {"round": 2}):
        (ban,) = row_of(season, "Ann", **then)["bans"]
        assert (ban["served"], days(ban["to_serve"]), ban["left"]) == ([], [day(3)], 1)
    assert read(season) == {"Ann": (2, [("cautions", 1, 0)])}


def test_cards_count_while_a_match_is_played_and_a_live_match_serves_none_yet(teams):
    a, b, *_ = teams
    season = make(EVERY_SECOND)
    live = make_match(season=season, home=a, away=b, scheduled_on=day(2))
    enter(live, KICK_OFF, card("home", "Ann", "yellow"))
    feed(book(season, a, b, 1, "Ann:yellow", "Amy:red"), live)
    assert read(season) == {"Ann": (2, [("cautions", 0, 1)]), "Amy": (0, [("expulsion", 0, 1)])}
    assert [one["match"] for one in row_of(season, "Amy")["bans"][0]["to_serve"]] == [str(live.pk)]
    enter(live, *FULL_TIME)
    feed(live)
    assert read(season)["Amy"] == (0, [("expulsion", 1, 0)])


def test_a_season_whose_rules_know_no_suspension_has_none(teams, season, django_assert_num_queries):
    a, b, *_ = teams
    feed(book(season, a, b, 1, "Ann:red"))
    with django_assert_num_queries(2, using="stats"):
        assert list_suspensions(season.pk) == []


def test_how_many_queries_it_takes(teams, django_assert_num_queries):
    a, b, *_ = teams
    season = make(EVERY_SECOND)
    feed(book(season, a, b, 1, "Ann:yellow"))
    with django_assert_num_queries(4, using="stats"):  # sides, names of teams, cards, names of people
        assert read(season) == {"Ann": (1, [])}


def line_up(side, *names):
    """A whole line-up of those who begin."""
    return {
        "type": "lineup",
        "side": side,
        "data": {"players": [{"player": name, "starting": True} for name in names], "complete": True},
    }


def play_with(season, home, away, number, *names):
    """A match of a round with the home side's line-up."""
    return play(season, home, away, number=number, events=[line_up("home", *names), goal("home", names[0])])


def test_who_played_although_banned_has_not_served_it(teams):
    a, b, c, d = teams
    season = make(EVERY_SECOND)
    first = book(season, a, b, 1, "Ann:red", "Amy:red")
    second = play_with(season, a, c, 2, "Ann", "Ada")
    third, fourth = play_with(season, a, d, 3, "Ada"), play(season, a, b, number=4)
    feed(first, second, third, fourth)
    (ban,) = row_of(season, "Ann")["bans"]
    assert (days(ban["played"]), days(ban["served"]), ban["left"]) == ([day(2)], [day(3)], 0)
    (ban,) = row_of(season, "Amy")["bans"]
    assert (ban["played"], days(ban["served"])) == ([], [day(2)])
    for match, suspended in ((second, {"Ann", "Amy"}), (third, {"Ann"}), (fourth, set())):
        found = find_suspended(list_suspensions(season.pk), str(match.pk))
        assert {row["person"]["name"] for row, _ in found} == suspended
    (ban,) = row_of(season, "Ann", on=day(2))["bans"]
    assert (days(ban["played"]), ban["left"]) == ([day(2)], 1)
    (ban,) = row_of(season, "Ann", on=day(1))["bans"]
    assert (ban["played"], days(ban["to_serve"])) == ([], [day(2)])


def test_who_was_on_the_bench_has_served_it(teams):
    a, b, c, _ = teams
    season = make(EVERY_SECOND)
    bench = line_up("home", "Ada")
    bench["data"]["players"].append({"player": "Ann"})
    second = play(season, a, c, number=2, events=[bench, goal("home", "Ada")])
    feed(book(season, a, b, 1, "Ann:red"), second)
    assert read(season) == {"Ann": (0, [("expulsion", 1, 0)])}


def test_a_spelling_that_was_merged_played_although_banned(teams):
    a, b, c, _ = teams
    season = make({"thresholds": [{"cautions": 2}]})
    first = book(season, a, b, 1, "Ann:yellow")
    second, third = book(season, a, c, 2, "A. Smith:yellow"), play_with(season, a, b, 3, "A. Smith")
    identity.merge(Person.objects.get(name="A. Smith"), Person.objects.get(name="Ann"))
    feed(first, second, third)
    (ban,) = row_of(season, "Ann")["bans"]
    assert (days(ban["played"]), ban["served"], ban["left"]) == ([day(3)], [], 1)


def test_what_was_decided_later_was_broken_by_nobody_before(teams):
    a, b, c, d = teams
    season = make(EVERY_SECOND)
    first = book(season, a, b, 1, "Ada:yellow")
    matches = [first, *(play_with(season, a, other, number, "Ann") for number, other in ((2, c), (3, d)))]
    ann = Person.objects.get(name="Ann")
    Suspension.objects.create(season=season, person=ann, match=first, matches=2, on=day(2), reason="spat")
    feed(*matches)
    (ban,) = row_of(season, "Ann")["bans"]
    assert (days(ban["played"]), ban["served"], ban["left"]) == ([day(3)], [], 2)
