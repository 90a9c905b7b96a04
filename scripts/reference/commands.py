"""The page of the commands: `manage.py …`, from what their parsers say, and what `make` does, from the Makefile."""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

from django.core.management import get_commands, load_command_class

from scripts.reference.markdown import MADE, format_code, format_table, join_page

ROOT = Path(__file__).resolve().parents[2]
OURS = {"scoreboard", "stats"}
OF_DJANGO = {
    *("help", "version", "verbosity", "settings", "pythonpath", "traceback", "no_color", "force_color", "skip_checks"),
}
FOR_MAKE = {"up": "make run", "down": "make stop", "load_demo": "make run", "replay_demo": "make run"}


def make_page() -> str:
    """The page."""
    names = sorted(name for name, app in get_commands().items() if app in OURS)
    return join_page([MADE.format("the commands' parsers and the Makefile"), INTRODUCTION, *describe_all(names)])


INTRODUCTION = """\
# Commands

`python manage.py COMMAND --help` says the same of one command. Each finds the servers of a running `make run` by
itself. Exit status 0 is well; 1 and 2 are not, with the reason on standard error. Django's own commands (`migrate`,
`createsuperuser`, `changepassword`…) are there, too.
"""


def describe_all(names: list[str]) -> Iterator[str]:
    """The commands by name, then those that `make` runs, then make's targets."""
    for name in (name for name in names if name not in FOR_MAKE):
        yield from describe_command(name)
    yield from ["## Run by make", "", "`make` calls these; nobody else needs to.", ""]
    for name in (name for name in names if name in FOR_MAKE):
        yield from describe_command(name, level=3, note=f"Run by `{FOR_MAKE[name]}`.")
    targets = re.findall(r"^([a-z-]+):.*## (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    yield from [
        "## make",
        "",
        *format_table(("target", "does"), [(f"`make {name}`", does) for name, does in targets]),
    ]


def describe_command(name: str, *, level: int = 2, note: str = "") -> Iterator[str]:
    """A command: what it is for, how it is called, its arguments."""
    command = load_command_class(get_commands()[name], name)
    parser = command.create_parser("manage.py", name)
    actions = [action for action in argparse_actions(parser) if action.dest not in OF_DJANGO]
    yield from [f"{'#' * level} {name}", "", " ".join([as_sentence(command.help), note]).strip(), ""]
    yield from ["```", " ".join(["python manage.py", name, *map(describe_usage, actions)]), "```", ""]
    rows = [(describe_names(action), describe_help(action)) for action in actions]
    yield from format_table(("argument", "says"), rows)


def argparse_actions(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    """The arguments of a parser, those that are shown."""
    return [action for action in parser._actions if action.help != argparse.SUPPRESS]  # noqa: SLF001  # argparse has no public list


def as_sentence(text: str) -> str:
    """A command's help as a sentence."""
    words = " ".join(text.split())
    return words if words.endswith((".", ")")) else f"{words}."


def name_value(action: argparse.Action) -> str:
    """What stands for the value of an argument."""
    if action.choices is not None:
        return "|".join(map(str, action.choices))
    metavar = action.metavar
    words = " ".join(metavar) if isinstance(metavar, tuple) else metavar
    return words or (action.dest.upper() if action.option_strings else action.dest)


def describe_usage(action: argparse.Action) -> str:
    """An argument as it stands in the line that shows how a command is called."""
    value = "" if action.nargs == 0 else name_value(action)
    if action.nargs in ("*", "+") and not action.option_strings:
        return f"[{value} …]" if action.nargs == "*" else f"{value} …"
    words = " ".join(filter(None, [*action.option_strings[-1:], value, "…" if action.nargs in ("*", "+") else ""]))
    needed = action.required and action.nargs != "?"
    return words if needed else f"[{words}]"


def describe_names(action: argparse.Action) -> str:
    """What an argument is called."""
    value = "" if action.nargs == 0 else f" {name_value(action)}"
    return format_code(*(f"{name}{value}" for name in action.option_strings)) or format_code(name_value(action))


def describe_help(action: argparse.Action) -> str:
    """What an argument says, with its default where that is something."""
    words = (action.help or "") % {"default": action.default, "prog": "manage.py"}
    told = action.default in (None, "", False, argparse.SUPPRESS, []) or action.nargs == 0 or "(" in words
    default = str(action.default).removeprefix(f"{ROOT}/")
    return words if told else f"{words} (default: `{default}`)".strip()
