"""The page of the settings: each with its default and what it takes, as `scoreboard/settings.py` reads it.

What a setting means, and in which table it stands, is written in the page itself and kept; so is a default that the
code works out.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from scripts.reference.markdown import format_code, format_row

SOURCE = Path(__file__).resolve().parents[2] / "scoreboard" / "settings.py"
ROW = re.compile(r"^\| `([A-Z_]+)` \| (.*?) \| (.*?) \| (.*) \|$")


class Setting(NamedTuple):
    """What the code says of a setting; None where it does not say it in a word."""

    default: str | None
    takes: str | None


def make_page(page: str) -> str:
    """The page with the rows as the code has them; raises SystemExit for a setting without a row, and the other way."""
    found, lines = read_settings(), []
    for line in page.splitlines():
        row = ROW.match(line)
        if row is None:
            lines.append(line)
            continue
        name, default, takes, meaning = row.groups()
        if name not in found:
            raise SystemExit(f"docs/reference/settings.md: {name} is no setting of {SOURCE.name}")
        setting = found.pop(name)
        known = [written if said is None else said for said, written in zip(setting, (default, takes), strict=True)]
        lines.append(format_row([f"`{name}`", *known])[:-2] + f" | {meaning} |")
    if found:
        raise SystemExit(f"docs/reference/settings.md has no row | `NAME` | | | meaning | for {', '.join(found)}")
    return "\n".join(lines) + "\n"


def read_settings() -> dict[str, Setting]:
    """The settings that the code reads from the environment, by name."""
    tree = ast.parse(SOURCE.read_text())
    return dict(find_settings(tree))


def find_settings(tree: ast.AST) -> Iterator[tuple[str, Setting]]:
    """The calls that read a setting: those of `read_…` functions and of `env`, with its name first."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)):
            continue
        name, reader = node.args[0].value, ast.unparse(node.func)
        if isinstance(name, str) and name.isupper() and reader.startswith(("read_", "env.")):
            yield name, describe_setting(node, reader)


def describe_setting(call: ast.Call, reader: str) -> Setting:
    """The default of a setting, and what it takes."""
    words = {word.arg: work_out(word.value) for word in call.keywords}
    values = [work_out(value) for value in call.args[1:]]
    if reader == "read_number":
        return Setting(str(values[0]), f"{words['least']} to {words['most']}")
    if reader == "read_flag":
        return Setting(str(int(bool(words["default"]))), "1 or 0")
    if reader == "read_choice" and None not in values:
        return Setting(format_code(values[0]), format_code(*values))
    default = words.get("default")
    if isinstance(default, list):
        default = ",".join(default)
    return Setting(format_code(default) if default else None, None)


def work_out(value: ast.expr) -> object:
    """The value of an expression of constants; None where it names something."""
    if any(isinstance(node, ast.Name | ast.Attribute | ast.Call | ast.Starred) for node in ast.walk(value)):
        return None
    result: object = eval(compile(ast.Expression(value), SOURCE.name, "eval"), {"__builtins__": {}})  # noqa: S307  # our own settings.py, and no names in it
    return result
