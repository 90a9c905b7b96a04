"""The second step of a login: codes of an authenticator (TOTP, RFC 6238), and recovery codes for when it is lost."""

import re
import secrets
import time
from base64 import b32encode
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlencode

import segno
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest
from django_otp.oath import TOTP

from scoreboard.accounts.sessions import end_sessions
from scoreboard.audit import note
from scoreboard.audit.origin import find_origin
from scoreboard.models import RecoveryCode, SecondFactor

MARK = "second_factor"  # in a session's data: it was begun with both steps
SECRET_BYTES = 20  # as RFC 4226 recommends
TOLERANCE = 1  # steps of 30 s by which the authenticator's clock may differ
DIGITS = 6
RECOVERY_CODES = 10
RECOVERY_BYTES = 10  # 80 bits: a fast hash is enough
ISSUER = "Scoreboard"


def is_required(user: Any) -> bool:
    """Whether a user may use nothing but their account before they have set up a second factor."""
    return bool(user.is_superuser and not settings.DEMO)


def is_missing(request: HttpRequest) -> bool:
    """Whether the request's session is one that needs both steps, and was begun with one."""
    return is_required(request.user) and not request.session.get(MARK)


def find_factor(user: Any) -> SecondFactor | None:
    """The user's second factor, if they have one."""
    return SecondFactor.objects.filter(user=user).first()


# --- setting up ------------------------------------------------------------------------------------------------------


def make_secret() -> str:
    """A new secret, in hexadecimal."""
    return secrets.token_hex(SECRET_BYTES)


def format_secret(secret: str) -> str:
    """A secret as authenticators take it by hand: base32, in groups of four."""
    text = b32encode(bytes.fromhex(secret)).decode().rstrip("=")
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))


def build_uri(user: User, secret: str) -> str:
    """The secret as authenticators open it (the format is Google Authenticator's key URI)."""
    label = quote(f"{ISSUER}:{user.get_username()}")
    query = urlencode({"secret": format_secret(secret).replace(" ", ""), "issuer": ISSUER})
    return f"otpauth://totp/{label}?{query}"


def draw(uri: str) -> str:
    """A URI as a QR code, in SVG."""
    code = segno.make(uri, error="m", micro=False)
    svg: str = code.svg_inline(scale=4, border=4, light="#fff", omitsize=True, title="QR code of the secret")
    return svg


def enrol(request: HttpRequest, user: User, secret: str, code: str) -> list[str] | None:
    """Make `secret` the second factor of the user who is logged in; None if `code` is not of it, or there is one.

    Returns the recovery codes, to be shown once. The user's other sessions end: they were begun with one step.
    """
    step = find_step(secret, code)
    if step is None:
        return None
    with transaction.atomic():
        _, made = SecondFactor.objects.get_or_create(user_id=user.pk, defaults={"secret": secret, "last_step": step})
        if not made:
            return None
        codes = make_recovery_codes(user)
        end_sessions(user, but=request.session.session_key)
        note(kind="user", what="second factor set up", subject=str(user))
    request.session[MARK] = True
    return codes


def make_recovery_codes(user: Any) -> list[str]:
    """Make the user's recovery codes anew, and return them: they cannot be read again."""
    codes = [format_recovery_code(secrets.token_bytes(RECOVERY_BYTES)) for _ in range(RECOVERY_CODES)]
    with transaction.atomic():
        RecoveryCode.objects.filter(user=user).delete()
        RecoveryCode.objects.bulk_create(RecoveryCode(user_id=user.pk, hash=hash_recovery_code(code)) for code in codes)
    return codes


def count_recovery_codes(user: Any) -> int:
    """How many of the user's recovery codes have not been used."""
    return RecoveryCode.objects.filter(user=user).count()


def format_recovery_code(key: bytes) -> str:
    """A recovery code as people copy it: `abcd-efgh-ijkl-mnop`."""
    text = b32encode(key).decode().lower()
    return "-".join(text[place : place + 4] for place in range(0, len(text), 4))


def hash_recovery_code(code: str) -> str:
    """The form in which a recovery code is stored; how it was typed makes no difference."""
    return sha256("".join(filter(str.isalnum, code.lower())).encode()).hexdigest()


# --- using it --------------------------------------------------------------------------------------------------------


def check_code(user: Any, code: str) -> bool:
    """Whether a code is the authenticator's, or a recovery code of the user's; it is not a second time."""
    factor = find_factor(user)
    if factor is None:
        return False
    if (step := find_step(factor.secret, code)) is not None:
        later = SecondFactor.objects.filter(user=user, last_step__lt=step)
        return later.update(last_step=step) == 1  # two at once: the database lets one of them through
    used, _ = RecoveryCode.objects.filter(user=user, hash=hash_recovery_code(code)).delete()
    if used:
        origin = find_origin()._replace(actor=f"user:{user.pk}", name=str(user))  # who is not logged in yet
        note(kind="user", what="recovery code used", subject=str(user), origin=origin)
    return used == 1


def find_step(secret: str, code: str) -> int | None:
    """The time step of which `code` is the code of `secret`; None where it is of none about now."""
    digits = parse_digits(code)
    if digits is None:
        return None
    totp = TOTP(bytes.fromhex(secret), digits=DIGITS)
    totp.time = time.time()
    return int(totp.t()) if totp.verify(int(digits), tolerance=TOLERANCE) else None


def parse_digits(code: str) -> str | None:
    """The digits of what is written as an authenticator's code; None of anything else, a recovery code say."""
    digits = re.sub(r"[\s-]", "", code)
    return digits if digits.isascii() and digits.isdigit() and len(digits) == DIGITS else None


def remove(user: Any, *, but: str | None = None, how: str) -> bool:
    """Take the user's second factor and its recovery codes away, and end their sessions, but the one of a key.

    False where there is none. `how` is for the audit log.
    """
    with transaction.atomic():
        removed, _ = SecondFactor.objects.filter(user=user).delete()
        RecoveryCode.objects.filter(user=user).delete()
        if removed:
            end_sessions(user, but=but)
            note(kind="user", what=f"second factor removed {how}", subject=str(user))
    return removed > 0
