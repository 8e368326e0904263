"""Records of a delimited text of any delimiter and encoding, however badly it was quoted; no line is lost.

A quotation mark that is opened and not closed swallows the lines after it. Such a record is taken apart: its first
line is set aside with the reason and the lines after it are read again on their own.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import deque
from collections.abc import Iterable, Iterator
from typing import BinaryIO, NamedTuple, cast

from planner.intake.guards import LIMITS, Limits
from planner.intake.profiles import AS_FOUND, FileHints
from planner.intake.sniff import HEAD_BYTES, text_encoding

DELIMITERS = (",", ";", "\t", "|")
# One record may run over several lines where a cell does; more than this is a quotation mark never closed.
_MAX_LINES = 500
_TELLING_WIDTH = 4
_OPEN_QUOTE = (
    "a quotation mark is opened on this row and not closed. Close it in the file, or type the row again"
)


class Record(NamedTuple):
    """One row as it stands in the file: `number` counts from 1 as a spreadsheet does, blank rows too.

    `problem` says why the row could not be read, "" when it could; `cells` are empty then.
    """

    number: int
    cells: list[object]
    problem: str = ""


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    # Bytes that are not UTF-8 are read as cp1252, one by one: files that mix the two come through too.
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("outreach-cp1252", _as_cp1252)


class _LongLine(Exception):  # noqa: N818  (a signal between two loops, not an error)
    """A line beyond the limit; what was beyond it has been skipped, not kept."""


class _Lines(Iterator[str]):
    """Lines of a text, remembering those of the record being read, which can be put back."""

    def __init__(self, text: io.TextIOBase, limit: int) -> None:
        self._text, self._limit = text, limit
        self._again: deque[str | None] = deque()
        self.taken: list[str | None] = []
        self.at_end = False

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._text.readline(self._limit)
        if not line or len(line) == self._limit or "\0" in line:
            line = self._odd(line)
        self.taken.append(line)
        if line is None or len(self.taken) > _MAX_LINES:
            raise _LongLine
        return line

    def _odd(self, line: str | None) -> str | None:
        """A line that is none: the end of the text, one that was too long, or one with zero bytes."""
        if line is None:
            return None
        if not line:
            self.at_end = True
            raise StopIteration
        if len(line) == self._limit and not line.endswith(("\n", "\r")):
            while line and not line.endswith(("\n", "\r")):
                line = self._text.readline(self._limit)
            return None
        return line.replace("\0", "")

    def put_back(self, lines: Iterable[str | None]) -> None:
        self._again.extendleft(reversed(list(lines)))


class TextTable(Iterator[Record]):
    """The records of a delimited text, one after the other.

    `width` is set by whoever finds the headings; from then on a record of several lines that does not have as many
    cells is taken apart.
    """

    def __init__(
        self, stream: BinaryIO, name: str, hints: FileHints = AS_FOUND, limits: Limits = LIMITS
    ) -> None:
        self.member = name
        self.width: int | None = None
        self.other_sheets: tuple[str, ...] = ()
        self._limits = limits
        buffered = io.BufferedReader(cast(io.RawIOBase, stream), HEAD_BYTES)
        head = buffered.peek(HEAD_BYTES)[:HEAD_BYTES]
        encoding = hints.encoding or text_encoding(head)
        errors = "replace" if encoding.startswith(("utf-16", "utf-32")) else "outreach-cp1252"
        if hints.encoding and not encoding.casefold().replace("_", "-").startswith("utf"):
            errors = "replace"
        sample = codecs.getincrementaldecoder(encoding)(errors).decode(head)
        if sample.startswith("\ufeff"):
            sample = sample[1:]
        self.delimiter = hints.delimiter or find_delimiter(sample)
        text = io.TextIOWrapper(buffered, encoding=encoding, errors=errors, newline="")
        self._lines = _Lines(text, limits.max_line_chars)
        self._reader = csv.reader(self._lines, delimiter=self.delimiter)
        self._number = 0

    def __next__(self) -> Record:
        lines = self._lines
        lines.taken.clear()
        problem = ""
        cells: list[str] = []
        try:
            cells = next(self._reader)
        except _LongLine:
            problem = self._problem_of_long_line()
        except csv.Error:
            problem = f"a cell is longer than {csv.field_size_limit():,} characters. Shorten it in the file"
        self._number += 1
        if len(lines.taken) > 1 and (problem or self._is_broken(cells)):
            lines.put_back(lines.taken[1:])
            return Record(self._number, [], _OPEN_QUOTE)
        if problem:
            return Record(self._number, [], problem)
        if len(cells) > self._limits.max_columns:
            return Record(self._number, [], f"the row has more than {self._limits.max_columns:,} cells")
        if self._number == 1 and cells and cells[0].startswith("\ufeff"):
            cells[0] = cells[0][1:]
        return Record(self._number, cast(list[object], cells))

    def _problem_of_long_line(self) -> str:
        return (
            f"the row is longer than {self._limits.max_line_chars:,} characters, so nothing of it was read. "
            "Shorten it in the file"
        )

    def _is_broken(self, cells: list[str]) -> bool:
        """Whether a record of several lines is rather several records behind a stray quotation mark."""
        if self.width is not None and len(cells) != self.width:
            return True
        lines = [line for line in self._lines.taken if line is not None]
        try:
            list(csv.reader(lines, delimiter=self.delimiter, strict=True))
        except csv.Error:
            return True
        # Text of somebody's has a line with just as many delimiters as a row by chance alone.
        if self.width is None or self.width < _TELLING_WIDTH:
            return False
        inner = csv.reader(lines[1:-1], delimiter=self.delimiter, quoting=csv.QUOTE_NONE)
        return any(len(row) == self.width for row in inner)


def find_delimiter(sample: str) -> str:
    """The delimiter of a text: the one that cuts its first lines into equal numbers of cells.

    Examples
    --------
    >>> find_delimiter("a;b;c\\n1,5;2;3\\n")
    ';'
    """
    first, _, _ = sample.partition("\n")
    if first.strip().casefold().startswith("sep=") and len(first.strip()) == 5:
        return first.strip()[4]
    lines = [line for line in sample.splitlines()[:40] if line.strip()][:30]
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        except csv.Error:
            continue
        wide = [width for width in widths if width > 1]
        if not wide:
            continue
        common = max(set(wide), key=lambda w: (wide.count(w), w))
        score = wide.count(common) / len(widths) * min(common, 6)
        if score > best_score:
            best, best_score = delimiter, score
    return best
