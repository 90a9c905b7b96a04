"""The scripts of the pages as files: what they import, and what pages ask for ahead. What they do is in tests/js."""

import gzip
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "static" / "js"
TEMPLATES = ROOT / "templates"
IMPORT = re.compile(r"^(?:import|export)\b[^;]*?[\"']([^\"']+)[\"'];", re.MULTILINE)


def find_imports(script: Path) -> set[Path]:
    """All modules that a script needs, its own imports' imports included."""
    found: set[Path] = set()
    new = [script]
    while new:
        module = new.pop()
        direct = {(module.parent / name).resolve() for name in IMPORT.findall(module.read_text())}
        new += direct - found
        found |= direct
    return found


def test_the_live_client_is_small_and_needs_nothing_else():
    live = SCRIPTS / "live.js"
    modules = find_imports(live)
    assert modules == set((SCRIPTS / "live").iterdir())
    assert sum(len(gzip.compress(module.read_bytes(), 9)) for module in (live, *modules)) < 9_000


@pytest.mark.parametrize("page", ["day", "match"])
def test_a_page_asks_ahead_for_every_module_that_it_needs(page):
    shared = (TEMPLATES / "parts" / "modules.html").read_text()
    page_text = (TEMPLATES / f"{page}.html").read_text()
    ahead = re.findall(r"modulepreload\" href=\"{% static '([^']+)' %}", shared + page_text)
    needed = find_imports(SCRIPTS / f"{page}.js")
    assert sorted(ahead) == sorted(str(module.relative_to(ROOT / "static")) for module in needed)
