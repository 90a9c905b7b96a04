"""The tables of the live side (matches and their log, catalogue, accounts, audit), which everyone imports from here."""

from scoreboard.models.access import AcceptedRequest, ApiToken
from scoreboard.models.accounts import RecoveryCode, SecondFactor, UserSession
from scoreboard.models.audit import AuditAddress, AuditEntry
from scoreboard.models.catalogue import (
    Competition,
    Competitor,
    Person,
    Season,
    SquadEntry,
    Stage,
    StandingAdjustment,
    Suspension,
)
from scoreboard.models.match import Damage, KafkaCluster, Match, MatchEvent, OutboxCursor, SourceDates
from scoreboard.models.names import CompetitorAlias
from scoreboard.models.people import ForgottenName, PersonAlias, PersonSource

__all__ = [
    "AcceptedRequest",
    "ApiToken",
    "AuditAddress",
    "AuditEntry",
    "Competition",
    "Competitor",
    "CompetitorAlias",
    "Damage",
    "ForgottenName",
    "KafkaCluster",
    "Match",
    "MatchEvent",
    "OutboxCursor",
    "Person",
    "PersonAlias",
    "PersonSource",
    "RecoveryCode",
    "Season",
    "SecondFactor",
    "SourceDates",
    "SquadEntry",
    "Stage",
    "StandingAdjustment",
    "Suspension",
    "UserSession",
]
