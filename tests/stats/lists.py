"""A season's lists at any time, each loaded and made as the API does: for tests that ask what comes out of the fold."""

from scoreboard.sports.football import SPORT
from scoreboard.sports.lists import ASSISTS, CARDS, GOALS_BY_MINUTE, MOST_GOALS, SCORERS
from stats.queries import AsOf, load_season
from stats.tables import bracket, by_minute, form, people, records, standings, streaks, suspensions


def load(season_id, *, statistics=(), feats=(), moments=(), standings=True, **as_of):
    """A season's facts at the time that the other parameters say."""
    return load_season(
        str(season_id), AsOf(**as_of), statistics=statistics, feats=feats, moments=moments, standings=standings
    )


def list_standings(season_id, *, side=None, group=None, **as_of):
    return standings.make_standings(load(season_id, **as_of), side=side, group=group)


def list_rounds(season_id, **as_of):
    return standings.list_rounds(load(season_id, **as_of))


def list_form(season_id, *, last=5, **as_of):
    return form.list_form(load(season_id, standings=False, **as_of), last=last)


def list_streaks(season_id, **as_of):
    return streaks.list_streaks(load(season_id, standings=False, **as_of))


def list_records(season_id, **as_of):
    facts = load(season_id, feats=[MOST_GOALS.stat], standings=False, **as_of)
    return records.list_records(facts, SPORT.records)


def list_goals_by_minute(season_id, *, each=False, **as_of):
    facts = load(season_id, moments=[GOALS_BY_MINUTE.kind], standings=False, **as_of)
    return by_minute.list_by_minute(facts, GOALS_BY_MINUTE, each=each)


def list_leaders(season_id, statistics, *, limit=None, **as_of):
    return people.list_leaders(
        load(season_id, statistics=statistics, standings=False, **as_of), statistics, limit=limit
    )


def list_people(season_id, described, *, by="person", limit=None, **as_of):
    facts = load(season_id, statistics=described.statistics, standings=False, **as_of)
    return people.list_people(facts, described, by=by, limit=limit)


def list_suspensions(season_id, **as_of):
    facts = load_season(str(season_id), AsOf(**as_of), standings=False, suspensions=True)
    return suspensions.list_suspensions(facts)


def list_scorers(season_id, **as_of):
    return list_people(season_id, SCORERS, **as_of)


def list_assists(season_id, **as_of):
    return list_people(season_id, ASSISTS, **as_of)


def list_cards(season_id, **as_of):
    return list_people(season_id, CARDS, **as_of)


LEADERS = ("yellow_cards", "goals")


def list_all(season_id, **as_of):
    """Every list of a season, by name, of facts that are loaded once, as for its page."""
    statistics = {name for found in SPORT.lists for name in found.statistics}
    facts = load(season_id, statistics=statistics, feats=["goals"], moments=["goal"], **as_of)
    return {
        "standings": standings.make_standings(facts)["groups"],
        "home": standings.make_standings(facts, side="home")["groups"],
        "away": standings.make_standings(facts, side="away")["groups"],
        "rounds": standings.list_rounds(facts),
        "form": form.list_form(facts),
        "streaks": streaks.list_streaks(facts),
        "records": records.list_records(facts, SPORT.records),
        "minutes": by_minute.list_by_minute(facts, GOALS_BY_MINUTE),
        "scorers": people.list_people(facts, SCORERS),
        "assists": people.list_people(facts, ASSISTS),
        "leaders": people.list_leaders(facts, LEADERS),
        "cards": people.list_people(facts, CARDS),
        "team_cards": people.list_people(facts, CARDS, by="competitor"),
    }


def list_each(season_id, **as_of):
    """The lists of `list_all`, each of facts that are loaded for it alone, as for the API."""
    return {
        "standings": list_standings(season_id, **as_of)["groups"],
        "home": list_standings(season_id, side="home", **as_of)["groups"],
        "away": list_standings(season_id, side="away", **as_of)["groups"],
        "rounds": list_rounds(season_id, **as_of),
        "form": list_form(season_id, **as_of),
        "streaks": list_streaks(season_id, **as_of),
        "records": list_records(season_id, **as_of),
        "minutes": list_goals_by_minute(season_id, **as_of),
        "scorers": list_scorers(season_id, **as_of),
        "assists": list_assists(season_id, **as_of),
        "leaders": list_leaders(season_id, LEADERS, **as_of),
        "cards": list_cards(season_id, **as_of),
        "team_cards": list_cards(season_id, by="competitor", **as_of),
    }


def list_bracket(season_id, **as_of):
    return bracket.make_bracket(load(season_id, standings=False, **as_of))
