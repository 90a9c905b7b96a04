"""Who may: plain questions, asked by the entrances before they call record/."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.utils import timezone

from scoreboard.accounts.local_admin import may_act
from scoreboard.models import ApiToken, Match
from scoreboard.models.access import hash_token


def find_token(text: str) -> ApiToken | None:
    """The token as shown in `Authorization: Bearer`, with its user; None where unknown, expired or of nobody active."""
    token = ApiToken.objects.select_related("user").filter(hash=hash_token(text)).first()
    if token is None or not (token.user.is_active and may_act(token.user)):
        return None
    now = timezone.now()
    if token.expires_at is not None and token.expires_at <= now:
        return None
    if token.used_on != now.date():  # a day is enough to know whether it may go, and costs one update a day
        ApiToken.objects.filter(pk=token.pk).update(used_on=now.date())
    return token


def may_score(user: AbstractBaseUser | AnonymousUser, match: Match, *, token: ApiToken | None = None) -> bool:
    """Whether the user, or the token's user through that token, may enter events of `match`."""
    if not user.has_perm("scoreboard.change_match"):  # type: ignore[union-attr]
        return False
    if token is None:
        return True
    if token.match_id is not None and token.match_id != match.pk:
        return False
    return token.competition_id is None or token.competition_id == match.season.competition_id


def may_schedule(user: AbstractBaseUser | AnonymousUser, competition_id: object, *, token: ApiToken | None) -> bool:
    """Whether the user, or the token's user through that token, may make fixtures of a competition."""
    if not user.has_perm("scoreboard.add_match"):  # type: ignore[union-attr]
        return False
    return token is None or (token.match_id is None and token.competition_id in (None, competition_id))


def may_merge(user: AbstractBaseUser | AnonymousUser, *, token: ApiToken | None) -> bool:
    """Whether the user may merge competitors, with their people; a token for one match or competition may not."""
    return may_identify(user, token=token) and user.has_perm("scoreboard.change_competitor")  # type: ignore[union-attr]


def may_identify(user: AbstractBaseUser | AnonymousUser, *, token: ApiToken | None) -> bool:
    """Whether the user may say who people are; a token that is for one match or competition may not."""
    if not user.has_perm("scoreboard.change_person"):  # type: ignore[union-attr]
        return False
    return token is None or (token.match_id is None and token.competition_id is None)
