"""Scoreboard with the facts that the peers' tables need, no others: sides of matches, people. Every record."""

import sys

from bench.stats_rebuild import run_ours


def main(bootstrap: str, topic: str, url: str, messages: int) -> None:
    """Rebuild."""
    run_ours.set_up(bootstrap, url)
    from stats import facts
    from stats.facts import people, sides

    facts.FAMILIES = (sides, people)
    run_ours.rebuild(topic, messages)


if __name__ == "__main__":
    main(*sys.argv[1:4], int(sys.argv[4]))
