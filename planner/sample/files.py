"""The sample's files: partners' reports, street points by month, places for the gazetteer, the truth."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from planner.sample.ground import Ground
from planner.sample.partners import Layout
from planner.sample.types import PREFIX, SOURCE, PlantedPattern


def write_csv(
    path: Path, rows: Iterable[Sequence[object]], *, delimiter: str = ",", encoding: str = "utf-8"
) -> None:
    """Write rows with Unix line ends, so that the same rows are the same bytes everywhere."""
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream, delimiter=delimiter, lineterminator="\n").writerows(rows)


def write_reports(folder: Path, layout: Layout, rows: Sequence[Sequence[object]]) -> Path:
    """Write one partner's file in its own layout."""
    path = folder / (PREFIX + layout.file)
    if path.suffix == ".xlsx":
        _write_xlsx(path, layout, rows)
    else:
        write_csv(path, [layout.headings, *rows], delimiter=layout.delimiter, encoding=layout.encoding)
    return path


def _write_xlsx(path: Path, layout: Layout, rows: Sequence[Sequence[object]]) -> None:
    book = Workbook(write_only=True)
    # A fixed moment: the same sample is the same workbook whenever it is made.
    book.properties.created = book.properties.modified = datetime(2026, 1, 1)
    tab = book.create_sheet("Reports")
    tab.append([f"{layout.partner}: reports ({SOURCE})"])
    tab.append([])
    tab.append(list(layout.headings))
    for row in rows:
        tab.append([None if value == "" else value for value in row])
    book.save(path)


def write_places(folder: Path, ground: Ground) -> tuple[Path, Path]:
    """Write landmarks and roads in the `places` format, each row marked as the sample's."""
    headings = ("name", "kind", "easting", "northing", "alt_names", "locality", "radius_m", "source")
    landmarks = folder / f"{PREFIX}landmarks.csv"
    write_csv(
        landmarks,
        [
            headings,
            *(
                (
                    each.name,
                    each.kind,
                    each.x,
                    each.y,
                    "|".join(each.alt_names),
                    each.locality,
                    each.radius_m,
                    SOURCE,
                )
                for each in ground.landmarks
            ),
        ],
    )
    roads = folder / f"{PREFIX}roads.csv"
    write_csv(
        roads,
        [
            headings,
            *(
                (road.name, "street", x, y, "|".join(road.alt_names), road.locality, 50, SOURCE)
                for road in ground.roads
                for x, y in road.points
            ),
        ],
    )
    return landmarks, roads


def write_truth(
    path: Path, seed: int, today: date, planted: Sequence[PlantedPattern], more: dict[str, Any]
) -> None:
    """Write what was planted. Tests read it; the product never does."""
    truth = {
        "source": SOURCE,
        "seed": seed,
        "today": today.isoformat(),
        "planted": [asdict(pattern) for pattern in planted],
        **more,
    }
    path.write_text(json.dumps(truth, indent=1, sort_keys=True) + "\n", encoding="utf-8")
