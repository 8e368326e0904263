"""Small files, a made-up area and a made-up gazetteer for the tests of intake."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import os
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import openpyxl
import pandas as pd
import pytest

from geodata.crs import MetricCrs
from geodata.location import Alternative, Location, unplaced
from planner.intake import Intake, Profile, bring_in, parse_profile

TODAY = dt.date(2026, 11, 21)
CRS = MetricCrs(27700)
# A square of ten kilometres somewhere inland.
WEST, SOUTH = 400_000.0, 300_000.0
SIZE_M = 10_000.0
MIDDLE = CRS.to_lonlat(WEST + SIZE_M / 2, SOUTH + SIZE_M / 2)
LON, LAT = (round(value, 6) for value in MIDDLE)

STREET_HEADINGS = (
    "Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location", "LSOA code",
    "LSOA name", "Crime type", "Last outcome category", "Context",
)  # fmt: skip
STOP_HEADINGS = (
    "Type", "Date", "Part of a policing operation", "Policing operation", "Latitude", "Longitude", "Gender",
    "Age range", "Self-defined ethnicity", "Officer-defined ethnicity", "Legislation", "Object of search", "Outcome",
)  # fmt: skip

COUNCIL = """
partner = "Council"
[columns]
id = "Ref"
start = "From"
end = "To"
location = "Where"
category = "Type"
youth = "Young people"
"""


@dataclass(frozen=True)
class SquareArea:
    """Ten kilometres square, or everywhere."""

    name: str = "Middleton"
    crs: MetricCrs = CRS
    time_zone: str = "Europe/London"
    everywhere: bool = False

    def contains(self, lon: npt.ArrayLike, lat: npt.ArrayLike, margin_m: float = 0) -> npt.NDArray[np.bool_]:
        """Whether points in degrees lie inside, or within a margin."""
        x, y = self.crs.to_metres(np.asarray(lon, dtype=float), np.asarray(lat, dtype=float))
        x, y = np.asarray(x), np.asarray(y)
        if self.everywhere:
            return np.asarray(np.isfinite(x) & np.isfinite(y))
        inside = (x > WEST - margin_m) & (x < WEST + SIZE_M + margin_m)
        return np.asarray(inside & (y > SOUTH - margin_m) & (y < SOUTH + SIZE_M + margin_m))


@dataclass
class FewPlaces:
    """A geocoder that knows what it is told, and remembers what it was asked."""

    known: Mapping[str, tuple[float, float]] = field(default_factory=lambda: {"High Street": MIDDLE})
    asked: list[str] = field(default_factory=list)

    def geocode_many(self, texts: Sequence[str]) -> list[Location]:
        """A location for each text: the known place whose name it starts with."""
        self.asked.extend(texts)
        return [self._one(text) for text in texts]

    def _one(self, text: str) -> Location:
        for name, (lon, lat) in self.known.items():
            if text.casefold().startswith(name.casefold()):
                x, y = CRS.to_metres(lon, lat)
                return Location(lon, lat, float(x), float(y), 80.0, 0.8, "street", name)
        if text.casefold().startswith("station"):
            choices = tuple(Alternative(*MIDDLE, 50.0, 0.4, "landmark", name) for name in ("East", "West"))
            return unplaced("two places have this name", choices)
        return unplaced("no place is known by these words")


def make_intake(path: Path, profile: Profile | str | None = None, **changes: Any) -> Intake:
    """What comes of a file in the made-up area; a profile may be given as TOML."""
    if isinstance(profile, str):
        profile = parse_profile(profile, "test")
    settings: dict[str, Any] = {"geocoder": FewPlaces(), "area": SquareArea(), "today": TODAY} | changes
    return bring_in(path, profile, **settings)


def make_csv(
    path: Path, rows: Sequence[Sequence[object]], *, delimiter: str = ",", encoding: str = "utf-8"
) -> Path:
    """A delimited file of these rows, the headings among them."""
    path.write_bytes(csv_bytes(rows, delimiter=delimiter, encoding=encoding))
    return path


def csv_bytes(rows: Sequence[Sequence[object]], *, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """The bytes of such a file."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def make_text(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """A file of this text, to the byte."""
    path.write_bytes(text.encode(encoding))
    return path


def make_xlsx(path: Path, rows: Sequence[Sequence[object]], *, sheet: str = "Sheet1", **sheets: Any) -> Path:
    """A workbook of these rows, and of other sheets by name."""
    book = openpyxl.Workbook()
    for title, content in {sheet: rows, **sheets}.items():
        page = book.create_sheet(title)
        for row in content:
            page.append(list(row))
    book.remove(book.worksheets[0])
    book.save(path)
    return path


def make_zip(path: Path, members: Mapping[str, bytes]) -> Path:
    """A zip of these members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def make_gzip(path: Path, content: bytes) -> Path:
    """A gzipped file."""
    path.write_bytes(gzip.compress(content))
    return path


def street_row(**changes: object) -> list[object]:
    """A row of a data.police.uk street file, in the middle of the area unless told otherwise."""
    row: dict[str, object] = {
        "Crime ID": "",
        "Month": "2026-10",
        "Reported by": "Middle Police",
        "Falls within": "Middle Police",
        "Longitude": LON,
        "Latitude": LAT,
        "Location": "On or near High Street",
        "LSOA code": "E01000001",
        "LSOA name": "Middleton 001A",
        "Crime type": "Anti-social behaviour",
        "Last outcome category": "",
        "Context": "",
    }
    assert set(changes) <= set(row), "no such column"
    return list((row | changes).values())


def street_bytes(*rows: Sequence[object]) -> bytes:
    """A street file of these rows."""
    return csv_bytes([STREET_HEADINGS, *rows])


def council_row(**changes: object) -> list[object]:
    """A row for the profile COUNCIL: Ref, From, To, Where, Type, Young people, Notes."""
    row: dict[str, object] = {
        "Ref": "C1",
        "From": "12/03/2026 16:05",
        "To": "",
        "Where": "High Street",
        "Type": "Nuisance ASB",
        "Young": "Yes",
        "Notes": "Free text about somebody",
    }
    assert set(changes) <= set(row), "no such column"
    return list((row | changes).values())


COUNCIL_HEADINGS = ("Ref", "From", "To", "Where", "Type", "Young people", "Notes")


def make_council(path: Path, *rows: Sequence[object], **options: Any) -> Path:
    """A council file of these rows, as CSV."""
    return make_csv(path, [COUNCIL_HEADINGS, *rows], **options)


def make_frame(*incidents: Mapping[str, object]) -> pd.DataFrame:
    """An incidents frame; each incident an exact nuisance in the same place and minute unless told otherwise."""
    base: dict[str, object] = {
        "incident_id": "",
        "x": WEST,
        "y": SOUTH,
        "radius_m": 50.0,
        "start": pd.Timestamp("2026-03-12 16:00"),
        "end": pd.NaT,
        "time_kind": "exact",
        "category": "asb-nuisance",
        "youth_related": "unknown",
        "partner": "A",
    }
    rows = [base | {"incident_id": f"i{number}"} | dict(one) for number, one in enumerate(incidents)]
    frame = pd.DataFrame(rows)
    for name in ("start", "end"):
        frame[name] = pd.to_datetime(frame[name])
    return frame


def real_file(name: str) -> Path:
    """A real file of the shared data folder; the test is skipped where there is none."""
    root = Path(__file__).resolve().parents[3]
    folder = Path(os.environ.get("OUTREACH_SHARED_DATA", root.parent / "shared" / "data"))
    if not (folder / name).exists():
        pytest.skip(
            f"no real file {name}: put the shared data beside the repository or set OUTREACH_SHARED_DATA"
        )
    return folder / name
