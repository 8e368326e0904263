"""The gazetteer of a study area: the places we can name, built once and kept on disk."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

from geodata.errors import BadInput
from geodata.gazetteer.detect import detect_kind, source_of
from geodata.gazetteer.prepare import KnownPostcodes, box_around, place_entries, place_postcodes
from geodata.gazetteer.rows import TOO_FAR, Progress, SourceRows
from geodata.gazetteer.schema import connect, next_generation, prepare, read_meta
from geodata.gazetteer.writing import (
    delete_source,
    insert_postcodes,
    is_built_for,
    new_source,
    packaged_rows,
    postcode_points,
    start,
)
from geodata.postcodes import shared_points
from geodata.study_area import StudyArea

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Added:
    """What one file brought: `skipped` counts the rows left out, by reason."""

    file: str
    kind: str
    entries: int
    skipped: dict[str, int]
    vintage: str


@dataclass(frozen=True, slots=True)
class LoadedSource:
    """A line of the gazetteer's status."""

    file: str
    kind: str
    entries: int
    vintage: str
    added: str
    synthetic: bool


class Entry(NamedTuple):
    """A named point. x and y are metres in the area's CRS; `alt_keys` are other names' keys, | between."""

    name: str
    key: str
    kind: str
    x: float
    y: float
    lon: float
    lat: float
    radius_m: float | None
    locality: str
    postcode: str
    alt_keys: str


@dataclass(frozen=True, slots=True)
class Zone:
    """A ward, LSOA or the like; `shape` in WGS84 degrees."""

    layer: str
    code: str
    name: str
    shape: shapely.Geometry


class Gazetteer:
    """The places of one study area, in a SQLite file of their own.

    Open it with `Gazetteer.open`. Each reading and writing has a connection of its own, so one object may be
    shared between threads; what was read is never kept here.
    """

    def __init__(self, path: Path, area: StudyArea) -> None:
        self.path = path
        self.area = area

    @classmethod
    def open(cls, path: Path | str, area: StudyArea, progress: Progress | None = None) -> Gazetteer:
        """Open the gazetteer of an area, building it from the packaged postcodes when it is not there yet.

        A file made for quite another area is emptied first: its places mean nothing here. Where only the
        boundary of the same ground changed, what was added stays.

        Raises
        ------
        BadInput
            When the file is something else than a gazetteer.
        """
        gazetteer = cls(Path(path), area)
        gazetteer.path.parent.mkdir(parents=True, exist_ok=True)
        wanted = area.to_json()
        if gazetteer.path.exists():
            with connect(gazetteer.path) as connection:
                if is_built_for(connection, wanted):
                    return gazetteer
        rows = packaged_rows(area)
        with connect(gazetteer.path, write=True) as connection:
            prepare(connection)
            if read_meta(connection, "area") != wanted:
                start(connection, area, rows)
        return gazetteer

    def add(
        self,
        file: Path | str,
        kind: str | None = None,
        progress: Progress | None = None,
        synthetic: bool = False,
    ) -> Added:
        """Read a file into the gazetteer; the same file's former entries are replaced.

        Parameters
        ----------
        kind
            One of `kinds()`; found from the file when None.
        progress
            Called with a number of rows now and then.
        synthetic
            Whether the file is part of a synthetic sample.

        Raises
        ------
        BadInput
            When the file cannot be used; nothing of it is kept then.
        """
        path = Path(file)
        source = source_of(kind or detect_kind(path))
        found = source.read(path, progress, box_around(self.area))
        return self._keep(path, source.kind, found, synthetic)

    def _keep(self, path: Path, kind: str, found: SourceRows, synthetic: bool) -> Added:
        skipped = Counter(found.skipped)
        postcodes = place_postcodes(found.postcodes, self.area)
        if len(postcodes) < len(found.postcodes):
            skipped[TOO_FAR] += len(found.postcodes) - len(postcodes)
        with connect(self.path, write=True) as connection:
            known = KnownPostcodes.of(postcode_points(connection))
            entries = place_entries(found.places, self.area, known, skipped)
            zones = [zone for zone in found.zones if zone.shape.intersects(self.area.boundary)]
            if len(zones) < len(found.zones):
                skipped["outside the area"] += len(found.zones) - len(zones)
            count = len(entries) + len(postcodes) + len(zones)
            if not count:
                reasons = (
                    "; ".join(f"{n} rows: {reason}" for reason, n in skipped.items()) or "it has no rows"
                )
                raise BadInput(f"{path.name} ({kind}) has nothing for {self.area.name}: {reasons}")
            source = new_source(
                connection, path.name, kind, found.vintage, count, skipped=skipped, synthetic=synthetic
            )
            connection.executemany(
                "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [(source, *entry) for entry in entries],
            )
            insert_postcodes(connection, source, postcodes)
            connection.executemany(
                "INSERT INTO zone VALUES (?, ?, ?, ?, ?)",
                [(source, z.layer, z.code, z.name, shapely.to_wkb(z.shape)) for z in zones],
            )
            next_generation(connection)
        return Added(path.name, kind, count, dict(skipped), found.vintage)

    def status(self) -> tuple[LoadedSource, ...]:
        """What is loaded, in the order it was added."""
        with connect(self.path) as connection:
            rows = connection.execute(
                "SELECT file, kind, entries, vintage, added, synthetic FROM source ORDER BY id"
            ).fetchall()
        return tuple(
            LoadedSource(file, kind, entries, vintage, added, bool(synthetic))
            for file, kind, entries, vintage, added, synthetic in rows
        )

    def remove_synthetic(self) -> int:
        """Forget everything that came from a synthetic sample; the number of entries that went."""
        with connect(self.path, write=True) as connection:
            sources = connection.execute("SELECT id, entries FROM source WHERE synthetic").fetchall()
            for source, _ in sources:
                delete_source(connection, source)
            if sources:
                next_generation(connection)
        return sum(entries for _, entries in sources)

    def generation(self) -> int:
        """A number that grows with every change: keep it beside what you keep of the gazetteer."""
        with connect(self.path) as connection:
            return int(read_meta(connection, "generation") or 0)

    def entries(self, kind: str | None = None) -> list[Entry]:
        """Every named point, or those of one kind, in the order they were added."""
        columns = "name, key, kind, x, y, lon, lat, radius_m, locality, postcode, alt_keys"
        chosen = f"SELECT {columns} FROM entry WHERE kind = ?1 OR ?1 IS NULL ORDER BY rowid"  # noqa: S608
        with connect(self.path) as connection:
            return list(map(Entry._make, connection.execute(chosen, (kind,))))

    def streets(self) -> dict[str, FloatArray]:
        """The points of each street, (n, 2) metres, by name."""
        found: dict[str, list[tuple[float, float]]] = {}
        names: dict[str, str] = {}
        for entry in self.entries("street"):
            name = names.setdefault(entry.key, entry.name)
            found.setdefault(name, []).append((entry.x, entry.y))
        return {name: np.unique(np.array(points), axis=0) for name, points in found.items()}

    def postcodes(self) -> list[tuple[str, float, float, int | None, int]]:
        """Postcodes in and near the area: (postcode, x, y, live, inside).

        Where several sources have the same postcode, the one added last counts.
        """
        with connect(self.path) as connection:
            rows = connection.execute(
                "SELECT postcode, x, y, live, inside FROM postcode ORDER BY postcode, source"
            ).fetchall()
        return list({row[0]: row for row in rows}.values())

    def geographic_postcodes(self) -> tuple[list[str], FloatArray]:
        """Postcodes that say where something is, and their points (n, 2): without PO boxes and large users."""
        rows = self.postcodes()
        points = np.array([(x, y) for _, x, y, _, _ in rows], dtype=float).reshape(-1, 2)
        kept = ~shared_points(points[:, 0], points[:, 1])
        return [row[0] for row, keep in zip(rows, kept, strict=True) if keep], points[kept]

    def zones(self, layer: str | None = None) -> list[Zone]:
        """The statistical areas loaded, or those of one layer ("ward", "lsoa", ...)."""
        chosen = "SELECT layer, code, name, shape FROM zone WHERE layer = ?1 OR ?1 IS NULL ORDER BY rowid"
        with connect(self.path) as connection:
            rows = connection.execute(chosen, (layer,)).fetchall()
        return [Zone(layer, code, name, shapely.from_wkb(blob)) for layer, code, name, blob in rows]
