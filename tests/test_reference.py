"""The reference is made from the code: it is current, and says what a type takes, what it is by default, and why."""

from typing import Annotated, Literal

import msgspec
import pytest

from scripts.reference import __main__ as reference
from scripts.reference import fields, settings
from scripts.reference.markdown import format_table

Few = Annotated[int, msgspec.Meta(ge=0, le=9)]


class Place(msgspec.Struct):
    row: Few
    seat: Few | None = None  # standing, where there is none


class Ticket(msgspec.Struct):
    holder: Annotated[str, msgspec.Meta(min_length=1, max_length=20)]
    # At the gate it is looked at
    # by hand.
    kind: Literal["day", "season"] = "day"
    places: tuple[Place, ...] = ()


class Dearer(Ticket):
    price: float = 1.5  # in euros


def test_every_page_is_what_the_code_says():
    made = reference.make_pages()
    there = {str(path.relative_to(reference.FOLDER)): path.read_text() for path in reference.FOLDER.rglob("*.md")}
    assert sorted(name for name in made | there if made.get(name) != there.get(name)) == [], "make reference"


def test_a_field_says_what_it_takes_its_default_and_the_comment_at_it():
    assert list(fields.list_fields(Dearer)) == [
        ("holder", "a text, 1 to 20 characters", "required", ""),
        ("kind", "`day`, `season`", '`"day"`', "At the gate it is looked at by hand."),
        ("places", "a list of: an object", "", ""),
        ("places[].row", "a whole number, 0 to 9", "required", ""),
        ("places[].seat", "a whole number, 0 to 9; or null", "", "Standing, where there is none"),
        ("price", "a number", "`1.5`", "In euros"),
    ]


def test_a_cell_of_a_table_keeps_to_its_row():
    assert format_table(("a", "b"), [("x | y", "two\nlines")]) == [
        "| a | b |",
        "|---|---|",
        "| x \\| y | two lines |",
        "",
    ]


def test_a_setting_s_row_gets_its_default_and_bounds_and_keeps_its_meaning(monkeypatch):
    monkeypatch.setattr(settings, "read_settings", lambda: {"PORT": settings.Setting("8000", "1 to 65535")})
    assert settings.make_page("# Settings\n| `PORT` | 1 |  | the `\\|` port |\n") == (
        "# Settings\n| `PORT` | 8000 | 1 to 65535 | the `\\|` port |\n"
    )


@pytest.mark.parametrize(
    ("page", "said"), [("", "no row .* for PORT"), ("| `GONE` | 1 |  | x |", "GONE is no setting")]
)
def test_a_setting_without_a_row_and_a_row_without_a_setting_are_refused(page, said, monkeypatch):
    monkeypatch.setattr(settings, "read_settings", lambda: {"PORT": settings.Setting("8000", "1 to 65535")})
    with pytest.raises(SystemExit, match=said):
        settings.make_page(page)
