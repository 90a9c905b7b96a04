"""Reads what is shown of a match as a person does, for tests that compare its situation and its summary in English."""

from msgspec.structs import replace

from scoreboard.sports.sentences import format_sentence
from scoreboard.sports.state import view_of


def read_view(state):
    """The view of a match, with English in the place of its two sentences."""
    view, fixture = view_of(state), state.fixture
    names = {"home": fixture.home and fixture.home.name, "away": fixture.away and fixture.away.name}
    texts = {
        field: format_sentence(said, sport=fixture.sport, names=names)
        for field in ("situation", "summary")
        if (said := getattr(view, field)) is not None
    }
    return replace(view, **texts)
