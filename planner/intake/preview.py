"""The first rows of a file, before and after: what is kept of each, and what becomes of it. Nothing is stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from geodata.errors import BadInput
from planner.intake.batch import Heaps, cell_text
from planner.intake.cleaning import Cleaner
from planner.intake.guards import LIMITS, Limits
from planner.intake.headings import Layout, find_layout
from planner.intake.placing import LONGEST_TEXT, Area, Places
from planner.intake.profiles import Profile
from planner.intake.result import ReviewEntry
from planner.intake.screening import screen
from planner.intake.sources import Refused, Table, open_tables
from planner.intake.text_table import Record

PREVIEW_ROWS = 20
_REPEATS = "repeats an earlier row"


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One row, before and after.

    Attributes
    ----------
    row
        As in the file, counted from 1.
    before
        Heading and text of each column that is read, without anything that looks like a person's details.
    outcome
        "incident", "duplicate", "review" or "rejected".
    reason
        Why it is no incident, "" when it is one; for a duplicate, whose.
    start, end, time_kind
        When, naive local time; None where that could not be read.
    place_text, lon, lat, radius_m
        Where; None where that could not be found.
    category, youth_related
        What our own words for it are.
    """

    row: int
    before: tuple[tuple[str, str], ...]
    outcome: str
    reason: str = ""
    start: dt.datetime | None = None
    end: dt.datetime | None = None
    time_kind: str = ""
    place_text: str = ""
    lon: float | None = None
    lat: float | None = None
    radius_m: float | None = None
    category: str = ""
    youth_related: str = ""


def preview(
    path: Path | str,
    profile: Profile,
    rows: int = PREVIEW_ROWS,
    *,
    geocoder: Places,
    area: Area,
    today: dt.date | None = None,
    name: str | None = None,
    limits: Limits = LIMITS,
) -> tuple[PreviewRow, ...]:
    """What would become of the first rows of a file.

    Raises
    ------
    BadInput
        When the file cannot be read with this profile, as `bring_in` does.
    """
    path = Path(path)
    label = name or path.name
    problem: BadInput | None = None
    for tables in open_tables(path, label, profile.file, list[Refused](), limits):
        for table in tables:
            try:
                layout = find_layout(table, label, profile, ())
            except BadInput as error:
                problem = problem or error
                continue
            return _rows(table, layout, rows, geocoder, area, today or dt.date.today())
    raise problem or BadInput(f"{label} holds no table.")


def _rows(
    table: Table, layout: Layout, count: int, geocoder: Places, area: Area, today: dt.date
) -> tuple[PreviewRow, ...]:
    heaps = Heaps()
    records = list(islice(table, count))
    cleaner = Cleaner(
        layout, "", heaps, geocoder=geocoder, area=area, sha256="", known_keys=frozenset(), today=today
    )
    cleaner.clean(records)
    before = {one.number: _before(one, layout) for one in records}
    found = [
        *_incidents(heaps, before),
        *(PreviewRow(one.row, before[one.row], "duplicate", _REPEATS) for one in heaps.duplicates),
        *(_waiting(one, before[one.row]) for one in heaps.review),
        *(PreviewRow(one.row, before[one.row], "rejected", one.reason) for one in heaps.rejected),
    ]
    return tuple(sorted(found, key=lambda one: one.row))


def _before(record: Record, layout: Layout) -> tuple[tuple[str, str], ...]:
    places = sorted({place for places in layout.index.values() for place in places})
    shown = []
    for place in places:
        text = cell_text(record.cells[place]) if place < len(record.cells) else ""
        shown.append((layout.headings[place], screen(text)[0][:LONGEST_TEXT]))
    return tuple(shown)


def _incidents(heaps: Heaps, before: dict[int, tuple[tuple[str, str], ...]]) -> Sequence[PreviewRow]:
    found: list[PreviewRow] = []
    seen: set[str] = set()
    for frame in heaps.frames:
        for one in frame.to_dict("records"):
            row, identity = int(one["row"]), str(one["incident_id"])
            if identity in seen:
                found.append(PreviewRow(row, before[row], "duplicate", _REPEATS))
                continue
            seen.add(identity)
            end = one["end"]
            found.append(
                PreviewRow(
                    row,
                    before[row],
                    "incident",
                    start=one["start"].to_pydatetime(),
                    end=end.to_pydatetime() if end == end else None,
                    time_kind=str(one["time_kind"]),
                    place_text=str(one["place_text"]),
                    lon=float(one["lon"]),
                    lat=float(one["lat"]),
                    radius_m=float(one["radius_m"]),
                    category=str(one["category"]),
                    youth_related=str(one["youth_related"]),
                )
            )
    return found


def _waiting(entry: ReviewEntry, before: tuple[tuple[str, str], ...]) -> PreviewRow:
    """A row for review, with what it has already when only its place is missing."""
    row = PreviewRow(entry.row, before, "review", entry.reason, place_text=entry.location_text)
    if entry.draft is None:
        return row
    start, end = str(entry.draft["start"]), entry.draft["end"]
    return replace(
        row,
        start=dt.datetime.fromisoformat(start),
        end=dt.datetime.fromisoformat(str(end)) if end else None,
        time_kind=str(entry.draft["time_kind"]),
        category=str(entry.draft["category"]),
        youth_related=str(entry.draft["youth_related"]),
    )
