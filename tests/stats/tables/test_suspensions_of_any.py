"""Suspensions of any season: what holds whatever was shown to whom, in whichever order it is known."""

import random
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from stats.tables.season import Statistic
from stats.tables.sides import AsOf
from stats.tables.suspensions import list_suspensions
from tests.stats.tables.matches import FIRST, make_facts, meet

OFFENCES = ("yellow_cards", "second_yellow_cards", "red_cards")
RULES = st.fixed_dictionaries(
    {
        "thresholds": st.sampled_from(
            [[], [{"cautions": 2}], [{"cautions": 2, "first": 3}, {"cautions": 3, "matches": 2}]]
        ),
        "every": st.sampled_from([1, 2, 3, None]),
        "within": st.sampled_from([None, 2, 4]),
        "expulsion": st.integers(0, 3),
        "wiped_after": st.sampled_from([[], ["groups"]]),
    }
)
SHOWN = st.sampled_from([(), ("yellow_cards",), ("yellow_cards", "second_yellow_cards"), ("red_cards",), OFFENCES[::2]])
MATCHES = st.lists(
    st.tuples(st.sampled_from(["1-0", "0-0", ""]), st.sampled_from(["", "A"]), SHOWN, SHOWN), min_size=1, max_size=9
)


def build(rules, matches, as_of=None):
    """A season of one team's matches, a day after the other, each with what Ann and Amy were shown in it."""
    played, singles = [], []
    for number, (score, group, ann, amy) in enumerate(matches):
        played.append(meet("a", "b", score, day=number, match=f"m{number}", group=group))
        for person, shown in (("ann", ann), ("amy", amy)):
            if score:
                singles += [Statistic(f"m{number}", "a", "A", person, person, stat, 1) for stat in shown]
    facts = make_facts(*played, suspensions=rules, **({} if as_of is None else {"as_of": as_of}))
    return replace(facts, singles=singles)


@given(RULES, MATCHES, st.randoms(use_true_random=False))
def test_the_order_in_which_it_is_known_does_not_matter(rules, matches, shuffle: random.Random):
    facts = build(rules, matches)
    sides, singles = list(facts.sides), list(facts.singles)
    shuffle.shuffle(sides)
    shuffle.shuffle(singles)
    assert list_suspensions(replace(facts, sides=sides, singles=singles)) == list_suspensions(facts)


@given(RULES, MATCHES)
def test_a_match_serves_one_ban_and_none_of_who_had_a_part_in_it(rules, matches):
    facts = build(rules, matches)
    shown = {(one.person, one.match) for one in facts.singles}
    for row in list_suspensions(facts):
        held = [meeting["match"] for ban in row["bans"] for meeting in (*ban["served"], *ban["to_serve"])]
        assert len(held) == len(set(held))
        assert not {(row["person"]["id"], match) for match in held} & shown
        assert row["left"] == sum(ban["left"] for ban in row["bans"]) >= 0
        for ban in row["bans"]:
            assert len(ban["served"]) + ban["left"] == ban["matches"]
            assert all(meeting["on"] > ban["match"]["on"] for meeting in (*ban["served"], *ban["to_serve"]))


@given(RULES, MATCHES, st.integers(0, 9))
def test_a_day_of_the_past_knows_nothing_of_what_came_later(rules, matches, day):
    then = AsOf(on=FIRST + timedelta(days=day))
    until = [
        (score if number <= day else "", group, ann, amy) for number, (score, group, ann, amy) in enumerate(matches)
    ]
    facts = build(rules, matches, then)
    known = replace(facts, singles=[one for one in facts.singles if int(one.match[1:]) <= day])  # as they are loaded
    assert list_suspensions(known) == list_suspensions(build(rules, until))


@given(RULES, MATCHES)
def test_what_one_is_shown_changes_nothing_for_another(rules, matches):
    alone = [(score, group, ann, ()) for score, group, ann, _ in matches]
    both = {row["person"]["id"]: row for row in list_suspensions(build(rules, matches))}
    assert {row["person"]["id"]: row for row in list_suspensions(build(rules, alone))} == {
        person: row for person, row in both.items() if person == "ann"
    }
