"""Writes the pages of docs/reference (`make reference`), or with `--check` names those that are not what the code says.

A page that is made has its maker's name in its first line. Only `settings.md` keeps words that are written in it.
"""

import argparse
import os
import sys
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "reference"


def main() -> int:
    """Write what differs and say its name; with `--check` only say it, with the exit status 1."""
    parser = argparse.ArgumentParser(prog="python -m scripts.reference", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit status 1 where a page is not current")
    check = parser.parse_args().check
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scoreboard.settings")
    django.setup()
    made = make_pages()
    gone = sorted(path for path in FOLDER.rglob("*.md") if str(path.relative_to(FOLDER)) not in made)
    changed = [
        name for name, text in made.items() if not (FOLDER / name).exists() or (FOLDER / name).read_text() != text
    ]
    for path in gone:
        print(f"{path.relative_to(ROOT)}: is of nothing that there is{'' if check else '; deleted'}")
        if not check:
            path.unlink()
    for name in changed:
        print(f"docs/reference/{name}: {'is not what the code says: make reference' if check else 'written'}")
        if not check:
            (FOLDER / name).parent.mkdir(parents=True, exist_ok=True)
            (FOLDER / name).write_text(made[name])
    return int(check and bool(gone or changed))


def make_pages() -> dict[str, str]:
    """Every page of docs/reference, by its path there."""
    from scripts.reference import api, commands, kafka, metrics, settings, sports  # noqa: PLC0415  # Django is set up now

    return {
        "settings.md": settings.make_page((FOLDER / "settings.md").read_text()),
        "commands.md": commands.make_page(),
        "topics.md": kafka.make_page(),
        "metrics.md": metrics.make_page(),
        "api.md": api.make_page(),
        **sports.make_pages(),
    }


if __name__ == "__main__":
    sys.exit(main())
