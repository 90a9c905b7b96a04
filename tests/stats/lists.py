"""A season's lists at any time, each loaded and made as the API does: for tests that ask what comes out of the fold."""

from stats.queries import AsOf, load_season
from stats.tables import form, goals_by_minute, people, records, standings, streaks
from stats.tables.people import ASSISTS, SCORERS
from stats.tables.tally import CARDS


def load(season_id, *, statistics=(), hauls=False, goals=False, standings=True, **as_of):
    """A season's facts at the time that the other parameters say."""
    return load_season(
        str(season_id), AsOf(**as_of), statistics=statistics, hauls=hauls, goals=goals, standings=standings
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
    return records.list_records(load(season_id, hauls=True, standings=False, **as_of))


def list_goals_by_minute(season_id, *, each=False, **as_of):
    return goals_by_minute.list_goals_by_minute(load(season_id, goals=True, standings=False, **as_of), each=each)


def list_leaders(season_id, statistics, *, limit=None, **as_of):
    return people.list_leaders(
        load(season_id, statistics=statistics, standings=False, **as_of), statistics, limit=limit
    )


def list_scorers(season_id, *, limit=None, **as_of):
    return list_leaders(season_id, SCORERS, limit=limit, **as_of)


def list_assists(season_id, *, limit=None, **as_of):
    return list_leaders(season_id, ASSISTS, limit=limit, **as_of)


def list_cards(season_id, *, by="person", limit=None, **as_of):
    return people.list_cards(load(season_id, statistics=CARDS, standings=False, **as_of), by=by, limit=limit)


LEADERS = ("yellow_cards", "goals")


def list_all(season_id, **as_of):
    """Every list of a season, by name, of facts that are loaded once, as for its page."""
    facts = load(season_id, statistics={*SCORERS, *ASSISTS, *CARDS}, hauls=True, goals=True, **as_of)
    return {
        "standings": standings.make_standings(facts)["groups"],
        "home": standings.make_standings(facts, side="home")["groups"],
        "away": standings.make_standings(facts, side="away")["groups"],
        "rounds": standings.list_rounds(facts),
        "form": form.list_form(facts),
        "streaks": streaks.list_streaks(facts),
        "records": records.list_records(facts),
        "minutes": goals_by_minute.list_goals_by_minute(facts),
        "scorers": people.list_leaders(facts, SCORERS),
        "assists": people.list_leaders(facts, ASSISTS),
        "leaders": people.list_leaders(facts, LEADERS),
        "cards": people.list_cards(facts),
        "team_cards": people.list_cards(facts, by="competitor"),
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
