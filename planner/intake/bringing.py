"""A partner's file brought in: read, cleaned, placed, and every row accounted for. Nothing is stored here."""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import pandas as pd

from geodata.errors import BadInput
from planner.intake.answers import NO_ANSWERS, Answers
from planner.intake.batch import Heaps
from planner.intake.cleaning import Cleaner
from planner.intake.frames import empty_incidents
from planner.intake.guards import LIMITS, Limits
from planner.intake.headings import Layout, RefusedTable, find_layout
from planner.intake.placing import Area, Places
from planner.intake.profiles import FileHints, Profile
from planner.intake.result import Duplicate, Intake, ReviewEntry
from planner.intake.sources import Refused, Table, open_tables, sha256_of
from planner.intake.steps import DroppedColumn, count_steps
from planner.intake.text_table import Record

Progress = Callable[[int, int | None, str], None]
BATCH_ROWS = 40_000
_COLLECT_AFTER = 200_000


def bring_in(
    path: Path | str,
    profile: Profile | None = None,
    *,
    geocoder: Places,
    area: Area,
    saved: Sequence[Profile] = (),
    progress: Progress | None = None,
    known_keys: frozenset[str] = frozenset(),
    answers: Answers = NO_ANSWERS,
    today: dt.date | None = None,
    name: str | None = None,
    limits: Limits = LIMITS,
) -> Intake:
    """Read a file of reports and make incidents of its rows.

    Parameters
    ----------
    path
        CSV or other delimited text, XLSX, any of them gzipped or in a zip.
    profile
        How to read it; None to know it by its headings, among the built-in profiles and `saved`.
    geocoder, area
        What looks words up, and where our area is.
    progress
        Called with the rows done, the rows in all (None: not known yet) and what is being done.
    known_keys
        The partners' identities of incidents that are here already: their rows are duplicates.
    answers
        What people have said of words that could not be placed: the same words are placed by it.
    today
        The day, for dates in the future.
    name
        What to call the file in messages, where its path is not its name.

    Raises
    ------
    BadInput
        When the file as a whole cannot be used: it is no table, has no such columns, no rows, is damaged or too
        large, or is recognised as one that may not come in. Nothing of it is to be kept then.
    """
    path = Path(path)
    name = name or path.name
    sha256 = sha256_of(path)
    heaps, refused, layouts, others = Heaps(), list[Refused](), list[Layout](), list[str]()
    tell: Progress = progress or (lambda done, total, message: None)
    tell(0, None, f"Reading {name}")
    for table, layout in _readable(path, name, profile, saved, refused, limits):
        layouts.append(layout)
        others.extend(table.other_sheets)
        cleaner = Cleaner(
            layout,
            table.member,
            heaps,
            geocoder=geocoder,
            area=area,
            sha256=sha256,
            known_keys=known_keys,
            today=today or dt.date.today(),
            answers=answers,
        )
        _clean(table, cleaner, heaps, name, limits, tell)
    if not layouts:
        raise BadInput(refused[0].reason if refused else f"{name} holds no table; nothing was brought in.")
    if not heaps.rows:
        raise BadInput(
            f"{name} has headings but no rows. Check the export that made it; nothing was brought in."
        )
    return _settle(name, sha256, heaps, layouts, refused, others)


def _readable(
    path: Path,
    name: str,
    profile: Profile | None,
    saved: Sequence[Profile],
    refused: list[Refused],
    limits: Limits,
) -> Iterator[tuple[Table, Layout]]:
    """The tables of a file with how each is read; a member of a zip that cannot be used is added to `refused`."""
    hints = profile.file if profile else FileHints()
    for tables in open_tables(path, name, hints, refused, limits):
        try:
            chosen = _choose(tables, name, profile, saved)
        except BadInput as error:
            if not tables or not tables[0].member:
                raise
            refused.append(Refused(tables[0].member, str(error)))
            continue
        yield chosen


def _clean(table: Table, cleaner: Cleaner, heaps: Heaps, name: str, limits: Limits, tell: Progress) -> None:
    with _few_collections():
        for records in _batches(table):
            cleaner.clean(records)
            if heaps.rows > limits.max_rows:
                raise BadInput(
                    f"{name} has more than {limits.max_rows:,} rows. Split it, for instance by year."
                )
            tell(heaps.rows, None, f"Reading {name}: {heaps.rows:,} rows")


@contextmanager
def _few_collections() -> Iterator[None]:
    """Look for cycles seldom: rows hold none, and the search took a quarter of the time."""
    before = gc.get_threshold()
    gc.set_threshold(_COLLECT_AFTER, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _batches(table: Table) -> Iterator[list[Record]]:
    while batch := list(islice(table, BATCH_ROWS)):
        yield batch


def _choose(
    tables: Sequence[Table], name: str, profile: Profile | None, saved: Sequence[Profile]
) -> tuple[Table, Layout]:
    """The first of a workbook's sheets that has the headings; a text has only itself."""
    problem: BadInput | None = None
    for table in tables:
        label = f"{table.member} in {name}" if table.member and table.member != name else name
        try:
            return table, find_layout(table, label, profile, saved)
        except RefusedTable:
            raise
        except BadInput as error:
            problem = problem or error
    raise problem or BadInput(f"{name} has no sheet to read; nothing was brought in.")


def _settle(
    name: str, sha256: str, heaps: Heaps, layouts: list[Layout], refused: list[Refused], others: list[str]
) -> Intake:
    frame = pd.concat(heaps.frames, ignore_index=True) if heaps.frames else empty_incidents()
    frame, repeats = _join_identities(frame)
    waiting = any(entry.draft for entry in heaps.review)
    review, more = _join_review(heaps.review, set(frame["incident_id"]) if waiting else set())
    # Rows without a place that repeat another are repeats, not rows for review.
    heaps.taken["place", "review"] -= len(more)
    heaps.taken["place", "duplicates"] += len(more)
    heaps.taken["join", "duplicates"] += len(repeats)
    used = {heading for layout in layouts for heading in layout.headings} - {
        heading for layout in layouts for heading in layout.dropped
    }
    dropped = dict.fromkeys(h for layout in layouts for h in layout.dropped if h not in used)
    return Intake(
        file=name,
        sha256=sha256,
        profile=", ".join(dict.fromkeys(layout.profile.name for layout in layouts)),
        rows=heaps.rows,
        incidents=frame,
        duplicates=(*heaps.duplicates, *repeats, *more),
        review=tuple(review),
        rejected=tuple(heaps.rejected),
        dropped_columns=tuple(dropped),
        headings=tuple(dict.fromkeys(h for layout in layouts for h in layout.headings if h)),
        blank_lines=heaps.blank_lines,
        refused=tuple(refused),
        notes=_notes(heaps, refused, others),
        steps=count_steps(heaps.rows, heaps.taken),
        dropped=tuple(DroppedColumn(column, why, rows) for (column, why), rows in heaps.dropped.items()),
    )


def _join_identities(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Duplicate]]:
    """The first row of each identity, and the rows that repeat one. Rows without an identity are all kept."""
    repeats = frame["incident_id"].duplicated()
    if not repeats.any():
        return frame, []
    joined = frame[repeats]
    entries = [
        Duplicate(int(row), str(of), str(member))
        for row, of, member in zip(joined["row"], joined["incident_id"], joined["member"], strict=True)
    ]
    return frame[~repeats].reset_index(drop=True), entries


def _join_review(review: list[ReviewEntry], known: set[str]) -> tuple[list[ReviewEntry], list[Duplicate]]:
    """Rows for review that do not repeat an incident of the file, or an earlier row for review."""
    kept: list[ReviewEntry] = []
    repeats: list[Duplicate] = []
    for entry in review:
        identity = str(entry.draft["incident_id"]) if entry.draft else ""
        if identity and identity in known:
            repeats.append(Duplicate(entry.row, identity, entry.member))
            continue
        if identity:
            known.add(identity)
        kept.append(entry)
    return kept, repeats


def _notes(heaps: Heaps, refused: list[Refused], others: list[str]) -> tuple[str, ...]:
    notes = [f"{count:,} row{'s' if count > 1 else ''}: {what}." for what, count in heaps.noticed.items()]
    if heaps.blank_lines:
        notes.append(
            f"{heaps.blank_lines:,} blank line{'s were' if heaps.blank_lines > 1 else ' was'} skipped."
        )
    notes.extend(f"Left out {one.member}: {one.reason}" for one in refused)
    if others:
        notes.append(f"Only one sheet was read. Not read: {', '.join(dict.fromkeys(others))}.")
    return tuple(notes)
