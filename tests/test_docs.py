"""The documents say what is: every command they show exists, every link leads somewhere, every decision is listed."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.management import get_commands
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *PAGES, ROOT / "scoreboard" / "demo" / "README.md"]
OURS = sorted(name for name, app in get_commands().items() if app in ("scoreboard", "stats"))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document):
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text())
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_to_the_web_are_addresses(document):
    for link in re.findall(r"\]\((https?:[^)]*)\)", document.read_text()):
        parts = urlsplit(link)
        assert (parts.scheme, " " in link) == ("https", False), link
        assert re.fullmatch(r"([\w-]+\.)+[a-z]{2,}", parts.netloc), link


def list_pages(nav):
    """The pages of a part of the site's navigation."""
    for entry in nav:
        for value in entry.values() if isinstance(entry, dict) else [entry]:
            yield from list_pages(value) if isinstance(value, list) else [value]


def test_every_page_stands_in_the_navigation_once():
    nav = YAML(typ="safe").load(ROOT / "mkdocs.yml")["nav"]
    assert sorted(list_pages(nav)) == sorted(str(path.relative_to(DOCS)) for path in PAGES)


@pytest.mark.parametrize(
    ("page", "file"),
    [
        ("feed-a-match.md", "feed.py"),
        ("feed-a-match.md", "match.jsonl"),
        ("embed.md", "match.html"),
        ("analyse-with-duckdb.md", "analyse.py"),
    ],
)
def test_a_how_to_shows_the_file_that_it_gives_away(page, file):
    shown = re.findall(r"^```\w+\n(.*?)^```$", (DOCS / "how-to" / page).read_text(), re.MULTILINE | re.DOTALL)
    assert (DOCS / "how-to" / "files" / file).read_text() in shown


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_and_targets_shown_exist(document):
    text = document.read_text()
    assert set(re.findall(r"manage\.py ([a-z_]+)", text)) <= set(get_commands())
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`(?:[A-Z]+=\S+ )?make ([a-z-]+)`", text)) <= targets
    for module in re.findall(r"python -m (bench\.\w+|tests\.\w+\.\w+)", text):
        place = ROOT / module.replace(".", "/")
        assert place.with_suffix(".py").exists() or (place / "__main__.py").exists()


def test_every_command_of_ours_is_documented():
    text = "".join(document.read_text() for document in DOCUMENTS)
    internal = {"up", "down", "load_demo", "replay_demo"}  # called by make
    assert [name for name in OURS if name not in internal and f"manage.py {name}" not in text] == []


def test_every_decision_is_listed_in_order():
    folder = DOCS / "decisions"
    records = sorted(path.name for path in folder.glob("[0-9]*.md"))
    assert re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", (folder / "README.md").read_text()) == records
    assert [name[:4] for name in records] == [f"{number:04}" for number in range(1, len(records) + 1)]


def test_every_decision_says_since_when_it_holds():
    for path in sorted((DOCS / "decisions").glob("[0-9]*.md")):
        title, _, status, _ = path.read_text().split("\n", 3)
        assert title.startswith(f"# {int(path.name[:4])}. "), path.name
        assert re.fullmatch(r"\*(Accepted|Superseded by \[\d+\]\(.+\)), \d+ \w+ \d{4}\.\*", status), path.name


@pytest.mark.parametrize(
    "document", [*sorted((DOCS / "decisions").glob("*.md")), DOCS / "explanation" / "architecture.md"]
)
def test_modules_named_by_decisions_are_there(document):
    modules = re.findall(r"`([\w/]+\.py)`", document.read_text())
    known = [
        str(path) for folder in ("scoreboard", "stats", "tests", "bench") for path in (ROOT / folder).rglob("*.py")
    ]
    assert [name for name in modules if not any(path.endswith(f"/{name}") for path in known)] == []
