"""One reader a published product. A reader says which headings are its own and turns a file into rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from geodata.gazetteer.rows import Box, Progress, SourceRows
from geodata.gazetteer.sources import (
    boundaries,
    code_point_open,
    gias,
    naptan,
    onspd,
    os_open_names,
    places,
    police_uk,
)

LocalReader = Callable[[Path, Progress | None], SourceRows]
Reader = Callable[[Path, Progress | None, Box], SourceRows]


@dataclass(frozen=True, slots=True)
class Source:
    """A product we can read: its KIND on the command line, its reader, its headings.

    The reader gets the box of the area and its margin, so that national files are not kept whole.

    `recognises` sees a table's heading columns, `recognises_row` the first row of a product without headings;
    None where that does not apply.
    """

    kind: str
    read: Reader
    recognises: Callable[[dict[str, int]], bool] | None = None
    recognises_row: Callable[[list[str]], bool] | None = None


def _whole(read: LocalReader) -> Reader:
    """A reader of files small enough to be read whole, wherever the area is."""
    return lambda path, progress, _box: read(path, progress)


SOURCES = (
    Source(onspd.KIND, onspd.read, onspd.recognises),
    Source(code_point_open.KIND, code_point_open.read, recognises_row=code_point_open.recognises_row),
    Source(os_open_names.KIND, os_open_names.read, recognises_row=os_open_names.recognises_row),
    Source(naptan.KIND, _whole(naptan.read), naptan.recognises),
    Source(gias.KIND, _whole(gias.read), gias.recognises),
    Source(police_uk.KIND, _whole(police_uk.read), police_uk.recognises),
    Source(boundaries.KIND, _whole(boundaries.read)),
    Source(places.KIND, _whole(places.read), places.recognises),
)
