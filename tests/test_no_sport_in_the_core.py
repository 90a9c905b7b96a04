"""What is shown of facts, and the pages, know no sport: its names and words stand in scoreboard/sports alone."""

import re
from pathlib import Path

import pytest

from scoreboard.sports import SPORTS

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = {"stats": "*.py", "scoreboard/web": "*.py", "templates": "*.html"}
SPORTS_OWN = re.compile(
    "|".join(
        [
            *(name.replace("_", "[_ ]") for name in SPORTS),
            r"goal|\bcards?\b|_cards?\b|yellow|\bscorers\b|\bhauls?\b|penalt|\bassists?\b|kick.?off",
            r"\bruns_|wicket|\binnings?\b|\bovers\b|run_rate|touchdown|home.run|\b(set|point)_ratio|\bsets_(for|won)",
            r"\btries_(for|against)|\btry_(diff|bonus)|regulation|fair_play|three.pointer|\bpuck\b",
        ]
    ),
    re.IGNORECASE,
)
# Names of slots that scripts fill and of styles, and the one sentence about all sports at the foot of a page.
ALLOWED = {
    "templates/base.html": {"A goal taken away stays visible, with the reason."},
    "templates/parts/board.html": {'class="kick-off" data-slot="kick-off"', "parts/kick_off.html"},
    "templates/parts/match_row.html": {'data-slot="kick-off"', "parts/kick_off.html"},
}


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_sports_word_stands_in(folder):
    found = []
    for path in sorted((ROOT / folder).rglob(FOLDERS[folder])):
        name, text = str(path.relative_to(ROOT)), path.read_text()
        if "migrations" in path.parts:
            continue
        for allowed in ALLOWED.get(name, ()):
            assert allowed in text, f"{name} no longer needs {allowed!r}"
            text = text.replace(allowed, "")
        for number, line in enumerate(text.splitlines(), start=1):
            found += [f"{name}:{number}: {word[0]}" for word in SPORTS_OWN.finditer(line)]
    assert found == []
