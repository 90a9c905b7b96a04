"""Describes the fields of a msgspec struct: what each takes, its default, and the comment at it in the source."""

import ast
import functools
import inspect
import sys
import textwrap
import tokenize
from collections.abc import Iterator
from io import StringIO
from typing import NamedTuple

import msgspec
from msgspec import inspect as types

DEEPEST = 3  # structs within structs
SHAPES = {
    types.AnyType: "anything",
    types.NoneType: "null",
    types.BoolType: "`true` or `false`",
    types.DateTimeType: "an instant",
    types.DateType: "a day, `2022-12-18`",
}


class FieldRow(NamedTuple):
    """One field, a field of a struct within it after its dots: `data.assist`."""

    path: str
    takes: str
    default: str
    meaning: str

    @property
    def cells(self) -> list[str]:
        """The row of a table."""
        return [f"`{self.path}`", self.takes, self.default, self.meaning]


HEAD = ("field", "takes", "default", "")


def list_fields(struct: type, *, without: frozenset[str] = frozenset(), prefix: str = "") -> Iterator[FieldRow]:
    """List a struct's fields, and after each those of the struct that it takes."""
    comments = read_comments(struct)
    for field in types.type_info(struct).fields:  # type: ignore[attr-defined]  # of a StructType
        if field.name in without:
            continue
        path = prefix + field.encode_name
        yield FieldRow(path, describe_type(field.type), describe_default(field), comments.get(field.name, ""))
        inner, many = find_struct(field.type)
        if inner is not None and path.count(".") < DEEPEST:
            yield from list_fields(inner, prefix=f"{path}[]." if many else f"{path}.")


def find_struct(kind: types.Type) -> tuple[type | None, bool]:
    """The struct that a type takes, and whether it takes a list of them; (None, …) where it takes none."""
    if isinstance(kind, types.StructType):
        return kind.cls, False
    if isinstance(kind, types.Metadata):
        return find_struct(kind.type)
    if isinstance(kind, types.UnionType):
        return next((found for found in map(find_struct, kind.types) if found[0]), (None, False))
    if isinstance(kind, types.ListType | types.VarTupleType):
        return find_struct(kind.item_type)[0], True
    return None, False


def describe_type(kind: types.Type) -> str:
    """What a type takes, in words."""
    if isinstance(kind, types.Metadata):
        return describe_type(kind.type)
    if isinstance(kind, types.UnionType):
        return "; or ".join(sorted(map(describe_type, kind.types), key=lambda words: words == "null"))
    if isinstance(kind, types.LiteralType):
        return ", ".join(f"`{value}`" for value in kind.values)
    if isinstance(kind, types.IntType):
        return "a whole number" + describe_bounds(kind.ge, kind.le)
    if isinstance(kind, types.FloatType):
        return "a number" + describe_bounds(kind.ge, kind.le)
    if isinstance(kind, types.StrType):
        # A pattern that only says which characters a text may have is of no use to a reader.
        pattern = (
            f" as `{kind.pattern}`" if kind.pattern and "\\x" not in kind.pattern and kind.pattern != r"\S" else ""
        )
        return "a text" + describe_length(kind.min_length, kind.max_length, "characters") + pattern
    if isinstance(kind, types.ListType | types.VarTupleType):
        return f"a list{describe_length(kind.min_length, kind.max_length, '')} of: {describe_type(kind.item_type)}"
    if isinstance(kind, types.DictType):
        return f"an object with any names, of: {describe_type(kind.value_type)}"
    return "an object" if isinstance(kind, types.StructType) else SHAPES[type(kind)]


def describe_bounds(least: float | None, most: float | None) -> str:
    """The bounds of a number."""
    if least is None and most is None:
        return ""
    return f", {least:,} to {most:,}" if None not in (least, most) else f", at least {least:,}"


def describe_length(least: int | None, most: int | None, what: str) -> str:
    """The bounds of a length."""
    bounds = (
        f", {least or 0:,} to {most:,} {what}" if most is not None else f", at least {least} {what}" if least else ""
    )
    return bounds.rstrip()


def describe_default(field: types.Field) -> str:
    """What a field is where it is left out; empty where that is nothing."""
    if field.required:
        return "required"
    default = None if field.default is msgspec.NODEFAULT else field.default
    if field.default_factory is not msgspec.NODEFAULT:
        default = field.default_factory()
    if default is None or isinstance(default, msgspec.Struct) or default in ({}, ()):
        return ""
    return f"`{msgspec.json.encode(default).decode()}`"


@functools.cache
def read_comments(struct: type) -> dict[str, str]:
    """The comments beside and above a struct's fields in the source, by field; those of its base classes with them."""
    found: dict[str, str] = {}
    for cls in reversed(struct.__mro__):
        if issubclass(cls, msgspec.Struct) and cls.__module__ in sys.modules and cls.__module__ != "msgspec":
            found |= read_own_comments(cls)
    return found


def read_own_comments(struct: type) -> dict[str, str]:
    """The comments at the fields that a class itself has."""
    source = textwrap.dedent(inspect.getsource(struct))
    comments, alone = {}, set()  # by line; lines with nothing else
    for token in tokenize.generate_tokens(StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            comments[token.start[0]] = token.string.lstrip("# ").strip()
            if not token.line[: token.start[1]].strip():
                alone.add(token.start[0])
    found = {}
    for node in ast.parse(source).body[0].body:  # type: ignore[attr-defined]  # of a class
        if not isinstance(node, ast.AnnAssign):
            continue
        above = node.lineno - 1
        while above in alone:
            above -= 1
        lines = [*range(above + 1, node.lineno), *range(node.lineno, (node.end_lineno or node.lineno) + 1)]
        words = " ".join(comments[line] for line in lines if line in comments)
        if words:
            found[str(getattr(node.target, "id", ""))] = words[0].upper() + words[1:]
    return found


def describe_struct(struct: type) -> str:
    """The docstring of a struct; empty where it has none of its own."""
    text = struct.__doc__ or ""
    return "" if text.startswith(f"{struct.__name__}(") else text


def find_field(struct: type, name: str) -> types.Type:
    """The type of a struct's field; that of null where it has none of that name."""
    fields = types.type_info(struct).fields  # type: ignore[attr-defined]  # of a StructType
    return next((field.type for field in fields if field.name == name), types.NoneType())
