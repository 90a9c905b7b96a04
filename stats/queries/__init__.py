"""What pages, API and operators ask of the stats database. Ids are texts, instants UTC.

What is shown of a season is made of what `load_season` gives, by the functions of stats.tables.
"""

from stats.queries.competitors import load_competitor, load_form, load_head_to_head
from stats.queries.lag import Lag, PartitionLag, load_dead_letters, load_lag, load_position, load_waiting
from stats.queries.merging import Doings, compare_lists, list_shared_matches, summarise
from stats.queries.people import load_own_totals, load_person
from stats.queries.season import load_season, load_sums
from stats.tables.sides import NOW, AsOf

__all__ = [
    "NOW",
    "AsOf",
    "Doings",
    "Lag",
    "PartitionLag",
    "compare_lists",
    "list_shared_matches",
    "load_competitor",
    "load_dead_letters",
    "load_form",
    "load_head_to_head",
    "load_lag",
    "load_own_totals",
    "load_person",
    "load_position",
    "load_season",
    "load_sums",
    "load_waiting",
    "summarise",
]
