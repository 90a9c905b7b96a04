"""Named reads of the tables: all that pages, API and operators ask of stats. Ids are texts, instants UTC."""

from stats.queries.as_of import NOW, AsOf
from stats.queries.competitors import read_competitor, read_form, read_head_to_head
from stats.queries.lag import Lag, PartitionLag, read_dead_letters, read_lag, read_position, read_waiting
from stats.queries.people import read_assists, read_cards, read_leaders, read_person, read_scorers
from stats.queries.seasons import read_goals_by_minute, read_records, read_season_form, read_streaks
from stats.queries.standings import read_current_to, read_rounds, read_season_tables, read_standings

__all__ = [
    "NOW",
    "AsOf",
    "Lag",
    "PartitionLag",
    "read_assists",
    "read_cards",
    "read_competitor",
    "read_current_to",
    "read_dead_letters",
    "read_form",
    "read_goals_by_minute",
    "read_head_to_head",
    "read_lag",
    "read_leaders",
    "read_person",
    "read_position",
    "read_records",
    "read_rounds",
    "read_scorers",
    "read_season_form",
    "read_season_tables",
    "read_standings",
    "read_streaks",
    "read_waiting",
]
