"""What an authenticator app does: the code of a secret at a time (RFC 6238)."""

import hmac
import time


def make_code(secret, at=None, *, digits=6):
    """The code of a secret, in hexadecimal, at an instant in seconds since 1970 (now)."""
    step = int(time.time() if at is None else at) // 30
    digest = hmac.digest(bytes.fromhex(secret), step.to_bytes(8, "big"), "sha1")
    place = digest[-1] & 15
    number = int.from_bytes(digest[place : place + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**digits:0{digits}}"
