"""What the geocoder is measured beside: the obvious twenty lines, and a package that matches UK addresses.

Both are given the same gazetteer. `Naive` looks for a postcode and otherwise takes the likest name of all.
`AddressMatcher` is uk_address_matcher as it comes, with its own thresholds; it wants a list of addresses, so every
named point becomes one, "NAME, LOCALITY, POSTCODE", and every postcode that none of them has is one by itself.
Preparing that list is not counted. Run by `benchmarks/geocoding.py --rival`.
"""

from __future__ import annotations

import logging
import re
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from rapidfuzz import process, utils

from geodata.gazetteer import Gazetteer
from geodata.geocode import Geocoder

Point = tuple[float, float] | None

_POSTCODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})\b")
# Below this a name is another name; tried from 80 to 95, this places most rightly.
_LIKE = 86


class Rival(Protocol):
    """Places texts at points in metres of the study area's CRS, or nowhere."""

    name: str

    def place(self, texts: Sequence[str]) -> list[Point]:
        """A point or None for each text."""


class Naive:
    """A postcode where there is one, otherwise the likest name by RapidFuzz's `extractOne`."""

    name = "postcode or likest name (RapidFuzz)"

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._postcodes = {code: (x, y) for code, x, y, _, _ in gazetteer.postcodes()}
        points: dict[str, list[tuple[float, float]]] = {}
        for entry in gazetteer.entries():
            points.setdefault(utils.default_process(entry.name), []).append((entry.x, entry.y))
        self._names = list(points)
        middles = [np.median(np.array(found), axis=0) for found in points.values()]
        self._middles = [(float(x), float(y)) for x, y in middles]

    def place(self, texts: Sequence[str]) -> list[Point]:
        """A point or None for each text."""
        return [self._place(text) for text in texts]

    def _place(self, text: str) -> Point:
        written = _POSTCODE.search(text.upper())
        if written and (found := self._postcodes.get("".join(written.groups()))):
            return found
        best = process.extractOne(text, self._names, processor=utils.default_process, score_cutoff=_LIKE)
        return self._middles[best[2]] if best else None


class AddressMatcher:
    """uk_address_matcher with its defaults, its canonical list made of the gazetteer and prepared beforehand."""

    name = "uk_address_matcher"

    def __init__(self, gazetteer: Gazetteer) -> None:
        import duckdb
        from uk_address_matcher import prepare_canonical_folder

        logging.getLogger("uk_address_matcher").setLevel(logging.ERROR)
        entries = gazetteer.entries()
        rows = [
            (f"e{n}", ", ".join(part for part in (e.name, e.locality) if part), _spaced(e.postcode), e.x, e.y)
            for n, e in enumerate(entries)
        ]
        named = {entry.postcode for entry in entries}
        rows += [
            (f"p{code}", _spaced(code), _spaced(code), x, y)
            for code, x, y, _, _ in gazetteer.postcodes()
            if code not in named
        ]
        self._points = {row[0]: (row[3], row[4]) for row in rows}
        self._folder = tempfile.TemporaryDirectory()
        self._duckdb = duckdb
        con = duckdb.connect()
        con.execute("CREATE TABLE canonical (unique_id VARCHAR, address_concat VARCHAR, postcode VARCHAR)")
        con.executemany("INSERT INTO canonical VALUES (?, ?, ?)", [row[:3] for row in rows])
        prepare_canonical_folder(
            con.sql("SELECT * FROM canonical"),
            Path(self._folder.name) / "canonical",
            con=con,
            show_progress=False,
        )

    def place(self, texts: Sequence[str]) -> list[Point]:
        """A point or None for each text."""
        from uk_address_matcher import AddressMatcher as Matcher

        con = self._duckdb.connect()
        messy = [
            {"unique_id": str(n), "address_concat": text, "postcode": _written_postcode(text)}
            for n, text in enumerate(texts)
        ]
        matcher = Matcher(
            canonical_addresses=Path(self._folder.name) / "canonical",
            addresses_to_match=messy,
            con=con,
            show_progress=False,
        )
        found: list[Point] = [None] * len(texts)
        columns = matcher.match().matches().project("unique_id, resolved_canonical_id").fetchall()
        for number, canonical in columns:
            if canonical is not None:
                found[int(number)] = self._points[canonical]
        return found


def _written_postcode(text: str) -> str | None:
    written = _POSTCODE.search(text.upper())
    return " ".join(written.groups()) if written else None


def _spaced(postcode: str) -> str:
    return f"{postcode[:-3]} {postcode[-3:]}" if postcode else ""


def rivals(gazetteer: Gazetteer) -> list[Rival]:
    """Those that are installed."""
    found: list[Rival] = [Naive(gazetteer)]
    try:
        found.append(AddressMatcher(gazetteer))
    except ImportError:
        print("uk_address_matcher is not installed: pip install -e '.[bench]'")
    return found


class Ours:
    """The geocoder itself, for its speed in the same run."""

    name = "ours"

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._geocoder = Geocoder(gazetteer)
        self._geocoder.geocode("warm")

    def place(self, texts: Sequence[str]) -> list[Point]:
        """A point or None for each text."""
        answers = self._geocoder.geocode_many(texts)
        return [None if one.x is None or one.y is None else (one.x, one.y) for one in answers]


class Labelled(Protocol):
    """What is needed of a labelled case."""

    text: str
    kind: str
    lon: float | None
    lat: float | None
    tol_m: float


def print_rivals(gazetteer: Gazetteer, cases: Sequence[Labelled], ours: Sequence[bool]) -> None:
    """Right answers by kind, far ones, and texts a second, ours and the rivals' in one run.

    For rivals, what must not be placed is right when it is not; `ours` says which of our answers are right.
    """
    everyone: list[Rival] = [Ours(gazetteer), *rivals(gazetteer)]
    right, far, rates = [], [], []
    for one in everyone:
        started, worked = time.perf_counter(), time.process_time()
        points = one.place([case.text for case in cases])
        spent = (time.perf_counter() - started, time.process_time() - worked)
        rates.append([len(cases) / max(seconds, 1e-3) for seconds in spent])
        offs = [_off_m(gazetteer, case, point) for case, point in zip(cases, points, strict=True)]
        right.append([off <= case.tol_m for off, case in zip(offs, cases, strict=True)])
        far.append(sum(1_000 < off < float("inf") for off in offs))
    right[0] = list(ours)
    print("\nbeside rivals" + "".join(f"\n  {at + 1}: {one.name}" for at, one in enumerate(everyone)))
    print(f"{'right':<30}" + "".join(f"{at + 1:>9}" for at in range(len(everyone))))
    for kind in [*sorted({case.kind for case in cases}), "all"]:
        of_kind = np.array([kind in (case.kind, "all") for case in cases])
        print(f"{kind:<30}" + "".join(f"{np.array(found)[of_kind].mean():>9.1%}" for found in right))
    print(f"{'more than 1 km out':<30}" + "".join(f"{count:>9}" for count in far))
    for at, what in enumerate(("second", "processor second")):
        print(f"{'texts a ' + what:<30}" + "".join(f"{rate[at]:>9,.0f}" for rate in rates))


def _off_m(gazetteer: Gazetteer, case: Labelled, point: Point) -> float:
    """Metres from the truth; infinite where one of the two is missing, 0 where both are."""
    if case.lon is None or case.lat is None or point is None:
        return 0.0 if case.lon is None and point is None else float("inf")
    x, y = gazetteer.area.crs.to_metres(case.lon, case.lat)
    return float(np.hypot(point[0] - x, point[1] - y))
