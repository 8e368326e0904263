"""Limits on what a file may make us hold or unpack, and the stream that keeps them."""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass
from typing import BinaryIO
from zipfile import BadZipFile

from geodata.errors import BadInput

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may hold. A year of a police force is some 60 MB and 400,000 rows.

    `max_ratio` is how many bytes one packed byte may become, once more than `ratio_from_bytes` came out: tables
    pack to a tenth or so, a bomb to a thousandth. `max_line_chars` bounds one line, and `max_workbook_bytes` what
    a workbook unpacks to, since parts of it are held in memory; `max_document_bytes` is for JSON and XML, which are
    held whole.
    """

    max_bytes: int = 2048 * MIB
    max_ratio: float = 200.0
    ratio_from_bytes: int = 64 * MIB
    max_line_chars: int = 250_000
    max_workbook_bytes: int = 256 * MIB
    max_document_bytes: int = 64 * MIB
    max_rows: int = 5_000_000
    max_columns: int = 2_000
    max_members: int = 2_000


LIMITS = Limits()


def check_unpacked(unpacked: int, packed: int, name: str, limits: Limits = LIMITS) -> None:
    """Refuse what unpacks to far more than it should.

    Raises
    ------
    BadInput
        When more than `max_bytes` come out, or more than `max_ratio` times what went in.
    """
    if unpacked > limits.max_bytes:
        raise BadInput(
            f"{name} unpacks to more than {limits.max_bytes // MIB:,} MB. Split it, for instance by month."
        )
    if unpacked > limits.ratio_from_bytes and unpacked > packed * limits.max_ratio:
        raise BadInput(
            f"{name} unpacks to more than {limits.max_ratio:.0f} times its size, which no table of reports does. "
            "Ask its sender for a new copy; nothing was brought in."
        )


class GuardedStream(io.RawIOBase):
    """A stream that stops when too much comes out of it, and says damage in words."""

    def __init__(self, inner: BinaryIO, packed: int, name: str, limits: Limits = LIMITS) -> None:
        super().__init__()
        self._inner, self._packed, self._name, self._limits = inner, packed, name, limits
        self._unpacked = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        """Fill the buffer with the next bytes."""
        try:
            data = self._inner.read(len(buffer))
        except (EOFError, OSError, zlib.error, BadZipFile, RuntimeError, NotImplementedError) as error:
            raise BadInput(
                f"{self._name} is damaged or incomplete ({error}). Fetch it again; nothing was brought in."
            ) from None
        self._unpacked += len(data)
        check_unpacked(self._unpacked, self._packed, self._name, self._limits)
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Close what is read from too."""
        if not self.closed:
            self._inner.close()
        super().close()
