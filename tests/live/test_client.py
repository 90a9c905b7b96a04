"""The browser's client, as far as it shows without a browser; what it does is tested in tests/browser."""

import gzip
import re
from pathlib import Path

LIVE = Path(__file__).resolve().parents[2] / "static" / "js" / "live.js"


def test_it_is_small_and_needs_nothing_else():
    code = LIVE.read_bytes()
    assert len(gzip.compress(code, 9)) < 6_000
    assert re.findall(rb"^\s*import\b|\bimport\(|\brequire\(", code, re.MULTILINE) == []
