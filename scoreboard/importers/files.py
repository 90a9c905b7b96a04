"""Reads published files, folders and zips within limits: what is larger than any of its kind is refused, not read.

The limits are settings: IMPORT_FILE_MB for a file, or an entry of a zip unpacked; IMPORT_TOTAL_MB for those of a folder
or zip together, and for a zip itself; IMPORT_FILES for how many they are.
"""

import io
import os
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from django.conf import settings

from scoreboard.importers.base import BadFile

MB = 1_000_000
MAX_RATIO = 200  # bytes that one packed byte may stand for: texts take 10 to 30, zeros 1000
SMALL = 100_000  # bytes that are unpacked whatever their ratio
DIRECTORY_ENTRY = 300  # bytes of a zip's directory that an entry may take, its name among them
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # others unpack more at once than they are asked for


def read_file(path: Path) -> bytes:
    """The content of a file; raises OSError, and BadFile where it is none, or too large."""
    with _open(path) as file:
        data = file.read(_most_bytes() + 1)
    if len(data) > _most_bytes():
        raise BadFile(_too_large())
    return data


def list_folder(folder: Path, wanted: Callable[[Path], bool], *, deep: bool = False) -> list[Path]:
    """The files of a folder, with `deep` of those in it too, sorted; raises OSError, and BadFile where too many."""
    found, size = [], 0
    for path in folder.rglob("*") if deep else folder.iterdir():
        if not wanted(path) or path.is_dir():
            continue
        found.append(path)
        size += path.lstat().st_size
        _check_together(len(found), size)
    return sorted(found)


def is_zip(path: Path) -> bool:
    """Whether it is a zip, a broken one too; raises OSError, and BadFile where it is no file."""
    with _open(path) as file:
        # From Python 3.14 on, is_zipfile takes a zip without its directory for none.
        return file.read(4) == b"PK\3\4" or zipfile.is_zipfile(file)


def read_zip(path: Path, wanted: Callable[[str], bool]) -> Iterator[tuple[str, bytes]]:
    """The entries of a zip whose names are wanted, by name; raises OSError, and BadFile that names the entry."""
    with _Bounded(_open(path).detach()) as file:
        if os.fstat(file.fileno()).st_size > settings.IMPORT_TOTAL_MB * MB:
            raise BadFile(f"more than {settings.IMPORT_TOTAL_MB} MB (IMPORT_TOTAL_MB)")
        try:
            with zipfile.ZipFile(file) as archive:
                entries = sorted(archive.infolist(), key=lambda entry: entry.filename)
                _check_together(len(entries), 0)
                yield from _unpack(archive, [entry for entry in entries if wanted(entry.filename)])
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OverflowError) as error:
            if isinstance(error, BadFile):
                raise
            raise BadFile(f"a broken zip: {error}") from error


def _unpack(archive: zipfile.ZipFile, entries: Iterable[zipfile.ZipInfo]) -> Iterator[tuple[str, bytes]]:
    size = 0
    for number, entry in enumerate(entries, start=1):
        name = "".join(letter if letter.isprintable() else "?" for letter in entry.filename)[-120:]
        if entry.is_dir():
            continue
        if entry.compress_type not in METHODS:
            raise BadFile(f"{name}: expected an entry that is stored or deflated")
        try:
            with archive.open(entry) as stream:
                data = stream.read(_most_bytes() + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise BadFile(f"{name}: cannot be unpacked: {error}") from error
        if len(data) > _most_bytes():
            raise BadFile(f"{name}: {_too_large()}")
        if len(data) > max(SMALL, MAX_RATIO * entry.compress_size):
            raise BadFile(f"{name}: unpacks to more than {MAX_RATIO} times its size")
        size += len(data)
        _check_together(number, size)
        yield name, data


class _Bounded(io.BufferedReader):
    """A zip whose directory is read at once only where it is as long as that of IMPORT_FILES entries may be."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Read as a file does; raises BadFile where that is more than a directory."""
        if size is not None and size > max(MB, settings.IMPORT_FILES * DIRECTORY_ENTRY):
            raise BadFile(_too_many())
        return super().read(size)


def _open(path: Path) -> io.BufferedReader:
    """Open a file without waiting for a writer of it; raises BadFile where it is a pipe, device or folder."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    status = os.fstat(descriptor)
    if stat.S_ISREG(status.st_mode):
        return os.fdopen(descriptor, "rb")
    os.close(descriptor)
    raise BadFile("expected a file")


def _check_together(count: int, size: int) -> None:
    if count > settings.IMPORT_FILES:
        raise BadFile(_too_many())
    if size > settings.IMPORT_TOTAL_MB * MB:
        raise BadFile(f"more than {settings.IMPORT_TOTAL_MB} MB together (IMPORT_TOTAL_MB)")


def _most_bytes() -> int:
    return int(settings.IMPORT_FILE_MB) * MB


def _too_large() -> str:
    return f"more than {settings.IMPORT_FILE_MB} MB (IMPORT_FILE_MB)"


def _too_many() -> str:
    return f"more than {settings.IMPORT_FILES} files (IMPORT_FILES)"
