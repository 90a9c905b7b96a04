"""Expects refusals by what they say in English, as a scorer reads it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from scoreboard.sports.base import Refused
from scoreboard.sports.sentences import explain_error


@contextmanager
def raises_refused(why: str = "") -> Iterator["pytest.ExceptionInfo[Refused]"]:
    """Within this, Refused is raised, whose English the pattern `why` is found in."""
    with pytest.raises(Refused) as refused:
        yield refused
    said = explain_error(refused.value)
    assert re.search(why, said), f"{said!r} does not match {why!r}"
