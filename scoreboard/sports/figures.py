"""Figures of people: what their statistics come to over matches, and the ratios of two of these."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain

BEST = "best_"  # a statistic whose name begins so is the highest of its values; any other is their sum


def combine(stat: str, first: int, second: int) -> int:
    """What a statistic comes to in two matches, or of two people who are one."""
    return max(first, second) if stat.startswith(BEST) else first + second


@dataclass(frozen=True)
class Ratio:
    """A figure that is one statistic by another, `times` so many: runs by innings that ended.

    It is nothing where the second is 0, and where the statistic `unless` is not: something of it is not known.
    """

    above: str
    below: str
    times: int = 1
    unless: str = ""

    @property
    def statistics(self) -> tuple[str, ...]:
        """The statistics that it is made of."""
        return tuple(filter(None, (self.above, self.below, self.unless)))

    def compute(self, totals: Mapping[str, int]) -> float | None:
        """The ratio, to three places, of what people's statistics come to (none: 0)."""
        if not (below := totals.get(self.below, 0)) or totals.get(self.unless, 0):
            return None
        return round(float(Fraction(self.times * totals.get(self.above, 0), below)), 3)


Figures = Mapping[str, Ratio | None]  # by name: a ratio, or None for a statistic


def list_needed(names: Iterable[str], figures: Figures) -> list[str]:
    """The statistics that figures are made of, each once, in order: those counted, and what ratios take."""
    needed = (ratio.statistics if (ratio := figures.get(name)) else (name,) for name in names)
    return list(dict.fromkeys(chain.from_iterable(needed)))
