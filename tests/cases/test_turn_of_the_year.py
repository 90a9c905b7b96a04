"""Seasons that are years: a match that is moved over the turn of the year is one match, in the season of its day."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoreboard.models import Match
from scoreboard.queries import decode_state, load_log
from scoreboard.sports.match import fold
from tests.cases.test_imports import EXAMPLES, Importer, empty

pytestmark = pytest.mark.django_db
HEADING = "date,home_team,away_team,home_score,away_score,tournament,city,country,neutral"
EARLY, LATE = "2020-11-01", "2021-02-01"
DECEMBER, JANUARY = "2020-12-30", "2021-01-02"


class YearImporter(Importer):
    """Imports rows of international results: day, sides, score or none, tournament."""

    def bring(self, *rows, **options):
        for name, columns in (("goalscorers", "team,scorer,minute,own_goal,penalty"), ("shootouts", "winner")):
            (self.folder / f"{name}.csv").write_text(f"date,home_team,away_team,{columns}\n")
        text = "\n".join([HEADING, *rows, ""])
        return self(text, form="international-results", file="results.csv", **options)


@pytest.fixture
def bring(tmp_path, capsys):
    return YearImporter(tmp_path, capsys).bring


def row(day, score=None, *, home="Ashland", away="Birchland", tournament="Friendly", neutral="FALSE"):
    goals = "NA,NA" if score is None else ",".join(map(str, score))
    return f"{day},{home},{away},{goals},{tournament},Ash,Ashland,{neutral}"


def list_all():
    """Every match by its day: season, home side, status and score."""
    found = []
    for match in Match.objects.select_related("season", "home").order_by("scheduled_on"):
        state = decode_state(match)
        assert state == fold(load_log(match))
        assert state.fixture.season.name == match.season.name
        score = (match.home_score, match.away_score)
        found.append((str(match.scheduled_on), match.season.name, match.home.name, match.status, *score))
    return sorted(found)


@pytest.mark.parametrize("dated", [False, True])
@pytest.mark.parametrize(("planned", "day"), [(DECEMBER, JANUARY), (JANUARY, DECEMBER)])
def test_a_fixture_that_is_moved_over_the_turn_of_the_year_is_one_match(bring, planned, day, dated):
    bring(row(planned), **({"as_of": EARLY} if dated else {}))
    options = {"as_of": LATE} if dated else {}
    (note,) = bring(row(day, [2, 1]), **options)["changed"]
    assert f"season: {planned[:4]} is {day[:4]}" in note["why"]
    assert list_all() == [(day, day[:4], "Ashland", "ended", 2, 1)]
    assert bring(row(day, [2, 1]), **options)["events"] == 0


@pytest.mark.parametrize(("planned", "day"), [(DECEMBER, JANUARY), (JANUARY, DECEMBER)])
def test_the_plan_of_before_is_that_match(bring, planned, day):
    bring(row(day, [2, 1]), as_of=LATE)
    assert bring(row(planned), as_of=EARLY)["events"] == 0
    assert list_all() == [(day, day[:4], "Ashland", "ended", 2, 1)]


def test_without_dates_what_was_planned_for_before_is_that_match(bring):
    bring(row(JANUARY, [2, 1]))
    assert bring(row(DECEMBER))["events"] == 0
    assert list_all() == [(JANUARY, "2021", "Ashland", "ended", 2, 1)]


def test_a_fixture_goes_over_the_turn_of_the_year_and_back(bring):
    for day, as_of in ((DECEMBER, EARLY), (JANUARY, "2020-12-01"), (DECEMBER, "2020-12-08")):
        bring(row(day), as_of=as_of)
        assert list_all() == [(day, day[:4], "Ashland", "scheduled", 0, 0)]
    assert bring(row(JANUARY), as_of="2020-12-01")["events"] == 0


def test_a_played_match_whose_day_is_corrected_into_the_next_year(bring):
    """A day of another zone: 31 December here, 1 January there."""
    bring(row("2020-12-31", [2, 1]), as_of=EARLY)
    bring(row("2021-01-01", [2, 1]), as_of=LATE)
    assert list_all() == [("2021-01-01", "2021", "Ashland", "ended", 2, 1)]
    assert bring(row("2020-12-31", [2, 1]), as_of=EARLY)["events"] == 0


APART = {
    "both are played": ([row(DECEMBER, [0, 0])], [row(JANUARY, [2, 1])]),
    "the file has both": ([row(DECEMBER)], [row(DECEMBER), row(JANUARY, [2, 1])]),
    "at the other ground": ([row(DECEMBER)], [row(JANUARY, [2, 1], home="Birchland", away="Ashland")]),
    "in another tournament": ([row(DECEMBER)], [row(JANUARY, [2, 1], tournament="Nordic Cup")]),
    "more than a quarter apart": ([row("2020-10-01")], [row(JANUARY, [2, 1])]),
    "a year and a day apart": ([row("2019-12-30")], [row(JANUARY, [2, 1])]),
}


@pytest.mark.parametrize("why", APART)
def test_two_matches_stay_two(bring, why):
    first, second = APART[why]
    bring(*first)
    bring(*second)
    assert Match.objects.count() == 2


def test_of_two_that_it_may_be_it_is_neither(bring):
    bring(row("2020-12-28"), row(DECEMBER))
    bring(row(JANUARY, [2, 1]))
    assert Match.objects.count() == 3


@st.composite
def winters(draw):
    """Two files of some pairs around a new year; each pair meets once, and the second file knows how it went."""
    first, second = [], []
    for number in range(draw(st.integers(1, 4))):
        sides = {"home": f"Land {2 * number}", "away": f"Land {2 * number + 1}"}
        days = [
            f"{year}-{day:02}"
            for year, day in zip(
                ("2020-12", "2021-01"), (draw(st.integers(1, 31)), draw(st.integers(1, 31))), strict=True
            )
        ]
        planned, day = draw(st.permutations(days))
        first.append(row(draw(st.sampled_from([planned, day])), **sides))
        second.append(row(day, draw(st.sampled_from([None, [1, 0], [2, 2]])), **sides))
    return sorted(first), sorted(second)


@EXAMPLES
@given(files=winters())
def test_two_files_end_the_same_in_either_order_and_twice(bring, files):
    imports = list(zip(files, (EARLY, LATE), strict=True))
    ends = []
    for order in (imports, imports[::-1]):
        empty()
        for rows, as_of in order:
            assert bring(*rows, as_of=as_of)["rejected"] == []
        ends.append(list_all())
        for rows, as_of in order:
            assert bring(*rows, as_of=as_of)["events"] == 0
    assert ends[0] == ends[1]
    assert len(ends[0]) == len(files[1])
