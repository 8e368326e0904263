"""A whole CSV geocoded: its rows in their order, with the answer's columns after its own."""

from __future__ import annotations

import csv
import json
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from geodata.errors import BadInput
from geodata.gazetteer.files import cell, headings, members, open_rows
from geodata.geocode.geocoder import Geocoder
from geodata.location import Location

COLUMNS = (
    "geo_lon", "geo_lat", "geo_easting", "geo_northing", "geo_radius_m", "geo_confidence", "geo_method",
    "geo_matched", "geo_alternatives", "geo_reason",
)  # fmt: skip

AskAgain = Callable[[list[str], list[Location]], list[Location]]


@dataclass(frozen=True, slots=True)
class Geocoded:
    """How many rows there were and how many have a point."""

    rows: int
    placed: int


def geocode_table(
    source: Path,
    output: Path,
    column: str,
    geocoder: Geocoder,
    progress: Callable[[int], object] | None = None,
    ask_again: AskAgain | None = None,
) -> Geocoded:
    """Geocode one text column of a CSV (plain, gzipped or zipped) and write the result whole or not at all.

    Rows keep their order and none is dropped. An answer too uncertain to use has empty coordinates and a reason.

    Parameters
    ----------
    ask_again
        Given every text and its answer before anything is written; its answers count instead.

    Raises
    ------
    BadInput
        When the file cannot be read, lacks the column, or the result cannot be written.
    """
    found = members(source)
    if len(found) > 1:
        raise BadInput(f"{source.name} holds {len(found)} tables: give one CSV")
    with open_rows(found[0]) as stream:
        rows = list(stream)
    if not rows:
        raise BadInput(f"{source.name} has no rows")
    heading, body = rows[0], rows[1:]
    columns = headings(heading)
    wanted = " ".join(column.split()).casefold()
    if wanted not in columns:
        raise BadInput(f"{source.name} has no column {column!r}; its columns are {', '.join(heading[:20])}")
    texts = [cell(row, columns[wanted]) for row in body]
    answers = geocoder.geocode_many(texts, progress)
    if ask_again is not None:
        answers = ask_again(texts, answers)
    width = max(len(heading), max((len(row) for row in body), default=0))
    british = geocoder.area.crs.is_british
    table = [[*heading, *[""] * (width - len(heading)), *COLUMNS]]
    for row, answer in zip(body, answers, strict=True):
        table.append([*row, *[""] * (width - len(row)), *_cells(answer, british)])
    _write(output, table)
    return Geocoded(len(body), sum(answer.is_placed for answer in answers))


def _cells(answer: Location, british: bool) -> list[str]:
    def number(value: float | None, digits: int) -> str:
        return "" if value is None else f"{value:.{digits}f}"

    alternatives = json.dumps([asdict(one) for one in answer.alternatives], ensure_ascii=False)
    return [
        number(answer.lon, 6), number(answer.lat, 6),
        number(answer.x if british else None, 1), number(answer.y if british else None, 1),
        number(answer.radius_m, 0), number(answer.confidence, 3), answer.method, answer.matched,
        alternatives if answer.alternatives else "", answer.reason,
    ]  # fmt: skip


def _write(output: Path, table: list[list[str]]) -> None:
    """Write beside the file and put it in place at the end, so that a half-written one is never seen."""
    try:
        handle, name = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
    except OSError as error:
        raise BadInput(f"{output} cannot be written: {error.strerror or error}") from error
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows(table)
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(output)
    except BaseException as error:
        with suppress(OSError):
            Path(name).unlink()
        if isinstance(error, OSError):
            raise BadInput(f"{output} cannot be written: {error.strerror or error}") from error
        raise
