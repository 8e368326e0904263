"""The tables inside a file: itself, what is gzipped in it, the members of a zip, the sheets of a workbook, records.

Nothing is ever unpacked to disk, so a member's name is only a name.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast
from zipfile import BadZipFile, ZipFile, ZipInfo

from geodata.errors import BadInput
from planner.intake.guards import LIMITS, MIB, GuardedStream, Limits, check_unpacked
from planner.intake.json_table import json_table
from planner.intake.object_table import ObjectTable
from planner.intake.ods_table import OdsTable, is_opendocument, open_ods
from planner.intake.profiles import FileHints
from planner.intake.sniff import HEAD_BYTES, FileKind, sniff
from planner.intake.text_table import TextTable
from planner.intake.workbook_table import SheetTable, as_seekable, damaged, is_workbook, open_sheets
from planner.intake.xml_table import xml_table

Table = TextTable | SheetTable | OdsTable | ObjectTable
_ENCRYPTED = 0x1
_JUNK = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class Refused:
    """A member of an archive that was left out whole, and why. Nothing of it is counted or stored."""

    member: str
    reason: str


def sha256_of(path: Path) -> str:
    """The file's hash, by which the same file is known again.

    Raises
    ------
    BadInput
        When the file is not there or may not be read.
    """
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError:
        raise BadInput(f"There is no file {path.name}. Check the name and the folder.") from None
    except IsADirectoryError:
        raise BadInput(f"{path.name} is a folder. Give the files in it.") from None
    except OSError as error:
        raise BadInput(f"{path.name} cannot be read ({error.strerror}).") from None


def open_tables(
    path: Path, name: str, hints: FileHints, refused: list[Refused], limits: Limits = LIMITS
) -> Iterator[list[Table]]:
    """The tables of a file, each as the list of its candidates (the sheets of a workbook; else one table).

    Members of a zip that cannot be read are added to `refused` and the others are still given.

    Raises
    ------
    BadInput
        When the file is nothing that holds a table.
    """
    packed = os.path.getsize(path)
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
        stream.seek(0)
        kind = sniff(head, name)
        if kind is FileKind.ZIP:
            yield from _zip(stream, name, hints, packed, refused, limits)
        elif kind is FileKind.GZIP:
            unzipped = GuardedStream(cast(BinaryIO, gzip.GzipFile(fileobj=stream)), packed, name, limits)
            yield _plain(unzipped, name, "", hints, limits)
        else:
            yield _plain(GuardedStream(stream, packed, name, limits), name, "", hints, limits)


def _plain(stream: GuardedStream, name: str, member: str, hints: FileHints, limits: Limits) -> list[Table]:
    """A text that is not packed, or no longer; what is in it is looked at once more."""
    peeked, label = _Peeked(stream), member or name
    kind = sniff(peeked.head, label)
    if kind is FileKind.TEXT:
        return [TextTable(cast(BinaryIO, peeked), member, hints, limits)]
    if kind is FileKind.JSON:
        return [json_table(_whole(peeked, label, limits).getvalue(), member, label, limits)]
    if kind is FileKind.XML:
        return [xml_table(_whole(peeked, label, limits), member, label, limits)]
    raise BadInput(f"{label} is packed twice. Unpack it once and bring in what is inside.")


def _whole(stream: GuardedStream, label: str, limits: Limits) -> io.BytesIO:
    """A document that is held whole, if it is not too large for that."""
    content = io.BytesIO()
    while part := stream.read(MIB):
        content.write(part)
        if content.tell() > limits.max_document_bytes:
            raise BadInput(
                f"{label} is larger than {limits.max_document_bytes // MIB:,} MB, more than is read of JSON or XML. "
                "Save the table as CSV, or split it."
            )
    content.seek(0)
    return content


class _Peeked(GuardedStream):
    """A stream whose first bytes have been looked at and are given again."""

    def __init__(self, inner: GuardedStream) -> None:
        super().__init__(cast(BinaryIO, inner), 1, "", Limits(max_ratio=float("inf"), max_bytes=1 << 62))
        parts = []
        wanted = HEAD_BYTES
        while wanted and (part := inner.read(wanted)):
            parts.append(part)
            wanted -= len(part)
        self.head = b"".join(parts)
        self._position = 0

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        """First the bytes looked at, then the rest."""
        if self._position < len(self.head):
            part = self.head[self._position : self._position + len(buffer)]
            buffer[: len(part)] = part
            self._position += len(part)
            return len(part)
        return super().readinto(buffer)


def _zip(
    stream: BinaryIO, name: str, hints: FileHints, packed: int, refused: list[Refused], limits: Limits
) -> Iterator[list[Table]]:
    try:
        archive = ZipFile(stream)
    except (BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise damaged(name, error) from None
    with archive:
        if is_workbook(archive):
            yield list(open_sheets(stream, name, hints, packed, limits))
            return
        if is_opendocument(archive):
            yield list(open_ods(stream, name, hints, packed, limits))
            return
        members = [info for info in archive.infolist() if _is_file(info.filename)]
        _check_members(members, name, packed, limits)
        for info in sorted(members, key=lambda info: info.filename):
            # One member alone needs no name beside its rows; of several each row must say where it stands.
            label = info.filename if len(members) > 1 else ""
            try:
                tables = _member(archive, info, label, hints, limits)
            except BadInput as error:
                if len(members) == 1:
                    raise
                refused.append(Refused(info.filename, str(error)))
                continue
            yield tables


def _is_file(member: str) -> bool:
    """Whether a member is a file somebody put there; a damaged archive may hold one without a name."""
    if not member or member.endswith("/") or member.startswith(_JUNK[0]):
        return False
    return PurePosixPath(member).name not in _JUNK[1:]


def _check_members(members: list[ZipInfo], name: str, packed: int, limits: Limits) -> None:
    if not members:
        raise BadInput(f"{name} is an archive with nothing in it; nothing was brought in.")
    if len(members) > limits.max_members:
        raise BadInput(f"{name} holds more than {limits.max_members:,} files. Give only the tables.")
    if any(info.flag_bits & _ENCRYPTED for info in members):
        raise BadInput(
            f"{name} is protected with a password. Unpack it, or ask for it without; nothing was brought in."
        )
    check_unpacked(sum(info.file_size for info in members), packed, name, limits)


def _member(archive: ZipFile, info: ZipInfo, label: str, hints: FileHints, limits: Limits) -> list[Table]:
    name = info.filename
    try:
        inner = archive.open(info)
    except (BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError) as error:
        raise damaged(name, error) from None
    stream = GuardedStream(cast(BinaryIO, inner), max(info.compress_size, 1), name, limits)
    if not name.casefold().endswith((".xlsx", ".ods")):
        return _plain(stream, name, label, hints, limits)
    if info.file_size > min(100 * MIB, limits.max_workbook_bytes):
        raise BadInput(f"{name} is too large inside an archive. Unpack it and bring it in by itself.")
    opener = open_ods if name.casefold().endswith(".ods") else open_sheets
    return list(opener(as_seekable(cast(BinaryIO, stream)), name, hints, info.file_size, limits))
