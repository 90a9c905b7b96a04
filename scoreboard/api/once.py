"""Writing calls that are in no match's log: each is done once for its idempotency key."""

from collections.abc import Callable
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse

from scoreboard.api.auth import Caller
from scoreboard.api.bodies import answer_json
from scoreboard.record.idempotency import find_accepted, hash_request, keep_accepted


def answer_once(request: HttpRequest, key: str, body: Any, act: Callable[[], dict[str, Any]]) -> HttpResponse:
    """What the call was answered before under its key (200), else what `act` gives, which is kept under it (201).

    Raises KeyReused where that was another call.
    """
    caller: Caller = request.auth  # type: ignore[attr-defined]  # set by AUTH, which each writing call has
    asked = hash_request([request.path, msgspec.to_builtins(body)])
    if (answered := find_accepted(caller.actor, key, asked)) is not None:
        return answer_json(answered)
    answer = act()
    keep_accepted(caller.actor, key, asked, answer)
    return answer_json(answer, status=201)
