"""Files that are made to do harm: refused with their place, in one line, in little memory, with nothing entered."""

import json
import os
import struct
import subprocess
import sys
import zipfile
import zlib
from io import BytesIO

import pytest

from scoreboard.importers import FORMATS, files, texts
from scoreboard.importers.base import BadFile, Note, Notes
from tests.importers.formats import test_tennis_pointbypoint
from tests.servers import ROOT

MB = 1_000_000
DEEP = b"[" * 100_000 + b"]" * 100_000


@pytest.fixture
def small(settings):
    """Limits that a test reaches soon."""
    settings.IMPORT_FILE_MB, settings.IMPORT_TOTAL_MB, settings.IMPORT_FILES = 1, 2, 5
    return settings


def make_zip(path, **entries):
    """A zip with these entries, `_` for the dot of their names."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name.replace("_", "."), data)
    return path


def unzip(path):
    return list(files.read_zip(path, lambda name: name.endswith(".json")))


# --- files -----------------------------------------------------------------------------------------------------------


def test_a_file_within_the_limit_is_read(tmp_path, small):
    (tmp_path / "x").write_bytes(b"x" * MB)
    assert files.read_file(tmp_path / "x") == b"x" * MB


def test_one_beyond_it_is_not(tmp_path, small):
    (tmp_path / "x").write_bytes(b"x" * (MB + 1))
    with pytest.raises(BadFile, match=r"^more than 1 MB \(IMPORT_FILE_MB\)$"):
        files.read_file(tmp_path / "x")


@pytest.mark.parametrize("name", ["folder", "pipe", "zero"])
@pytest.mark.timeout(20)
def test_what_is_no_file_is_not_waited_for(tmp_path, name):
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "zero").symlink_to("/dev/zero")
    for read in (files.read_file, files.is_zip):
        with pytest.raises(BadFile, match="expected a file"):
            read(tmp_path / name)


def test_a_folder_has_only_so_many_files(tmp_path, small):
    for number in range(6):
        (tmp_path / f"{number}.json").write_text("{}")
        (tmp_path / f"{number}.other").write_text("{}")
    with pytest.raises(BadFile, match=r"more than 5 files \(IMPORT_FILES\)"):
        files.list_folder(tmp_path, lambda path: path.suffix == ".json")
    (tmp_path / "0.json").write_bytes(b"x" * (2 * MB + 1))
    with pytest.raises(BadFile, match=r"more than 2 MB together \(IMPORT_TOTAL_MB\)"):
        files.list_folder(tmp_path, lambda path: path.suffix == ".json")


# --- zips ------------------------------------------------------------------------------------------------------------


def test_a_zip_s_entries_are_read_by_name(tmp_path, small):
    path = make_zip(tmp_path / "x.zip", b_json=b"2", a_json=b"1", c_txt=b"3")
    assert unzip(path) == [("a.json", b"1"), ("b.json", b"2")]


@pytest.mark.parametrize(
    ("entries", "why"),
    [
        ({"a_json": bytes(5 * MB)}, r"a\.json: more than 1 MB \(IMPORT_FILE_MB\)"),
        ({"a_json": bytes(900_000)}, r"a\.json: unpacks to more than 200 times its size"),
        ({f"{name}_json": os.urandom(450_000).hex() for name in "abc"}, r"more than 2 MB together \(IMPORT_TOTAL_MB\)"),
        ({f"{name}_json": b"{}" for name in "abcdef"}, r"more than 5 files \(IMPORT_FILES\)"),
    ],
)
def test_a_bomb_is_refused(tmp_path, small, entries, why):
    with pytest.raises(BadFile, match=why):
        unzip(make_zip(tmp_path / "x.zip", **entries))


def test_a_zip_within_a_zip_is_not_opened(tmp_path):
    inner = make_zip(tmp_path / "inner.zip", a_json=b"{}").read_bytes()
    path = make_zip(tmp_path / "x.zip", inner_zip=inner)
    with pytest.raises(BadFile, match="expected a match of Cricsheet's"):
        FORMATS["cricsheet"].read(path)


def break_deflate(data):
    """The packed bytes of the first entry spoilt."""
    return data[:40] + b"\xff" * 20 + data[60:]


def break_checksum(data):
    """The first entry's checksum changed, in both places."""
    crc = struct.pack("<L", zlib.crc32(TEXT))
    return data.replace(crc, bytes(4))


def encrypt(data):
    """The first entry marked as encrypted."""
    data = bytearray(data)
    data[data.index(b"PK\1\2") + 8] |= 1
    data[6] |= 1
    return bytes(data)


def pack_otherwise(data):
    """The first entry marked as packed by bzip2, which unpacks more at once than it is asked for."""
    data = bytearray(data)
    data[data.index(b"PK\1\2") + 10] = zipfile.ZIP_BZIP2
    return bytes(data)


TEXT = json.dumps({str(number): number**5 for number in range(500)}).encode()


@pytest.mark.parametrize("damage", [break_deflate, break_checksum, encrypt, pack_otherwise])
@pytest.mark.parametrize("name", ["cricsheet", "retrosheet"])
def test_a_damaged_entry_is_named(tmp_path, damage, name):
    path = tmp_path / "x.zip"
    make_zip(path, **{"2020TBA_EVA" if name == "retrosheet" else "a_json": TEXT})
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(BadFile, match=r"^(a\.json|2020TBA\.EVA): (cannot be unpacked|expected an entry that is)"):
        FORMATS[name].read(path)


def test_a_zip_that_ends_too_soon_is_said_so(tmp_path):
    path = make_zip(tmp_path / "x.zip", a_json=TEXT)
    data = path.read_bytes()
    path.write_bytes(data[: data.index(b"PK\1\2")] + data[data.index(b"PK\5\6") :])
    with pytest.raises(BadFile, match="a broken zip"):
        FORMATS["cricsheet"].read(path)


def test_a_directory_longer_than_its_entries_may_be_is_not_read(tmp_path, small):
    size = 3_000_000
    ending = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, size, 0, 0)
    path = tmp_path / "x.zip"
    with path.open("wb") as file:
        file.truncate(size)
        file.seek(size)
        file.write(ending)
    small.IMPORT_TOTAL_MB = 10
    with pytest.raises(BadFile, match=r"more than 5 files \(IMPORT_FILES\)"):
        unzip(path)


def test_a_name_cannot_write_over_the_terminal(tmp_path, small):
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("\x1b[2J\n" + "a" * 500 + ".json", bytes(5 * MB))
    (tmp_path / "x.zip").write_bytes(data.getvalue())
    with pytest.raises(BadFile) as raised:
        unzip(tmp_path / "x.zip")
    assert str(raised.value).isprintable()
    assert len(str(raised.value)) < 200


# --- what is in them -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["cricsheet", "openfootball", "scoreboard", "nba-stats", "pwhl", "wyscout"])
@pytest.mark.parametrize("data", [DEEP, DEEP[:100_000], b'{"a":' * 100_000])
def test_json_nested_deep_is_refused(tmp_path, name, data):
    (tmp_path / "x.json").write_bytes(data)
    # From Python 3.14 on, as deep as the stack allows: then it meets the end of what is cut off.
    with pytest.raises(BadFile, match="nested too deep|Expected `object`, got `array`|Input data was truncated"):
        FORMATS[name].read(tmp_path / "x.json")


def test_json_of_too_many_values_is_refused():
    with pytest.raises(BadFile, match="no more than 1000000 values"):
        texts.parse_json(b"[" + b"[]," * texts.MAX_VALUES + b"0]")


HEADS = {"retrosheet": b"id,TBA202007240\n", "tennis-pointbypoint": test_tennis_pointbypoint.HEAD.encode()}


@pytest.mark.parametrize("name", ["retrosheet", "tennis-pointbypoint", "football-txt", "datavolley"])
@pytest.mark.parametrize("data", [b"x" * (texts.MAX_LINE + 1), b"\n" * (texts.MAX_LINES + 1)])
def test_lines_without_end_are_refused_with_their_number(tmp_path, name, data):
    (tmp_path / "x.EVA").write_bytes(HEADS.get(name, b"") + data)
    with pytest.raises(BadFile, match=r"line (1|2|250001): expected no more than"):
        FORMATS[name].read(tmp_path / "x.EVA")


def test_a_quote_without_end_is_refused_with_its_line(tmp_path):
    name = "tennis-pointbypoint"
    (tmp_path / "x.csv").write_bytes(HEADS[name] + b'"' + b"x\n" * 200_000)
    with pytest.raises(BadFile, match=r"line \d+: field larger than field limit"):
        FORMATS[name].read(tmp_path / "x.csv")


def test_what_is_hardly_of_its_format_is_given_up():
    notes = Notes()
    with pytest.raises(BadFile, match=r"^line 20000: No goal\. More than 20000 places are wrong$"):
        for number in range(Notes.MOST + 1):
            notes.append(Note(f"line {number}", "No goal."))


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_random_bytes_are_refused(tmp_path, name):
    for number, data in enumerate((b"\0" * 1000, b"\xff\xfe\0\xd8", b"\xef\xbb\xbf", bytes(range(256)) * 4, b"")):
        file = tmp_path / f"{number}"
        file.write_bytes(data)
        with pytest.raises((BadFile, FileNotFoundError)):
            FORMATS[name].read(file)


# --- the command -----------------------------------------------------------------------------------------------------

MEASURE = """
import re, sys
from pathlib import Path
import django
django.setup()
from django.core.management import CommandError, call_command
def most():  # kB; what getrusage says begins with the parent's
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
before = most()
try:
    call_command("import", *sys.argv[1:])
except CommandError as error:
    print(error)
print((most() - before) // 1000)
"""


def import_alone(name, path):
    """Import in a process of its own: what it says, and the memory in MB that it took at most."""
    argv = [sys.executable, "-c", MEASURE, name, str(path)]
    ran = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    said, memory = ran.stdout.rsplit("\n", 2)[:2]
    return said, int(memory)


def make_bomb(path):
    """A zip of 0.4 MB that unpacks to 400."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("1.json", "w") as entry:
        for _ in range(400):
            entry.write(bytes(MB))


def make_hole(path):
    """A file of 2 GB that has nothing in it."""
    with path.open("wb") as file:
        file.truncate(2_000_000_000)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's /proc")
@pytest.mark.parametrize(
    ("name", "make", "why"),
    [
        ("cricsheet", make_bomb, "1.json: more than 16 MB (IMPORT_FILE_MB)"),
        ("cricsheet", make_hole, "more than 16 MB (IMPORT_FILE_MB)"),
        ("international-results", make_hole, "more than 16 MB (IMPORT_FILE_MB)"),
        ("openfootball", lambda path: path.write_bytes(b"[[]" + b",[]" * 5_000_000 + b"]"), "values"),
        (
            "football-txt",
            lambda path: path.write_bytes(b"= League 2020\n" + b"x\n" * 7_000_000),
            "expected no more than 250000 lines",
        ),
        ("tennis-pointbypoint", lambda path: path.write_bytes(b"x" * 15_000_000), "letters"),
    ],
)
def test_it_takes_little_memory_and_one_line(tmp_path, name, make, why):
    path = tmp_path / "x"
    make(path)
    said, memory = import_alone(name, path)
    assert said.startswith(f"{path}: ")
    assert why in said
    assert "\n" not in said
    assert memory < 200
