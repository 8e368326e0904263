"""Text tables as users bring them: CSV alone, gzipped or zipped, in UTF-8 or cp1252."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from geodata.errors import BadInput

# A field longer than this is not a name or a coordinate: the file is not what it says it is.
LONGEST_FIELD = 1_000_000
_BLOCK = 1 << 20
_NOT_TEXT = (b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"SQLite format 3", b"\x1f\x8b")
_TABLE_SUFFIXES = (".csv", ".tab", ".tsv", ".txt")


@dataclass(frozen=True, slots=True)
class Member:
    """One table of a file: the file itself, or one inside its zip."""

    path: Path
    inside: str | None = None

    @property
    def name(self) -> str:
        """What to call it in a message."""
        return f"{self.path.name}: {self.inside}" if self.inside else self.path.name

    @contextmanager
    def open_bytes(self) -> Iterator[IO[bytes]]:
        """The uncompressed bytes."""
        try:
            if self.inside is not None:
                with zipfile.ZipFile(self.path) as archive, archive.open(self.inside) as stream:
                    yield stream
            elif self.path.suffix.lower() == ".gz":
                with gzip.open(self.path) as unpacked:
                    yield cast(IO[bytes], unpacked)
            else:
                with self.path.open("rb") as stream:
                    yield stream
        except (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise BadInput(f"{self.name} is damaged and cannot be unpacked: get it again") from error
        except OSError as error:
            raise BadInput(f"{self.name} cannot be read: {error.strerror or error}") from error


def members(path: Path) -> list[Member]:
    """The tables of a file: every CSV of a zip, else the file.

    Raises
    ------
    BadInput
        When the file is missing, a folder, empty, or a zip without tables.
    """
    if not path.exists():
        raise BadInput(f"{path}: no such file")
    if path.is_dir():
        raise BadInput(f"{path} is a folder: give the files in it")
    if path.stat().st_size == 0:
        raise BadInput(f"{path.name} is empty")
    if path.suffix.lower() != ".zip":
        return [Member(path)]
    try:
        with zipfile.ZipFile(path) as archive:
            names = sorted(archive.namelist())
    except (zipfile.BadZipFile, OSError) as error:
        raise BadInput(f"{path.name} is not a zip that can be opened: get it again") from error
    found = [Member(path, name) for name in names if name.lower().endswith(_TABLE_SUFFIXES)]
    if not found:
        raise BadInput(f"{path.name} has no CSV file in it")
    return found


def encoding_of(member: Member) -> str:
    """UTF-8 where the whole table is, cp1252 otherwise.

    Raises
    ------
    BadInput
        When the bytes are not text at all.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    with member.open_bytes() as stream:
        block = stream.read(_BLOCK)
        if not block.strip():
            raise BadInput(f"{member.name} is empty")
        if block.startswith(_NOT_TEXT) or b"\x00" in block[:4096]:
            raise BadInput(f"{member.name} is not a text table: save it as CSV and try again")
        try:
            while block:
                decoder.decode(block)
                block = stream.read(_BLOCK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


@contextmanager
def open_rows(
    member: Member, progress: Callable[[int], object] | None = None
) -> Iterator[Iterator[list[str]]]:
    """The rows of a table as lists of text, quoted fields understood, blank rows left out.

    Raises
    ------
    BadInput
        From the iterator as well, for a row that cannot be read.
    """
    encoding = encoding_of(member)
    csv.field_size_limit(LONGEST_FIELD)
    with member.open_bytes() as stream:
        text = io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="")
        yield _rows(member, text, progress)
        text.detach()


def _rows(
    member: Member, text: io.TextIOWrapper, progress: Callable[[int], object] | None
) -> Iterator[list[str]]:
    tab = member.path.name.lower().removesuffix(".gz").endswith((".tab", ".tsv"))
    reader = csv.reader(text, delimiter="\t" if tab else ",")
    try:
        for number, row in enumerate(reader, start=1):
            if progress is not None and number % 10_000 == 0:
                progress(10_000)
            if any(row):
                yield row
    except csv.Error as error:
        raise BadInput(
            f"{member.name}: row {reader.line_num} cannot be read ({error}): is it really a CSV table?"
        ) from error


def headings(row: Sequence[str]) -> dict[str, int]:
    """Column numbers by heading: lower case, no space around, the first of two that are equal."""
    found: dict[str, int] = {}
    for number, heading in enumerate(row):
        found.setdefault(" ".join(heading.replace("\ufeff", "").split()).casefold(), number)
    return found


def first_row(member: Member) -> list[str]:
    """The first row that is not blank."""
    with open_rows(member) as rows:
        return next(rows, [])


def column(columns: dict[str, int], member: Member, *names: str) -> int:
    """The number of the first heading present.

    Raises
    ------
    BadInput
        When none is, with what was expected and what the file has.
    """
    for name in names:
        if name in columns:
            return columns[name]
    raise BadInput(
        f"{member.name} has no column {' or '.join(names)}; its columns are {', '.join(list(columns)[:20])}"
    )


def cell(row: Sequence[str], number: int | None) -> str:
    """A cell without the space around it; "" where the row is short or the column absent."""
    return row[number].strip() if number is not None and number < len(row) else ""
