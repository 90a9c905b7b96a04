"""`manage.py asyncapi`: the description of all that is pushed, for machines, as docs/asyncapi.yaml."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from scoreboard.schemas.asyncapi import make_document

FILE = settings.BASE_DIR / "docs" / "asyncapi.yaml"
HEAD = "# Made by `manage.py asyncapi` from the types in scoreboard/wire.\n"


class Command(BaseCommand):
    help = "Write docs/asyncapi.yaml, the description of the push and of the topics in Kafka, or check it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail unless the file is current")
        parser.add_argument("--file", type=Path, default=FILE, help="where it is")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        text = format_document()
        if options["check"] and (not file.exists() or file.read_text() != text):
            raise CommandError(f"{file.name} is not what the types say: run `python manage.py asyncapi`")
        if not options["check"]:
            file.write_text(text)
        self.stdout.write(f"{file.name} is current")


class Dumper(yaml.SafeDumper):
    """Writes a part that stands at several places at each of them, without anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    """A text of several lines as a block of them."""
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


Dumper.add_representer(str, represent_text)


def format_document() -> str:
    """The document as YAML, in the order in which it was made."""
    text = yaml.dump(make_document(), Dumper=Dumper, sort_keys=False, allow_unicode=True, width=120)
    return HEAD + text
