"""Pieces that the events of several sports are made of: what a player did, who is substituted."""

import msgspec

from scoreboard.sports.base import Event, Name, Side


class PlayerEvent(Event, frozen=True, kw_only=True):
    """What a player of `side` did; without `player`, one who is not known, or the side's bench."""

    side: Side
    player: Name | None = None
    player_id: str | None = None


class NamedPlayerEvent(PlayerEvent, frozen=True, kw_only=True):
    """What a player of `side` did, who has to be named."""

    player: Name


class SubstitutionData(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who leaves the court."""

    off: Name | None = None
    off_id: str | None = None
