"""Names code that nothing uses, by vulture (`make lint`): exit status 1 if there is any. What only tests use is dead.

Vulture reads Python's names alone. A template, a dotted path in a setting, a query's keyword and a field's name in a
string use code, too; all settings are used. What else only a framework calls is in pyproject.toml, [tool.vulture].
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from vulture.config import make_config
from vulture.core import Vulture

ROOT = Path(__file__).resolve().parent.parent
TAG = re.compile(r"\{[{%](.*?)[}%]\}", re.DOTALL)
PATH = re.compile(r"[\w.:-]+")


def list_words_of_templates() -> Iterator[str]:
    """The words in the tags of all templates."""
    for template in (ROOT / "templates").rglob("*.*"):
        for tag in TAG.findall(template.read_text()):
            yield from re.findall(r"\w+", tag)


def list_words_of_code(folders: list[str]) -> Iterator[str]:
    """The keywords of all calls, and the parts of strings that are a name or a dotted path."""
    for folder in folders:
        for file in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.keyword) and node.arg:
                    yield from (node.arg, node.arg.partition("__")[0])
                elif isinstance(node, ast.Constant) and isinstance(node.value, str) and PATH.fullmatch(node.value):
                    yield from re.findall(r"\w+", node.value)


def main() -> int:
    """Say what is dead; the exit status."""
    config = make_config([])
    vulture = Vulture(ignore_names=config["ignore_names"], ignore_decorators=config["ignore_decorators"])
    vulture.scavenge([str(ROOT / path) for path in config["paths"]])
    vulture.used_names.update(list_words_of_templates(), list_words_of_code(config["paths"]))
    found = vulture.get_unused_code(min_confidence=60)
    unused = [item for item in found if not item.filename.name.endswith("settings.py")]
    for item in unused:
        print(item.get_report())
    return bool(unused)


if __name__ == "__main__":
    sys.exit(main())
